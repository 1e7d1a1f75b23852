"""Votes that belong together: those of one voter or one tournament, whose errors may be alike."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from benchbook.errors import NotRatable
from benchbook.ratings.columns import ANY, BOTH_BAD, KINDS_A_PAIR, Flags, Integers, integers, same_length, shown
from benchbook.ratings.counts import PairCounts, ordered, vote_columns

_NARROW = 2**31
_TABLE = 1 << 24
_SLICE = 1 << 20
_NEGLIGIBLE = 10
"""A cluster matters to a model with a tenth of a share at which there would be too few clusters."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Clusters:
    """The votes behind counts of pairs, one a row, with what they belong to.

    ``pair`` (N,) is the row in the counts, ``outcome`` (N,) is as in ``tally`` with the counts' first and second,
    ``cluster`` (N,) any whole number; below 0 a vote stands on its own. Votes that are both bad may be left out.
    """

    pair: Integers
    outcome: Integers
    cluster: Integers

    def __post_init__(self) -> None:
        pair = integers(self.pair, "pair", most=2**31 - 1)
        outcome = integers(self.outcome, "outcome", most=BOTH_BAD)
        cluster = integers(self.cluster, "cluster", *ANY)
        same_length(pair=pair, outcome=outcome, cluster=cluster)
        object.__setattr__(self, "pair", shown(pair, np.int32))
        object.__setattr__(self, "outcome", shown(outcome, np.int8))
        narrow = cluster.dtype == np.int32
        object.__setattr__(self, "cluster", shown(cluster, np.int32 if narrow else np.int64))

    @classmethod
    def of(
        cls, counts: PairCounts, first: ArrayLike, second: ArrayLike, outcome: ArrayLike, cluster: ArrayLike
    ) -> "Clusters":
        """Clusters from the votes that were tallied, in the same columns; raises NotRatable for a pair not counted."""
        low, high, codes = ordered(*vote_columns(first, second, outcome, counts.models))
        which = integers(cluster, "cluster", *ANY)
        return cls(pair=pair_rows(counts, low, high), outcome=codes, cluster=which)

    def check(self, counts: PairCounts) -> None:
        """Raises NotRatable unless these are the votes that were counted; both bad ones may be missing."""
        if self.pair.size and self.pair.max() >= len(counts.first):
            raise NotRatable("clusters", f"name pair {self.pair.max():,}, but {len(counts.first):,} pairs are counted")
        key = self.pair.astype(np.int64) * (BOTH_BAD + 1) + self.outcome
        votes = np.bincount(key, minlength=len(counts.first) * (BOTH_BAD + 1)).reshape(-1, BOTH_BAD + 1)
        differing = (votes[:, :BOTH_BAD] != counts.table[:, :BOTH_BAD]).any(axis=1)
        if differing.any():
            row = int(np.argmax(differing))
            raise NotRatable(
                "clusters",
                f"hold {votes[row, :BOTH_BAD].sum():,} votes of the pair ({counts.first[row]}, {counts.second[row]}),"
                f" where {counts.battles[row]:,} or others are counted",
                hint="make both from the same votes",
            )


@dataclass(frozen=True, eq=False, kw_only=True)
class Groups:
    """Clustered votes in order: group g has the rows from ``starts[g]`` to ``starts[g + 1]``.

    A group is what one cluster has in one piece. ``kind`` (N,) tells what each vote is: its row in a table of scores.
    ``cluster`` (G,) and ``component`` (G,) tell what a group is of.
    """

    kind: Integers
    starts: Integers
    cluster: Integers
    component: Integers

    @classmethod
    def of(cls, kind: Integers, kinds: int, cluster: Integers, component: Integers | None = None) -> "Groups":
        """Groups of votes of so many ``kinds``; ``component`` (kinds,) is the piece of each, all in one where None.

        Piece, cluster and kind are packed into one number: to sort that is several times faster than to sort by one
        and to gather the others.
        """
        bits = max(1, kinds - 1).bit_length()
        names: Integers | None = None
        span = int(cluster.max(initial=0)) + 1
        pieces = 1 if component is None else int(component.max(initial=0)) + 1
        if span > (ANY[1] >> bits) // pieces:
            names, cluster = np.unique(cluster, return_inverse=True)
            span = len(names)
        key = np.zeros(len(kind), np.int64) if component is None else component[kind].astype(np.int64) * span
        key += cluster
        key <<= bits
        key |= kind
        key.sort()
        cut = key[1:] >> bits != key[:-1] >> bits
        ends = [np.zeros(1, np.int64), np.flatnonzero(cut) + 1, np.full(min(1, len(key)), len(key))]
        starts = np.concatenate(ends)
        heads = key[starts[:-1]] >> bits
        key &= (1 << bits) - 1
        own = heads % span
        return cls(
            kind=key.astype(np.int32) if kinds <= _NARROW else key,
            starts=starts,
            cluster=own if names is None else names[own],
            component=heads // span,
        )

    @property
    def sizes(self) -> Integers:
        """How many votes each group has."""
        return np.diff(self.starts)

    @property
    def worth(self) -> float:
        """How many groups of one size tell as much."""
        return effective_clusters(self.sizes)

    def chunks(self, rows: int) -> Iterator[tuple[int, int]]:
        """The groups from one to the next number, of about so many votes together, each group whole."""
        begin, last = 0, len(self.starts) - 1
        while begin < last:
            end = int(np.searchsorted(self.starts, self.starts[begin] + rows, side="right")) - 1
            end = max(begin + 1, end)
            yield begin, end
            begin = end


