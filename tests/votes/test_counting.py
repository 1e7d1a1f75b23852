"""Counting votes in Parquet: equal to counting them one at a time, whatever the files are like."""

import os
import random
import subprocess
import sys
import tempfile
import threading
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.votes.vote_files import (
    DAY,
    WORDS_OF_MODELS,
    as_cells,
    check_equal,
    counted_by_hand,
    log_table,
    many_votes,
    vote,
    write,
    write_groups,
)

from benchbook.errors import BenchbookError, Malformed, UnreadableInput
from benchbook.ratings import PairCounts
from benchbook.votes.counting.count import count_file, count_parts, count_votes
from benchbook.votes.counting.counts import SCHEMA, CountTable
from benchbook.votes.counting.judging import MOST_NAME_CHARACTERS
from benchbook.votes.counting.parts import Part
from benchbook.votes.counting.row_groups import Naming
from benchbook.votes.counting.which import Which
from benchbook.votes.schema import KINDS, WINNERS

EVERYTHING = Which()
CATEGORIES = (None, "coding", "writing", "ünï")

names = st.sampled_from(WORDS_OF_MODELS)
hours = st.integers(0, 48).map(lambda hours: DAY + timedelta(hours=hours))
log_rows = st.lists(
    st.builds(
        vote,
        st.integers(0, 1 << 40),
        names,
        names,
        st.sampled_from(WINNERS),
        recorded_at=hours,
        cast_at=st.none() | hours,
        kind=st.sampled_from(KINDS),
        category=st.sampled_from(CATEGORIES),
        flag=st.sampled_from([None, None, None, "names_visible", "self_named"]),
    ),
    max_size=60,
)
questions = st.builds(
    Which,
    category=st.sampled_from([*CATEGORIES, "absent"]),
    kind=st.none() | st.sampled_from(KINDS),
    until=st.none() | hours,
    flagged=st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(
    parts=st.lists(log_rows, max_size=4),
    held=st.lists(log_rows, max_size=2),
    cuts=st.lists(st.integers(0, 60), max_size=4),
    which=questions,
    options=st.sampled_from([{}, {"use_dictionary": False}, {"write_statistics": False}]),
    threads=st.integers(1, 3),
)
def test_counts_are_those_of_one_vote_at_a_time(parts, held, cuts, which, options, threads):
    with tempfile.TemporaryDirectory() as folder:
        files = [
            write_groups(
                Path(folder) / f"{number}.parquet", log_table(rows), [cut for cut in cuts if cut < len(rows)], **options
            )
            for number, rows in enumerate(parts)
        ]
        table = count_votes(files, [log_table(rows) for rows in held], which, threads=threads)
    check_equal(table, [row for rows in (*parts, *held) for row in rows], which)


@settings(max_examples=80, deadline=None)
@given(parts=st.lists(log_rows, max_size=4), held=log_rows, cuts=st.lists(st.integers(0, 60), max_size=3))
def test_one_reading_counts_every_kind_and_category(parts, held, cuts):
    with tempfile.TemporaryDirectory() as folder:
        files = [
            write_groups(Path(folder) / f"{number}.parquet", log_table(rows), [cut for cut in cuts if cut < len(rows)])
            for number, rows in enumerate(parts)
        ]
        found = count_parts(files, [log_table(held)])
        whole = count_votes(files, [log_table(held)])
    rows = [row for each in (*parts, held) for row in each]
    for part in {Part(row["kind"], row["category"]) for row in rows}:
        these = [row for row in rows if (row["kind"], row["category"]) == part and row["flag"] is None]
        cells, _, _ = counted_by_hand(these, EVERYTHING)
        assert cells == (as_cells(found[part]) if part in found else {})
    assert sum(table.votes for table in found.values()) == whole.votes
    assert all(table.votes for table in found.values())


def test_many_parts_are_counted_as_few(tmp_path):
    """More parts than the cells have room for, and models that are numbered after the first thousand."""
    chance = random.Random(6)
    listed = [f"model {number}" for number in range(1_500)]
    rows = [row | {"category": f"c{chance.randrange(300)}"} for row in many_votes(6_000, chance, listed)]
    path = write_groups(tmp_path / "votes.parquet", log_table(rows), [100, 5_000])
    found = count_parts([path])
    assert len(found) == len({(row["kind"], row["category"]) for row in rows if row["flag"] is None})
    for part, table in found.items():
        check_equal(
            table, (row for row in rows if (row["kind"], row["category"]) == part and row["flag"] is None), EVERYTHING
        )


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {
                "model_a": st.none() | names | st.sampled_from(["", " "]),
                "model_b": st.none() | names,
                "winner": st.none() | st.sampled_from([*WINNERS, "tie (bothbad)"]),
            }
        ),
        max_size=50,
    ),
    kind=st.sampled_from(
        [
            pa.string(),
            pa.large_string(),
            pa.string_view(),
            pa.dictionary(pa.int8(), pa.string()),
            pa.dictionary(pa.uint16(), pa.large_string()),
        ]
    ),
    cuts=st.lists(st.integers(0, 50), max_size=3),
)
def test_any_file_of_votes_is_counted_whatever_its_words_are_held_as(rows, kind, cuts):
    columns = {}
    for name in ("model_a", "model_b", "winner"):
        plain = pa.array([row[name] for row in rows], pa.string())
        columns[f"the {name}"] = (
            plain.dictionary_encode().cast(kind) if pa.types.is_dictionary(kind) else plain.cast(kind)
        )
    columns["more"] = pa.array(range(len(rows)))
    naming = Naming(model_a="the model_a", model_b="the model_b", winner="the winner")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "votes.parquet"
        with pq.ParquetWriter(path, pa.table(columns).schema) as writer:
            ends = sorted({0, *(cut for cut in cuts if cut < len(rows)), len(rows)})
            for begin, end in pairwise(ends):
                writer.write_table(pa.table(columns).slice(begin, end - begin))
        table = count_file(path, naming)
    check_equal(table, rows, EVERYTHING)


