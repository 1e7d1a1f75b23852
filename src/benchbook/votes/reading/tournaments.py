"""Placements with a row for each model: rows of a tournament may lie far apart, and are gathered on the disk."""

import re
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchbook.errors import UnwritableOutput
from benchbook.votes.reading.attributes import Attributes, Piece, Reading, attributes
from benchbook.votes.reading.files.batch import Batch, Read, Rows, VoteFile
from benchbook.votes.reading.nouns import MOST_ROWS, Rejection
from benchbook.votes.reading.placements import Standings, broken, check
from benchbook.votes.reading.plan import Entries
from benchbook.votes.reading.planning import MOST_MODELS
from benchbook.votes.reading.sieve import Sieve
from benchbook.votes.reading.texts import Codes, labels, words
from benchbook.votes.schema import READ

MOST_HELD = 2_000_000
"""From how many rows on they are gathered on the disk."""

_SHELVES = 64
_NEVER = np.iinfo(np.int64).min
_PLACE = re.compile(r"[1-9][0-9]?(?:\.0+)?")
_TIME = pa.timestamp("us", tz="UTC")
_ENTRY = pa.schema(
    [
        pa.field("row", pa.int64()),
        pa.field("tournament", pa.string()),
        pa.field("model", pa.string()),
        pa.field("place", pa.int32()),
        pa.field("category", pa.string()),
        pa.field("cast_at", _TIME),
        pa.field("voter", pa.string()),
        pa.field("prompt", pa.string()),
        pa.field("seen", pa.bool_()),
        pa.field("fault", pa.string()),
    ]
)


def tournaments_of(file: VoteFile, rows: Entries, reading: Reading) -> Iterator[tuple[Batch, Piece]]:
    """The pairs of all tournaments of a file; raises ``UnwritableOutput`` where the disk does not hold them."""
    with ExitStack() as stack:
        shelves = _Shelves(stack)
        batch = Batch(rows=np.empty(0, np.int64), columns={})
        for batch in file.batches(reading.plan.reads):
            entries, rejected = _entries(batch, rows, reading)
            shelves.add(entries)
            yield batch, Piece(table=READ.empty_table(), rejected=rejected)
        for shelf in shelves.all():
            for piece in _pieces(shelf, reading):
                yield batch, piece


def _entries(batch: Batch, rows: Entries, reading: Reading) -> tuple[pa.Table, tuple[Rejection, ...]]:
    """Entries with what is wrong with them, which costs their whole tournament; without one they are refused."""
    sieve, lost = Sieve(len(batch.rows)), Sieve(len(batch.rows))
    models = words(batch.columns[rows.model])
    sieve.refuse(~models.present(), f"{rows.model.name} is missing")
    model_faults = np.isin(models.codes, list(models.faults))
    sieve.refuse(model_faults, lambda at: f"{rows.model.name} {models.faults[int(models.codes[at])]}")
    places = _places(batch.columns[rows.place], rows.place, sieve)
    told = attributes(batch, reading, sieve)
    tournament = reading.plan.tournament
    if tournament is not None:
        labels(batch.columns[tournament], tournament.name, lost)
        lost.refuse(np.asarray(pc.is_null(told.tournament)), f"{tournament.name} is missing")
    columns = [
        pa.array(batch.rows),
        told.tournament,
        models.array(),
        pa.array(places),
        told.category,
        told.cast_at,
        told.voter,
        told.prompt,
        pa.array(told.seen),
        sieve.reasons(),
    ]
    table = pa.table([column.cast(field.type) for column, field in zip(columns, _ENTRY, strict=True)], schema=_ENTRY)
    rejected = reading.rejections(batch, lost, (rows.model, rows.place))
    return table.filter(pa.array(lost.kept)), rejected


def _places(column: pa.Array, read: Read, sieve: Sieve) -> Codes:
    """Whole numbers from 1 on."""
    found = words(column)
    codes = [int(float(value)) if _PLACE.fullmatch(value) else 0 for value in found.values]
    places = np.array([*codes, 0], np.int32)[found.codes]
    sieve.refuse(places < 1, f"{read.name} is no place from 1 to {MOST_MODELS}")
    return places


