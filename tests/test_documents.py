import gzip
import io
import json
import os
import socket
import struct
import tracemalloc
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from benchbook.documents import (
    MOST_LINES,
    MOST_MEMBERS,
    MOST_VALUES,
    STANDARD_INPUT,
    check_extent,
    glimpse,
    parse_instant,
    read_documents,
    recognise,
    recognition,
)
from benchbook.errors import (
    BenchbookError,
    FactsError,
    InputError,
    Malformed,
    NothingToImport,
    NotRecognised,
    TooLarge,
    UnreadableInput,
)
from benchbook.model import Parsed, Raw, TableDeclaration
from benchbook.sources import Source

NOW = datetime(2026, 10, 3, 12, tzinfo=UTC)
BODY = b'{"data": [{"id": "acme/sprocket-1", "elo": 1200}]}'
REAL = Path(__file__).resolve().parents[1] / ".." / "shared" / "data"


def day(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def read(path, **said):
    return list(read_documents(str(path), now=NOW, **said))


def read_stdin(body, **said):
    return list(read_documents("-", now=NOW, stdin=io.BytesIO(body), **said))


def raw(body):
    return Raw(body=body.encode() if isinstance(body, str) else body, origin="x.json", received_at=NOW)


def zipped(members, **kwargs):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, **kwargs) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return packed.getvalue()


def source(source_id, recognises):
    return Source(
        id=source_id,
        title=source_id,
        homepage="https://example.invalid",
        licence="open",
        citation="synthetic",
        parse=lambda pages: Parsed(source=source_id, observed_at=pages[0].received_at, rows_read=0),
        recognise=recognises,
    )


# --- reading ---------------------------------------------------------------------------------


def test_a_plain_file_is_one_document_named_as_the_file(tmp_path):
    (tmp_path / "scores.json").write_bytes(BODY)
    assert read(tmp_path / "scores.json") == [Raw(body=BODY, origin="scores.json", received_at=NOW)]


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress], ids=["plain", "gzip", "zstd"])
def test_packed_documents_are_unpacked_from_files_and_standard_input(tmp_path, pack):
    (tmp_path / "no-suffix").write_bytes(pack(BODY))
    (from_file,) = read(tmp_path / "no-suffix")
    (from_stdin,) = read_stdin(pack(BODY))
    assert from_file.body == from_stdin.body == BODY
    assert from_stdin.origin == STANDARD_INPUT


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gzip", "zstd"])
def test_several_frames_are_one_document(pack):
    assert read_stdin(pack(BODY[:9]) + pack(b"") + pack(BODY[9:]))[0].body == BODY


def test_each_file_of_a_zip_is_a_document():
    members = {
        "a.json": BODY,
        "deep/b.json.gz": gzip.compress(BODY),
        "deep/": b"",
        ".hidden": b"x",
        "__MACOSX/a.json": b"x",
        "deep/.DS_Store": b"x",
    }
    documents = read_stdin(zipped(members))
    assert [(each.origin, each.body) for each in documents] == [
        (f"{STANDARD_INPUT}:a.json", BODY),
        (f"{STANDARD_INPUT}:deep/b.json.gz", BODY),
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("models-2026-07-22.json", "2026-07-22"),
        ("models-20260722.json.gz", "2026-07-22"),
        ("table_2026_01_08.csv", "2026-01-08"),
        ("page1-2026-06.json", "2026-06-30"),
        ("2025-05-12T20-28-13-04-00_x.json", "2025-05-12"),
        ("model-2024-08-06-scores-2026-07-22.json", "2026-07-22"),
        ("leap-2024-02.json", "2024-02-29"),
    ],
)
def test_a_date_in_the_name_dates_the_document(tmp_path, name, expected):
    (tmp_path / name).write_bytes(BODY)
    assert read(tmp_path / name)[0].received_at == day(expected)


