"""The comparison graph in pieces: only models that are linked by battles can be rated against each other."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from benchbook.errors import NotRatable
from benchbook.ratings.columns import Floats, Integers, added, gross, net
from benchbook.ratings.counts import PairCounts

MOST_CONNECTED = 4_000
"""So many models one piece may have: its covariance is a dense square, of 128 MB at this size."""

MOST_CELLS = 4 * MOST_CONNECTED**2
"""So many cells the squares of all pieces may have together."""

_STACK_CELLS = 1 << 22


@dataclass(frozen=True, eq=False, kw_only=True)
class Stack:
    """Pieces of one size k, so that one call solves all C of them.

    ``begin`` and ``end`` are the pieces' numbers, ``members`` (C, k) the indices of their models. Of each pair of
    theirs (P,), sorted by piece: ``pairs`` is its row in the counts, ``which`` its piece (0..C-1), ``low`` and
    ``high`` are the places of its two models among the members.
    """

    begin: int
    end: int
    members: Integers
    pairs: Integers
    which: Integers
    low: Integers
    high: Integers

    @property
    def shape(self) -> tuple[int, int]:
        """(C, k)."""
        return self.end - self.begin, self.members.shape[1]

    @cached_property
    def ends(self) -> tuple[Integers, Integers]:
        """The places (P,) of both models of each pair among all C*k models."""
        size = self.members.shape[1]
        return self.which * size + self.low, self.which * size + self.high

    @cached_property
    def begins(self) -> Integers:
        """The first pair of each piece (C,)."""
        return np.searchsorted(self.which, np.arange(self.end - self.begin))

    @cached_property
    def cells(self) -> tuple[Integers, Integers]:
        """The places (P,) of each pair above and below the diagonal among the C*k*k cells."""
        size = self.members.shape[1]
        low, high = self.ends
        return low * size + self.high, high * size + self.low

    def per_model(self, values: Floats) -> Floats:
        """Sums over pairs (P,) for each model (C, k): added where it is the first, subtracted where the second."""
        return net(*self.ends, values, self.members.size).reshape(self.shape)

    def around(self, values: Floats) -> Floats:
        """Sums over the pairs (P,) of each model (C, k)."""
        return gross(*self.ends, values, self.members.size).reshape(self.shape)

    def within(self, values: Floats) -> Floats:
        """Sums over the pairs (P,) of each piece (C,)."""
        return added(self.which, values, self.shape[0]) if self.shape[0] > 1 else values.sum(keepdims=True)

    def laplacian(self, weight: Floats) -> Floats:
        """The weighted Laplacian (C, k, k) of the pairs."""
        count, size = self.shape
        square = np.zeros((count, size, size))
        flat = square.reshape(-1)
        above, below = self.cells
        flat[above] = flat[below] = -weight
        flat.reshape(count, size * size)[:, :: size + 1] = -square.sum(axis=2)
        return square


@dataclass(frozen=True, eq=False, kw_only=True)
class Pieces:
    """How the models hang together, the largest piece first.

    ``component`` (K,) is each model's piece, -1 where it has no battle; ``place`` (K,) its place among the members.
    ``members`` are the indices of the rated models, piece by piece; piece c has those from ``starts[c]`` to
    ``starts[c + 1]``, and the cells of its square from ``bases[c]`` to ``bases[c + 1]``.
    """

    component: Integers
    place: Integers
    members: Integers
    starts: Integers
    bases: Integers
    pairs: Integers
    pair_starts: Integers

    @classmethod
    def of(cls, counts: PairCounts) -> "Pieces":
        """The pieces of a board; raises NotRatable where one is too large, or all of them are together."""
        battles = counts.battles
        played = np.flatnonzero(battles)
        first, second = counts.first[played], counts.second[played]
        label = _labels(counts.models, first, second)
        met = np.zeros(counts.models, bool)
        met[first] = met[second] = True
        roots, piece = np.unique(label[met], return_inverse=True)
        of_pair = np.searchsorted(roots, label[first])
        sizes = np.bincount(piece, minlength=len(roots))
        fought = added(of_pair, battles[played], len(roots))
        _check_sizes(sizes)
        order = np.lexsort((roots, -fought, -sizes))
        rank = np.empty_like(order)
        rank[order] = np.arange(len(order))
        return cls._laid_out(met, rank[piece], sizes[order], played, rank[of_pair])

    @classmethod
    def _laid_out(
        cls, met: np.ndarray, piece: Integers, sizes: Integers, played: Integers, of_pair: Integers
    ) -> "Pieces":
        component = np.full(len(met), -1, np.int32)
        component[met] = piece
        members = np.flatnonzero(met)[np.argsort(piece, kind="stable")].astype(np.int32)
        starts = np.concatenate([[0], np.cumsum(sizes)])
        place = np.full(len(met), -1, np.int32)
        place[members] = np.arange(len(members)) - np.repeat(starts[:-1], sizes)
        in_order = np.argsort(of_pair, kind="stable") if len(sizes) > 1 else np.arange(len(played))
        return cls(
            component=component,
            place=place,
            members=members,
            starts=starts,
            bases=np.concatenate([[0], np.cumsum(sizes**2)]),
            pairs=played[in_order],
            pair_starts=np.concatenate([[0], np.cumsum(np.bincount(of_pair, minlength=len(sizes)))]),
        )

    @property
    def number(self) -> int:
        """How many pieces there are."""
        return len(self.starts) - 1

    @property
    def sizes(self) -> Integers:
        """How many models each piece has."""
        return np.diff(self.starts)

    def members_of(self, component: int) -> Integers:
        """The indices of a piece's models, ascending."""
        return self.members[self.starts[component] : self.starts[component + 1]]

    def stacks(self, counts: PairCounts) -> Iterator[Stack]:
        """The pieces in order, equally large ones together as long as they are small."""
        begin = 0
        while begin < self.number:
            size = int(self.sizes[begin])
            alike = int(np.searchsorted(-self.sizes, -size, side="right"))
            end = min(alike, begin + max(1, _STACK_CELLS // size**2))
            yield self._stack(counts, begin, end)
            begin = end

    def _stack(self, counts: PairCounts, begin: int, end: int) -> Stack:
        pairs = self.pairs[self.pair_starts[begin] : self.pair_starts[end]]
        first, second = counts.first[pairs], counts.second[pairs]
        return Stack(
            begin=begin,
            end=end,
            members=self.members[self.starts[begin] : self.starts[end]].reshape(end - begin, -1),
            pairs=pairs,
            which=self.component[first].astype(np.int64) - begin,
            low=self.place[first].astype(np.int64),
            high=self.place[second].astype(np.int64),
        )


def _labels(models: int, first: Integers, second: Integers) -> Integers:
    """The lowest index of each model's piece (K,): labels spread over the pairs, and chains of them are cut short."""
    label = np.arange(models)
    while True:
        ends = label[first], label[second]
        low = np.minimum(*ends)
        if (ends[0] == ends[1]).all():
            return label
        for end in ends:
            np.minimum.at(label, end, low)
        while (label != (shorter := label[label])).any():
            label = shorter


def _check_sizes(sizes: Integers) -> None:
    if len(sizes) and sizes.max() > MOST_CONNECTED:
        raise NotRatable(
            "comparison graph",
            f"{sizes.max():,} models hang together, and at most {MOST_CONNECTED:,} can be rated at once",
            hint="leave out models with few battles, or merge those that are variants of one",
        )
    if (sizes.astype(np.int64) ** 2).sum() > MOST_CELLS:
        raise NotRatable(
            "comparison graph", f"{len(sizes):,} pieces with {sizes.sum():,} models together are more than can be rated"
        )