def test_two_models_by_hand(tmp_path):
    rows = [
        vote(1, "b", "a", "model_a"),
        vote(2, "a", "b", "model_a"),
        vote(3, "b", "a", "model_a"),
        vote(4, "a", "b", "tie"),
        vote(5, "b", "a", "both_bad"),
        vote(6, "a", "b", "model_a", flag="self_named"),
    ]
    table = count_votes([write(tmp_path / "votes.parquet", log_table(rows))])
    assert table.models == ("a", "b")
    assert as_cells(table) == {("a", "b"): [1, 2, 1, 1]}
    assert (table.votes, table.flagged, table.left_out) == (5, 1, 0)
    assert table.first.dtype == table.second.dtype == np.int32
    assert {each.dtype for each in table.outcomes} == {np.dtype(np.int64)}


def test_no_files_are_no_votes():
    table = count_votes([])
    assert (table.models, table.votes, len(table.first)) == ((), 0, 0)
    assert table == count_votes([], [log_table([])])


@pytest.mark.parametrize("models", [3, 40, 700, 3000])
def test_few_and_many_models_are_counted_alike(tmp_path, models):
    """By cells, by sorting, and by both where models are more than the cells have room for."""
    chance = random.Random(models)
    listed = [f"vendor-{number % 7}/model-{number}" for number in range(models)]
    rows = list(many_votes(4_000, chance, listed))
    path = write_groups(tmp_path / "votes.parquet", log_table(rows), [10, 500, 501, 2_500])
    check_equal(count_votes([path, path]), rows + rows, EVERYTHING)