def grouped(clusters: Clusters, component: Integers) -> Groups:
    """The groups of clustered votes, without those on their own; ``component`` (P,) is the piece of each pair.

    The kind of a vote is three times its pair plus its outcome.
    """
    kept = clusters.cluster >= 0
    kept &= clusters.outcome != BOTH_BAD
    if kept.all():
        pair, outcome, cluster = clusters.pair, clusters.outcome, clusters.cluster
    else:
        pair, outcome, cluster = clusters.pair[kept], clusters.outcome[kept], clusters.cluster[kept]
    kind = pair.astype(np.int64) * KINDS_A_PAIR + outcome
    pieces = np.repeat(component, KINDS_A_PAIR) if component.any() else None
    return Groups.of(kind, KINDS_A_PAIR * len(component), cluster, pieces)


def effective_clusters(sizes: Integers, alone: int = 0) -> float:
    """How many clusters of one size tell as much as clusters of these ``sizes`` (C,) and votes ``alone``: n² / Σ n².

    Kish 1965. 0 where there are none.
    """
    squares = sizes.astype(np.float64) ** 2
    return float((sizes.sum() + alone) ** 2 / max(1.0, squares.sum() + alone))


def few_clusters(groups: Groups, ends: tuple[Integers, Integers], votes: Integers, least: int) -> Flags:
    """The models (K,) whose votes are worth fewer than ``least`` clusters of one size: n² / Σ n² (Kish 1965).

    So one voter with half the votes is no more than four. ``ends`` (kinds,) are both models of each kind of vote,
    ``votes`` (K,) how many each model has. Clusters of a share too small to matter count as votes on their own.
    """
    matters = np.maximum(2, votes // (_NEGLIGIBLE * max(1, least)))
    squares = votes.astype(np.float64)
    sizes = groups.sizes
    for begin, end in groups.chunks(_SLICE):
        large = sizes[begin:end] >= matters.min(initial=_NARROW)
        if not large.any():
            continue
        group, kind, number = _alike(groups, begin, end)
        keys, numbers = [], []
        for side in ends:
            model = side[kind]
            chosen = sizes[begin + group] >= matters[model]
            keys.append(model[chosen] * np.int64(end - begin) + group[chosen])
            numbers.append(number[chosen])
        seat, place = np.unique(np.concatenate(keys), return_inverse=True)
        together = np.bincount(place, np.concatenate(numbers), len(seat))
        squares += np.bincount(seat // (end - begin), together * (together - 1), len(squares))
    few: Flags = votes.astype(np.float64) ** 2 < least * squares
    return few


def _alike(groups: Groups, begin: int, end: int) -> tuple[Integers, Integers, Integers]:
    """The votes of one kind in one group, for groups from one to the next: which group (from 0), kind, how many."""
    kind, starts = groups.kind[groups.starts[begin] : groups.starts[end]], groups.starts[begin:end]
    fresh = np.ones(len(kind), bool)
    np.not_equal(kind[1:], kind[:-1], out=fresh[1:])
    fresh[starts - starts[0]] = True
    rows = np.flatnonzero(fresh)
    group = np.searchsorted(starts - starts[0], rows, side="right") - 1
    return group, kind[rows], np.diff(rows, append=len(kind))


def runs(ordered: Integers) -> tuple[Integers, Integers]:
    """Where runs of equal values begin in an ordered column, and the values."""
    begins = np.flatnonzero(np.concatenate([np.ones(min(1, len(ordered)), bool), ordered[1:] != ordered[:-1]]))
    return begins, ordered[begins]


def pair_rows(counts: PairCounts, low: Integers, high: Integers) -> Integers:
    """The rows (N,) of pairs in the counts; raises NotRatable for a pair that is not there."""
    few = counts.models**2 <= _TABLE
    width: type[np.int32 | np.int64] = np.int32 if few else np.int64
    key: Integers = counts.first.astype(width) * counts.models + counts.second.astype(width)
    wanted: Integers = low.astype(width) * counts.models + high.astype(width)
    rows: Integers
    if few:
        table = np.full(counts.models**2, -1, np.int32)
        table[key] = np.arange(len(key))
        rows = table[wanted]
    else:
        rows = np.minimum(np.searchsorted(key, wanted), max(0, len(key) - 1))
        rows = np.where(key[rows] == wanted, rows, -1) if len(key) else np.full(len(wanted), -1)
    missing = rows < 0
    if missing.any():
        row = int(np.argmax(missing))
        raise NotRatable(
            "clusters", f"row {row:,} is a vote of the pair ({low[row]}, {high[row]}), which is not counted"
        )
    return rows
