"""Bradley-Terry with covariates: the likelihood of rows over strengths and coefficients together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from benchbook.errors import NotRatable
from benchbook.ratings.columns import Floats, Integers, added, net
from benchbook.ratings.counts import PairCounts
from benchbook.ratings.likelihood import half
from benchbook.ratings.meat import Squares
from benchbook.ratings.newton import centred
from benchbook.ratings.pieces import MOST_CONNECTED, Pieces
from benchbook.ratings.rows import Rows, Sums, inner, residuals

MOST_COVARIATES = 200
"""So many covariates one fit takes."""


@dataclass(frozen=True, eq=False, kw_only=True)
class State:
    """What is known at a point: the gradient (models + F,) and sums of information."""

    strength: Floats
    coefficients: Floats
    gradient: Floats
    information: Sums


@dataclass(frozen=True, eq=False, kw_only=True)
class Regression:
    """A board with covariates to be fitted: the rated models in the order of their pieces, then the coefficients.

    ``prior`` (pieces,) are the virtual draws of each model, ``ridge`` (F,) half of which times its square is taken off
    for each coefficient.
    """

    counts: PairCounts
    pieces: Pieces
    prior: Floats
    rows: Rows
    ridge: Floats

    def __post_init__(self) -> None:
        wide = len(self.pieces.members) + len(self.rows.columns)
        if wide > MOST_CONNECTED or len(self.rows.columns) > MOST_COVARIATES:
            raise NotRatable(
                "covariates",
                f"{len(self.pieces.members):,} models and {len(self.rows.columns):,} covariates are too many at once;"
                f" {MOST_CONNECTED:,} together and {MOST_COVARIATES} covariates can be fitted",
            )

    @property
    def models(self) -> int:
        """How many models are rated."""
        return len(self.pieces.members)

    @cached_property
    def squares(self) -> Squares:
        """One square for all rated models."""
        return Squares.one(self.pieces)

    @cached_property
    def ends(self) -> tuple[Integers, Integers]:
        """The places of both models of each pair with battles (``pieces.pairs``) among the rated ones."""
        place = self.squares.column
        return place[self.counts.first[self.pieces.pairs]], place[self.counts.second[self.pieces.pairs]]

    @cached_property
    def blocks(self) -> list[slice]:
        """Where each piece's models stand among the rated ones."""
        return [slice(begin, end) for begin, end in zip(self.pieces.starts, self.pieces.starts[1:], strict=False)]

    def with_columns(self, chosen: Sequence[int]) -> "Regression":
        """The same with some of the covariates."""
        rows = self.rows.with_columns([self.rows.columns[number] for number in chosen])
        return replace(self, rows=rows, ridge=self.ridge[list(chosen)])

    def at(self, strength: Floats, coefficients: Floats) -> State:
        """One pass over the rows."""
        both, covariates = self._both(strength), len(self.rows.columns)
        information = Sums.none(len(both), covariates)
        score, slope = np.zeros(len(both)), np.zeros(covariates)
        for rows in self.rows.blocks(len(both)):
            residual, weight = residuals(rows, both, coefficients)
            once = residual if rows.weight is None else residual * rows.weight
            information.add(rows, weight)
            score += added(rows.pair, once, len(both))
            slope += [inner(once, column) for column in rows.columns]
        gradient = np.append(self._by_model(score), slope - self.ridge * coefficients)
        for piece, block in zip(self.prior, self.blocks, strict=True):
            if piece:
                drawn = half(strength[block]).score
                gradient[block] += piece * centred((drawn[0] + drawn[1]) / 2)
        return State(strength=strength, coefficients=coefficients, gradient=gradient, information=information)

    def meat(self, state: State) -> Sums:
        """Sums of squared residuals: one more pass."""
        both = self._both(state.strength)
        sums = Sums.none(len(both), len(self.rows.columns))
        for rows in self.rows.blocks(len(both)):
            square = residuals(rows, both, state.coefficients)[0] ** 2
            sums.add(rows, square if rows.weight is None else square * rows.weight)
        return sums

    def residuals(self, state: State) -> Floats:
        """The residual of each row (N,)."""
        return residuals(self.rows, self._both(state.strength), state.coefficients)[0]

    def square(self, sums: Sums) -> Floats:
        """Sums over rows as a square (models + F, models + F)."""
        size, covariates = self.models, len(self.rows.columns)
        whole = np.zeros((size + covariates, size + covariates))
        low, high = self.ends
        weight = (sums.both[0::2] + sums.both[1::2])[self.pieces.pairs]
        whole[low, high] = whole[high, low] = -weight
        whole[range(size), range(size)] = -whole[:size, :size].sum(axis=1)
        for number, crossed in enumerate(sums.crossed):
            whole[:size, size + number] = whole[size + number, :size] = self._by_model(crossed)
        whole[size:, size:] = sums.squared
        return whole

    def bread(self, state: State) -> Floats:
        """The information (models + F, models + F) with prior and ridge, and a weight on each piece's first model."""
        whole = self.square(state.information)
        size = self.models
        whole[range(size, len(whole)), range(size, len(whole))] += self.ridge
        for piece, block in zip(self.prior, self.blocks, strict=True):
            if piece:
                drawn = piece * np.diag(half(state.strength[block]).information)
                whole[block, block] += centred(centred(drawn).T)
            whole[block.start, block.start] += np.trace(whole[block, block]) / (block.stop - block.start)
        return whole

    def centred(self, values: Floats) -> Floats:
        """Values over models and coefficients (..., models + F), the mean of each piece's models taken off."""
        moved = values.copy()
        for block in self.blocks:
            moved[..., block] = centred(moved[..., block])
        return moved

    def _both(self, strength: Floats) -> Floats:
        """The gaps of the pairs in both directions (2P,)."""
        low, high = self.ends
        both = np.zeros(2 * len(self.counts.first))
        both[2 * self.pieces.pairs] = strength[low] - strength[high]
        both[1::2] = -both[0::2]
        return both

    def _by_model(self, both: Floats) -> Floats:
        ahead = (both[0::2] - both[1::2])[self.pieces.pairs]
        return net(*self.ends, ahead, self.models)
