"""Newton's method on the counts of pairs, for many pieces of one size at once."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from benchbook.errors import NotRatable
from benchbook.ratings.columns import Flags, Floats, Integers
from benchbook.ratings.likelihood import Slopes, half, slopes
from benchbook.ratings.method import Ties
from benchbook.ratings.pieces import Stack

MOST_STEPS = 500

_SETTLED = 1e-8
_SAFE = 0.5
_MOST = 700.0
_PATIENCE, _STUCK = 50, 1e-5


@dataclass(frozen=True, eq=False, kw_only=True)
class Problem:
    """Pieces to be fitted: their votes (3, P) and how many virtual draws each model of a piece has, ``prior`` (C,).

    A virtual draw is half a win and half a loss against the average model of the piece, by Davidson's model, too, so
    that it says nothing of ties. ``mixed`` (C,) are pieces with ties and decided battles: elsewhere his nu is 0 or
    infinite, and held at what stands for that. ``near`` (C, k) are strengths to start from, those of shares of wins
    where None.
    """

    stack: Stack
    votes: Floats
    ties: Ties
    prior: Floats
    near: Floats | None = None
    mixed: Flags = field(init=False)

    def __post_init__(self) -> None:
        won, lost, tied = self.votes
        mixed = (self.stack.within(tied) > 0) & (self.stack.within(won + lost) > 0)
        object.__setattr__(self, "mixed", mixed)

    @cached_property
    def battles(self) -> Floats:
        """The battles of each pair (P,)."""
        battles: Floats = self.votes.sum(axis=0)
        return battles

    def summed(self, score: Floats) -> Floats:
        """Scores (3, P) of outcomes, added up over the votes of each pair (P,)."""
        sums: Floats = np.einsum("op,op->p", self.votes, score)
        return sums

    @property
    def width(self) -> int:
        """How many parameters a piece has: one a model, and by Davidson the logarithm of nu."""
        return self.stack.shape[1] + (self.ties == "davidson")

    def start(self) -> Floats:
        """A first guess (C, width)."""
        won, lost, tied = self.votes
        gain = self.stack.per_model(won - lost)
        total = self.stack.around(won + lost + tied)
        point = np.zeros((self.stack.shape[0], self.width))
        guess = np.log((total + gain + 1) / (total - gain + 1)) if self.near is None else self.near
        point[:, : self.stack.shape[1]] = centred(guess)
        if self.ties == "davidson":
            ties, decided = self.stack.within(tied), self.stack.within(won + lost)
            point[:, -1] = np.where(
                self.mixed, np.log((2 * ties + 1) / (decided + 1)), np.where(ties > 0, _MOST, -_MOST)
            )
        return point


@dataclass(frozen=True, eq=False, kw_only=True)
class Place:
    """What is known at a point (C, width): the slopes of all battles and of the virtual ones, and the gradient."""

    point: Floats
    real: Slopes
    virtual: Slopes | None
    gradient: Floats


@dataclass(frozen=True, eq=False, kw_only=True)
class Fit:
    """The maximum: where it is, and how many steps each piece took to it (C,)."""

    problem: Problem
    place: Place
    iterations: Integers

    @property
    def strength(self) -> Floats:
        """The strengths (C, k) in nats, at mean zero."""
        return self.place.point[:, : self.problem.stack.shape[1]]

    @property
    def nu(self) -> Floats | None:
        """Davidson's nu of each piece (C,)."""
        if self.problem.ties != "davidson":
            return None
        log_nu = self.place.point[:, -1]
        return np.select([log_nu <= -_MOST, log_nu >= _MOST], [0.0, np.inf], np.exp(np.minimum(log_nu, _MOST)))


def fit(problem: Problem) -> Fit:
    """The strengths at which the likelihood is largest, to about 1e-12 nats.

    Steps are damped by how far they move a gap (Sun and Tran-Dinh 2019), unless the full one still goes uphill at its
    end; so the likelihood rises with every step, wherever it starts. Raises NotRatable should it not settle.
    """
    place = at(problem, problem.start())
    steps = np.zeros(problem.stack.shape[0], np.int64)
    moving = np.ones(problem.stack.shape[0], bool)
    for taken in range(MOST_STEPS):
        step = _newton_step(problem, place)
        reach = _reach(problem, step)
        steps += moving
        place = _moved(problem, place, step * moving[:, None], reach)
        moving &= ~(reach < (_SETTLED if taken < _PATIENCE else _STUCK))
        if not moving.any():
            return Fit(problem=problem, place=place, iterations=steps)
    raise unsettled()


def unsettled() -> NotRatable:
    """The sentence for counts whose likelihood has a maximum that numbers cannot reach."""
    return NotRatable(
        "ratings",
        "cannot be computed: the counts are too lopsided for floating-point numbers",
        hint="raise the prior, or leave out pairs of which one model wins nearly all of very many votes",
    )


