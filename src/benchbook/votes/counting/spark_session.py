"""A session of Spark: the active one, or one of our own for a while; and files as a view in it."""

import os
import re
import shutil
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pyspark.sql import SparkSession

from benchbook.errors import EngineFailed, EngineMissing
from benchbook.votes.counting.engines import hidden, is_address, reason_of
from benchbook.votes.counting.row_groups import FilePath

_QUIET: dict[str, bool | float | int | str | None] = {
    "spark.log.level": "ERROR",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


@contextmanager
def session_of(master: str | None) -> Iterator[SparkSession]:
    """The active session, left as it is, or a new one that is stopped afterwards.

    ``master`` None leaves the choice to Spark's own configuration. Raises ``EngineFailed`` where a session with another
    master is active or none starts, ``EngineMissing`` where there is no Java.
    """
    session = SparkSession.getActiveSession()
    if session is not None:
        there = session.conf.get("spark.master", "")
        if master is not None and there != master:
            raise EngineFailed("spark", f"a session with the master {there} is active already, not {hidden(master)}")
        yield session
        return
    if not os.environ.get("JAVA_HOME") and shutil.which("java") is None:
        raise EngineMissing("spark", "Java", "on Debian: apt-get install default-jre-headless")
    builder = SparkSession.builder.appName("benchbook").config(map=_QUIET)
    try:
        session = (builder if master is None else builder.master(master)).getOrCreate()
    except Exception as error:
        hint = (
            "what it wrote to standard error says more; does its master answer, and do the workers reach this machine?"
        )
        raise EngineFailed(hidden(master or "spark"), f"Spark did not start: {reason_of(error)}", hint=hint) from error
    try:
        yield session
    finally:
        session.stop()


@contextmanager
def view_of(session: SparkSession, files: Sequence[FilePath]) -> Iterator[str]:
    """The name of a view of files, for a while.

    A file's name is no pattern, its folders say nothing of its columns, and one of this machine is one also where
    Spark's own files are elsewhere.
    """
    found = [
        str(each) if is_address(each) else "file://" + re.sub(r"([*?\[\]{}\\])", r"\\\1", str(Path(each).absolute()))
        for each in files
    ]
    view = f"benchbook_votes_{uuid.uuid4().hex}"
    session.read.option("recursiveFileLookup", "true").parquet(*found).createOrReplaceTempView(view)
    try:
        yield view
    finally:
        session.catalog.dropTempView(view)
