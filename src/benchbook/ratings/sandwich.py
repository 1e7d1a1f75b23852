"""Covariances of strengths that hold whether or not the model is right, and the rule for small samples."""

from dataclasses import dataclass

import numpy as np

from benchbook.ratings.columns import Flags, Floats
from benchbook.ratings.meat import Gathered, correction
from benchbook.ratings.newton import Fit, centred, grounded, information, inverted

_ROUNDS = 40
_ENOUGH = 1 + 1e-9


@dataclass(frozen=True, eq=False, kw_only=True)
class Spread:
    """The covariance (C, k, k) of the strengths in nats, at mean zero, and what the rule for small samples needs.

    ``bread`` (C, k, k) is the inverse information, ``least`` (C, k) the variance that small samples have at least, and
    ``worth`` (C, k) how many battles with the average model of its piece would tell as much of a model as its own do.
    ``dispersion`` (C,) is the factor by which scores vary more or less than the likelihood says, ``design_effect`` (C,)
    that by which clusters do, at least 1.
    """

    covariance: Floats
    bread: Floats
    least: Floats
    worth: Floats
    dispersion: Floats
    design_effect: Floats

    def raised(self, small: Flags) -> Floats:
        """The covariance with at least the least variance for models (C, k) whose samples are small.

        What is missing is added with the correlations of the likelihood: models that one thin link parts from the
        others share its uncertainty, and are no less certain among themselves. It stays at mean zero: where a small
        sample may be wrong so may the mean, and with it the ratings of all others, whose differences stay as certain
        as they were. The covariance stays positive semi-definite.
        """
        missing = np.where(small, np.maximum(0, self.least - _diagonal(self.covariance)), 0)
        if not missing.any():
            return self.covariance
        raised = self._widened(np.sqrt(missing / _diagonal(self.bread)), missing)
        raised += self.covariance
        return raised

    def _widened(self, factor: Floats, missing: Floats) -> Floats:
        """The bread with errors of models (C, k) so many times as large, or more where some variance is missing."""
        for _ in range(_ROUNDS):
            square = self.bread * factor[:, :, None]
            square *= factor[:, None, :]
            square -= square.mean(axis=1, keepdims=True)
            square -= square.mean(axis=2, keepdims=True)
            short = missing / np.maximum(_diagonal(square), np.finfo(float).tiny)
            if short.max() <= _ENOUGH:
                break
            factor = factor * np.sqrt(np.maximum(short, 1))
        return square


def sandwich(fit: Fit, gathered: Gathered | None = None) -> Spread:
    """The sandwich covariance H⁺MH⁺ (Huber 1967, White 1982), with the meat of clusters where it is given.

    The least variance is that of the likelihood times the dispersion and the design effect, and not below that of votes
    each of which stands on its own.
    """
    stack, size = fit.problem.stack, fit.problem.stack.shape[1]
    bread = bread_of(fit)
    plain = _plain_meat(fit, fit.problem.votes)
    middle = plain if gathered is None else _clustered_meat(fit, plain, gathered)
    covariance = bread @ middle @ bread
    covariance = (covariance + covariance.transpose(0, 2, 1))[:, :size, :size] / 2
    effect, alone = np.ones(len(covariance)), _diagonal(covariance)
    if gathered is not None:
        effect = np.maximum(1, _product(bread, middle, size) / _product(bread, plain, size))
        alone = ((bread @ plain) * bread).sum(axis=2)[:, :size]
    varied = dispersion(fit)
    battles, inverse = fit.problem.battles, np.ascontiguousarray(bread[:, :size, :size])
    own = stack.around(battles * fit.place.real.information)
    return Spread(
        covariance=np.ascontiguousarray(covariance),
        bread=inverse,
        least=np.maximum((varied * effect)[:, None] * _diagonal(inverse), alone),
        worth=equivalent_battles(stack.around(battles), own, _diagonal(inverse)),
        dispersion=varied,
        design_effect=effect,
    )