@pytest.mark.parametrize(
    "name", ["scores.json", "x-2026-10.json", "x-2026-12-31.json", "x-2026-13-45.json", "id-1202607221.json"]
)
def test_without_a_past_date_in_the_name_it_is_now(tmp_path, name):
    (tmp_path / name).write_bytes(BODY)
    assert read(tmp_path / name)[0].received_at == NOW


def test_a_member_is_dated_by_its_own_name_or_else_the_archives(tmp_path):
    path = tmp_path / "dump-2026-05-01.zip"
    path.write_bytes(zipped({"a-2026-04-01.json": BODY, "b.json": BODY}))
    assert [each.received_at for each in read(path)] == [day("2026-04-01"), day("2026-05-01")]


def test_the_stated_date_is_kept(tmp_path):
    (tmp_path / "x-2026-01-01.json").write_bytes(BODY)
    (document,) = read(tmp_path / "x-2026-01-01.json", stated_at=day("2025-12-31"))
    assert document.observed_at(None) == day("2025-12-31")


def test_a_byte_order_mark_is_dropped():
    assert read_stdin(b"\xef\xbb\xbf" + BODY)[0].body == BODY


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_refused(encoding):
    with pytest.raises(UnreadableInput, match="UTF-16"):
        read_stdin(("\ufeff" + BODY.decode()).encode(encoding))


# --- what cannot be read ---------------------------------------------------------------------


