"""Counts as ``calls.json`` says, with the Spark of its own configuration; see ``spark_cluster.count_in_spark``.

A call without a question counts every part. The last answer is that of a Spark that cannot start.
"""

from pathlib import Path

import msgspec
import pyarrow.parquet as pq
from pyspark.sql import SparkSession

from benchbook.errors import BenchbookError
from benchbook.votes.counting.engines import count_parts_with, count_votes_with
from benchbook.votes.counting.spark_session import session_of
from benchbook.votes.counting.which import Which


def main() -> None:
    """An answer to each call, and a file for each that gave counts."""
    held = pq.read_table("held.parquet")
    calls = msgspec.json.decode(Path("calls.json").read_bytes(), type=list[tuple[str, list[str], Which | None]])
    answers = []
    with session_of(None) as session:
        for number, (engine, files, which) in enumerate(calls):
            if which is None:
                parts = count_parts_with(engine, files, [held])
                answers.append(repr(sorted((str(part), table.sha256) for part, table in parts.items())))
                continue
            try:
                table = count_votes_with(engine, files, [held], which)
            except BenchbookError as error:
                answers.append(str(error))
            else:
                answers.append(table.sha256)
                pq.write_table(table.to_arrow(), f"{number}.parquet")
        views = session.catalog.listTables()
    assert views == [], views
    assert SparkSession.getActiveSession() is None
    try:
        count_votes_with("spark:no-master", calls[0][1])
    except BenchbookError as error:
        answers.append(str(error))
    Path("answers.json").write_bytes(msgspec.json.encode(answers))


if __name__ == "__main__":
    main()
