"""From files of any format to votes: whole, counted row by row, bounded, the same each time."""

import gzip
import io
import json
import os
import zipfile
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.votes.reading_files import HEADER, NOW, comma_separated, json_lines, parquet, read, read_table, read_text

from benchbook.errors import BenchbookError, Malformed, NothingToImport, TooLarge, UnreadableInput
from benchbook.votes.reading import nouns
from benchbook.votes.reading.chunks import read_rows, read_votes
from benchbook.votes.reading.files import batch as batches
from benchbook.votes.reading.files import json_file
from benchbook.votes.reading.files.batch import Read
from benchbook.votes.reading.files.formats import vote_file
from benchbook.votes.reading.nouns import Chunk, Wanted
from benchbook.votes.schema import READ

ROWS = [
    {"model_a": "acme/one", "model_b": "beta 2", "winner": "model_a", "vote_id": "v1", "voter": "u1"},
    {"model_a": "beta 2", "model_b": "ünï/3", "winner": "tie", "vote_id": "v2", "voter": None},
    {"model_a": "acme/one", "model_b": "beta 2", "winner": "both_bad", "vote_id": "v3", "voter": "u 2"},
]
COLUMNS = list(ROWS[0])
FORMATS = {
    "csv": lambda rows: comma_separated(rows, COLUMNS).encode(),
    "csv with a BOM and CRLF": lambda rows: (
        b"\xef\xbb\xbf" + comma_separated(rows, COLUMNS).replace("\n", "\r\n").encode()
    ),
    "tsv": lambda rows: comma_separated(rows, COLUMNS).replace(",", "\t").encode(),
    "semicolons": lambda rows: comma_separated(rows, COLUMNS).replace(",", ";").encode(),
    "JSON Lines": lambda rows: json_lines(rows).encode(),
    "JSON Lines with a BOM and CRLF": lambda rows: b"\xef\xbb\xbf" + json_lines(rows).replace("\n", "\r\n").encode(),
    "a JSON list": lambda rows: json.dumps(rows, indent=2).encode(),
    "Parquet": lambda rows: parquet(pa.Table.from_pylist(rows)),
}


@pytest.mark.parametrize("write", FORMATS.values(), ids=FORMATS)
def test_every_format_gives_the_same_votes(tmp_path, write):
    found = read_text(tmp_path, write(ROWS))
    expected = [
        {
            **dict.fromkeys(READ.names),
            "row": number,
            "kind": "vote",
            **row,
        }
        for number, row in enumerate(ROWS, 1)
    ]
    assert found.votes == expected
    assert found.rejected == []


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gzip", "zstd"])
@pytest.mark.parametrize("kind", ["csv", "JSON Lines", "a JSON list"])
def test_packed_files_are_unpacked_whatever_their_names(tmp_path, pack, kind):
    whole = FORMATS[kind](ROWS)
    assert read_text(tmp_path, pack(whole)).votes == read_text(tmp_path, whole).votes


def test_several_frames_are_one_file(tmp_path):
    whole = FORMATS["csv"](ROWS)
    assert len(read_text(tmp_path, gzip.compress(whole[:30]) + gzip.compress(whole[30:])).votes) == 3


def test_rows_in_memory_are_read_as_those_of_a_file_are():
    class Vote(msgspec.Struct):
        model_a: str
        model_b: str
        winner: str
        vote_id: str
        voter: str | None = None

    from_dicts = read_rows(ROWS, Wanted(now=NOW))
    from_structs = read_rows([Vote(**row) for row in ROWS], Wanted(now=NOW))
    assert from_dicts.table.equals(from_structs.table)
    assert from_dicts.table.column("vote_id").to_pylist() == ["v1", "v2", "v3"]
    assert from_dicts.table.column("row").to_pylist() == [1, 2, 3]


def test_rows_in_memory_whose_winners_are_all_unknown_are_refused_one_by_one():
    found = read_rows([{"model_a": "x", "model_b": "y", "winner": "banana"}], Wanted(now=NOW))
    assert [rejection.reason for rejection in found.rejected] == ["winner 'banana' is neither side, a tie nor both bad"]
    assert found.table.num_rows == 0


