"""The same counts from every engine."""

import random
import re
import sys
from datetime import timedelta
from importlib.util import find_spec

import duckdb
import pyarrow as pa
import pytest
from tests.votes.spark_cluster import count_in_spark, need_java
from tests.votes.vote_files import DAY, check_equal, log_table, many_votes, vote, write

from benchbook.errors import EngineFailed, EngineMissing, Malformed, UnknownThing, UnreadableInput
from benchbook.votes import counting
from benchbook.votes.counting.count import count_parts, count_votes
from benchbook.votes.counting.engines import Engine, count_parts_with, count_votes_with, engine_of
from benchbook.votes.counting.which import Which

REST = tuple(many_votes(100, random.Random(12)))
QUESTIONS = (
    Which(),
    Which(category="coding"),
    Which(category="absent"),
    Which(category="writing", kind="placement", flagged=True),
    Which(until=DAY + timedelta(hours=20, microseconds=1)),
    Which(category="writing", kind="vote", until=DAY + timedelta(days=1), flagged=True),
)
HOSTILE = (
    vote(900, "'; DROP TABLE votes; --", "ünï\N{RIGHT-TO-LEFT OVERRIDE}", "model_a"),
    vote(901, "same", "same", "tie"),
    vote(902, "b", "B", "both_bad", cast_at=DAY + timedelta(hours=20, microseconds=1)),
    vote(903, "b", "B", "model_b", cast_at=DAY + timedelta(hours=20, microseconds=2)),
    vote(904, " ", "B", "model_b"),
    vote(905, "a", "b", "a word that is none", flag="self_named"),
)


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    """Files of a log in a folder whose name would be a pattern, and votes that are in no file yet."""
    rows = [*many_votes(2_000, random.Random(11)), *HOSTILE]
    folder = tmp_path_factory.mktemp("log") / "a [log] {of} votes*" / "arena=votes"
    files = [
        write(folder / f"day=2026-03-0{1 + number % 2}" / f"{number}.parquet", log_table(rows[number::5]))
        for number in range(5)
    ]
    return files, [log_table(REST)], [*rows, *REST]


def check_counts(found, files, tables, rows, which):
    """What an engine counted is what Arrow counts, and what counting by hand gives."""
    expected = count_votes(files, tables, which)
    assert found == expected
    assert found.sha256 == expected.sha256
    assert (found.flagged, found.left_out) == (expected.flagged, expected.left_out)
    check_equal(found, rows, which)


@pytest.mark.parametrize("which", QUESTIONS, ids=str)
@pytest.mark.parametrize("engine", ["arrow", "duckdb"])
def test_engines_count_alike(engine, which, log):
    files, tables, rows = log
    check_counts(count_votes_with(engine, files, tables, which), files, tables, rows, which)


@pytest.mark.parametrize("engine", ["arrow", "duckdb"])
def test_engines_count_every_part_alike(engine, log):
    files, tables, _ = log
    assert count_parts_with(engine, files, tables) == count_parts(files, tables)
    assert count_parts_with(engine, [], tables) == count_parts([], tables)


