"""The oracle: one row a vote in statsmodels' binomial GLM."""

import numpy as np
import statsmodels.api as sm


def design(first, second, models):
    """One row a vote: 1 for the first model, -1 for the second."""
    matrix = np.zeros((len(first), models))
    matrix[np.arange(len(first)), first] = 1
    matrix[np.arange(len(first)), second] -= 1
    return matrix


def centring(models):
    """The matrix that takes off the mean."""
    return np.eye(models) - 1 / models


def fitted(first, second, outcome, models, covariates=None, **covariance):
    """The GLM with the last model as the reference; covariates (N, F) come after the models."""
    columns = design(first, second, models)[:, :-1]
    if covariates is not None:
        columns = np.column_stack([columns, covariates])
    score = np.array([1.0, 0.0, 0.5])[outcome]
    return sm.GLM(score, columns, family=sm.families.Binomial()).fit(tol=1e-15, maxiter=100, **covariance)


def at_mean_zero(fit, models):
    """The strengths and their covariance at mean zero."""
    strength = np.append(fit.params[: models - 1], 0)
    whole = np.zeros((models, models))
    whole[:-1, :-1] = fit.cov_params()[: models - 1, : models - 1]
    return strength - strength.mean(), centring(models) @ whole @ centring(models)


def by_statsmodels(first, second, outcome, models, **covariance):
    """The strengths and their covariance at mean zero."""
    return at_mean_zero(fitted(first, second, outcome, models, **covariance), models)
