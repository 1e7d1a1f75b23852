"""Ratings and covariances are those of statsmodels on the rows, of choix, and of the likelihood's own maximum."""

import choix
import numpy as np
import pytest
import statsmodels.api as sm
from row_level import by_statsmodels, centring, design
from scipy import optimize
from simulated_boards import drawn_counts, drawn_votes, rows_of, truth

from benchbook.ratings import Clusters, Method, rate, tally

LARGE = Method(small_sample_battles=0)


@pytest.fixture
def votes(rng):
    board = truth(rng, 20)
    return drawn_votes(rng, board, 5000)


def test_ratings_and_covariance_are_those_of_a_row_level_glm(votes):
    strength, covariance = by_statsmodels(*votes, 20, cov_type="HC0")
    ratings = rate(tally(*votes, 20), LARGE)
    assert ratings.components[0].prior == 0
    np.testing.assert_allclose(ratings.strength, strength, atol=1e-9, rtol=0)
    np.testing.assert_allclose(ratings.components[0].covariance, covariance, atol=1e-9, rtol=0)


def test_clustered_covariance_is_that_of_a_row_level_glm(votes, rng):
    cluster = np.minimum(rng.zipf(1.5, size=len(votes[0])), 700)
    _, covariance = by_statsmodels(
        *votes, 20, cov_type="cluster", cov_kwds={"groups": cluster, "use_correction": False}
    )
    counts = tally(*votes, 20)
    ratings = rate(counts, LARGE, Clusters.of(counts, *votes, cluster))
    number = len(np.unique(cluster))
    assert ratings.components[0].clusters == number
    np.testing.assert_allclose(ratings.components[0].covariance, covariance * number / (number - 1), atol=1e-9, rtol=0)


def test_a_vote_below_zero_is_a_cluster_of_its_own(votes, rng):
    cluster = rng.integers(-3, 300, size=len(votes[0]))
    counts = tally(*votes, 20)
    alone = np.where(cluster < 0, 1000 + np.arange(len(cluster)), cluster)
    for ties in ("half", "davidson"):
        method = Method(ties=ties, small_sample_battles=0)
        mixed = rate(counts, method, Clusters.of(counts, *votes, cluster))
        plain = rate(counts, method, Clusters.of(counts, *votes, alone))
        np.testing.assert_allclose(
            mixed.components[0].covariance, plain.components[0].covariance, atol=1e-14, rtol=1e-12
        )


def test_strengths_are_those_of_choix(rng):
    counts = drawn_counts(rng, truth(rng, 50), 20_000)
    wins = np.zeros((50, 50))
    wins[counts.first, counts.second] = counts.first_wins + counts.ties / 2
    wins[counts.second, counts.first] = counts.second_wins + counts.ties / 2
    strength = choix.ilsr_pairwise_dense(wins, alpha=0, max_iter=1000, tol=1e-12)
    np.testing.assert_allclose(rate(counts).strength, strength - strength.mean(), atol=1e-6, rtol=0)


def davidson_loss(parameters, first, second, outcome):
    """The negative log likelihood of votes, with the last model at zero, and its derivatives by vote."""
    strength, log_nu = np.append(parameters[:-1], 0), parameters[-1]
    gap = strength[first] - strength[second]
    logits = np.stack([gap / 2, -gap / 2, np.full(len(gap), log_nu)], axis=1)
    chances = np.exp(logits - logits.max(axis=1, keepdims=True))
    chances /= chances.sum(axis=1, keepdims=True)
    residual = np.eye(3)[outcome] - chances
    by_gap = (residual[:, 0] - residual[:, 1]) / 2
    rows = np.column_stack([design(first, second, len(strength))[:, :-1] * by_gap[:, None], residual[:, 2]])
    return -np.log(chances[np.arange(len(gap)), outcome]).sum(), rows


def davidson_board(rng, nu, votes=1500, models=8):
    board = truth(rng, models, 200)
    first, second, _ = drawn_votes(rng, board, votes)
    gap = board.gaps(first, second)
    weight = np.stack([np.exp(gap / 2), np.exp(-gap / 2), np.full(len(gap), nu)], axis=1)
    at = rng.random(len(gap))[:, None] * weight.sum(axis=1, keepdims=True)
    return board, first, second, (at > np.cumsum(weight, axis=1)).sum(axis=1)