def test_no_rows_in_memory_are_no_votes():
    assert read_rows([], Wanted(now=NOW)) == Chunk(table=READ.empty_table())


def test_values_of_python_that_json_has_not_are_read_too():
    row = {"model_a": "x", "model_b": "y", "winner": "a", "voter": 7, "category": True}
    row["time"] = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    (vote,) = read_rows([row], Wanted(now=NOW)).table.to_pylist()
    assert (vote["voter"], vote["category"], vote["cast_at"]) == ("7", "true", row["time"])


def test_a_column_of_json_may_begin_after_many_rows_and_not_after_very_many(tmp_path, monkeypatch):
    monkeypatch.setattr(json_file, "LOOKED_AT", 5)
    plain = {"model_a": "x", "model_b": "y", "winner": "a"}
    late = {**plain, "voter": "u"}
    assert read_text(tmp_path, json_lines([plain] * 4 + [late])).of("voter")[-1] == ("u",)
    assert read_text(tmp_path, json_lines([plain] * 5 + [late])).of("voter")[-1] == (None,)


# --- rows that are none ----------------------------------------------------------------------


def test_each_row_that_is_no_vote_is_refused_with_its_number_its_reason_and_its_text(tmp_path):
    rows = ["x,y,a", "x,x,a", ",y,a", "x,  ,a", "x,y,banana", "x,y", "x,y,a,b", "", "x,y,", '"x\ty",y,a']
    found = read_text(tmp_path, HEADER + "\n".join(rows) + "\n" + "m" * 201 + ",y,a\n")
    assert found.of("row", "model_a") == [(1, "x")]
    assert found.reasons == {
        2: "'x' against itself",
        3: "model_a is missing",
        4: "model_b is missing",
        5: "winner 'banana' is neither side, a tie nor both bad",
        6: "has 2 cells where the header has 3",
        7: "has 4 cells where the header has 3",
        8: "the winner is missing",
        9: "model_a holds control characters or is not UTF-8",
        10: "model_a is longer than 200 characters",
    }
    assert found.rows == 10
    assert [rejection.row for rejection in found.rejected] == list(range(2, 11))
    excerpts = {rejection.row: rejection.excerpt for rejection in found.rejected}
    assert excerpts[5] == "model_a: x, model_b: y, winner: banana"
    assert excerpts[6] == "x,y"


def test_bytes_that_are_no_utf_8_cost_their_own_row_only(tmp_path):
    found = read_text(tmp_path, HEADER.encode() + "é,y,a\n".encode() + b"x\xff,y,a\nx,\xfe\nx,y,b\n\xc3,y,a\n")
    assert found.of("row", "model_a") == [(1, "é"), (4, "x")]
    assert found.reasons == {
        2: "model_a holds control characters or is not UTF-8",
        3: "has 2 cells where the header has 3",
        5: "model_a holds control characters or is not UTF-8",
    }


def test_letters_across_the_blocks_of_a_file_stay_whole(tmp_path, monkeypatch):
    monkeypatch.setattr("benchbook.votes.reading.files.csv_file.MOST_ROW_BYTES", 64)
    rows = [f"é{number},ü,a" for number in range(500)]
    found = read_text(tmp_path, HEADER + "\n".join(rows))
    assert found.of("row", "model_a") == [(number + 1, f"é{number}") for number in range(500)]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(["x,y,a", "x,y", "x,y,a,b", "x,x,a", '"p\nq",y,b', "u,v,tie"]), min_size=1, max_size=60)
)
def test_ragged_rows_among_whole_ones_keep_the_numbers_right(tmp_path, monkeypatch, rows):
    monkeypatch.setattr("benchbook.votes.reading.files.csv_file.MOST_ROW_BYTES", 64)
    found = read_text(tmp_path, HEADER + "\n".join([*rows, "x,y,a"]))
    whole = [number for number, row in enumerate([*rows, "x,y,a"], 1) if row in {"x,y,a", "u,v,tie"}]
    assert [vote["row"] for vote in found.votes] == whole
    assert sorted([*found.reasons, *whole]) == list(range(1, len(rows) + 2))


UNKNOWN = ["nan", "NaN", "<NA>", "NaT", "None", "null", "NULL", ""]


