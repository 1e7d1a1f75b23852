"""Votes with covariates as rows, and what is added up over them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchbook.ratings.columns import Floats, Integers, added
from benchbook.ratings.likelihood import half

_ROWS = 1 << 17


@dataclass(frozen=True, eq=False, kw_only=True)
class Rows:
    """Votes with covariates, one a row, or equal ones together.

    ``pair`` (N,) is twice the row in the counts, and 1 more where the counts' second model stands first; ``score`` (N,)
    is 1, 0 or one half for the model that stands first. ``columns`` are F covariates (N,) of like size, ``weight`` (N,)
    is how many votes a row stands for, one where None.
    """

    pair: Integers
    score: Floats
    columns: Sequence[Floats]
    weight: Floats | None = None

    def with_columns(self, columns: Sequence[Floats]) -> "Rows":
        """The same votes with these covariates."""
        return replace(self, columns=columns)

    def blocks(self, ends: int) -> Iterator["Rows"]:
        """The rows in parts that fit a cache, or as large as the table of both ends of the pairs."""
        size = max(_ROWS, ends)
        for begin in range(0, len(self.pair), size):
            part = slice(begin, begin + size)
            yield Rows(
                pair=self.pair[part],
                score=self.score[part],
                columns=[column[part] for column in self.columns],
                weight=None if self.weight is None else self.weight[part],
            )

    def gap(self, both: Floats, coefficients: Floats) -> Floats:
        """The gap (N,) of each row from those of the pairs, in both directions (2P,), and the coefficients (F,)."""
        gap: Floats = both[self.pair]
        for column, coefficient in zip(self.columns, coefficients, strict=True):
            gap += column * coefficient
        return gap


@dataclass(frozen=True, eq=False, kw_only=True)
class Sums:
    """Sums of a quantity over rows: by pair in both directions (2P,), times each covariate, and times each two."""

    both: Floats
    crossed: Floats
    squared: Floats

    @classmethod
    def none(cls, ends: int, covariates: int) -> "Sums":
        """Zeros."""
        squared = np.zeros((covariates, covariates))
        return cls(both=np.zeros(ends), crossed=np.zeros((covariates, ends)), squared=squared)

    def add(self, rows: Rows, values: Floats) -> None:
        """Adds the rows' values (N,)."""
        self.both[:] += added(rows.pair, values, len(self.both))
        for number, column in enumerate(rows.columns):
            product = values * column
            self.crossed[number] += added(rows.pair, product, len(self.both))
            for other in range(number + 1):
                self.squared[number, other] += inner(product, rows.columns[other])
                self.squared[other, number] = self.squared[number, other]


def inner(one: Floats, other: Floats) -> float:
    """The inner product of two columns, without threads: their start would cost more than the product of a part."""
    return float(np.einsum("i,i->", one, other))


def residuals(rows: Rows, both: Floats, coefficients: Floats) -> tuple[Floats, Floats]:
    """The score less its expectation (N,), and the information of each row, times its weight."""
    slopes = half(rows.gap(both, coefficients))
    win, loss = -slopes.score[1], slopes.score[0]
    residual = rows.score * loss - (1 - rows.score) * win
    return residual, slopes.information if rows.weight is None else slopes.information * rows.weight
