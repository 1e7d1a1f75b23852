"""Files of votes as evidence, without a store: what is there is rated, and nothing is remembered."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchbook.arena.conventions import OVERALL, Conventions
from benchbook.arena.counted import counted_by
from benchbook.arena.counts_file import read_count_table
from benchbook.arena.evidence import BASES, GROUPS, Evidence, Kind, of_rows, row_columns
from benchbook.arena.plain_files import Progress, VoteFiles
from benchbook.errors import InputError
from benchbook.store.voting import Cell
from benchbook.votes.counting.counts import OUTCOMES, CountTable
from benchbook.votes.counting.rows import vote_rows
from benchbook.votes.counting.which import Which
from benchbook.votes.log.tally import Tally
from benchbook.votes.reading.chunks import read_votes
from benchbook.votes.reading.nouns import Wanted
from benchbook.votes.schema import READ

_SAID = ("kind", "flag", "category", "model_a", "model_b", "winner")
_MOST_REASONS = 3
_USUAL = Wanted()


def read_files(
    paths: Sequence[str],
    conventions: Conventions,
    wanted: Wanted = _USUAL,
    *,
    until: datetime | None = None,
    progress: Progress | None = None,
) -> VoteFiles:
    """The votes of files that ``votes.reading`` reads, a board for each category; ``until`` leaves out later ones.

    Raises what ``read_votes`` does.
    """
    read = _Read(conventions, until)
    for path in paths:
        for chunk in read_votes(path, wanted):
            read.add(chunk.table)
            read.notes |= dict.fromkeys(chunk.notes)
            read.reasons.update(each.reason for each in chunk.rejected)
            if progress is not None and chunk.bytes_total:
                progress(chunk.bytes_read, chunk.bytes_total)
    return read.files()


class _Read:
    """Votes on their way: counted, and kept where counts will not do."""

    def __init__(self, conventions: Conventions, until: datetime | None) -> None:
        self._conventions, self._until = conventions, until
        self._tally = Tally()
        self._counts: dict[tuple[str, str], list[CountTable]] = {}
        self._flagged: Counter[str] = Counter()
        self._newest: datetime | None = None
        self._undated = 0
        self._tables: list[pa.Table] = []
        self._grouped = False
        self.notes: dict[str, None] = {}
        self.reasons: Counter[str] = Counter()

    def add(self, table: pa.Table) -> None:
        """Take votes in the shape of ``schema.READ``."""
        if self._until is not None:
            self._undated += table["cast_at"].null_count
            table = table.filter(pc.less_equal(table["cast_at"], pa.scalar(self._until, READ.field("cast_at").type)))
        if not table.num_rows:
            return
        newest = pc.max(table["cast_at"]).as_py()
        self._newest = max(filter(None, (newest, self._newest)), default=None)
        self._add_flagged(table.filter(pc.is_valid(table["flag"])))
        self._grouped |= any(table[name].null_count < table.num_rows for name in GROUPS)
        self._tally.add(table)
        if self._tally.is_full:
            self._take()
        if self._conventions.needs_rows or self._conventions.cluster != "none":
            self._tables.append(table.select([*_SAID, *row_columns(self._conventions)]))

    def _add_flagged(self, flagged: pa.Table) -> None:
        self._flagged[OVERALL] += flagged.num_rows
        self._flagged.update(word for word in flagged["category"].cast(pa.string()).to_pylist() if word is not None)

    def _take(self) -> None:
        cells: dict[tuple[str, str], list[Cell]] = {}
        for cell in self._tally.take():
            cells.setdefault((cell.category, cell.kind), []).append(cell)
        for key, found in cells.items():
            self._counts.setdefault(key, []).append(_table_of(found))

    def files(self) -> VoteFiles:
        """What was read."""
        self._take()
        one_by_one = self._conventions.needs_rows or (self._grouped and self._conventions.cluster != "none")
        categories = {category for category, _ in self._counts} | {OVERALL}
        boards = {category: self._board(category, one_by_one=one_by_one) for category in categories}
        return VoteFiles(boards, (*self.notes, *_refused(self.reasons), *_undated(self._undated)))

    @property
    def _as_of(self) -> datetime | None:
        return self._until or self._newest

    def _board(self, category: str, *, one_by_one: bool) -> Callable[[], Evidence]:
        kind: Kind = "placement" if (category, "placement") in self._counts else "vote"
        if (category, "vote") in self._counts:
            kind = "vote"

        def by_counts() -> Evidence:
            first, *rest = self._counts.get((category, kind)) or [_table_of([])]
            flagged = self._flagged[category]
            return Evidence(table=sum(rest, first), basis=BASES[kind], flagged=flagged, until=self._as_of)

        def by_votes() -> Evidence:
            which = Which(category=None if category == OVERALL else category, kind=kind)
            rows = vote_rows((), self._tables, which, row_columns(self._conventions))
            return replace(of_rows(rows, BASES[kind], self._as_of), flagged=self._flagged[category])

        return by_votes if one_by_one else by_counts


def _refused(reasons: Counter[str]) -> Iterator[str]:
    """How many rows were no votes, and the most frequent reasons."""
    if reasons:
        told = ", ".join(f"{count:,} because {reason}" for reason, count in reasons.most_common(_MOST_REASONS))
        more = ", …" if len(reasons) > _MOST_REASONS else ""
        rows = reasons.total()
        yield f"{rows:,} {'row is no vote' if rows == 1 else 'rows are no votes'}: {told}{more}"


def _undated(votes: int) -> Iterator[str]:
    """How many votes cannot be told to be of a past day."""
    if votes:
        yield f"left out, since it is not told when they were cast: {votes:,} of the votes"


def _table_of(cells: Sequence[Cell]) -> CountTable:
    """Counts of one kind and category."""
    names = [name for cell in cells for name in (cell.model_a, cell.model_b)]
    return CountTable.of_pairs(names, np.array([cell[-OUTCOMES:] for cell in cells], np.int64).reshape(-1, OUTCOMES))


# --- counts ----------------------------------------------------------------------------------


def counted_files(
    paths: Sequence[str], engine: str, categories: Sequence[str] = (), until: datetime | None = None
) -> VoteFiles:
    """Files of a log, or a table of an engine's, counted by the engine; raises as ``count_votes_with`` does."""
    return VoteFiles({name: partial(_counted, engine, paths, name, until) for name in categories or (OVERALL,)})


def _counted(engine: str, paths: Sequence[str], category: str, until: datetime | None) -> Evidence:
    try:
        return counted_by(engine, paths, (), category, until)
    except InputError as error:
        if all(Path(path).is_file() for path in paths):
            error.hint = error.hint or "another engine than arrow reads files of a log alone: leave --engine out"
        raise


def read_counts(path: str) -> VoteFiles:
    """Counts of pairs from a file; raises ``UnreadableInput`` and ``Malformed``."""
    table = read_count_table(path)
    return VoteFiles({OVERALL: lambda: Evidence(table=table, basis="votes")})