def test_what_is_no_file_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
        for path, reason in [
            (".", "directory"),
            ("missing.json", "no such file"),
            ("pipe", "pipe"),
            ("socket", "socket or a device"),
            ("/dev/zero", "socket or a device"),
            ("a\0b", "no file can have this name"),
            ("x" * 5000, "too long"),
        ]:
            with pytest.raises(UnreadableInput, match=reason):
                read(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused(tmp_path):
    (tmp_path / "x.json").write_bytes(BODY)
    (tmp_path / "x.json").chmod(0)
    with pytest.raises(UnreadableInput, match="permission denied"):
        read(tmp_path / "x.json")


def test_a_large_file_is_refused_without_reading_it(tmp_path):
    with (tmp_path / "large.json").open("wb") as file:
        file.truncate(1024**3)
    tracemalloc.start()
    with pytest.raises(TooLarge, match="67,108,864"):
        read(tmp_path / "large.json")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


@pytest.mark.parametrize(
    "bomb",
    [
        b" " * 1_000_001,
        gzip.compress(b" " * 50_000_000),
        zstandard.compress(b" " * 50_000_000),
        zipped({"a.json": b" " * 50_000_000}),
        zipped({f"{index}.json": b" " * 400_000 for index in range(3)}),
        zipped({"a.json.gz": gzip.compress(b" " * 50_000_000)}),
    ],
    ids=["plain", "gzip", "zstd", "zip", "zip in sum", "gzip in zip"],
)
def test_what_unpacks_to_too_much_is_refused_in_bounded_memory(bomb):
    tracemalloc.start()
    with pytest.raises(TooLarge, match="1,000,000 bytes"):
        read_stdin(bomb, max_bytes=1_000_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 45_000_000


def test_a_zip_that_lies_about_its_sizes_is_bounded_all_the_same():
    body = bytearray(zipped({"a.json": b" " * 2_000_000}))
    directory = body.rindex(b"PK\x01\x02")
    body[directory + 24 : directory + 28] = struct.pack("<I", 10)
    with pytest.raises(InputError):
        read_stdin(bytes(body), max_bytes=1_000_000)


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gzip", "zstd"])
def test_cut_off_and_damaged_data_is_refused(pack):
    packed = pack(os.urandom(10_000))
    with pytest.raises(UnreadableInput, match="cut off"):
        read_stdin(packed[:-20])
    with pytest.raises(UnreadableInput, match="damaged"):
        read_stdin(packed + b"tail")


@pytest.mark.parametrize("length", [4, 40, -1])
def test_a_cut_off_zip_is_refused(length):
    with pytest.raises(UnreadableInput, match="zip archive"):
        read_stdin(zipped({"a.json": BODY})[:length])


def test_archives_in_archives_are_refused():
    inner = zipped({"a.json": BODY})
    for packed in (zipped({"b.zip": inner}), gzip.compress(inner), gzip.compress(gzip.compress(BODY))):
        with pytest.raises(UnreadableInput, match=r"archive within an archive|packed more than once"):
            read_stdin(packed)


def test_zips_of_other_kinds_are_refused():
    encrypted = bytearray(zipped({"a.json": BODY}))
    encrypted[encrypted.index(b"PK\x01\x02") + 8] |= 1
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.json", BODY)
    for body, reason in [
        (bytes(encrypted), "a.json: cannot be read: it is encrypted"),
        (packed.getvalue(), "a method other than deflate"),
        (zipped({f"{index}.json": b"" for index in range(MOST_MEMBERS + 1)}), "1,001 files"),
        (zipped({"x" * 60_000 + str(index): b"" for index in range(20)}), "oversized"),
    ]:
        with pytest.raises(UnreadableInput, match=reason):
            read_stdin(body)
    with pytest.raises(NothingToImport, match="no file"):
        read_stdin(zipped({".hidden": BODY}))


def test_standard_input_that_fails_is_one_sentence():
    class Failing(io.RawIOBase):
        def read(self, _size=-1):
            raise IsADirectoryError(21, "Is a directory")

    with pytest.raises(UnreadableInput, match="standard input: cannot be read: is a directory"):
        list(read_documents("-", now=NOW, stdin=Failing()))


@given(
    packed=st.sampled_from([gzip.compress(BODY), zstandard.compress(BODY), zipped({"a.json": BODY, "b.json": BODY})]),
    place=st.floats(0, 1, exclude_max=True),
    byte=st.integers(0, 255),
)
def test_damage_never_raises_anything_else(packed, place, byte):
    damaged = bytearray(packed)
    damaged[int(place * len(damaged))] = byte
    try:
        documents = read_stdin(bytes(damaged), max_bytes=100_000)
    except BenchbookError:
        return
    assert all(isinstance(each.body, bytes) for each in documents)


# --- a declaration beside a file -------------------------------------------------------------


@pytest.mark.parametrize("name", ["scores.csv.toml", "scores.toml"])
def test_a_declaration_beside_a_file_is_read_and_options_win(tmp_path, name):
    (tmp_path / "scores.csv").write_text("model,score\nSprocket,1\n")
    (tmp_path / name).write_text('id = "acme"\nmetric = "pass"\nmaximum = 1\ndate = 2026-07-01\n')
    (document,) = read(tmp_path / "scores.csv", declaration=TableDeclaration(metric="other"))
    assert document.declaration == TableDeclaration(id="acme", metric="other", maximum=1.0, date="2026-07-01")


def test_the_longer_name_wins_and_a_file_does_not_declare_itself(tmp_path):
    (tmp_path / "scores.csv").write_text("model,score\nSprocket,1\n")
    (tmp_path / "scores.toml").write_text('colour = "a document, not a declaration"\n')
    (tmp_path / "scores.csv.toml").write_text('id = "longer"\n')
    assert read(tmp_path / "scores.csv")[0].declaration == TableDeclaration(id="longer")
    assert read(tmp_path / "scores.toml")[0].declaration is None


def test_options_alone_declare(tmp_path):
    (tmp_path / "scores.csv").write_text("model,score\nSprocket,1\n")
    declaration = TableDeclaration(metric="pass")
    assert read(tmp_path / "scores.csv", declaration=declaration)[0].declaration == declaration
    assert read_stdin(b"model,score\n", declaration=declaration)[0].declaration == declaration


def test_a_zip_has_no_declaration_beside_it(tmp_path):
    (tmp_path / "a.zip").write_bytes(zipped({"a.csv": b"model,score\n"}))
    (tmp_path / "a.toml").write_text("wrong = 1\n")
    assert read(tmp_path / "a.zip")[0].declaration is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"colour = 'red'", "scores.csv.toml: unknown key 'colour'; known are id, name_column"),
        (b"minimum = 'low'", "minimum: expected `float | null`, got `str`"),
        (b"minimum = nan", "minimum: expected a number"),
        (b"minimum = 2\nmaximum = 1", "minimum: 2 is above the maximum, 1"),
        (b"licence = 'mine'", "licence: invalid enum value 'mine'"),
        (b"date = 'soon'", "date: 'soon' is no date"),
        (b"date = ", "expected TOML"),
        (b"x = " + b"[" * 60_000, "expected TOML"),
        (b"id = '\xff'", "UTF-8"),
        (b"#" * 100_000, "too large"),
    ],
)
def test_a_wrong_declaration_names_file_and_key(tmp_path, text, sentence):
    (tmp_path / "scores.csv").write_text("model,score\nSprocket,1\n")
    (tmp_path / "scores.csv.toml").write_bytes(text)
    with pytest.raises(FactsError) as caught:
        read(tmp_path / "scores.csv")
    assert sentence in str(caught.value)