@pytest.mark.parametrize("kind", ["csv", "JSON Lines", "Parquet"])
def test_what_a_program_writes_where_it_knows_nothing_is_nothing(tmp_path, kind):
    told = ["voter", "category", "cast_at", "prompt", "tournament", "side"]
    columns = ["model_a", "model_b", "winner", *told]
    rows = [dict(zip(columns, ["x", "y", "a", *[text] * len(told)], strict=True)) for text in UNKNOWN]
    rows += [dict.fromkeys(columns, "None") | {"winner": "a"}]
    body = {
        "csv": lambda: comma_separated(rows, columns).encode(),
        "JSON Lines": lambda: json_lines(rows).encode(),
        "Parquet": lambda: parquet(pa.Table.from_pylist(rows)),
    }
    found = read_text(tmp_path, body[kind]())
    assert found.of(*told) == [(None,) * len(told)] * len(UNKNOWN)
    assert found.reasons == {len(rows): "model_a is missing"}


def test_bare_nan_is_nothing_and_infinity_is_something(tmp_path):
    row = '{"model_a": "x", "model_b": "y", "winner": "a", "voter": %s, "time": %s}\n'
    text = row % ("NaN", "NaN") + row % ('"u"', "1.7e9") + row % ("Infinity", "null")
    found = read_text(tmp_path, text)
    assert [(voter, at is None) for voter, at in found.of("voter", "cast_at")] == [(None, True), ("u", False)]
    assert found.reasons == {3: "voter holds control characters or is not UTF-8"}
    columns = {"model_a": ["x"], "model_b": ["y"], "winner": ["a"], "voter": [float("nan")], "time": [float("nan")]}
    assert read_table(tmp_path, columns).of("voter", "cast_at") == [(None, None)]


def test_lines_of_json_that_are_no_vote_are_refused_with_reasons(tmp_path):
    good = '{"model_a": "x", "model_b": "y", "winner": "a"}'
    lines = [
        good,
        "[1]",
        "{bad",
        "",
        '{"model_a": 5, "model_b": "y", "winner": "a"}',
        '{"model_a": "x", "model_b": "y", "winner": {"is": "a"}}',
        '{"model_a": "x", "model_b": "y", "winner": "a", "deep": ' + "[" * 9000 + "]" * 9000 + "}",
        '{"model_a": "\\ud800", "model_b": "y", "winner": "a"}',
        '{"model_a": "x", "model_b": "y", "winner": NaN}',
        good,
        '{"model_a": "x", "model_b": "y", "winner": 1e999}',
    ]
    found = read_text(tmp_path, "\n".join(lines))
    assert [vote["row"] for vote in found.votes] == [1, 9]
    assert found.reasons == {
        2: "not one JSON object: no object",
        3: "not one JSON object: object keys must be strings (byte 1)",
        4: "model_a is not a name",
        5: "winner is not text",
        6: "not one JSON object: nested too deep",
        7: "model_a holds control characters or is not UTF-8",
        8: "the winner is missing",
        10: "not one JSON object: number out of range - at `$.winner`",
    }


@pytest.mark.parametrize("letter", ["\0", "\n", '"', "\\"])
def test_a_field_of_json_whose_name_no_decoder_takes_is_none(tmp_path, letter):
    row = {"model_a": "x", "model_b": "y", "winner": "a", f"voter{letter}": "v", f"covariate_{letter}": 1}
    found = read_text(tmp_path, json_lines([row]))
    assert (found.of("model_a", "voter"), found.reasons) == ([("x", None)], {})
    del row["model_a"]
    with pytest.raises(Malformed, match="expected columns of two models"):
        read_text(tmp_path, json_lines([row | {f"model_{letter}a": "x"}]))


def test_elements_of_a_json_list_are_found_across_blocks(tmp_path, monkeypatch):
    monkeypatch.setattr(json_file, "_BLOCK_BYTES", 7)
    rows = [{"model_a": 'x"],{\\', "model_b": "y", "winner": "a", "more": {"of": [1, "}]"]}}] * 20
    found = read_text(tmp_path, json.dumps([*rows[:10], 3, *rows[10:]], indent=1))
    assert [vote["row"] for vote in found.votes] == [*range(1, 11), *range(12, 22)]
    assert found.reasons == {11: "not one JSON object: no object"}
    assert found.votes[0]["model_a"] == 'x"],{\\'


