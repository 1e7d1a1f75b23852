"""Votes as rows of numbers: the very votes that are counted, in their order, with the columns that were asked for."""

import math
import random
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.votes.vote_files import DAY, chosen, log_table, many_votes, vote, write, write_groups

from benchbook.errors import Malformed
from benchbook.votes.counting.count import count_votes
from benchbook.votes.counting.row_groups import Naming
from benchbook.votes.counting.rows import MOST_COVARIATES, file_rows, vote_rows
from benchbook.votes.counting.which import Which
from benchbook.votes.schema import WINNERS

COLUMNS = ("voter", "tournament", "prompt", "side", "category", "kind", "flag", "cast_at", "recorded_at", "covariates")
WORDS = COLUMNS[:7]


def as_dicts(rows):
    """Rows of numbers as the votes that they stand for."""
    for at in range(len(rows)):
        found = {"model_a": rows.models[rows.first[at]], "model_b": rows.models[rows.second[at]]}
        found["winner"] = WINNERS[rows.outcome[at]]
        for name, column in rows.words.items():
            code = column.codes[at]
            found[name] = None if code < 0 else column.values[int(code)].as_py()
        for name, column in rows.times.items():
            found[name] = None if np.isnat(column[at]) else column[at].item().replace(tzinfo=DAY.tzinfo)
        if rows.covariates:
            found["covariates"] = {
                name: column[at] for name, column in rows.covariates.items() if not math.isnan(column[at])
            }
        yield found


def by_hand(rows, which, columns):
    for row in chosen(rows, which):
        if (row.get("flag") is None or which.flagged) and row["model_a"] != row["model_b"]:
            yield {name: row.get(name) for name in ("model_a", "model_b", "winner", *columns)}


words = st.none() | st.sampled_from(["x", "y", "ünï"])
drawn_rows = st.lists(
    st.builds(
        vote,
        st.integers(0, 1 << 40),
        st.sampled_from("abc"),
        st.sampled_from("abc"),
        st.sampled_from(WINNERS),
        voter=words,
        tournament=words,
        prompt=words,
        category=words,
        side=st.none() | st.sampled_from(["left", "right"]),
        cast_at=st.none() | st.just(DAY),
        flag=st.sampled_from([None, None, "self_named"]),
    ),
    max_size=40,
)


@settings(max_examples=80, deadline=None)
@given(
    parts=st.lists(drawn_rows, max_size=3),
    held=drawn_rows,
    cuts=st.lists(st.integers(0, 40), max_size=3),
    which=st.builds(Which, category=words, flagged=st.booleans()),
    threads=st.integers(1, 3),
)
def test_rows_are_the_votes_in_their_order(parts, held, cuts, which, threads):
    columns = COLUMNS[:-1]
    with tempfile.TemporaryDirectory() as folder:
        files = [
            write_groups(Path(folder) / f"{number}.parquet", log_table(rows), [cut for cut in cuts if cut < len(rows)])
            for number, rows in enumerate(parts)
        ]
        rows = vote_rows(files, [log_table(held)], which, columns, threads=threads)
        counts = count_votes(files, [log_table(held)], which)
    everything = [row for each in (*parts, held) for row in each]
    assert list(as_dicts(rows)) == list(by_hand(everything, which, columns))
    assert rows.models == counts.models
    assert (len(rows), rows.flagged, rows.left_out) == (counts.votes, counts.flagged, counts.left_out)
    for column in rows.words.values():
        assert sorted(set(column.codes.tolist()) - {-1}) == list(range(len(column.values)))


@settings(max_examples=40, deadline=None)
@given(parts=st.lists(drawn_rows, max_size=3), held=drawn_rows, which=st.builds(Which, category=words))
def test_hashes_are_equal_where_words_are(parts, held, which):
    with tempfile.TemporaryDirectory() as folder:
        files = [write(Path(folder) / f"{number}.parquet", log_table(rows)) for number, rows in enumerate(parts)]
        rows = vote_rows(files, [log_table(held)], which, ("prompt",), hashed=("tournament", "voter"))
        same = vote_rows(files, [log_table(held)], which, ("prompt", "tournament", "voter"))
    assert set(rows.words) == {"prompt"}
    assert np.array_equal(rows.words["prompt"].codes, same.words["prompt"].codes)
    assert np.array_equal(rows.outcome, same.outcome)
    for name, hashes in rows.hashes.items():
        codes = same.words[name].codes
        assert np.array_equal(hashes < 0, codes < 0)
        pairs = set(zip(hashes.tolist(), codes.tolist(), strict=True))
        assert len(pairs) == len(set(hashes.tolist())) == len(set(codes.tolist()))