def test_a_long_row_group_is_read_in_pieces(tmp_path):
    chance = np.random.default_rng(3)
    listed = pa.array([f"model {number}" for number in range(50)])
    a, b = chance.integers(0, 50, (2, 300_000))
    outcome = chance.integers(0, 4, 300_000)
    columns = {
        "model_a": pa.DictionaryArray.from_arrays(a.astype(np.int32), listed),
        "model_b": pa.DictionaryArray.from_arrays(b.astype(np.int32), listed),
        "winner": pa.DictionaryArray.from_arrays(outcome.astype(np.int32), pa.array(WINNERS)),
    }
    path = write(tmp_path / "votes.parquet", pa.table(columns), row_group_size=1 << 20)
    assert pq.ParquetFile(path).metadata.num_row_groups == 1
    table = count_file(path)
    assert table.votes == int(np.count_nonzero(a != b))
    assert table.left_out == int(np.count_nonzero(a == b))
    wins = int(
        np.count_nonzero((a == 3) & (b == 7) & (outcome == 0)) + np.count_nonzero((a == 7) & (b == 3) & (outcome == 1))
    )
    assert as_cells(table)["model 3", "model 7"][0] == wins


def test_counting_is_the_same_for_any_order_and_number_of_threads(tmp_path):
    rows = list(many_votes(3_000, random.Random(5)))
    files = [
        write(tmp_path / f"{number}.parquet", log_table(rows[number::7]), row_group_size=100) for number in range(7)
    ]
    found = [count_votes(each, threads=threads) for threads in (1, 2, 5) for each in (files, files[::-1])]
    assert len({table.sha256 for table in found}) == 1
    assert all(table == found[0] for table in found)


def test_statistics_spare_what_need_not_be_read(tmp_path, monkeypatch):
    """Row groups of one category and one day each: only those of the question are read, and no further column."""
    days = [DAY + timedelta(days=number) for number in range(3)]
    rows = [
        vote(number, "a", "b", "tie", category=category, cast_at=day)
        for category in ("coding", "writing")
        for day in days
        for number in range(5)
    ]
    path = write_groups(tmp_path / "votes.parquet", log_table(rows), range(0, 30, 5))
    read = []
    original = pq.ParquetFile.iter_batches

    def watched(self, batch_size, *, row_groups, columns, **options):
        if batch_size > 1:  # one row of a column is read before its statistics are believed
            read.append((row_groups, columns))
        return original(self, batch_size, row_groups=row_groups, columns=columns, **options)

    monkeypatch.setattr(pq.ParquetFile, "iter_batches", watched)
    which = Which(category="writing", kind="vote", until=days[1])
    assert count_votes([path], which=which, threads=1).votes == 10
    assert read == [([3], ["model_a", "model_b", "winner"]), ([4], ["model_a", "model_b", "winner"])]


def test_a_time_is_asked_for_with_its_offset():
    with pytest.raises(ValueError, match="with its offset"):
        Which(until=DAY.replace(tzinfo=None))


