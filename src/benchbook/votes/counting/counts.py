"""A table of counts: for every pair of models, how often each won, tied, or both were bad."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Places = npt.NDArray[np.integer[Any]]

OUTCOMES = 4

SCHEMA = pa.schema(
    [
        pa.field("model_a", pa.string(), nullable=False),
        pa.field("model_b", pa.string(), nullable=False),
        pa.field("a_wins", pa.int64(), nullable=False),
        pa.field("b_wins", pa.int64(), nullable=False),
        pa.field("ties", pa.int64(), nullable=False),
        pa.field("both_bad", pa.int64(), nullable=False),
    ]
)
"""A table of counts in Arrow: a pair a row, ``model_a`` before ``model_b`` in the order of their characters."""

_LINES_A_BLOCK = 1 << 16
_NUMBERS = ("votes", "flagged", "left_out")


@dataclass(frozen=True, eq=False, kw_only=True)
class CountTable:
    """Counts of P pairs of K models; arrays of length P cannot be written to.

    ``models`` are sorted by their characters; each is in a pair. ``first`` and ``second`` are places in ``models``,
    first before second, pairs in order. ``votes`` is the sum of all counts. ``flagged`` is how many votes bore a
    flag, counted or not; ``left_out`` how many rows were no vote: without a model or a winner, or of a model with
    itself.
    """

    models: tuple[str, ...]
    first: Int32s
    second: Int32s
    first_wins: Int64s
    second_wins: Int64s
    ties: Int64s
    both_bad: Int64s
    votes: int
    flagged: int = 0
    left_out: int = 0

    def __post_init__(self) -> None:
        for array in (self.first, self.second, *self.outcomes):
            array.setflags(write=False)

    @property
    def outcomes(self) -> tuple[Int64s, Int64s, Int64s, Int64s]:
        """First wins, second wins, ties, both bad: by the codes 0 to 3."""
        return self.first_wins, self.second_wins, self.ties, self.both_bad

    @cached_property
    def sha256(self) -> str:
        """Tells two tables of counts apart, and two that say the same alike, wherever they come from.

        The hash of a line of compact JSON a pair, ``[a, b, a wins, b wins, ties, both bad]``, in order, each ended by a
        line feed; pairs without votes are left out. ``ratings.PairCounts.sha256`` gives the same.
        """
        quoted = [json.dumps(name, ensure_ascii=False) for name in self.models]
        digest = hashlib.sha256()
        voted = np.logical_or.reduce(self.outcomes)
        columns = [each[voted].tolist() for each in (self.first, self.second, *self.outcomes)]
        lines = (
            f"[{quoted[first]},{quoted[second]},{won},{lost},{tied},{bad}]\n"
            for first, second, won, lost, tied, bad in zip(*columns, strict=True)
        )
        while block := "".join(islice(lines, _LINES_A_BLOCK)):
            digest.update(block.encode())
        return digest.hexdigest()

    def __eq__(self, other: object) -> bool:
        """The same pairs with the same counts; flagged and left-out votes are no counts."""
        if not isinstance(other, CountTable):
            return NotImplemented
        return (
            self.models == other.models
            and np.array_equal(self.first, other.first)
            and np.array_equal(self.second, other.second)
            and all(map(np.array_equal, self.outcomes, other.outcomes))
        )

    def __hash__(self) -> int:
        return hash((self.models, self.votes))

    def __add__(self, other: "CountTable") -> Self:
        """The counts of both together."""
        cells = [each.cells() for each in (self, other)]
        shift = len(self.models)
        return type(self).of_cells(
            (*self.models, *other.models),
            np.concatenate([cells[0][0], cells[1][0] + shift]),
            np.concatenate([cells[0][1], cells[1][1] + shift]),
            np.concatenate([cells[0][2], cells[1][2]]),
            np.concatenate([cells[0][3], cells[1][3]]),
            flagged=self.flagged + other.flagged,
            left_out=self.left_out + other.left_out,
        )

    def cells(self) -> tuple[Int64s, Int64s, Int64s, Int64s]:
        """First model, second model, outcome and count of every cell."""
        pairs = len(self.first)
        return (
            np.tile(self.first.astype(np.int64), OUTCOMES),
            np.tile(self.second.astype(np.int64), OUTCOMES),
            np.repeat(np.arange(OUTCOMES), pairs),
            np.concatenate(self.outcomes),
        )

    @classmethod
    def of_cells(
        cls,
        names: Sequence[str],
        a: Places,
        b: Places,
        outcome: Places,
        count: Int64s,
        *,
        flagged: int = 0,
        left_out: int = 0,
    ) -> Self:
        """Fold cells of any order: models a and b as places in ``names``, outcome 0 where a won, 1 where b did.

        The same name may stand twice in ``names``, the same cell, too. A model against itself is left out.
        """
        order, rank = _ranked(names)
        keys, votes, themselves = _folded(rank, len(order), a, b, outcome, count)
        begins = np.diff(keys // OUTCOMES, prepend=-1) != 0
        table = np.zeros((OUTCOMES, int(np.count_nonzero(begins))), np.int64)
        table[keys % OUTCOMES, np.cumsum(begins) - 1] = votes
        first, second = np.divmod(keys[begins] // OUTCOMES, max(1, len(order)))
        seen = np.zeros(len(order), np.bool_)
        seen[first] = seen[second] = True
        dense = (np.cumsum(seen) - 1).astype(np.int32)
        return cls(
            models=tuple(name for name, there in zip(order, seen.tolist(), strict=True) if there),
            first=dense[first],
            second=dense[second],
            first_wins=table[0],
            second_wins=table[1],
            ties=table[2],
            both_bad=table[3],
            votes=int(votes.sum()),
            flagged=flagged,
            left_out=left_out + themselves,
        )

    @classmethod
    def of_pairs(cls, names: Sequence[str], counts: Int64s) -> Self:
        """Fold pairs of any order: ``names`` [2P] are both models of each, ``counts`` [P, 4] its votes by outcome."""
        a = np.arange(len(counts)) * 2
        outcome = np.repeat(np.arange(OUTCOMES), len(counts))
        return cls.of_cells(names, np.tile(a, OUTCOMES), np.tile(a + 1, OUTCOMES), outcome, counts.T.ravel())

    def lines(self) -> Iterator[tuple[str, str, int, int, int, int]]:
        """The names of each pair, and its votes by outcome."""
        names = ([self.models[place] for place in places.tolist()] for places in (self.first, self.second))
        return zip(*names, *(counts.tolist() for counts in self.outcomes), strict=True)

    def to_arrow(self) -> pa.Table:
        """As a table of ``SCHEMA``; what is no count stands in the metadata of its schema."""
        names = pa.array(self.models, pa.string())
        columns = [names.take(pa.array(self.first)), names.take(pa.array(self.second))]
        metadata = {name: str(getattr(self, name)) for name in _NUMBERS}
        arrays = columns + [pa.array(each) for each in self.outcomes]
        return pa.Table.from_arrays(arrays, schema=SCHEMA.with_metadata(metadata))

    @classmethod
    def from_arrow(cls, table: pa.Table) -> Self:
        """From a table with the columns of ``SCHEMA``, in any order, a pair perhaps in several rows."""
        words = [table.column(name).combine_chunks().dictionary_encode() for name in ("model_a", "model_b")]
        names = [name for each in words for name in each.dictionary.to_pylist()]
        a = words[0].indices.to_numpy().astype(np.int64)
        b = words[1].indices.to_numpy().astype(np.int64) + len(words[0].dictionary)
        counts = [table.column(name).to_numpy().astype(np.int64) for name in SCHEMA.names[2:]]
        held = {key.decode(): value for key, value in (table.schema.metadata or {}).items()}
        return cls.of_cells(
            names,
            np.tile(a, OUTCOMES),
            np.tile(b, OUTCOMES),
            np.repeat(np.arange(OUTCOMES), len(a)),
            np.concatenate(counts),
            flagged=int(held.get("flagged", 0)),
            left_out=int(held.get("left_out", 0)),
        )


def _ranked(names: Sequence[str]) -> tuple[list[str], Int32s]:
    """The different names in order, and the place there of each that was given."""
    order = sorted(set(names))
    places = {name: place for place, name in enumerate(order)}
    return order, np.array([places[name] for name in names], np.int32)


def _folded(
    rank: Int32s, models: int, a: Places, b: Places, outcome: Places, count: Int64s
) -> tuple[Int64s, Int64s, int]:
    """Different keys (first, second, outcome) in order with their votes, and how many votes were of one model alone."""
    a, b = rank[a], rank[b]
    turned = (a > b) & (outcome <= 1)
    keys = np.minimum(a, b).astype(np.int64)
    keys *= models
    keys += np.maximum(a, b)
    keys *= OUTCOMES
    keys += np.where(turned, 1 - outcome, outcome)
    same = a == b
    themselves = int(count[same].sum())
    kept = ~same & (count > 0)
    keys, count = keys[kept], count[kept]
    order = np.argsort(keys)
    keys, count = keys[order], count[order]
    begins = np.flatnonzero(np.diff(keys, prepend=-1))
    return keys[begins], np.add.reduceat(count, begins) if len(keys) else count, themselves