# --- dates -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-07-22", datetime(2026, 7, 22, tzinfo=UTC)),
        (" 2026-02 ", datetime(2026, 2, 28, tzinfo=UTC)),
        ("2026-07-22T10:00:00Z", datetime(2026, 7, 22, 10, tzinfo=UTC)),
        ("2026-07-22T10:00+02:00", datetime(2026, 7, 22, 8, tzinfo=UTC)),
        ("2026-07-22 10:00", datetime(2026, 7, 22, 10, tzinfo=UTC)),
    ],
)
def test_instants(text, expected):
    parsed = parse_instant(text)
    assert parsed == expected
    assert parsed.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2026",
        "2026-13",
        "2026-02-30",
        "20260722",
        "2026-W30-1",
        "0001-01-01T00:00+14:00",
        "\u0662\u0660\u0662\u0666-07",
    ],
)
def test_what_is_no_instant(text):
    with pytest.raises(ValueError, match="is no date: expected a date"):
        parse_instant(text)


@given(st.datetimes(timezones=st.just(UTC), min_value=datetime(2000, 1, 1), max_value=datetime(2099, 12, 31)))  # noqa: DTZ001
def test_an_instant_survives_its_own_spelling(moment):
    assert parse_instant(moment.isoformat()) == moment


@given(st.text())
def test_any_text_is_an_instant_or_a_value_error(text):
    try:
        assert parse_instant(text).tzinfo is UTC
    except ValueError as error:
        assert "is no date" in str(error)  # noqa: PT017


# --- glimpses --------------------------------------------------------------------------------

RECORD = {"id": "acme/sprocket-1", "elo": 1200, "note": None, "inner": {"a": 1}}


@pytest.mark.parametrize(
    "document",
    [
        {"data": [RECORD, {"elo": 1}], "count": 2},
        {"data": RECORD},
        {"models": [RECORD]},
        {"data": "nothing", "models": [RECORD]},
        {"models": {"acme/sprocket-1": RECORD}},
        {"leaderboards": {"website": {"request": {}, "data": [RECORD]}}},
        {"leaderboards": [RECORD]},
    ],
)
def test_the_records_of_an_object(document):
    seen = glimpse(raw(json.dumps(document)))
    assert (seen.format, seen.keys) == ("json", frozenset(document))
    assert seen.row_keys == frozenset(RECORD)
    assert seen.first == {"id": "acme/sprocket-1"}


@pytest.mark.parametrize("bad", [[{}], [None, 1], [{"note": None, "elo": 1}], [[RECORD]], ["]", "\\"], [{}] * 19])
@pytest.mark.parametrize(
    "around",
    [
        lambda rows: rows,
        lambda rows: {"data": rows},
        lambda rows: {"leaderboards": {"empty": {"data": []}, "website": {"data": rows}}},
    ],
    ids=["list", "data", "boards"],
)
def test_a_bad_first_row_hides_no_good_one(bad, around):
    seen = glimpse(raw(json.dumps(around([*bad, RECORD]))))
    assert seen.row_keys == frozenset(RECORD)
    assert seen.first == {"id": "acme/sprocket-1"}