def test_davidson_is_the_maximum_of_its_likelihood_with_its_sandwich(rng):
    _, *votes = davidson_board(rng, 1.0)
    found = optimize.root(lambda at: davidson_loss(at, *votes)[1].sum(axis=0), np.zeros(8), method="hybr", tol=1e-13).x
    rows = davidson_loss(found, *votes)[1]
    bread = np.linalg.inv(
        optimize.approx_fprime(found, lambda at: -davidson_loss(at, *votes)[1].sum(axis=0), epsilon=1e-6)
    )
    whole = np.zeros((8, 8))
    whole[:-1, :-1] = (bread @ rows.T @ rows @ bread)[:-1, :-1]
    ratings = rate(tally(*votes, 8), Method(ties="davidson", small_sample_battles=0))
    strength = np.append(found[:-1], 0)
    np.testing.assert_allclose(ratings.strength, strength - strength.mean(), atol=1e-9, rtol=0)
    assert ratings.components[0].tie_parameter == pytest.approx(np.exp(found[-1]), abs=1e-9)
    np.testing.assert_allclose(ratings.components[0].covariance, centring(8) @ whole @ centring(8), atol=1e-7, rtol=0)


def test_davidson_is_a_log_linear_model_of_statsmodels(rng):
    """Counts of a pair's three outcomes as Poisson, with a level for each pair: Fienberg and Larntz (1976)."""
    _, *votes = davidson_board(rng, 0.7)
    counts = tally(*votes, 8)
    pairs = len(counts.first)
    rows, outcome = np.repeat(np.arange(pairs), 3), np.tile([0, 1, 2], pairs)
    lean = np.array([0.5, -0.5, 0])[outcome]
    columns = design(counts.first[rows], counts.second[rows], 8)[:, :-1] * lean[:, None]
    matrix = np.column_stack([columns, outcome == 2, np.eye(pairs)[rows]])
    fit = sm.GLM(counts.table[:, :3].reshape(-1), matrix, family=sm.families.Poisson()).fit(tol=1e-15, maxiter=100)
    strength = np.append(fit.params[:7], 0)
    ratings = rate(counts, Method(ties="davidson"))
    np.testing.assert_allclose(ratings.strength, strength - strength.mean(), atol=1e-9, rtol=0)
    assert np.log(ratings.components[0].tie_parameter) == pytest.approx(fit.params[7], abs=1e-9)


def test_clustered_davidson_is_the_sum_over_clusters(rng):
    _, *votes = davidson_board(rng, 1.0)
    cluster = rng.integers(0, 60, size=len(votes[0]))
    counts = tally(*votes, 8)
    ratings = rate(counts, Method(ties="davidson", small_sample_battles=0), Clusters.of(counts, *votes, cluster))
    at = np.append(ratings.strength[:-1] - ratings.strength[-1], np.log(ratings.components[0].tie_parameter))
    rows = davidson_loss(at, *votes)[1]
    bread = np.linalg.inv(
        optimize.approx_fprime(at, lambda here: -davidson_loss(here, *votes)[1].sum(axis=0), epsilon=1e-6)
    )
    sums = np.zeros((60, 8))
    np.add.at(sums, cluster, rows)
    whole = np.zeros((8, 8))
    whole[:-1, :-1] = (bread @ sums.T @ sums @ bread)[:-1, :-1]
    np.testing.assert_allclose(
        ratings.components[0].covariance, centring(8) @ whole @ centring(8) * 60 / 59, atol=1e-6, rtol=0
    )


@pytest.mark.parametrize("ties", ["half", "davidson"])
def test_a_prior_is_that_many_draws_with_the_average_model(rng, ties):
    counts = drawn_counts(rng, truth(rng, 6), 60)
    first, second, outcome = rows_of(counts)

    def loss(at):
        strength = np.append(at[:5], -at[:5].sum())
        gap = np.concatenate([strength[first] - strength[second], strength, strength])
        what = np.concatenate([outcome, np.zeros(6, int), np.ones(6, int)])
        weight = np.concatenate([np.ones(len(first)), np.full(12, 0.35)])
        if ties == "half":
            score = np.array([1.0, 0.0, 0.5])[what]
            return -(weight * (score * gap - np.logaddexp(0, gap))).sum()
        # The virtual draws know no ties.
        log_nu = np.where(np.arange(len(gap)) < len(first), at[5], -np.inf)
        logits = np.stack([gap / 2, -gap / 2, log_nu], axis=1)
        return -(weight * (logits[np.arange(len(gap)), what] - np.logaddexp.reduce(logits, axis=1))).sum()

    found = optimize.minimize(loss, np.zeros(6 if ties == "davidson" else 5), method="BFGS", options={"gtol": 1e-9}).x
    ratings = rate(counts, Method(ties=ties, prior=0.7, list_battles=0))
    np.testing.assert_allclose(ratings.strength[:5], found[:5], atol=1e-6, rtol=0)
    assert ratings.components[0].prior == 0.7
