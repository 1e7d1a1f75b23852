"""Spark as a cluster of two workers on this machine, in a process of its own that leaves nothing behind."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchbook.votes.counting.counts import CountTable
from benchbook.votes.counting.which import Which

CONFIGURATION = """\
spark.master local-cluster[2,1,1024]
spark.executor.memory 512m
spark.sql.shuffle.partitions 2
spark.task.maxFailures 1
spark.driver.extraJavaOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
spark.executor.extraJavaOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
"""
PATIENCE_SECONDS = 240
PROGRAM = Path(__file__).parent / "counting_in_spark.py"

Calls = list[tuple[str, list[str], Which | None]]


def need_java() -> None:
    """Skip where there is no Java; with CI=true there must be one."""
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        if os.environ.get("CI") == "true":
            pytest.fail("there is no Java: install it, on Debian apt-get install default-jre-headless")
        pytest.skip("there is no Java: on Debian apt-get install default-jre-headless")


def count_in_spark(folder: Path, calls: Calls, held: pa.Table) -> list[CountTable | str]:
    """Counts (engine, files, question) with one session: a table of counts, or the sentence of an error."""
    pq.write_table(held, folder / "held.parquet")
    (folder / "calls.json").write_bytes(msgspec.json.encode(calls))
    done = subprocess.run(
        [sys.executable, PROGRAM],
        cwd=folder,
        env=os.environ | spark_environment(folder),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers = msgspec.json.decode((folder / "answers.json").read_bytes())
    return [answer(folder, number, said) for number, said in enumerate(answers)]


def answer(folder: Path, number: int, said: str) -> CountTable | str:
    """What came of one call."""
    file = folder / f"{number}.parquet"
    return CountTable.from_arrow(pq.read_table(file)) if file.exists() else said


def spark_environment(folder: Path) -> dict[str, str]:
    """Workers write beside Spark's own programs, so that they get links to those in the folder of the test."""
    pyspark = find_spec("pyspark").origin
    home = folder / "home"
    home.mkdir()
    for part in Path(pyspark).parent.iterdir():
        if part.name != "work":
            (home / part.name).symlink_to(part)
    (folder / "spark-defaults.conf").write_text(CONFIGURATION)
    return {
        "SPARK_HOME": str(home),
        "SPARK_CONF_DIR": str(folder),
        "SPARK_LOCAL_DIRS": str(folder / "scratch"),
        "SPARK_LOCAL_IP": "127.0.0.1",
    }
