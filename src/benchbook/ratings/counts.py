"""Counts of pairs: how often each model won against each other one, and the tally that makes them from votes."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import ArrayLike

from benchbook.errors import NotRatable
from benchbook.ratings.columns import (
    MOST_VOTES,
    SECOND_WINS,
    Integers,
    array_of,
    column_of,
    frozen,
    integers,
    one_integer,
    same_length,
)

MOST_MODELS = 1_000_000
"""So many models one board counts; how many can be rated against each other is ``pieces.MOST_CONNECTED``."""

_CODES = 4
_MOST_CELLS = 1 << 22
_MOST_INDICES = 1 << 31


@dataclass(frozen=True, eq=False, kw_only=True)
class PairCounts:
    """The votes of a board, counted: one row a pair of models that met.

    ``models`` is how many models there are, K; ``first`` and ``second`` (P,) are their indices, first below second,
    in order, no pair twice. ``first_wins``, ``second_wins``, ``ties`` and ``both_bad`` (P,) are numbers of votes.
    Raises NotRatable where they are not so; ``PairCounts.of`` takes pairs in any order.
    """

    models: int
    first: Integers
    second: Integers
    first_wins: Integers
    second_wins: Integers
    ties: Integers
    both_bad: Integers

    def __post_init__(self) -> None:
        object.__setattr__(self, "models", check_models(self.models))
        columns = {field.name: getattr(self, field.name) for field in fields(self)[1:]}
        same_length(**{name: column_of(values, name) for name, values in columns.items()})
        for name, values in columns.items():
            index = name in {"first", "second"}
            checked = integers(values, name, most=self.models - 1 if index else MOST_VOTES)
            object.__setattr__(self, name, frozen(checked, np.int32 if index else np.int64))
        self._check_order()
        _check_sum(self.table)

    def _check_order(self) -> None:
        turned = self.first >= self.second
        if turned.any():
            row = int(np.argmax(turned))
            pair = f"({self.first[row]}, {self.second[row]})"
            raise NotRatable("counts of pairs", f"row {row:,} is {pair}, expected the lower model first")
        key = self.first.astype(np.int64) * self.models + self.second
        if (np.diff(key) <= 0).any():
            row = int(np.argmax(np.diff(key) <= 0)) + 1
            raise NotRatable("counts of pairs", f"row {row:,} is out of order, expected pairs sorted and each one once")

    @classmethod
    def of(cls, models: int, first: ArrayLike, second: ArrayLike, table: ArrayLike) -> "PairCounts":
        """Counts from pairs in any order and direction, equal ones added up.

        ``table`` (P, 4) holds the votes: first wins, second wins, ties, both bad.
        """
        models = check_models(models)
        a = integers(first, "first", most=models - 1).astype(np.int64)
        b = integers(second, "second", most=models - 1).astype(np.int64)
        votes = _table(table, len(a))
        same_length(first=a, second=b)
        _refuse_self(a, b)
        votes = np.where((a > b)[:, None], votes[:, [1, 0, 2, 3]], votes)
        keys, place = np.unique(np.minimum(a, b) * models + np.maximum(a, b), return_inverse=True)
        summed = np.zeros((len(keys), _CODES), np.int64)
        np.add.at(summed, place, votes)
        return _counts(models, keys, summed)

    @property
    def table(self) -> Integers:
        """The votes as (P, 4): first wins, second wins, ties, both bad."""
        return np.stack([self.first_wins, self.second_wins, self.ties, self.both_bad], axis=1)

    @property
    def battles(self) -> Integers:
        """The votes of each pair (P,) that count for a rating: decided ones and ties, not both bad."""
        return self.first_wins + self.second_wins + self.ties

    def with_table(self, table: ArrayLike) -> "PairCounts":
        """The same pairs with other votes (P, 4)."""
        won, lost, tied, bad = _table(table, len(self.first)).T
        return replace(self, first_wins=won, second_wins=lost, ties=tied, both_bad=bad)

    def merged(self, mapping: ArrayLike, models: int | None = None) -> "PairCounts":
        """Counts with models joined: ``mapping`` (K,) is the new index of each model, or -1 to leave it out.

        Votes between two models that become one are dropped: they say nothing about it.
        """
        new = integers(mapping, "mapping", least=-1)
        if len(new) != self.models:
            raise NotRatable("mapping", f"has {len(new):,} rows, expected {self.models:,}, one a model")
        a, b = new[self.first], new[self.second]
        kept = (a >= 0) & (b >= 0) & (a != b)
        count = int(new.max(initial=-1)) + 1 if models is None else models
        return PairCounts.of(count, a[kept], b[kept], self.table[kept])

    def sha256(self, names: Sequence[str]) -> str:
        """A hash of what was counted, whatever the order of the models: 64 hexadecimal digits.

        It is that of one line of compact JSON a pair, ``[a, b, a wins, b wins, ties, both bad]`` with a before b in
        the order of code points, the lines sorted by (a, b), each ended by a line feed; pairs without votes are left
        out. ``names`` are those of the K models, no two alike.
        """
        strange = [name for name in names if not isinstance(name, str) or (not name.isprintable() and _broken(name))]
        if strange:
            raise NotRatable("names", f"{strange[0]!r}, expected text")
        if len(names) != self.models or len(set(names)) != self.models:
            raise NotRatable("names", f"{len(set(names)):,} different ones, expected {self.models:,}, one a model")
        order = sorted(range(self.models), key=names.__getitem__)
        place = np.empty(self.models, np.int64)
        place[order] = np.arange(self.models)
        quoted = [json.dumps(names[model], ensure_ascii=False) for model in order]
        counts = self.merged(place, self.models)
        digest = hashlib.sha256()
        for first, second, votes in zip(
            counts.first.tolist(), counts.second.tolist(), counts.table.tolist(), strict=True
        ):
            if any(votes):
                digest.update(f"[{quoted[first]},{quoted[second]},{','.join(map(str, votes))}]\n".encode())
        return digest.hexdigest()


def tally(
    first: ArrayLike, second: ArrayLike, outcome: ArrayLike, models: int, weight: ArrayLike | None = None
) -> PairCounts:
    """Counts of pairs from votes, one a row.

    ``first`` and ``second`` (N,) are indices of models, in either order; ``outcome`` (N,) is 0 where the first won,
    1 where the second did, 2 for a tie, 3 where both were bad; ``weight`` (N,) is how many votes a row stands for.
    Raises NotRatable for indices out of range, other outcomes and a model against itself.
    """
    models = check_models(models)
    low, high, codes = ordered(*vote_columns(first, second, outcome, models))
    key = (low.astype(np.int64) * models + high) * _CODES + codes
    votes = None if weight is None else integers(weight, "weight")
    if votes is not None:
        same_length(first=low, weight=votes)
        _check_sum(votes)
    if models * models * _CODES <= max(_MOST_CELLS, 2 * len(key)):
        cells = _sums(key, votes, models * models * _CODES).reshape(-1, _CODES)
        met = np.flatnonzero(cells.any(axis=1))
        return _counts(models, met, cells[met])
    pairs, place = np.unique(key // _CODES, return_inverse=True)
    return _counts(models, pairs, _sums(place * _CODES + codes, votes, len(pairs) * _CODES).reshape(-1, _CODES))


def vote_columns(
    first: ArrayLike, second: ArrayLike, outcome: ArrayLike, models: int
) -> tuple[Integers, Integers, Integers]:
    """The columns (N,) of votes between ``models`` models, checked; raises NotRatable that names column and row."""
    last = one_integer(models, "models", 0, _MOST_INDICES) - 1
    a = integers(first, "first", most=last).astype(np.int32, copy=False)
    b = integers(second, "second", most=last).astype(np.int32, copy=False)
    codes = integers(outcome, "outcome", most=_CODES - 1).astype(np.int8, copy=False)
    same_length(first=a, second=b, outcome=codes)
    _refuse_self(a, b)
    return a, b, codes


def ordered(first: Integers, second: Integers, outcome: Integers) -> tuple[Integers, Integers, Integers]:
    """Votes (N,) with the lower model first."""
    turned = (first > second) & (outcome <= SECOND_WINS)
    return np.minimum(first, second), np.maximum(first, second), np.where(turned, 1 - outcome, outcome)


def check_models(models: int) -> int:
    """The number of models; raises NotRatable unless it is one that a board may have."""
    return one_integer(models, "models", 0, MOST_MODELS)


def _table(table: ArrayLike, pairs: int) -> Integers:
    """Votes (P, 4) by outcome, checked."""
    votes = array_of(table, "table")
    if votes.shape != (pairs, _CODES):
        raise NotRatable("table", f"has the shape {votes.shape}, expected ({pairs}, {_CODES})")
    votes = integers(votes.ravel(), "table")
    _check_sum(votes)
    return votes.reshape(-1, _CODES)


def _check_sum(votes: Integers) -> None:
    if float(votes.sum(dtype=np.float64)) > MOST_VOTES:
        raise NotRatable("counts of pairs", f"more than {MOST_VOTES:,} votes, beyond which sums are not exact")


def _broken(name: str) -> bool:
    """Whether a name holds halves of characters, which no file can."""
    return any("\ud800" <= character <= "\udfff" for character in name)


def _refuse_self(a: Integers, b: Integers) -> None:
    same = a == b
    if same.any():
        row = int(np.argmax(same))
        raise NotRatable("votes", f"row {row:,} is model {a[row]} against itself, expected two models")


def _sums(key: Integers, weight: Integers | None, cells: int) -> Integers:
    if weight is None:
        return np.bincount(key, minlength=cells)
    summed = np.zeros(cells, np.int64)
    np.add.at(summed, key, weight)
    return summed


def _counts(models: int, keys: Integers, votes: Integers) -> PairCounts:
    columns = dict(zip(("first_wins", "second_wins", "ties", "both_bad"), votes.T, strict=True))
    return PairCounts(models=models, first=keys // max(models, 1), second=keys % max(models, 1), **columns)
