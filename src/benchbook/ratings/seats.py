"""Votes by voter and model: what one voter said of one model is a seat."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from benchbook.ratings.clusters import Groups
from benchbook.ratings.columns import Floats, Integers
from benchbook.ratings.expected import Kinds

_ROWS = 1 << 18


@dataclass(frozen=True, eq=False, kw_only=True)
class Seats:
    """The seats of some voters; columns (S,). ``group`` is the voter's place among the groups.

    Every vote stands at two seats, one for each of its models: ``kind`` (2N,) is how that model sees it, seat by seat,
    seat s from ``starts[s]``.
    """

    group: Integers
    model: Integers
    votes: Integers
    kind: Integers
    starts: Integers

    def sums(self, column: Floats) -> Floats:
        """Each seat's sum (S,) of a column of the kinds."""
        return np.add.reduceat(column[self.kind], self.starts)

    def kinds_at(self, chosen: Integers) -> tuple[Integers, Integers]:
        """The kinds of the votes of some seats, one after the other, and where each seat begins."""
        rows, starts = rows_of(self.starts[chosen], self.votes[chosen])
        return self.kind[rows], starts


def seats(groups: Groups, kinds: Kinds, models: int) -> Iterator[Seats]:
    """All seats, some voters at a time; ``groups`` are the votes by voter."""
    for begin, end in groups.chunks(_ROWS):
        kind = groups.kind[groups.starts[begin] : groups.starts[end]].astype(np.int64)
        both = np.concatenate([kind, kind + kinds.count])
        voter = np.repeat(np.arange(end - begin), groups.sizes[begin:end])
        key = np.tile(voter, 2) * models + kinds.model[both]
        order = np.argsort(key, kind="stable")
        key = key[order]
        starts = np.flatnonzero(np.diff(key, prepend=-1))
        yield Seats(
            group=key[starts] // models + begin,
            model=key[starts] % models,
            votes=np.diff(starts, append=len(key)),
            kind=both[order],
            starts=starts,
        )


def rows_of(begins: Integers, sizes: Integers) -> tuple[Integers, Integers]:
    """The rows of several runs, one run after the other, and where each begins among them."""
    starts = np.cumsum(sizes) - sizes
    return np.arange(int(sizes.sum())) + np.repeat(begins - starts, sizes), starts