@pytest.mark.slow
def test_spark_counts_alike_over_workers_of_its_own(log, tmp_path):
    """Two workers in processes of their own, by Spark's own configuration, in one session for all questions."""
    need_java()
    files, (held,), rows = log
    whole = files[0].read_bytes()
    middle = len(whole) // 2
    damaged = tmp_path / "damaged.parquet"
    damaged.write_bytes(whole[: middle - 3_000] + bytes(3_000) + whole[middle:])
    cut = tmp_path / "cut.parquet"
    cut.write_bytes(whole[:middle])
    named = [str(each) for each in files]
    calls = [
        *(("spark", named, which) for which in QUESTIONS),
        ("spark:local-cluster[2,1,1024]", named, QUESTIONS[0]),
        ("spark:local[1]", named, QUESTIONS[0]),
        ("spark", [], QUESTIONS[0]),
        ("spark", [*named, str(damaged)], QUESTIONS[0]),
        ("spark", [*named, str(cut)], QUESTIONS[0]),
        ("spark", named, Which(flagged=True)),
        ("spark#nowhere.votes", [], QUESTIONS[0]),
        ("spark", named, None),
    ]
    *counted, same, other, nothing, broken, shortened, unknown, nowhere, parts, unstarted = count_in_spark(
        tmp_path, calls, held
    )
    for found, which in zip(counted, QUESTIONS, strict=True):
        check_counts(found, files, [held], rows, which)
    assert same == counted[0]
    assert other == (
        "the engine spark did not count the votes: a session with the master local-cluster[2,1,1024] is active already,"
        " not local[1]"
    )
    assert nothing == count_votes([], [held])
    assert re.match(r"the engine spark did not count the votes: .*damaged\.parquet", broken)
    assert shortened.startswith(f"{cut}: cannot be read: it is no Parquet file, or a damaged one")
    assert "found 'a word that is none'" in unknown
    assert nowhere.startswith("the engine spark did not count the votes: ")
    assert "nowhere" in nowhere
    expected = {str(part): table.sha256 for part, table in count_parts(files, [held]).items()}
    assert unstarted.startswith("the engine no-master did not count the votes: Spark did not start: ")
    assert "Could not parse Master URL" in unstarted
    assert parts == repr(sorted(expected.items()))


def test_a_table_of_an_engine_is_counted_instead_of_files(log, tmp_path):
    files, _, rows = log
    address = f"duckdb://{tmp_path}/lake.duckdb"
    with duckdb.connect(tmp_path / "lake.duckdb") as lake:
        lake.execute("SET timezone = 'America/New_York'")
        lake.execute("CREATE SCHEMA arena")
        listed = [re.sub(r"([*?\[])", r"[\1]", str(each)) for each in files]
        lake.execute("CREATE TABLE arena.votes AS SELECT * FROM read_parquet(?)", [listed])
    in_files = rows[: -len(REST)]
    for which in QUESTIONS:
        check_equal(count_votes_with(f"{address}#arena.votes", [], [], which), in_files, which)
    check_equal(
        count_votes_with(address, files[:2], [], QUESTIONS[0]), [*in_files[0::5], *in_files[1::5]], QUESTIONS[0]
    )


def test_no_files_need_no_engine():
    assert count_votes_with("duckdb", []).votes == 0


@pytest.mark.parametrize("engine", ["arrow", "duckdb", "spark", "clickhouse://nowhere"])
def test_what_is_wrong_with_a_file_is_told_alike(engine, tmp_path):
    missing = tmp_path / "none.parquet"
    with pytest.raises(UnreadableInput) as error:
        count_votes_with(engine, [missing])
    assert str(error.value) == f"{missing}: cannot be read: there is no such file"
    foreign = write(tmp_path / "foreign.parquet", pa.table({"model_a": ["a"], "model_b": ["b"], "winner": [1]}))
    with pytest.raises(Malformed, match=r"foreign\.parquet, at column 'winner': expected words, found int64"):
        count_votes_with(engine, [foreign])


def test_what_an_engine_says_is_one_sentence(tmp_path):
    file = write(tmp_path / "votes.parquet", log_table([vote(1, "a", "b", "tie")]))
    for engine, said in (
        (f"duckdb://{tmp_path}/none/lake.duckdb", "none"),
        ("duckdb#votes", "votes"),
        (f"duckdb://{tmp_path}/lake.duckdb#votes", "votes"),
        ("clickhouse://reader:s3cret@127.0.0.1:1/default", "it reads no files of this machine"),
    ):
        with pytest.raises(EngineFailed) as error:
            count_votes_with(engine, [file])
        assert said in str(error.value)
        assert "\n" not in str(error.value)
        assert "s3cret" not in str(error.value)
    assert str(error.value).endswith(
        "(hint: name a table there that holds the log's columns: clickhouse://reader:…@127.0.0.1:1/default#votes)"
    )