def test_hostile_names_are_kept_as_they_are(tmp_path):
    found = read_text(tmp_path, HEADER + '=cmd(),<b>"x"</b>,a\n"""q"", r",\'; DROP TABLE votes,b\n')
    assert found.of("model_a", "model_b") == [("=cmd()", '<b>"x"</b>'), ('"q", r', "'; DROP TABLE votes")]


def test_names_of_refused_rows_are_in_no_dictionary(tmp_path):
    found = read_text(tmp_path, HEADER + "x,y,a\nsecret\x07,y,a\nx,y,b\n")
    (chunk,) = found.chunks
    assert chunk.table.column("model_a").chunk(0).dictionary.to_pylist() == ["x"]


# --- files that are none ---------------------------------------------------------------------


def zipped():
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("votes.csv", HEADER)
    return body.getvalue()


REFUSED = {
    "nothing": (b"", NothingToImport, "it is empty"),
    "blanks": (b"\n \n\n", NothingToImport, "it is empty"),
    "a header only": (HEADER.encode(), NothingToImport, "it has no rows"),
    "an empty list": (b" [ ] ", NothingToImport, "it has no rows"),
    "a page": (
        b"<!doctype html><title>Not found</title>",
        Malformed,
        'found what looks like an HTML page ("Not found")',
    ),
    "binary data": (bytes(range(256)), Malformed, "found binary data"),
    "UTF-16": (HEADER.encode("utf-16"), UnreadableInput, "it is text in UTF-16"),
    "a zip archive": (zipped(), UnreadableInput, "not read out of zip archives"),
    "packed twice": (gzip.compress(gzip.compress(HEADER.encode())), UnreadableInput, "packed once more"),
    "Parquet, packed": (gzip.compress(parquet({"a": [1]})), UnreadableInput, "it is Parquet that was packed once more"),
    "gzip, cut off": (gzip.compress(os.urandom(4000))[:-9], UnreadableInput, "cut off before the end"),
    "gzip, damaged": (b"\x1f\x8b\x08\x00" + bytes(50), UnreadableInput, "its gzip data is"),
    "zstd, damaged": (b"\x28\xb5\x2f\xfd" + bytes(50), UnreadableInput, "its zstd data is"),
    "Parquet, cut off": (parquet({"a": [1]})[:-5], UnreadableInput, "its Parquet data is damaged"),
    "Parquet in name": (b"PAR1" + bytes(100), UnreadableInput, "its Parquet data is damaged"),
    "JSON of no objects": (b"[1, [2]]", Malformed, "one JSON object a line, or one list of them, found none"),
    "JSON objects without lines": (b'{"a": 1}{"a": 2}', Malformed, "one JSON object a line, or one list of them"),
    "one column": (b"winner\na\n", Malformed, "found text in one column: 'winner'"),
    "a column twice": (
        b"model_a,model_a,model_b,winner\nx,y,z,a\n",
        Malformed,
        "expected one column 'model_a', found several",
    ),
    "many columns": (
        ",".join(f"c{n}" for n in range(10_001)).encode(),
        Malformed,
        "at most 10,000 columns, found 10,001",
    ),
    "an endless header": (b"c," * 600_000, Malformed, "expected a header of less than 1,048,576 bytes"),
    "an object": (b'{\n"votes": []\n}', Malformed, "found an object over several lines"),
    "a list, cut off": (b'[{"model_a": "x", "model_b": "y", "winner": "a"},', Malformed, "cut off before its end"),
    "more than a list": (
        b'[{"model_a": "x", "model_b": "y", "winner": "a"}] x',
        Malformed,
        "nothing behind the end of the list",
    ),
    "a header that is no UTF-8": (b"model_a,model_b,winner,\xff\nx,y,a,b\n", Malformed, "expected text in UTF-8"),
}