@pytest.mark.parametrize("bad", [{}, None, {"elo": 1}])
def test_a_bad_first_row_of_an_object_hides_no_good_one(bad):
    seen = glimpse(raw(json.dumps({"models": {"acme/bad": bad, "acme/sprocket-1": RECORD}})))
    assert (seen.row_keys, seen.first) == (frozenset(RECORD), {"id": "acme/sprocket-1"})


def test_the_first_twenty_records_are_looked_at():
    assert glimpse(raw(json.dumps([{str(index): "x"} for index in range(30)]))).row_keys == set(map(str, range(20)))


@given(
    st.lists(
        st.one_of(st.none(), st.integers(), st.text(), st.dictionaries(st.text(max_size=9), st.text())), max_size=30
    ),
    st.sampled_from([None, 1]),
    st.integers(1, 9),
)
def test_records_are_the_same_through_any_window(elements, indent, chunk_bytes):
    records = [element for element in elements if isinstance(element, dict)][:20]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recognition, "_CHUNK_BYTES", chunk_bytes)
        seen = glimpse(raw(json.dumps(elements, indent=indent)))
    assert seen.row_keys == {key for record in records for key in record}
    assert seen.first == next((record for record in records if record), {})


def test_the_first_record_of_a_list():
    seen = glimpse(raw(" \n" + json.dumps([RECORD, 1], indent=2)))
    assert (seen.keys, seen.row_keys, seen.first) == (frozenset(), frozenset(RECORD), {"id": "acme/sprocket-1"})


@pytest.mark.parametrize("document", ["[]", "{}", "[1, 2]", '[[{"a": 1}]]', '{"data": []}', '{"data": {}}', "[true]"])
def test_json_without_records(document):
    seen = glimpse(raw(document))
    assert (seen.format, seen.row_keys) == ("json", frozenset())