def test_progress_tells_rows_and_ends_with_all(tmp_path):
    rows = list(many_votes(900, random.Random(1)))
    path = write(tmp_path / "votes.parquet", log_table(rows), row_group_size=100)
    told = []
    count_votes([path, path], [log_table(rows[:10])], progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (1_810, 1_810)
    assert told == sorted(told)


def test_counting_a_file_loads_no_more_than_it_needs(tmp_path):
    path = write(tmp_path / "votes.parquet", pa.table({"model_a": ["a"], "model_b": ["b"], "winner": ["tie"]}))
    program = f"""
import sys
from benchbook.votes.counting.count import count_file
assert count_file({str(path)!r}).votes == 1
print(sorted({{"pandas", "pyarrow.compute", "pyarrow.dataset", "ibis", "sqlalchemy", "click"}} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


# --- files that are none ----------------------------------------------------------------------


def sentence(error):
    text = str(error.value)
    assert "\n" not in text
    return text


def test_a_missing_file_is_named(tmp_path):
    path = tmp_path / "nothing.parquet"
    with pytest.raises(UnreadableInput) as error:
        count_votes([path])
    assert sentence(error) == f"{path}: cannot be read: there is no such file"


@pytest.mark.parametrize("body", [b"", b"PAR1", b"model_a,model_b,winner\na,b,tie\n", b"<html>", os.urandom(4_000)])
def test_what_is_no_parquet_is_named(tmp_path, body):
    path = tmp_path / "votes.parquet"
    path.write_bytes(body)
    with pytest.raises(UnreadableInput) as error:
        count_file(path)
    assert sentence(error).startswith(f"{path}: cannot be read: it is no Parquet file, or a damaged one")


def test_a_folder_or_a_pipe_is_no_file(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(UnreadableInput, match="it is no file"):
            count_file(path)


def test_an_address_is_not_followed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UnreadableInput, match="there is no such file"):
        count_file("s3://bucket/votes.parquet")


def test_a_missing_column_is_named_with_those_that_there_are(tmp_path):
    path = write(tmp_path / "votes.parquet", pa.table({"left": ["a"], "right": ["b"], "winner": ["tie"]}))
    with pytest.raises(Malformed) as error:
        count_file(path)
    expected = "expected one column 'model_a', found none; there is: 'left', 'right', 'winner'"
    assert sentence(error) == f"{path}: {expected}"
    assert count_file(path, Naming(model_a="left", model_b="right")).votes == 1


def test_a_column_that_stands_twice_is_refused(tmp_path):
    table = pa.Table.from_arrays(
        [pa.array(["a"]), pa.array(["a"]), pa.array(["b"]), pa.array(["tie"])],
        ["model_a", "model_a", "model_b", "winner"],
    )
    path = write(tmp_path / "votes.parquet", table)
    with pytest.raises(Malformed, match="one column 'model_a', found 2 of this name"):
        count_file(path)


@pytest.mark.parametrize(
    ("column", "found"),
    [
        (pa.array([1, 2]), "int64"),
        (pa.array([1.5, None]), "double"),
        (pa.array([["a"], ["b"]]), "list"),
        (pa.array([b"a", b"b"]), "binary"),
        (pa.array([{"name": "a"}, None]), "struct"),
        (pa.array([5, 6]).dictionary_encode(), "int64"),
    ],
)
def test_a_column_of_something_else_is_refused(tmp_path, column, found):
    path = write(
        tmp_path / "votes.parquet", pa.table({"model_a": column, "model_b": ["c", "d"], "winner": ["tie"] * 2})
    )
    with pytest.raises(Malformed) as error:
        count_file(path)
    assert sentence(error).startswith(f"{path}, at column 'model_a': expected words, found {found}")


def test_a_log_whose_times_are_something_else_is_refused(tmp_path):
    table = log_table([vote(1, "a", "b", "tie")])
    path = write(tmp_path / "votes.parquet", table.set_column(1, "recorded_at", pa.array([1])))
    assert count_votes([path]).votes == 1
    with pytest.raises(Malformed, match="expected times in microseconds, UTC, found int64"):
        count_votes([path], which=Which(until=DAY))


def test_a_winner_that_is_no_word_for_one_is_told(tmp_path):
    words = ["tie", "left", "right", "left"]
    path = write(tmp_path / "votes.parquet", pa.table({"model_a": ["a"] * 4, "model_b": ["b"] * 4, "winner": words}))
    with pytest.raises(Malformed) as error:
        count_file(path)
    assert sentence(error).startswith(
        f"{path}, at column 'winner': expected model_a, model_b, tie or both_bad, found 'left', 'right'"
    )


def test_a_word_that_no_row_has_is_no_fault(tmp_path):
    winners = pa.DictionaryArray.from_arrays(pa.array([0, 0], pa.int32()), pa.array(["tie", "unused"]))
    path = write(tmp_path / "votes.parquet", pa.table({"model_a": ["a"] * 2, "model_b": ["b"] * 2, "winner": winners}))
    assert as_cells(count_file(path)) == {("a", "b"): [0, 0, 2, 0]}
    held = log_table([vote(1, "a", "b", "tie")]).set_column(8, "winner", winners.slice(0, 1))
    assert count_votes([], [held]).votes == 1


def test_texts_are_no_names(tmp_path):
    long = "a" * (MOST_NAME_CHARACTERS + 1)
    path = write(tmp_path / "votes.parquet", pa.table({"model_a": [long], "model_b": ["b"], "winner": ["tie"]}))
    with pytest.raises(Malformed, match="expected names of at most 200 characters, found 'aaa"):
        count_file(path)


def test_a_column_of_other_things_than_models_ends_early(tmp_path, monkeypatch):
    monkeypatch.setattr("benchbook.votes.counting.judging.MOST_MODELS", 100)
    columns = {"model_a": [str(number) for number in range(200)], "model_b": ["b"] * 200, "winner": ["tie"] * 200}
    path = write(tmp_path / "votes.parquet", pa.table(columns))
    with pytest.raises(Malformed, match="expected names of models, found more than 100 different ones"):
        count_file(path)


def test_one_bad_file_among_many_is_told_whichever_thread_meets_it(tmp_path):
    rows = list(many_votes(300, random.Random(2)))
    files = [write(tmp_path / f"{number}.parquet", log_table(rows)) for number in range(12)]
    files[7].write_bytes(files[7].read_bytes()[:-40])
    before = threading.active_count()
    with pytest.raises(UnreadableInput, match=r"7\.parquet: cannot be read"):
        count_votes(files, threads=4)
    assert threading.active_count() == before


@settings(max_examples=300, deadline=None)
@given(where=st.floats(0, 1), byte=st.integers(0, 255), cut=st.none() | st.floats(0, 1))
def test_damage_is_told_or_does_no_harm(damaged_source, where, byte, cut):
    """A byte anywhere is another, or the file is cut: counts or one sentence, never anything else."""
    body = bytearray(damaged_source.read_bytes())
    body[int(where * (len(body) - 1))] = byte
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "votes.parquet"
        path.write_bytes(body if cut is None else body[: int(cut * len(body))])
        which = Which(category="coding", until=DAY + timedelta(days=1))
        try:
            table = count_votes([path], which=which, threads=1)
        except BenchbookError as error:
            told = str(error)
        else:
            told = f"{path} has {table.votes} votes"
            assert table.votes == sum(int(each.sum()) for each in table.outcomes)
        assert str(path) in told


@pytest.fixture(scope="module")
def damaged_source(tmp_path_factory):
    rows = log_table(many_votes(400, random.Random(4)))
    return write_groups(tmp_path_factory.mktemp("damaged") / "votes.parquet", rows, [150, 151])


# --- tables of counts -------------------------------------------------------------------------


def some_counts(seed=1, count=500):
    return count_votes([], [log_table(many_votes(count, random.Random(seed)))])


def test_counts_go_through_arrow_and_come_back():
    table = some_counts()
    held = table.to_arrow()
    assert held.schema.equals(SCHEMA)
    back = CountTable.from_arrow(held)
    assert back == table
    assert (back.votes, back.flagged, back.left_out) == (table.votes, table.flagged, table.left_out)
    assert back.sha256 == table.sha256
    assert CountTable.from_arrow(held.slice(0, 0)).votes == 0


def test_counts_of_two_halves_add_up():
    rows = list(many_votes(600, random.Random(9)))
    halves = [count_votes([], [log_table(each)]) for each in (rows[:100], rows[100:])]
    whole = count_votes([], [log_table(rows)])
    both = halves[0] + halves[1]
    assert both == whole
    assert (both.votes, both.flagged) == (whole.votes, whole.flagged)
    assert count_votes([]) + whole == whole


def test_another_count_has_another_hash():
    table = some_counts()
    assert table.sha256 == some_counts().sha256
    assert table.sha256 != some_counts(2).sha256
    assert table != some_counts(2)
    assert table != "a table"


def test_the_hash_is_that_of_the_counts_that_are_rated():
    table = some_counts()
    columns = {
        name: getattr(table, name) for name in ("first", "second", "first_wins", "second_wins", "ties", "both_bad")
    }
    counts = PairCounts(models=len(table.models), **columns)
    assert counts.sha256(table.models) == table.sha256
    backwards = counts.merged(np.arange(len(table.models))[::-1])
    assert backwards.sha256(table.models[::-1]) == table.sha256


def test_counts_cannot_be_written_to():
    table = some_counts()
    for array in (table.first, table.second, *table.outcomes):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