def equivalent_battles(battles: Floats, own: Floats, inverse: Floats) -> Floats:
    """How many battles with the average model would tell as much of each model (..., k) as its ``battles`` do.

    ``own`` is the information of these battles, and ``inverse`` the model's in the inverse information of its piece.
    Where all models met each other alike it is the number of battles; behind a link of few battles it is little more
    than the number of those, however many battles there are on either side.
    """
    size = battles.shape[-1]
    tiny = np.finfo(float).tiny
    found: Floats = battles * ((size - 1) / size) ** 2 / np.maximum(own * inverse, tiny)
    return found


def dispersion(fit: Fit) -> Floats:
    """How much scores vary, as a multiple of what the likelihood says (C,); 1 by Davidson's model, which has ties.

    With ties as half a win they vary less. The estimate is the sum of squared scores by the sum of information, with a
    correction for the parameters: Pearson's statistic with each battle weighted by its information, since an upset
    among unequal models would outweigh all else.
    """
    problem, real = fit.problem, fit.place.real
    stack, votes = problem.stack, problem.votes
    if problem.ties == "davidson":
        return np.ones(stack.shape[0])
    battles, ties = stack.within(votes.sum(axis=0)), stack.within(votes[2])
    varied = stack.within((votes * real.score**2).sum(axis=0))
    expected = stack.within(votes.sum(axis=0) * real.information)
    return dispersion_of(varied / expected, battles, ties, stack.shape[1] - 1)


def dispersion_of(ratio: Floats, battles: Floats, ties: Floats, parameters: int) -> Floats:
    """A dispersion from the ratio of squared scores to information, corrected for the number of parameters.

    It is at most 1, since a score between 0 and 1 varies most where it is one of them, and never below 1 less the share
    of ties, with three decided battles more than there are: so it says something where there were ties only.
    """
    free = battles - parameters
    estimate = np.where(free > 0, ratio * battles / np.maximum(free, 1), 1.0)
    return np.clip(estimate, 1 - ties / (battles + 3), 1.0)


def bread_of(fit: Fit) -> Floats:
    """The pseudo-inverse H⁺ of the information (C, width, width): by how much a score moves each strength."""
    size = fit.problem.stack.shape[1]
    inverse = inverted(grounded(information(fit.problem, fit.place)))
    inverse[:, :size] -= inverse[:, :size].mean(axis=1, keepdims=True)
    inverse[:, :, :size] = centred(inverse[:, :, :size])
    return inverse


def _plain_meat(fit: Fit, votes: Floats) -> Floats:
    """The meat (C, width, width) of votes (3, P) each of which stands on its own."""
    stack, size, width = fit.problem.stack, fit.problem.stack.shape[1], fit.problem.width
    real = fit.place.real
    square = stack.laplacian((votes * real.score**2).sum(axis=0))
    if real.tie_score is None:
        return square
    whole = np.zeros((len(square), width, width))
    whole[:, :size, :size] = square
    whole[:, :size, -1] = whole[:, -1, :size] = stack.per_model((votes * real.score * real.tie_score).sum(axis=0))
    whole[:, -1, -1] = stack.within((votes * real.tie_score**2).sum(axis=0))
    return whole


def _clustered_meat(fit: Fit, plain: Floats, gathered: Gathered) -> Floats:
    stack, size = fit.problem.stack, fit.problem.stack.shape[1]
    here = slice(stack.begin, stack.end)
    middle = plain.copy()
    middle[:, :size, :size] += gathered.meat.square(stack.begin, stack.end)
    if gathered.meat.own.shape[1]:
        apart = _plain_meat(fit, gathered.lone[:, stack.pairs])
        cross = apart[:, :size, -1] + gathered.meat.cross[stack.members, 0]
        middle[:, :size, -1] = middle[:, -1, :size] = cross
        middle[:, -1, -1] = apart[:, -1, -1] + gathered.meat.own[here, 0, 0]
    return middle * correction(gathered.clusters[here])[:, None, None]


def _diagonal(square: Floats) -> Floats:
    diagonal: Floats = np.einsum("cii->ci", square).copy()
    return diagonal


def _product(bread: Floats, middle: Floats, size: int) -> Floats:
    """The trace (C,) of bread times meat, over the strengths; never 0, so that one can divide by it."""
    trace: Floats = (bread[:, :size, :size] * middle[:, :size, :size]).sum(axis=(1, 2))
    return np.maximum(trace, np.finfo(float).tiny)