@pytest.mark.parametrize(("body", "error", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_file_of_votes_is_refused_in_one_sentence(tmp_path, body, error, reason):
    with pytest.raises(error) as raised:
        read_text(tmp_path, body)
    assert reason in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("kind", ["csv", "Parquet"])
def test_a_file_may_have_a_name_that_is_no_utf_8(tmp_path, kind):
    path = os.fsencode(tmp_path) + b"/\xff\n"
    with open(path, "wb") as file:  # noqa: PTH123  # a Path has no bytes
        file.write(FORMATS[kind](ROWS))
    assert len(read(os.fsdecode(path)).votes) == 3


def test_what_cannot_be_opened_is_told(tmp_path):
    with pytest.raises(UnreadableInput, match="no such file"):
        read(tmp_path / "absent")
    with pytest.raises(UnreadableInput, match="it is a directory"):
        read(tmp_path)
    with pytest.raises(UnreadableInput, match="no file can have this name"):
        read("a\0b")
    with pytest.raises(UnreadableInput, match=r"read several times over .*write them to a file first"):
        read("-")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UnreadableInput, match=r"it is a pipe, not a file .*write it to a file first"):
        read(tmp_path / "pipe")


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress], ids=["plain", "gzip", "zstd"])
def test_a_file_may_unpack_to_so_much_and_no_more(tmp_path, pack):
    with pytest.raises(TooLarge, match="--max-bytes"):
        read_text(tmp_path, pack(HEADER.encode() + b"x,y,a\n" * 100_000), max_bytes=100_000)


def test_parquet_that_says_that_it_is_large_is_too_large(tmp_path):
    with pytest.raises(TooLarge):
        read_table(
            tmp_path,
            {"model_a": ["x"] * 90_000, "model_b": ["y"] * 90_000, "winner": ["a"] * 90_000},
            max_bytes=500_000,
        )


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\nmodel_a;model_b;winner\nx;y;a\n",
        '\N{BYTE ORDER MARK}"sep=|"\r\nmodel_a|model_b|winner\r\nx|y|a\r\n',
        "model_a|model_b|winner\nx|y|a\n",
        'model_a;model_b;winner;"notes, free, at will"\nx;y;a;b\n',
        'model_a,model_b,winner,"one;two;three;four"\nx,y,a,b\n',
        'model_a\tmodel_b\twinner\t"a,b,c,d,e"\nx\ty\ta\tb\n',
    ],
)
def test_columns_are_separated_as_the_file_says_or_its_header_shows(tmp_path, text):
    assert read_text(tmp_path, text).of("row", "model_a", "model_b", "winner") == [(1, "x", "y", "model_a")]


@pytest.mark.parametrize("opened", ['x,y,a,"never closed', '"x,y,a', 'x,y,a,"', '"'])
def test_a_quotation_mark_that_is_never_closed_does_not_swallow_the_rows_behind_it(tmp_path, opened):
    text = f"model_a,model_b,winner,note\nx,y,a,fine\n{opened}\n" + "x,y,b,fine\n" * 1000
    with pytest.raises(Malformed, match=r"row 2: expected a cell that ends .*quotation mark that opens a cell"):
        read_text(tmp_path, text)


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\n\n"])
@pytest.mark.parametrize("last", ["x,y,a", 'x,y,"a"', '5" disk,y,a', "x,y"])
def test_the_last_row_may_end_as_it_likes(tmp_path, last, end):
    found = read_text(tmp_path, f"{HEADER}x,y,b\n{last}{end}")
    assert found.rows == 2
    assert len(found.rejected) == (last == "x,y")


def test_a_quotation_mark_that_is_never_closed_does_not_take_the_memory_of_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr("benchbook.votes.reading.files.csv_file.MOST_ROW_BYTES", 4096)
    with pytest.raises(Malformed, match="a quotation mark that opens a cell and is never closed"):
        read_text(tmp_path, HEADER + 'x,y,a\n"x,y,b\n' + "x,y,a\n" * 5000)