def test_a_long_first_record_is_read_whole_and_the_rest_is_not_kept():
    record = {"id": "acme/sprocket-1", "note": "ä" * 200_000, "huge": int("9" * 4000)}
    body = (json.dumps([record], ensure_ascii=False)[:-1] + "," + "[0,0,0,0],\n" * 500_000 + "0]").encode()
    tracemalloc.start()
    seen = glimpse(raw(body))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert seen.row_keys == frozenset(record)
    assert peak < 10_000_000


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (BODY[:-10], "at byte 40: expected more JSON, but the document is cut off there"),
        (b'{"a": nope}', "at byte 7: expected JSON in UTF-8, found invalid character"),
        (b'{"a": 1}\n{"a": 2}\n', "JSON Lines"),
        (b"[" * 100_000 + b"]" * 100_000, "nested too deep"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested too deep"),
        (b'{"a\xff": 1}', "expected JSON in UTF-8"),
        (b"\x00\x01\x02", "found binary data"),
        (b"PAR1\x15\x04", "found binary data (Parquet)"),
        (b"model,score\nJos\xe9,1\n", "at byte 15: expected text in UTF-8"),
        (b"hello", "found text in one column: 'hello'"),
        (b"", "nothing to import: it is empty"),
        (b" \n\t ", "nothing to import: it is empty"),
        (b"x" * 200_000 + b",1\n", "at line 1: expected JSON, CSV, TSV or a Markdown table, found a cell longer"),
        (b"\r\n\na,b\n" + b"x" * 200_000 + b",1\n", "at line 4: expected JSON"),
        (b'a,b\n"' + b"x\n" * 100_000, "at line 2: expected JSON"),
        (b"a,b\n\n" + b"x" * 131_073, "at line 3: expected JSON"),
        (b"a,b\n" + b"x" * 131_073, "found a cell longer than 131,072 characters"),
        (b"[" + b"x" * 200_000, "at byte"),
        (b"x" * 900_000, "at line 1"),
        (b"|" * 900_000 + b"\n", "at line 1"),
        (b" " * 900_000 + b"x", "at line 1"),
        (b"<title" * 100_000, "an HTML page"),
    ],
)
def test_what_is_no_document_is_told_with_its_place(body, sentence):
    with pytest.raises(InputError) as caught:
        glimpse(raw(body))
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_web_page_is_told_by_its_title():
    page = "<!DOCTYPE html><html><head><title>502 Bad\n\x1b[31m Gateway &amp; more</title></head>"
    with pytest.raises(Malformed) as caught:
        glimpse(raw(page))
    assert str(caught.value) == (
        "x.json: expected JSON, CSV, TSV or a Markdown table, found what looks like an HTML page "
        '("502 Bad \N{REPLACEMENT CHARACTER}[31m Gateway & more") '
        "(hint: the download has probably failed; repeat it)"
    )
    for titleless in (
        "  <p>no title",
        "<!-- a --> <!-- b -->\n<p>a | b\n-|-\n",
        "<!-- a | b\n-|-\n -->",
        "<!-- x -->1,2",
    ):
        with pytest.raises(Malformed, match=r"an HTML page \(hint"):
            glimpse(raw(titleless))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("model,score\nSprocket,1\n", "csv"),
        ("\n\nmodel;score\nSprocket;1\n", "csv"),
        ('"model","score"\r\n"Sprocket","1"\r\n', "csv"),
        ("model\tscore\nSprocket\t1", "tsv"),
        ("# A heading\n\ntext | text\n\n| model | score |\n|:--|--:|\n| Sprocket | 1 |\n", "markdown"),
        ("model | score\n--- | ---\nSprocket | 1", "markdown"),
        ("<!-- synthetic -->\n\n| model | score |\n|---|---|\n| Sprocket | 1 |\n", "markdown"),
        (" <!-- a | b\n|-|-|\n--><!--\n-->\nmodel | score\n--- | ---\nSprocket | 1", "markdown"),
    ],
)
def test_tables(text, kind):
    seen = glimpse(raw(text))
    assert (seen.format, seen.keys, seen.row_keys) == (kind, frozenset(), {"model", "score"})
    assert seen.first == {"model": "Sprocket", "score": "1"}


def test_toml():
    seen = glimpse(raw('# words\nstarter_format = 1\n[origins.a]\ndate = 2026-01-01\n[[model]]\nslug = "acme/x"\n'))
    assert (seen.format, seen.keys) == ("toml", {"starter_format", "origins", "model"})
    assert glimpse(raw("[table]\na = 1\n")).format == "toml"


@given(st.one_of(st.binary(), st.text().map(str.encode), st.text('[]{}",:|-\n<a1=#\t').map(str.encode)))
def test_a_glimpse_never_raises_anything_else(body):
    try:
        seen = glimpse(raw(body))
    except InputError as error:
        assert str(error).startswith("x.json")  # noqa: PT017
    else:
        assert seen.format in {"json", "csv", "tsv", "markdown", "toml"}


# --- memory ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pack", "most_copies"),
    [(bytes, 1), (lambda body: zipped({"a.json": body}), 2)],
    ids=["plain", "zip"],
)
def test_what_is_in_memory_is_not_copied(tmp_path, pack, most_copies):
    body = os.urandom(4_000_000)
    (tmp_path / "packed").write_bytes(pack(body))
    with (tmp_path / "packed").open("rb") as stdin:
        tracemalloc.start()
        (document,) = read_documents("-", now=NOW, stdin=stdin)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert document.body == body
    assert peak < (most_copies + 0.5) * len(body)


