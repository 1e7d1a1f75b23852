"""Votes that were read and wait on the disk to be compared and written: piles of bounded size, each looked at alone."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from benchbook.votes.arrays import one_array
from benchbook.votes.log.keys import CONTENT_BYTES, KEY_BYTES, Bytes, Mask, entries_of, halves, key_order
from benchbook.votes.log.tally import MOST_ROWS

Days = npt.NDArray[np.int64]
Places = npt.NDArray[np.int64]

_ENTRY_BYTES = KEY_BYTES + CONTENT_BYTES
_DAY_MICROSECONDS = 86_400_000_000
_ROW = np.dtype(np.int32)
_KEY_BITS = 64


@dataclass(frozen=True)
class Pile:
    """At most ``tally.MOST_ROWS`` votes on the disk; ``first`` is the place of the first of them among all.

    Their entries lie in a file of their own, in the order of their keys, and in another the votes' places in that
    order. ``placed`` tells which votes only their place in the file tells apart.
    """

    stem: Path
    first: int
    rows: int
    placed: Mask

    def table(self) -> pa.Table:
        """The votes in the shape of ``schema.READ``, mapped into memory as far as they are looked at."""
        with pa.memory_map(str(self._votes)) as source, pa.ipc.open_stream(source) as reader:
            return reader.read_all()

    def entries(self) -> Bytes:
        """The entries, in the order of the votes."""
        ordered, places = self.between(0, self.rows)
        entries = np.empty_like(ordered)
        entries[places - self.first] = ordered
        return entries

    def cuts(self, bits: int) -> Places:
        """Where entries in the order of their keys begin with another number of so many bits, and the end."""
        leads, _ = halves(self.between(0, self.rows)[0])
        leads = leads >> np.uint64(_KEY_BITS - bits) if bits else np.zeros(self.rows, np.uint64)
        return np.searchsorted(leads, np.arange((1 << bits) + 1, dtype=np.uint64))

    def between(self, begin: int, end: int) -> tuple[Bytes, Places]:
        """Some of the entries in the order of their keys, and the places of their votes among all."""
        count = end - begin
        entries = np.fromfile(self._keys, np.uint8, count=count * _ENTRY_BYTES, offset=begin * _ENTRY_BYTES)
        rows = np.fromfile(self._rows, _ROW, count=count, offset=begin * _ROW.itemsize)
        return entries.reshape(count, _ENTRY_BYTES), rows.astype(np.int64) + self.first

    def write(self, votes: pa.Table, entries: Bytes) -> None:
        """Put the votes on the disk."""
        with pa.OSFile(str(self._votes), "wb") as sink, pa.ipc.new_stream(sink, votes.schema) as writer:
            writer.write_table(votes)
        self.write_entries(entries)

    def write_entries(self, entries: Bytes) -> None:
        """Put other entries in the place of these; they come in the order of the votes."""
        order = key_order(entries)
        entries[order].tofile(self._keys)
        order.astype(_ROW).tofile(self._rows)

    @property
    def _votes(self) -> Path:
        return self.stem.with_suffix(".arrow")

    @property
    def _keys(self) -> Path:
        return self.stem.with_suffix(".keys")

    @property
    def _rows(self) -> Path:
        return self.stem.with_suffix(".rows")


class Spool:
    """Piles in the order in which they came; ``rows`` are the votes of all of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.piles: list[Pile] = []
        self.rows = 0

    def add(self, table: pa.Table, *, numbered: bool) -> None:
        """Put votes in the shape of ``schema.READ`` on the disk."""
        for first in range(0, table.num_rows, MOST_ROWS):
            votes = table.slice(first, MOST_ROWS).unify_dictionaries().combine_chunks()
            entries, placed = entries_of(votes, numbered=numbered)
            pile = Pile(self._folder / f"{len(self.piles):06d}", self.rows, votes.num_rows, placed)
            pile.write(votes, entries)
            self.piles.append(pile)
            self.rows += pile.rows


def days_of(table: pa.Table, otherwise: pa.Array | pa.Scalar) -> Days:
    """The days since 1970, UTC, on which votes were cast; ``otherwise`` are the times where that is unknown."""
    times = pc.coalesce(one_array(table["cast_at"]), otherwise).cast(pa.int64()).to_numpy()
    days: Days = np.floor_divide(times, _DAY_MICROSECONDS)
    return days
