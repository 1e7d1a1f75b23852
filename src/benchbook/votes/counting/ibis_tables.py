"""Votes as a table of Ibis, in whichever engine, and the one expression that counts them there."""

import os
import re
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC

import ibis
import pyarrow as pa

from benchbook.errors import EngineFailed
from benchbook.votes.counting.engines import Engine, is_address
from benchbook.votes.counting.judging import SAID
from benchbook.votes.counting.row_groups import FilePath
from benchbook.votes.counting.which import Which


def said(engine: Engine, files: Sequence[FilePath], which: Which, more: Sequence[str] = ()) -> pa.Table:
    """How many ``votes`` say the same: model_a, model_b, winner, whether they are ``flagged``, and ``more`` columns.

    Raises ``EngineFailed``, ``EngineMissing``, and whatever the engine raises.
    """
    quiet = warnings.catch_warnings(action="ignore", category=DeprecationWarning)  # what libraries tell each other
    with quiet, _votes(engine, files) as votes:
        grouped = _grouped(votes, which, more)
        backend = ibis.get_backend(grouped)
        if engine.kind == "spark":  # Ibis would go by pandas
            return backend.raw_sql(backend.compile(grouped)).toArrow()
        return grouped.to_pyarrow()


def _grouped(votes: ibis.Table, which: Which, more: Sequence[str]) -> ibis.Table:
    if which.category is not None:
        votes = votes.filter(votes.category == which.category)
    if which.kind is not None:
        votes = votes.filter(votes.kind == which.kind)
    if which.until is not None:
        until = ibis.literal(which.until.astimezone(UTC), type="timestamp('UTC')")
        votes = votes.filter(ibis.coalesce(votes.cast_at, votes.recorded_at) <= until)
    keys = [*(votes[name] for name in (*SAID, *more)), votes.flag.notnull().name("flagged")]
    return votes.group_by(keys).aggregate(votes=votes.count())


def _table(backend: ibis.BaseBackend, named: str) -> ibis.Table:
    """A table by its name, which a database or schema may precede: ``lake.votes``."""
    *database, name = named.split(".")
    return backend.table(name, database=tuple(database) if database else None)


def _read_by_duckdb(backend: ibis.BaseBackend, files: Sequence[FilePath]) -> ibis.Table:
    """A file's name is no pattern, and its folders say nothing of its columns."""
    found = [str(each) if is_address(each) else re.sub(r"([*?\[])", r"[\1]", os.fspath(each)) for each in files]
    return backend.read_parquet(found, hive_partitioning=False)


@contextmanager
def _votes(engine: Engine, files: Sequence[FilePath]) -> Iterator[ibis.Table]:
    """The votes in an engine; the connection is closed afterwards. Raises ``EngineFailed``."""
    if engine.kind == "spark":
        with _votes_in_spark(engine, files) as votes:
            yield votes
        return
    if engine.table is None and engine.kind != "duckdb":
        hint = f"name a table there that holds the log's columns: {engine.name}#votes"
        raise EngineFailed(engine.name, "it reads no files of this machine", hint=hint)
    if engine.address is None:
        backend = ibis.duckdb.connect(temp_directory=tempfile.gettempdir(), autoinstall_known_extensions=False)
    else:
        backend = ibis.connect(engine.address)
    try:
        yield _read_by_duckdb(backend, files) if engine.table is None else _table(backend, engine.table)
    finally:
        backend.disconnect()


@contextmanager
def _votes_in_spark(engine: Engine, files: Sequence[FilePath]) -> Iterator[ibis.Table]:
    from benchbook.votes.counting.spark_session import session_of, view_of  # noqa: PLC0415 - may not be installed

    with session_of(engine.address) as session:
        backend = ibis.pyspark.connect(session)
        if engine.table is not None:
            yield _table(backend, engine.table)
            return
        with view_of(session, files) as view:
            yield backend.table(view)