@pytest.mark.parametrize("body", ['{"a": "' + "x" * 9000, '[{"a": "' + "x" * 9000])
def test_a_json_row_without_an_end_does_not_either(tmp_path, monkeypatch, body):
    monkeypatch.setattr(json_file, "_BLOCK_BYTES", 512)
    monkeypatch.setattr(json_file, "MOST_ROW_BYTES", 4096)
    with pytest.raises(Malformed, match="rows of at most 4,096 bytes"):
        read_text(tmp_path, body)


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"model_a": [1], "model_b": [2], "winner": ["a"]}, "column model_a: expected names as text, found int64"),
        ({"model_a": ["x"], "model_b": ["y"], "winner": [["a"]]}, "column winner: expected text, found list<"),
    ],
)
def test_parquet_of_the_wrong_types_is_refused_as_a_whole(tmp_path, columns, sentence):
    with pytest.raises(Malformed) as raised:
        read_table(tmp_path, columns)
    assert sentence in str(raised.value)


def test_parquet_types_that_mean_the_same_are_read(tmp_path):
    columns = {
        "model_a": pa.array(["x", None]).dictionary_encode(),
        "model_b": pa.array(["y", "z"], pa.large_string()),
        "winner": pa.array([1, 2]),
        "voter": pa.array([5.0, None]),
        "category": pa.nulls(2),
        "vote_id": pa.array([7, 8], pa.int16()),
    }
    found = read_table(tmp_path, columns)
    assert found.of("model_a", "model_b", "winner", "voter", "category", "vote_id") == [
        ("x", "y", "model_a", "5", None, "7")
    ]
    assert found.reasons == {2: "model_a is missing"}


def test_text_in_parquet_that_is_no_utf_8_costs_its_own_row_only(tmp_path):
    raw = pa.array([b"x\xff", b"z"], pa.binary())
    names = pa.Array.from_buffers(pa.string(), 2, raw.buffers())
    found = read_table(tmp_path, {"model_a": names, "model_b": ["y", "y"], "winner": ["a", "a"], "voter": names})
    assert found.of("row", "voter") == [(2, "z")]
    assert found.reasons == {1: "model_a holds control characters or is not UTF-8"}


def test_a_long_text_that_stands_once_in_parquet_is_not_made_one_for_each_row(tmp_path):
    count = 20_000
    voter = pa.DictionaryArray.from_arrays(pa.array([0] * count, pa.int32()), pa.array(["v" * 1_000_000]))
    columns = {"model_a": ["x"] * count, "model_b": ["y"] * count, "winner": ["a"] * count, "voter": voter}
    (tmp_path / "votes").write_bytes(parquet(columns))
    before = pa.default_memory_pool().max_memory()
    found = read(tmp_path / "votes")
    assert len(found.rejected) == count
    assert pa.default_memory_pool().max_memory() - before < 200_000_000


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.sampled_from([b"", HEADER.encode(), b"PAR1", b"[", b'{"model_a": ', b"\x1f\x8b"]))
def test_no_bytes_make_it_fail_in_another_way(tmp_path, body, beginning):
    with suppress(BenchbookError):
        found = read_text(tmp_path, beginning + body)
        assert found.rows == len(found.votes) + len(found.rejected)


# --- every row is accounted for --------------------------------------------------------------

NAMES = st.sampled_from(["x", "y", "zé", "=1+1", "", " ", "m" * 201, "a\tb", "tie"])
WINNERS = st.sampled_from(["model_a", "B", "left", "tie", "tie (bothbad)", "both_bad", "x", "y", "banana", "", "3 "])
TEXTS = st.sampled_from([None, "u1", "u 2", "", "é", "v" * 201, "a\x00b"])
TIMES = st.sampled_from(
    [None, "", "2026-01-02", "2026-01-02 03:04:05.5", "yesterday", "2126-01-01", "1999-01-01 10:00"]
)
VOTES = st.fixed_dictionaries(
    {"model_a": NAMES, "model_b": NAMES, "winner": WINNERS, "vote_id": TEXTS, "category": TEXTS, "cast_at": TIMES}
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(VOTES, min_size=1, max_size=40))
def test_any_rows_add_up_and_are_read_alike_from_every_format(tmp_path, rows):
    rows = [*rows, {**dict.fromkeys(rows[0], None), "model_a": "x", "model_b": "y", "winner": "a"}]
    columns = list(rows[0])
    schema = pa.schema([(column, pa.string()) for column in columns])
    found = [
        read_text(tmp_path, body)
        for body in (
            comma_separated(rows, columns).replace("\0", "\x01"),
            json_lines(rows).replace("\\u0000", "\\u0001"),
            json.dumps(rows).replace("\\u0000", "\\u0001"),
            parquet(pa.Table.from_pylist(rows, schema)),
        )
    ]
    for each in found:
        assert each.rows == len(rows)
        assert sorted([*each.reasons, *(vote["row"] for vote in each.votes)]) == list(range(1, len(rows) + 1))
        assert each.votes == found[0].votes
        assert each.reasons == found[0].reasons