# --- extent ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fits", "exceeds", "sentence"),
    [
        (b"[" + b"0," * (MOST_VALUES - 1) + b"0]", b"[0,", "at most 1,000,000 values, found 1,000,001"),
        (b'{"a": [' + b"{},\n" * (MOST_VALUES - 1) + b"0]}", b" {0,", "at most 1,000,000 values, found 1,000,001"),
        (b"a,b\n" * MOST_LINES, b"c\n", "at most 200,000 lines, found 200,001"),
        (b"a,b\r" * (MOST_LINES - 1) + b"a,b", b"c\r", "at most 200,000 lines, found 200,001"),
        (b"[a]\r\n" * MOST_LINES, b"[b]\n", "at most 200,000 lines, found 200,001"),
        (b"\n" * MOST_LINES, b"\n", "at most 200,000 lines, found 200,001"),
    ],
    ids=["list", "object", "csv", "csv of an old kind", "toml", "nothing"],
)
def test_more_than_any_document_holds_is_refused_unparsed(fits, exceeds, sentence):
    check_extent(raw(fits))
    with pytest.raises(Malformed) as caught:
        check_extent(raw(exceeds + fits))
    assert str(caught.value) == f"x.json: expected {sentence}"


# --- recognition -----------------------------------------------------------------------------


def test_exactly_one_source_must_recognise_a_document():
    one, two = source("one", lambda seen: "elo" in seen.row_keys), source("two", lambda seen: "data" in seen.keys)
    assert recognise(raw(BODY), [one, source("none", lambda _: False)]) is one
    with pytest.raises(NotRecognised, match=r"more than one source reads such a document \(one, two\)"):
        recognise(raw(BODY), [one, two])
    with pytest.raises(NotRecognised, match="JSON with the keys data whose first records have elo, id; no source"):
        recognise(raw(BODY), [])
    with pytest.raises(NotRecognised, match="a CSV table with the columns model, score; no source"):
        recognise(raw("model,score\n"), [])
    with pytest.raises(NotRecognised, match="JSON list; no source"):
        recognise(raw("[1]"), [])


@pytest.mark.parametrize("body", ["[]", " [ \n] ", "{}", '{"data": []}', '{"count": 0, "models": [ ]}'])
def test_a_document_without_rows_is_told_to_have_none(body):
    with pytest.raises(NothingToImport, match="the document has no rows"):
        recognise(raw(body), [])
    known = source("known", lambda _: True)
    assert recognise(raw(body), [known]) is known


@pytest.mark.parametrize(
    ("row", "hinted"),
    [
        ({"name": "Sprocket", "score": 1.5}, True),
        ({"Model Name": "Sprocket", "score": 1, "note": None}, True),
        ({"model_id": "acme/sprocket-1", "score": 1}, True),
        ({"name": "Sprocket", "score": "high"}, False),
        ({"name": "Sprocket", "best": True}, False),
        ({"name": 7, "score": 1}, False),
        ({"renamed": "Sprocket", "score": 1}, False),
        ({"name": "Sprocket", "score": 1, "deep": {}}, False),
    ],
)
@pytest.mark.parametrize("around", [lambda row: [row], lambda row: {"data": [None, row]}], ids=["list", "data"])
def test_a_list_of_names_and_scores_is_told_how_to_be_imported(row, hinted, around):
    with pytest.raises(NotRecognised) as caught:
        recognise(raw(json.dumps(around(row))), [])
    assert ("--source table --score-column NAME" in str(caught.value)) == hinted


def test_an_unrecognised_document_is_described_briefly():
    with pytest.raises(NotRecognised, match="and 92 more") as caught:
        recognise(raw(json.dumps({f"\x1b{index:03}" + "k" * 10_000: 1 for index in range(100)})), [])
    assert len(str(caught.value)) < 1000
    assert "\x1b" not in str(caught.value)


@pytest.mark.skipif(not REAL.is_dir(), reason="no real dumps beside the checkout")
def test_real_dumps_are_seen_to_hold_records():
    dumps = [path for name in ("openrouter", "artificial-analysis", "design-arena") for path in (REAL / name).iterdir()]
    for path in dumps:
        (document,) = read(path)
        assert glimpse(document).row_keys & {"id", "modelId", "slug", "model_permaslug"}, path.name
        assert document.received_at < NOW or "2026-10-03" in path.name
