"""A rated board: what is known of each model, of each two, and of each piece."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from benchbook.ratings.columns import Flags, Floats, Integers, integers, one_integer
from benchbook.ratings.intervals import normal_share
from benchbook.ratings.likelihood import sigmoid
from benchbook.ratings.method import POINTS_PER_NAT, Method


@dataclass(frozen=True, eq=False, kw_only=True)
class Component:
    """Models that are linked by battles, so that they are rated against each other, and against no others.

    ``models`` (k,) are their indices, ascending, and ``covariance`` (k, k) that of their strengths in nats, with the
    mean of those listed at zero (of all where no two are), with what the rule for small samples adds. ``prior`` is the
    number of virtual draws of each model; ``strongly_connected`` tells whether every split has wins in both directions.
    ``tie_parameter`` is Davidson's nu, None with ties as half. ``dispersion`` and ``design_effect`` are those of the
    rule for small samples, ``clusters`` is how many there are (None without them), ``critical`` the number of standard
    errors that a difference needs for the rank spread, and ``iterations`` the steps of Newton's method.
    """

    models: Integers
    covariance: Floats
    battles: int
    prior: float
    strongly_connected: bool
    tie_parameter: float | None
    dispersion: float
    design_effect: float
    clusters: int | None
    critical: float
    iterations: int


@dataclass(frozen=True, eq=False, kw_only=True)
class Ratings:
    """A rated board of K models; all columns are (K,), in the order of the counts, and cannot be written to.

    ``rating``, ``std_error``, ``low`` and ``high`` are points (NaN without battles), ``strength`` is the rating in
    nats, with the mean of a piece's listed models at zero, or of all where no two are. ``component`` is the model's
    piece in ``components``, the largest first, -1 without battles. ``rank``, ``rank_low`` (the best that the data
    allow) and ``rank_high`` (the worst) are within the piece, among listed models; 0 for those that are not listed.
    ``battles`` are wins, losses and ties; ``both_bad`` ones are apart. ``win_rate``, ``win_low`` and ``win_high`` are
    shares, a tie half a win; ``win_rate_rating`` is 400 log10 of the odds of that share, NaN at 0 and 1. ``listed`` and
    ``preliminary`` are by the method's thresholds; ``small_sample`` where the rule for those applied.
    """

    method: Method
    strength: Floats
    rating: Floats
    std_error: Floats
    low: Floats
    high: Floats
    component: Integers
    rank: Integers
    rank_low: Integers
    rank_high: Integers
    battles: Integers
    wins: Integers
    losses: Integers
    ties: Integers
    both_bad: Integers
    win_rate: Floats
    win_low: Floats
    win_high: Floats
    win_rate_rating: Floats
    listed: Flags
    preliminary: Flags
    small_sample: Flags
    components: tuple[Component, ...]

    def __len__(self) -> int:
        return len(self.rating)

    def difference(self, model: int, other: int) -> tuple[float, float]:
        """By how many points a model is rated above another, and the standard error; NaN if nothing links them."""
        component = self._common(model, other)
        if component is None:
            return np.nan, np.nan
        at, there = np.searchsorted(component.models, [model, other])
        square = component.covariance
        variance = square[at, at] + square[there, there] - 2 * square[at, there]
        gap = self.strength[model] - self.strength[other]
        return float(gap * POINTS_PER_NAT), float(np.sqrt(max(variance, 0)) * POINTS_PER_NAT)

    def win_probability(self, model: int, other: int) -> float:
        """The chance that a model beats another: a tie is half of one, and by Davidson's model left aside.

        NaN if nothing links them.
        """
        return float(self.win_matrix([model, other])[0, 1])

    def superiority(self, model: int, other: int) -> float:
        """How likely it is that a model is truly the stronger one, by the error of the difference; NaN if unknown."""
        points, error = self.difference(model, other)
        return normal_share(points / error) if error > 0 else np.nan

    def win_matrix(self, models: ArrayLike) -> Floats:
        """The chances (n, n) that the model of the row beats that of the column; NaN where nothing links them."""
        chosen = integers(models, "models", most=len(self) - 1)
        piece = self.component[chosen]
        strength = self.strength[chosen]
        linked = (piece[:, None] == piece[None, :]) & (piece >= 0)
        gap = np.where(linked, strength[:, None] - strength[None, :], 0)
        return np.where(linked, sigmoid(gap), np.nan)

    def _common(self, model: int, other: int) -> Component | None:
        for index in (model, other):
            one_integer(index, "model", 0, len(self) - 1)
        piece = int(self.component[model])
        return self.components[piece] if piece >= 0 and piece == self.component[other] else None