@pytest.mark.parametrize(
    ("text", "engine"),
    [
        ("arrow", Engine("arrow")),
        ("duckdb", Engine("duckdb")),
        ("spark", Engine("spark")),
        ("spark#lake.votes", Engine("spark", None, "lake.votes")),
        ("spark://host:7077", Engine("spark", "spark://host:7077")),
        ("spark:yarn", Engine("spark", "yarn")),
        ("spark:k8s://https://host:443", Engine("spark", "k8s://https://host:443")),
        ("trino://user@host/lake/arena#votes", Engine("trino", "trino://user@host/lake/arena", "votes")),
        ("postgresql://host/db#votes", Engine("postgres", "postgresql://host/db", "votes")),
    ],
)
def test_engines_are_named_in_one_line(text, engine):
    assert engine_of(text) == engine


@pytest.mark.parametrize("text", ["", "sparc", "duckdb:", "spark:", "os://system", "file://x", "/etc/passwd", "s3://x"])
def test_an_engine_that_there_is_not_is_told_with_those_that_there_are(text):
    with pytest.raises(UnknownThing) as error:
        count_votes_with(text, [])
    assert f"no engine {text!r}" in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "postgres://reader:s3cr3t@127.0.0.1:1/db#votes",
        "postgres://:s3/cr3t@127.0.0.1:1/db#votes",
        "postgres://reader:s3cr3t#s3cr3t@127.0.0.1:1/db#votes",
        "postgres://reader:s3cr3t@s3cr3t@127.0.0.1:1/db#votes",
        "postgres://127.0.0.1:1/db?user=me&password=s3cr3t#votes",
        "clickhouse:/reader:s3cr3t@127.0.0.1/db",
        "duckdb:///there is no folder/x.duckdb?motherduck_token=s3cr3t#votes",
        "reader:s3cr3t@127.0.0.1",
        "spark:yarn:s3cr3t@127.0.0.1?key=s3cr3t",
    ],
)
def test_secrets_in_addresses_are_never_told(text, log, monkeypatch):
    monkeypatch.setenv("JAVA_HOME", "")
    monkeypatch.setenv("PATH", "")
    with pytest.raises((EngineFailed, EngineMissing, UnknownThing)) as error:
        count_votes_with(text, log[0])
    assert "s3" not in str(error.value)
    assert "cr3t" not in str(error.value)


def forget_engines(monkeypatch):
    """As if no engine had been used yet."""
    for name in ("ibis_tables", "spark_session"):
        assert find_spec(f"{counting.__name__}.{name}")
        monkeypatch.delitem(sys.modules, f"{counting.__name__}.{name}", raising=False)
        monkeypatch.delattr(counting, name, raising=False)


def test_a_missing_package_is_told_with_what_installs_it(tmp_path, monkeypatch):
    file = write(tmp_path / "votes.parquet", log_table([vote(1, "a", "b", "tie")]))
    forget_engines(monkeypatch)
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(EngineMissing) as error:
        count_votes_with("spark", [file])
    assert str(error.value) == (
        "the engine spark needs the package pyspark.sql, which is not installed (hint: pip install 'benchbook[spark]')"
    )
    forget_engines(monkeypatch)
    monkeypatch.setitem(sys.modules, "ibis", None)
    for engine, extra in (("duckdb", "benchbook[duckdb]"), ("trino://host#votes", "ibis-framework[trino]")):
        with pytest.raises(EngineMissing) as error:
            count_votes_with(engine, [file])
        assert str(error.value).endswith(
            f"needs the package ibis, which is not installed (hint: pip install '{extra}')"
        )


def test_spark_without_java_is_told(tmp_path, monkeypatch):
    file = write(tmp_path / "votes.parquet", log_table([vote(1, "a", "b", "tie")]))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineMissing, match="the engine spark needs Java, which is not installed"):
        count_votes_with("spark", [file])
