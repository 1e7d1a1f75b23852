"""From votes to counts of pairs, as fast as Parquet can be decoded, in bounded memory.

Words are read as the codes that Parquet keeps them by. The codes of model a, model b and winner make one integer a
vote; equal integers are counted: in a table of cells where models are few, by sorting where they are many.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from benchbook.votes.counting.cells import Cells, keys_of, runs_of
from benchbook.votes.counting.counts import CountTable
from benchbook.votes.counting.judging import SAID, Judge, Judged, Meaning, Names
from benchbook.votes.counting.parts import SORTED_BY, Part, Parts, Sorter
from benchbook.votes.counting.row_groups import OURS, Asked, FilePath, Naming, Piece
from benchbook.votes.counting.scan import Progress, Source, scan
from benchbook.votes.counting.which import Which

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]

_MOST_CELLS = 1 << 22
_CELLS_A_ROW = 4
_ROWS_A_SORT = 1 << 20

_EVERYTHING = Which()
_ONE_PART = (np.zeros(1, np.int64), None)


def count_votes(
    files: Sequence[FilePath],
    tables: Sequence[pa.Table] = (),
    which: Which = _EVERYTHING,
    progress: Progress | None = None,
    *,
    threads: int | None = None,
) -> CountTable:
    """Counts of the votes in files and tables with the columns of ``schema.LOG``.

    Raises ``UnreadableInput`` and ``Malformed`` for files that cannot be counted; nothing is counted then.
    """
    return _counted(Source(files, tables, progress, threads), Asked.of_log(which, SAID))


def count_file(
    path: FilePath, naming: Naming = OURS, progress: Progress | None = None, *, threads: int | None = None
) -> CountTable:
    """Counts of a Parquet file of votes that has the three columns of ``naming``, whatever else is in it.

    A winner is ``model_a``, ``model_b``, ``tie``, ``both_bad`` or ``tie (bothbad)``. Rows without a model or a winner,
    or of a model with itself, are left out and counted. Raises ``UnreadableInput`` and ``Malformed``.
    """
    return _counted(Source([path], (), progress, threads), Asked(SAID, naming=naming))


def count_parts(
    files: Sequence[FilePath],
    tables: Sequence[pa.Table] = (),
    progress: Progress | None = None,
    *,
    threads: int | None = None,
) -> dict[Part, CountTable]:
    """Counts of the votes without a flag, by kind and category, from one reading; a part without votes is not there.

    A board of every category is the sum of its parts. What is flagged or left out is not told. Raises
    ``UnreadableInput`` and ``Malformed``.
    """
    names, cells, parts = Names(), Cells(), Parts()
    asked = Asked.of_log(_EVERYTHING, (*SAID, *SORTED_BY))

    def counter() -> _Counter:
        return _Counter(cells, Judge(names, asked), Sorter(parts))

    scan(Source(files, tables, progress, threads), asked, counter)
    listed, order = names.in_order(), parts.in_order()
    found = {order[number]: each.table(listed) for number, each in cells.all(len(names)).by_part().items()}
    return {part: table for part, table in found.items() if table.votes}


def _counted(source: Source, asked: Asked) -> CountTable:
    names, cells = Names(), Cells()
    counters: list[_Counter] = []

    def counter() -> _Counter:
        counters.append(_Counter(cells, Judge(names, asked)))
        return counters[-1]

    scan(source, asked, counter)
    return cells.all(len(names)).table(
        names.in_order(),
        flagged=sum(each.judge.flagged for each in counters),
        left_out=sum(each.judge.left_out for each in counters),
    )


class _Counter:
    """Counts the pieces of one thread."""

    def __init__(self, cells: Cells, judge: Judge, sorter: Sorter | None = None) -> None:
        self.judge = judge
        self._sorter = sorter
        self._cells = cells
        self._table = np.zeros(0, np.int64)
        self._meaning: tuple[Int64s, Meaning] | None = None
        self._unsorted: list[Int64s] = []

    def take(self, piece: Piece) -> None:
        """Count a piece."""
        votes = self.judge.judge(piece)
        if not len(votes.a):
            return
        parts, part = _ONE_PART if self._sorter is None else self._sorter.sort(piece, votes.kept)
        meaning = votes.meaning
        size = len(parts) * len(meaning.names_a) * len(meaning.names_b) * len(meaning.outcomes)
        if size > min(_MOST_CELLS, _CELLS_A_ROW * piece.group_rows):
            self._take_many(parts, part, votes)
            return
        if self._meaning is None or self._meaning[0] is not parts or self._meaning[1] is not meaning:
            self._hand_over()
            self._meaning, self._table = (parts, meaning), np.zeros(size, np.int64)
        key = votes.a * np.int32(1) if part is None else part * np.int32(len(meaning.names_a)) + votes.a
        key *= np.int32(len(meaning.names_b))  # size is below what 32 bits hold, and half as wide is twice as quick
        key += votes.b
        key *= np.int32(len(meaning.outcomes))
        key += votes.winner
        np.add.at(self._table, key.astype(np.int64), 1)

    def _take_many(self, parts: Int64s, part: Int32s | None, votes: Judged) -> None:
        number = 0 if part is None else parts[part]
        meaning = votes.meaning
        keys = keys_of(number, meaning.names_a[votes.a], meaning.names_b[votes.b], meaning.outcomes[votes.winner])
        self._unsorted.append(keys)
        if sum(map(len, self._unsorted)) >= _ROWS_A_SORT:
            self._sort()

    def _sort(self) -> None:
        if self._unsorted:
            keys = np.concatenate(self._unsorted)
            self._unsorted = []
            keys.sort()
            starts, votes = runs_of(keys)
            self._cells.add(keys[starts], votes)

    def _hand_over(self) -> None:
        """The table's cells by the names that its codes stood for."""
        if self._meaning is None:
            return
        (parts, meaning), places = self._meaning, np.flatnonzero(self._table)
        rest, winner = np.divmod(places, len(meaning.outcomes))
        rest, b = np.divmod(rest, len(meaning.names_b))
        part, a = np.divmod(rest, len(meaning.names_a))
        keys = keys_of(parts[part], meaning.names_a[a], meaning.names_b[b], meaning.outcomes[winner])
        self._cells.add(keys, self._table[places])
        self._meaning = None

    def close(self) -> None:
        """Hand over what was counted."""
        self._hand_over()
        self._sort()
