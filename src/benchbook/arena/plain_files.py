"""Parquet files that hold plain votes as evidence, as fast as they are decoded."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from benchbook.arena.conventions import OVERALL, Conventions
from benchbook.arena.evidence import GROUPS, Evidence, concatenated, of_rows
from benchbook.errors import InputError, UnknownThing
from benchbook.votes.counting.count import count_file
from benchbook.votes.counting.judging import MOST_NAME_CHARACTERS
from benchbook.votes.counting.rows import file_rows
from benchbook.votes.schema import READ

Progress = Callable[[int, int], None]
"""Is told how much of how much was read: rows, or bytes."""

_PLAIN = frozenset({field.name for field in READ} | {"recorded_at"}) - {"kind", "flag", "covariates"}
_NOTHING = frozenset({"", "nan", "<na>", "nat", "none", "null"})
"""What programs write, in some case, where they know nothing: such files are read with all of the facts."""

_LOST = "\N{REPLACEMENT CHARACTER}"
_FIRST_TIME = datetime(2000, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
_MICROSECONDS = 1_000_000


class VoteFiles:
    """Votes that were read from files: evidence for each category, and sentences on how they were read."""

    def __init__(self, boards: Mapping[str, Callable[[], Evidence]], notes: Iterable[str] = ()) -> None:
        self._boards = boards
        self.notes = tuple(notes)

    @property
    def categories(self) -> tuple[str, ...]:
        """The boards that there are, ``overall`` first."""
        return tuple(sorted(self._boards, key=lambda name: (name != OVERALL, name)))

    def evidence(self, category: str) -> Evidence:
        """What a board is rated from; raises ``UnknownThing``."""
        if category not in self._boards:
            raise UnknownThing("category", category, self.categories, where="of these votes")
        return self._boards[category]()


def plain_files(paths: Sequence[str], conventions: Conventions, progress: Progress | None = None) -> VoteFiles | None:
    """The votes of Parquet files whose other columns cannot change how votes are read, as fast as they are decoded.

    Gives the overall board alone, and None for other files: ``read_files`` reads those.
    """
    if conventions.needs_rows:
        return None
    columns = [_plain_columns(path) for path in paths]
    if not all(columns):
        return None
    told = [name for name in GROUPS if conventions.cluster in {"auto", name} and all(name in each for each in columns)]
    try:
        if told:
            found = of_rows(concatenated([file_rows(path, columns=told, progress=progress) for path in paths]), "votes")
        else:
            first, *rest = (count_file(path, progress=progress) for path in paths)
            found = Evidence(table=sum(rest, first), basis="votes")
    except InputError:
        return None
    if found.rows is not None and not all(_are_plain(each.values) for each in found.rows.words.values()):
        return None
    if not all(map(_is_plain, found.table.models)):
        return None
    left_out = found.table.left_out
    note = f"{left_out:,} rows are left out: without a model or a winner, or of a model with itself"
    return VoteFiles({OVERALL: lambda: found}, [note] if left_out else [])


def _plain_columns(path: str) -> tuple[str, ...]:
    """The columns of a Parquet file that holds plain votes; none for any other file."""
    if not Path(path).is_file():  # opening a pipe would wait for whoever writes to it
        return ()
    try:
        file = pq.ParquetFile(pa.OSFile(path))
    except (pa.ArrowException, OSError, ValueError):
        return ()
    names = tuple(file.schema_arrow.names)
    plain = len(set(names)) == len(names) and {"model_a", "model_b", "winner"} <= set(names) <= _PLAIN
    return names if plain and _believable(file, names) else ()


def _is_plain(name: str) -> bool:
    """Whether a name is read as it stands, whoever reads it."""
    return name == name.strip() and name.isprintable() and _LOST not in name and name.lower() not in _NOTHING


def _are_plain(values: pa.Array) -> bool:
    """Whether words of voters or tournaments are."""
    from pyarrow import compute  # noqa: PLC0415 - counting alone, which is timed from a cold start, needs none of it

    if pa.types.is_integer(values.type) or not len(values):
        return True
    doubtful = (
        compute.not_equal(compute.utf8_trim_whitespace(values), values),
        compute.invert(compute.utf8_is_printable(values)),
        compute.greater(compute.utf8_length(values), MOST_NAME_CHARACTERS),
        compute.match_substring(values, _LOST),
        compute.is_in(compute.utf8_lower(values), value_set=pa.array([*_NOTHING], values.type)),
    )
    return not any(compute.any(each).as_py() for each in doubtful)


def _believable(file: pq.ParquetFile, names: Sequence[str]) -> bool:
    """Whether the statistics tell that every time is one at which a vote may have been cast."""
    if "cast_at" not in names:
        return True
    if file.schema_arrow.field("cast_at").type != READ.field("cast_at").type:
        return False
    place, metadata = names.index("cast_at"), file.metadata
    if metadata.num_columns != len(names):
        return False
    first, last = (int(time.timestamp()) * _MICROSECONDS for time in (_FIRST_TIME, datetime.now(UTC) + _DAY))
    for group in range(metadata.num_row_groups):
        known = metadata.row_group(group).column(place).statistics
        # The raw numbers: to give times Arrow would import pandas.
        if known is None or not known.has_min_max or not first <= known.min_raw <= known.max_raw <= last:
            return False
    return True