class _Shelves:
    """Entries, in memory while they are few and then on the disk, those of a tournament together."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._tables = [_ENTRY.empty_table()]
        self._held = 0
        self._writers: list[pa.ipc.RecordBatchStreamWriter] = []
        self._folder = Path()

    def add(self, entries: pa.Table) -> None:
        """Take entries in."""
        self._tables.append(entries)
        self._held += entries.num_rows
        if self._held > MOST_HELD:
            self._put_away()

    def all(self) -> Iterator[pa.Table]:
        """All entries, in tables none of which lacks a part of a tournament."""
        if not self._writers:
            yield pa.concat_tables(self._tables)
            return
        self._put_away()
        for number, writer in enumerate(self._writers):
            writer.close()
            with pa.memory_map(str(self._folder / str(number))) as file:
                yield pa.ipc.open_stream(file).read_all()

    def _put_away(self) -> None:
        try:
            if not self._writers:
                self._open()
            for table in self._tables:
                self._write(table)
        except OSError as error:
            raise UnwritableOutput("the temporary folder", error) from error
        self._tables, self._held = [_ENTRY.empty_table()], 0

    def _open(self) -> None:
        self._folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="benchbook-")))
        for number in range(_SHELVES):
            sink = self._stack.enter_context(pa.OSFile(str(self._folder / str(number)), "wb"))
            self._writers.append(pa.ipc.new_stream(sink, _ENTRY))

    def _write(self, table: pa.Table) -> None:
        coded_names = table.column("tournament").combine_chunks().dictionary_encode()
        shelf_of = np.array(
            [zlib.crc32(name.encode()) % _SHELVES for name in coded_names.dictionary.to_pylist()], np.int64
        )
        shelves = shelf_of[np.asarray(coded_names.indices)]
        order = np.argsort(shelves, kind="stable")
        ordered = table.take(pa.array(order))
        ends = np.searchsorted(shelves[order], np.arange(_SHELVES + 1))
        for number, writer in enumerate(self._writers):
            if ends[number] < ends[number + 1]:
                writer.write_table(ordered.slice(ends[number], ends[number + 1] - ends[number]))


# --- from entries to tournaments -------------------------------------------------------------


def _pieces(entries: pa.Table, reading: Reading) -> Iterator[Piece]:
    """The pairs of whole tournaments, in the order of their first rows."""
    table = entries.combine_chunks()
    codes = _codes(table, "tournament")
    order = np.argsort(codes, kind="stable")
    table, codes = table.take(pa.array(order)), codes[order]
    begins = np.flatnonzero(np.diff(codes, prepend=-1))
    sizes = np.diff(np.append(begins, len(codes)))
    most = min(int(sizes.max(initial=0)), MOST_MODELS)
    step = max(1, MOST_ROWS // max(1, most * (most - 1) // 2))
    for start in range(0, len(begins), step):
        first, last = begins[start], begins[start : start + step][-1] + sizes[start : start + step][-1]
        yield _piece(table.slice(first, last - first).combine_chunks(), begins[start : start + step] - first, reading)


def _codes(table: pa.Table, name: str) -> Codes:
    coded_texts = table.column(name).combine_chunks().dictionary_encode()
    return np.asarray(coded_texts.indices.fill_null(-1))


def _piece(table: pa.Table, begins: Rows, reading: Reading) -> Piece:
    """The pairs of tournaments whose entries stand one behind the other, each from its beginning on."""
    sieve = Sieve(len(begins))
    offsets = np.append(begins, table.num_rows)
    models = words(table.column("model").combine_chunks())
    places = np.asarray(table.column("place").combine_chunks())
    standings = Standings(offsets=offsets, models=models.codes, places=places, names=models.values)
    _check_entries(table, standings, sieve)
    check(standings, sieve)
    heads = table.take(pa.array(begins)).combine_chunks()
    told = _told(table, heads, begins)
    rows = np.asarray(heads.column("row").combine_chunks())
    pairs = broken(standings, told, rows, sieve)
    reading.tournaments += int(np.count_nonzero(sieve.kept))
    named = Read(column="tournament", kind="label")
    batch = Batch(rows=rows, columns={named: told.tournament})
    return Piece(table=pairs, rejected=reading.rejections(batch, sieve, (named,)))


def _check_entries(table: pa.Table, standings: Standings, sieve: Sieve) -> None:
    """Refuse tournaments with an entry that is none, or whose entries say different things."""
    parents = standings.parents()
    count = len(standings.offsets) - 1
    faults = table.column("fault").combine_chunks()
    faulty = np.flatnonzero(np.asarray(faults.is_valid()))
    first_faulty = np.full(count, -1, np.int64)
    first_faulty[parents[faulty][::-1]] = faulty[::-1]

    def fault(at: int) -> str:
        entry = int(first_faulty[at])
        return f"row {table.column('row')[entry].as_py():,}: {faults[entry].as_py()}"

    sieve.refuse(first_faulty >= 0, fault)
    for name, several in (("category", "categories"), ("voter", "voters")):
        codes = _codes(table, name)
        other = codes != codes[standings.offsets[:-1]][parents]
        sieve.refuse(np.bincount(parents[other], minlength=count) > 0, f"its rows are of several {several}")


def _told(table: pa.Table, heads: pa.Table, begins: Rows) -> Attributes:
    """What is told of a tournament by its first entry; its time is that of its last."""
    micros = np.asarray(table.column("cast_at").combine_chunks().cast(pa.int64()).fill_null(_NEVER))
    latest = np.maximum.reduceat(micros, begins)
    seen = np.logical_or.reduceat(np.asarray(table.column("seen").combine_chunks()), begins)
    return Attributes(
        category=heads.column("category").combine_chunks().dictionary_encode(),
        cast_at=pa.array(latest, pa.int64(), mask=latest == _NEVER).cast(_TIME),
        tournament=heads.column("tournament").combine_chunks(),
        voter=heads.column("voter").combine_chunks(),
        prompt=heads.column("prompt").combine_chunks(),
        seen=seen,
    )
