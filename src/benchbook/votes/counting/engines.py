"""The same counts from another engine, through Ibis: DuckDB, Spark, or any that Ibis can connect to.

An engine is named in one line:

=========================  ==========================================================================================
``arrow``                  this process, see ``counting``
``duckdb``                 DuckDB in this process
``spark``                  the Spark session that is active, or one by Spark's own configuration, else ``local[*]``
``spark://host:7077``      a Spark cluster; ``spark:MASTER`` for any other master (``spark:yarn``)
``trino://…#votes``        a table with the log's columns at any address that ``ibis.connect`` takes
``spark#lake.votes``       a table of an engine that also reads files, instead of files
=========================  ==========================================================================================
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import entry_points
from typing import NamedTuple
from urllib.parse import urlsplit

import numpy as np
import pyarrow as pa

from benchbook.errors import BenchbookError, EngineFailed, EngineMissing, UnknownThing
from benchbook.votes.counting.count import count_parts, count_votes
from benchbook.votes.counting.counts import CountTable
from benchbook.votes.counting.judging import SAID, Judge, Names
from benchbook.votes.counting.parts import SORTED_BY, Part
from benchbook.votes.counting.row_groups import Asked, FilePath, Piece, row_groups, table_words
from benchbook.votes.counting.which import Which

OWN = ("arrow", "duckdb", "spark")
"""The engines that need no address."""

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_PASSWORD = re.compile(r":(?!//)\S*@")
_PARAMETER = re.compile(r"([?&][^=&\s]*=)[^&#\s]+")
_THROUGH_JAVA = "An error occurred while calling"
_JAVA_NAMES = re.compile(r"^(Caused by)?: ([\w$]+\.)*[\w$]+(Exception|Error): (?=\S)")
_MOST_REASON_CHARACTERS = 300
_EVERYTHING = Which()


class Engine(NamedTuple):
    """An engine as it was named: ``kind`` is one of ``OWN`` or a backend of Ibis."""

    kind: str
    address: str | None = None
    table: str | None = None

    @property
    def name(self) -> str:
        """What it is called in a sentence, without a password."""
        address = hidden(self.address or self.kind)
        return address if self.kind != "spark" or address.startswith("spark") else f"spark:{address}"


def engine_of(text: str) -> Engine:
    """Read the name of an engine; raises ``UnknownThing``, and ``EngineFailed`` for an address that is none."""
    named, _, table = text.rpartition("#") if "#" in text else (text, "", "")
    kind, colon, rest = named.partition(":")
    if named in OWN:
        return Engine(named, None, table or None)
    if kind == "spark" and colon and rest:
        return Engine("spark", named if rest.startswith("//") else rest, table or None)
    backends = sorted(entry.name for entry in entry_points(group="ibis.backends"))
    backend = kind.replace("postgresql", "postgres")
    if rest.startswith("//") and (backend in backends or not backends):
        _check_address(named)
        return Engine(backend, named, table or None)
    raise UnknownThing("engine", hidden(text), (*OWN, *(f"{each}://" for each in backends)))


def _check_address(address: str) -> None:
    """Whatever reads an address later would say what of the password it took for something else."""
    try:
        parts = urlsplit(address)
        _ = "@" in address and parts.port
    except ValueError:
        hint = "in a password write % as %25, / as %2F, ? as %3F, # as %23 and @ as %40"
        raise EngineFailed(f"{address.partition(':')[0]}://…", "this is no address", hint=hint) from None


def hidden(text: str) -> str:
    """Without the passwords of addresses, and without the values of their parameters."""
    return _PARAMETER.sub(r"\1…", _PASSWORD.sub(":…@", text))


def is_address(path: FilePath) -> bool:
    """Whether a file is somewhere that only the engine can reach (``s3://…``)."""
    return _ADDRESS.match(str(path)) is not None


def count_votes_with(
    engine: str, files: Sequence[FilePath], tables: Sequence[pa.Table] = (), which: Which = _EVERYTHING
) -> CountTable:
    """What ``count_votes`` counts, counted in the files by an engine; tables are counted here.

    ``ENGINE#TABLE`` counts what is in that table, instead of files. Raises ``UnknownThing`` for an engine that there is
    not, ``EngineMissing`` where its packages are not installed, ``EngineFailed`` for what it says itself, and what
    ``count_votes`` raises for files.
    """
    wanted = engine_of(engine)
    if wanted.kind == "arrow":
        return count_votes(files, tables, which)
    here = count_votes((), tables, which)
    found = _found(wanted, files, which)
    return here if found is None else here + _folded(found, which, wanted.name)


def count_parts_with(engine: str, files: Sequence[FilePath], tables: Sequence[pa.Table] = ()) -> dict[Part, CountTable]:
    """What ``count_parts`` counts, in one question to an engine; as ``count_votes_with``."""
    wanted = engine_of(engine)
    if wanted.kind == "arrow":
        return count_parts(files, tables)
    parts = count_parts((), tables)
    found = _found(wanted, files, _EVERYTHING, SORTED_BY)
    if found is None:
        return parts
    rows: dict[Part, list[int]] = {}
    for row, words in enumerate(zip(*(found.column(name).to_pylist() for name in SORTED_BY), strict=True)):
        rows.setdefault(Part(*words), []).append(row)
    for part, these in rows.items():
        counted = _folded(found.take(pa.array(these)), _EVERYTHING, wanted.name)
        if counted.votes:
            parts[part] = parts[part] + counted if part in parts else counted
    return parts


def _found(engine: Engine, files: Sequence[FilePath], which: Which, more: Sequence[str] = ()) -> pa.Table | None:
    """What an engine says of the votes, group by group; None where it has none to read."""
    if engine.table is None:
        if not files:
            return None
        _check_files(files, which)
    with _telling(engine):
        from benchbook.votes.counting import ibis_tables  # noqa: PLC0415 - takes a second, and may not be installed

        return ibis_tables.said(engine, files, which, more)


def _check_files(files: Sequence[FilePath], which: Which) -> None:
    """Read every footer, so that what is wrong with a file is told as it is without an engine."""
    for _ in row_groups([each for each in files if not is_address(each)], Asked.of_log(which, SAID)):
        pass


@contextmanager
def _telling(engine: Engine) -> Iterator[None]:
    """Whatever an engine raises, in one sentence."""
    try:
        yield
    except BenchbookError:
        raise
    except ImportError as error:
        raise EngineMissing(engine.name, *_missing(engine, error)) from error
    except Exception as error:
        raise EngineFailed(engine.name, reason_of(error)) from error


def reason_of(error: Exception) -> str:
    """What an engine says in one line; of what came through Java, the first cause that says something."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
    said = lines[0]
    if said.startswith(_THROUGH_JAVA):
        causes = [line for line in lines if line.startswith("Caused by: ")] or lines[1:2] or lines
        said = _JAVA_NAMES.sub("", causes[0])
    if " " not in said:  # the mere name of a table that there is not
        said = f"{type(error).__name__}: {said}"
    return hidden(said[:_MOST_REASON_CHARACTERS].rstrip(". "))


def _missing(engine: Engine, error: ImportError) -> tuple[str, str]:
    """What is not installed, and what installs it."""
    extra = f"benchbook[{engine.kind}]" if engine.kind in OWN else f"ibis-framework[{engine.kind}]"
    return f"the package {error.name}" if error.name else "a package", f"pip install '{extra}'"


def _folded(found: pa.Table, which: Which, where: str) -> CountTable:
    """Counts of an engine's groups, each as many votes as it says."""
    votes = found.column("votes").to_numpy().astype(np.int64)
    flagged = found.column("flagged").to_numpy().astype(np.bool_)
    counted = np.ones(len(votes), np.bool_) if which.flagged else ~flagged
    columns = {name: table_words(found.column(name)).filter(pa.array(counted)) for name in SAID}
    names, rows = Names(), int(np.count_nonzero(counted))
    said = Judge(names, Asked(SAID)).judge(Piece(where, (0, 0), columns, (), flags=False, rows=rows, group_rows=rows))
    kept = votes[counted] if said.kept is None else votes[counted][said.kept]
    return CountTable.of_cells(
        names.in_order(),
        said.meaning.names_a[said.a],
        said.meaning.names_b[said.b],
        said.meaning.outcomes[said.winner],
        kept,
        flagged=int(votes[flagged].sum()),
        left_out=int(votes[counted].sum() - kept.sum()),
    )