def test_two_votes_by_hand(tmp_path):
    rows = [
        vote(1, "b", "a", "model_a", voter="ann", covariates=[("length", 2.5)], cast_at=DAY),
        vote(2, "a", "b", "both_bad", covariates=[("length", -1.0), ("bold", 3.0)]),
        vote(3, "a", "a", "tie", voter="bob"),
        vote(4, "a", "c", "tie", voter="cas", flag="self_named"),
    ]
    found = vote_rows([write(tmp_path / "v.parquet", log_table(rows))], columns=("voter", "covariates", "cast_at"))
    assert found.models == ("a", "b")
    assert (found.first.tolist(), found.second.tolist(), found.outcome.tolist()) == ([1, 0], [0, 1], [0, 3])
    assert found.first.dtype == found.second.dtype == np.int32
    assert found.outcome.dtype == np.int8
    assert found.words["voter"].codes.tolist() == [0, -1]
    assert found.words["voter"].values.to_pylist() == ["ann"]
    assert found.times["cast_at"].dtype == "datetime64[us]"
    assert {name: each.tolist()[:1] for name, each in found.covariates.items()} == {
        "bold": [pytest.approx(math.nan, nan_ok=True)],
        "length": [2.5],
    }
    assert (found.flagged, found.left_out) == (1, 1)


def test_covariates_stand_with_their_votes_whatever_the_pieces(tmp_path, monkeypatch):
    monkeypatch.setattr("benchbook.votes.counting.rows._ROWS_A_PIECE", 7)
    chance = random.Random(8)
    rows = list(many_votes(100, chance))
    for row in rows:
        keys = chance.sample(["length", "bold", "lists"], chance.randrange(4))
        row["covariates"] = chance.choice([None, [(key, chance.random()) for key in keys]])
    path = write(tmp_path / "v.parquet", log_table(rows), row_group_size=33)
    found = vote_rows([path], [log_table(rows)], columns=("covariates",))
    expected = [dict(row["covariates"] or ()) for row in rows + rows if row["flag"] is None]
    assert [row["covariates"] for row in as_dicts(found)] == expected


def test_a_null_covariate_is_not_zero(tmp_path):
    path = write(tmp_path / "v.parquet", log_table([vote(1, "a", "b", "tie", covariates=[("length", None)])]))
    assert np.isnan(vote_rows([path], columns=("covariates",)).covariates["length"]).all()


def test_too_many_covariates_are_refused():
    rows = log_table([vote(1, "a", "b", "tie", covariates=[(str(key), 1.0) for key in range(MOST_COVARIATES + 1)])])
    with pytest.raises(Malformed, match=f"at most {MOST_COVARIATES} different"):
        vote_rows([], [rows], columns=("covariates",))


def test_no_files_are_no_rows():
    rows = vote_rows([], columns=COLUMNS)
    assert len(rows) == 0
    assert rows.models == ()
    assert {name: len(column.codes) for name, column in rows.words.items()} == dict.fromkeys(WORDS, 0)
    assert rows.covariates == {}


def test_columns_of_any_file_may_hold_whole_numbers(tmp_path):
    table = pa.table(
        {
            "left": ["a", "b", "a"],
            "right": ["b", "a", "a"],
            "won": ["tie"] * 3,
            "worker": [70, None, 5],
            "note": [None, "n", "n"],
        }
    )
    path = write(tmp_path / "v.parquet", table)
    rows = file_rows(path, Naming(model_a="left", model_b="right", winner="won"), ("worker", "note"))
    assert rows.words["worker"].codes.tolist() == [0, -1]
    assert rows.words["worker"].values.to_pylist() == [70]
    assert rows.words["note"].codes.tolist() == [-1, 0]
    with pytest.raises(Malformed, match="expected one column 'voter', found none"):
        file_rows(path, Naming(model_a="left", model_b="right", winner="won"), ("voter",))


def test_a_column_of_the_log_that_there_is_not_is_told(tmp_path):
    path = write(tmp_path / "v.parquet", log_table([vote(1, "a", "b", "tie")]))
    with pytest.raises(Malformed, match="expected one column 'nothing', found none"):
        vote_rows([path], columns=("nothing",))


def test_rows_cannot_be_written_to(tmp_path):
    path = write(tmp_path / "v.parquet", log_table(many_votes(50, random.Random(1))))
    rows = vote_rows([path], columns=("voter", "cast_at"))
    for array in (rows.first, rows.second, rows.outcome, rows.words["voter"].codes, rows.times["cast_at"]):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = array[1]