def at(problem: Problem, point: Floats) -> Place:
    """The slopes and the gradient at a point."""
    stack, size = problem.stack, problem.stack.shape[1]
    flat = point[:, :size].reshape(-1)
    low, high = stack.ends
    log_nu = point[:, -1]
    real = slopes(problem.ties, flat[low] - flat[high], log_nu[stack.which])
    gradient = np.zeros_like(point)
    gradient[:, :size] = stack.per_model(problem.summed(real.score))
    if real.tie_score is not None:
        gradient[:, -1] = stack.within(problem.summed(real.tie_score))
    virtual = None
    if problem.prior.any():
        virtual = half(point[:, :size])
        gradient[:, :size] += problem.prior[:, None] * virtual.score[2]
    gradient[:, :size] = centred(gradient[:, :size])
    return Place(point=point, real=real, virtual=virtual, gradient=gradient)


def information(problem: Problem, place: Place) -> Floats:
    """The expected information (C, width, width), in directions that keep the mean of the strengths."""
    stack, size = problem.stack, problem.stack.shape[1]
    square = stack.laplacian(problem.battles * place.real.information)
    if place.virtual is not None:
        square[:, range(size), range(size)] += problem.prior[:, None] * place.virtual.information
        square = centred(centred(square).transpose(0, 2, 1))
    if place.real.cross is None or place.real.tie_information is None:
        return square
    cross = stack.per_model(problem.battles * place.real.cross)
    own = stack.within(problem.battles * place.real.tie_information)
    return _bordered(square, centred(cross), np.where(problem.mixed, own, 1.0))


def grounded(square: Floats) -> Floats:
    """The information (C, w, w) with a weight on the first model, so that it can be inverted.

    Applied to what sums to zero over the models, its inverse differs from the pseudo-inverse by a shift only.
    """
    firm = square.copy()
    firm[:, 0, 0] += np.trace(square, axis1=1, axis2=2) / square.shape[1]
    return firm


def solved_for(square: Floats, right: Floats) -> Floats:
    """The solution (..., w, r) of linear equations; raises NotRatable where they have none in these numbers."""
    try:
        return np.linalg.solve(square, right)
    except np.linalg.LinAlgError as error:
        raise unsettled() from error


def inverted(square: Floats) -> Floats:
    """The inverse (..., w, w); raises NotRatable where there is none in these numbers."""
    try:
        return np.linalg.inv(square)
    except np.linalg.LinAlgError as error:
        raise unsettled() from error


def share_of_step(slope: Floats, reach: Floats) -> Floats:
    """How much of a step to take (C,): all of it where the likelihood still rises at its end, or it moves little.

    ``slope`` (C,) is the derivative along the step at its end. A step that moves gaps by no more than half a nat raises
    the likelihood in any case; of others that would go too far the share log(1 + reach) / reach does.
    """
    far = (slope < 0) & (reach > _SAFE)
    return np.where(far, np.log1p(reach) / np.where(far, reach, 1.0), 1.0)


def centred(values: Floats) -> Floats:
    """Values less their mean along the last axis."""
    level: Floats = values - values.mean(axis=-1, keepdims=True)
    return level


def _newton_step(problem: Problem, place: Place) -> Floats:
    step = solved_for(grounded(information(problem, place)), place.gradient[..., None])[..., 0]
    size = problem.stack.shape[1]
    step[:, :size] = centred(step[:, :size])
    return step


def _moved(problem: Problem, place: Place, step: Floats, reach: Floats) -> Place:
    whole = at(problem, place.point + step)
    share = share_of_step((whole.gradient * step).sum(axis=1), reach)
    return whole if (share == 1).all() else at(problem, place.point + step * share[:, None])


def _reach(problem: Problem, step: Floats) -> Floats:
    """By how much a step moves the scores of a battle against each other, at most (C,)."""
    stack, size = problem.stack, problem.stack.shape[1]
    flat = step[:, :size].reshape(-1)
    low, high = stack.ends
    gap = np.maximum.reduceat(np.abs(flat[low] - flat[high]), stack.begins)
    if problem.prior.any():
        gap = np.maximum(gap, np.abs(flat).reshape(-1, size).max(axis=1))
    if problem.ties == "davidson":
        gap = np.maximum(gap, gap / 2 + np.abs(step[:, -1]))
    return gap


def _bordered(square: Floats, cross: Floats, own: Floats) -> Floats:
    count, size = cross.shape
    whole = np.empty((count, size + 1, size + 1))
    whole[:, :size, :size] = square
    whole[:, :size, size] = whole[:, size, :size] = cross
    whole[:, size, size] = own
    return whole
