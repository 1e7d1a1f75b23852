"""Bradley-Terry with covariates: Newton's method, row by row, and the sandwich of what it finds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchbook.errors import NotRatable
from benchbook.ratings.clusters import Groups
from benchbook.ratings.columns import Floats, Integers
from benchbook.ratings.counts import PairCounts
from benchbook.ratings.meat import Meat, Scores, correction
from benchbook.ratings.method import Method
from benchbook.ratings.newton import inverted, share_of_step, solved_for, unsettled
from benchbook.ratings.pieces import Pieces
from benchbook.ratings.regression import Regression, State
from benchbook.ratings.rows import Rows
from benchbook.ratings.solution import Solved, solve

_MOST_STEPS = 60
_SETTLED = 1e-8
_INDEPENDENT = 1e-9


@dataclass(frozen=True, eq=False, kw_only=True)
class Fitted:
    """A board fitted with those covariates that are ``kept`` (numbers of columns), in so many steps."""

    regression: Regression
    solved: Sequence[Solved]
    state: State
    kept: Sequence[int]
    steps: int


def fitted(counts: PairCounts, rows: Rows, names: Sequence[str], method: Method, ridge: float = 0.0) -> Fitted:
    """The strengths and coefficients at which the likelihood, less the ridge, is largest.

    The start are the strengths without covariates. Raises NotRatable where covariates separate the votes.
    """
    pieces = Pieces.of(counts)
    solved = solve(counts, pieces, method)
    whole = Regression(
        counts=counts,
        pieces=pieces,
        prior=np.concatenate([np.zeros(0), *(each.fit.problem.prior for each in solved)]),
        rows=rows,
        ridge=np.full(len(rows.columns), ridge),
    )
    strength = np.concatenate([np.zeros(0), *(each.fit.strength.ravel() for each in solved)])
    begin = whole.at(strength, np.zeros(len(rows.columns)))
    kept = independent(whole, begin)
    regression = whole
    if len(kept) < len(rows.columns):
        regression = whole.with_columns(kept)
        begin = regression.at(strength, np.zeros(len(kept)))
    state, steps = _climb(regression, begin, [names[number] for number in kept])
    return Fitted(regression=regression, solved=solved, state=state, kept=kept, steps=steps)


def independent(regression: Regression, state: State) -> list[int]:
    """The covariates that neither the models nor those before them determine.

    Each is regressed on them, weighted by information; what is left must be more than rounding.
    """
    size = regression.models
    whole = regression.bread(state)
    left = whole[size:, size:] - whole[size:, :size] @ solved_for(whole[:size, :size], whole[:size, size:])
    least = _INDEPENDENT * np.diagonal(whole[size:, size:])
    kept = []
    for number in range(len(left)):
        if left[number, number] > least[number]:
            kept.append(number)
            left -= np.outer(left[:, number], left[number]) / left[number, number]
    return kept


def _climb(regression: Regression, state: State, names: Sequence[str]) -> tuple[State, int]:
    """The maximum of the likelihood, and how many steps it took."""
    for taken in range(_MOST_STEPS):
        step = regression.centred(solved_for(regression.bread(state), state.gradient[:, None])[:, 0])
        reach = _reach(regression, step)
        whole = _stepped(regression, state, step)
        share = share_of_step(np.array([whole.gradient @ step]), np.array([reach]))[0]
        state = whole if share == 1 else _stepped(regression, state, share * step)
        if reach < _SETTLED:
            return state, taken + 1
    if not names:
        raise unsettled()
    largest = int(np.argmax(np.abs(state.coefficients)))
    raise NotRatable(
        f"covariate {names[largest]!r}",
        "separates the votes won from those lost, so that its coefficient grows without bound",
        hint="leave it out, or shrink coefficients with a ridge",
    )


@dataclass(frozen=True, eq=False, kw_only=True)
class Sandwich:
    """The sandwich ``covariance`` (models + F, models + F), with each piece's mean at zero.

    ``bread`` (models + F, models + F) is the inverse information, ``alone`` (models + F,) the variance of votes each of
    which stands on its own, ``ratio`` that of squared residuals to information, and ``design_effect`` by how much
    ``clusters``, where there are any, widen it, at least 1. ``few`` tells whether there are too few to rely on them.
    """

    covariance: Floats
    bread: Floats
    alone: Floats
    ratio: float
    design_effect: float
    clusters: int | None
    few: bool

    def coefficients(self, state: State) -> list[tuple[float, float]]:
        """The coefficients, each with its standard error; of few clusters it is not below that of votes on their own.

        A single cluster's scores sum to zero, so that it would seem to leave no error at all.
        """
        at = len(self.covariance) - len(state.coefficients)
        least = self.design_effect * self.alone[at:] if self.few else 0
        variance = np.maximum(np.diagonal(self.covariance)[at:], least)
        return list(zip(state.coefficients.tolist(), np.sqrt(variance).tolist(), strict=True))


def sandwich_of(found: Fitted, groups: Groups | None, least_clusters: int) -> Sandwich:
    """The sandwich of a fit; ``groups`` are of its rows, and fewer than ``least_clusters`` of them are few."""
    regression, state = found.regression, found.state
    inverse = inverted(regression.bread(state))
    inverse = regression.centred(regression.centred(inverse).T)
    squares = regression.meat(state)
    plain = regression.square(squares)
    clusters = None if groups is None else len(groups.cluster)
    middle = plain if groups is None else _clustered(regression, state, groups, plain)
    whole = inverse @ middle @ inverse
    size = regression.models
    between, single = (float((inverse * meat)[:size, :size].sum()) for meat in (middle, plain))
    expected = float(state.information.both.sum())
    return Sandwich(
        covariance=(whole + whole.T) / 2,
        bread=inverse,
        alone=((inverse @ plain) * inverse).sum(axis=1),
        ratio=float(squares.both.sum()) / expected if expected > 0 else 1.0,
        design_effect=max(1.0, between / single) if single > 0 else 1.0,
        clusters=clusters,
        few=groups is not None and groups.worth < least_clusters,
    )


def row_ends(regression: Regression) -> tuple[Integers, Integers]:
    """The models (N,) that stand first and second in each row."""
    counts = regression.counts
    first = np.stack([counts.first, counts.second], axis=1).reshape(-1)
    second = np.stack([counts.second, counts.first], axis=1).reshape(-1)
    return first[regression.rows.pair], second[regression.rows.pair]


def _clustered(regression: Regression, state: State, groups: Groups, plain: Floats) -> Floats:
    residual = regression.residuals(state)
    first, second = row_ends(regression)
    extra = np.zeros((len(residual), len(regression.rows.columns)))
    for number, column in enumerate(regression.rows.columns):
        extra[:, number] = residual * column
    meat = Meat.of(groups, Scores(first=first, second=second, score=residual, extra=extra), regression.squares)
    middle, size = plain.copy(), regression.models
    middle[:size, :size] += meat.square(0, 1)[0]
    middle[:size, size:] = meat.cross[regression.pieces.members]
    middle[size:, :size] = middle[:size, size:].T
    middle[size:, size:] = meat.own[0]
    return middle * correction(np.array([len(groups.cluster)]))


def _stepped(regression: Regression, state: State, step: Floats) -> State:
    size = regression.models
    return regression.at(state.strength + step[:size], state.coefficients + step[size:])


def _reach(regression: Regression, step: Floats) -> float:
    low, high = regression.ends
    gap = np.abs(step[low] - step[high]).max(initial=0)
    moved = step[regression.models :]
    widest = [np.abs(column).max(initial=0) for column in regression.rows.columns]
    return float(
        max(gap + np.abs(moved) @ widest, np.abs(step[: regression.models]).max() if regression.prior.any() else 0)
    )