# --- chunks ----------------------------------------------------------------------------------


def test_a_large_file_comes_in_chunks_and_tells_how_far_it_has_come(tmp_path, monkeypatch):
    for module in ("files.csv_file", "chunks"):
        monkeypatch.setattr(f"benchbook.votes.reading.{module}.MOST_ROWS", 1000)
    found = read_text(tmp_path, HEADER + "x,y,a\n" * 2500 + "x,x,a\n")
    assert [chunk.rows for chunk in found.chunks] == [1000, 1000, 501]
    assert [vote["row"] for vote in found.votes] == list(range(1, 2501))
    size = (tmp_path / "votes").stat().st_size
    assert {chunk.bytes_total for chunk in found.chunks} == {size}
    assert found.chunks[-1].bytes_read == size
    assert all(0 < chunk.bytes_read <= size for chunk in found.chunks)
    assert sum(bool(chunk.notes) for chunk in found.chunks) == 1


@pytest.mark.parametrize("kind", ["csv", "JSON Lines", "a JSON list", "Parquet"])
def test_a_file_gives_the_same_each_time(tmp_path, kind):
    path = tmp_path / "votes"
    path.write_bytes(FORMATS[kind](ROWS * 50))
    first, again = (list(read_votes(str(path), Wanted(now=NOW))) for _ in range(2))
    assert first == again


@pytest.mark.parametrize("kind", ["csv", "JSON Lines", "a JSON list", "Parquet"])
def test_a_file_that_grew_at_its_end_begins_as_it_did(tmp_path, kind):
    before, after = (read_text(tmp_path, FORMATS[kind](rows)) for rows in (ROWS, ROWS + ROWS[:1]))
    assert after.votes[:-1] == before.votes


def test_of_many_refused_rows_the_first_are_shown(tmp_path):
    found = read_text(tmp_path, HEADER + "x,y,a\n" + "x,x,a\n" * 1500 + "x\n" * 1500)
    shown = [rejection for rejection in found.rejected if rejection.excerpt]
    assert len(found.rejected) == 3000
    assert len(shown) <= 2 * batches.MOST_EXCERPTS
    assert shown[0].row == 2


def test_reading_may_be_given_up_halfway(tmp_path):
    path = tmp_path / "votes"
    path.write_text(HEADER + "x,y,a\n" * 600_000)
    (first,) = islice(read_votes(str(path), Wanted(now=NOW)), 1)
    assert 0 < first.rows <= nouns.MOST_ROWS


def test_row_groups_of_few_rows_are_read_together(tmp_path):
    path = tmp_path / "votes"
    names = ["x", "y", "z", "\N{SNOWMAN}"]
    tables = [
        pa.table({"model_a": [names[at % 4]], "model_b": ["other"], "winner": ["ab"[at % 2]], "turn": [at]})
        for at in range(300)
    ]
    with pq.ParquetWriter(path, tables[0].schema) as writer:
        for table in tables:
            writer.write_table(table)
    reads = [Read(column="model_a", kind="name"), Read(column="turn", kind="label")]
    assert [len(batch.rows) for batch in vote_file(str(path), nouns.MOST_BYTES).batches(reads)] == [300]
    expected = [(at + 1, names[at % 4], ("model_a", "model_b")[at % 2]) for at in range(300)]
    assert read(path).of("row", "model_a", "winner") == expected


def test_whole_decimals_are_ids_to_the_last_digit(tmp_path):
    ids = [Decimal(12345678901234567890), Decimal(12345678901234567891)]
    columns = {"model_a": ["x"] * 2, "model_b": ["y"] * 2, "winner": ["a"] * 2, "vote_id": ids}
    assert read_table(tmp_path, columns).of("vote_id") == [(str(each),) for each in ids]
