import gzip
import io
import json
import socket
import tracemalloc
import zipfile
from datetime import UTC, datetime

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from benchbook.documents import date_in_name, glimpse, parse_instant, read_documents, recognise
from benchbook.errors import (
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

NOW = datetime(2026, 8, 1, 12, tzinfo=UTC)
BODY = b'{"data": [{"id": "acme/lumen"}]}'


def documents(path, **how):
    return list(read_documents(str(path), now=NOW, **how))


def zipped(members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return packed.getvalue()


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.ZstdCompressor().compress])
def test_plain_gzip_and_zstd_are_told_by_their_first_bytes(tmp_path, pack):
    path = tmp_path / "models.json"
    path.write_bytes(pack(BODY))
    (raw,) = documents(path)
    assert raw.body == BODY
    assert raw.origin == str(path)
    (raw,) = documents("-", stdin=io.BytesIO(pack(BODY)))
    assert raw.body == BODY
    assert raw.origin == "standard input"


def test_gzip_and_zstd_of_several_parts_are_read_whole(tmp_path):
    for name, packed in (
        ("a", gzip.compress(BODY[:9]) + gzip.compress(BODY[9:])),
        ("b", zstandard.compress(BODY[:9]) + zstandard.compress(BODY[9:])),
    ):
        path = tmp_path / name
        path.write_bytes(packed)
        assert documents(path)[0].body == BODY


def test_zip_holds_several_documents(tmp_path):
    path = tmp_path / "dumps.zip"
    members = {
        "a-2026-07-01.json": BODY,
        "folder/b.json.gz": gzip.compress(b"[1]"),
        "__MACOSX/a": b"x",
        ".hidden": b"x",
    }
    path.write_bytes(zipped(members))
    first, second = documents(path)
    assert (first.origin, first.body) == (f"{path}:a-2026-07-01.json", BODY)
    assert first.received_at == datetime(2026, 7, 1, tzinfo=UTC)
    assert second.body == b"[1]"


def test_archive_in_an_archive_is_refused(tmp_path):
    path = tmp_path / "outer.zip"
    path.write_bytes(zipped({"inner.zip": zipped({"a": b"x"})}))
    with pytest.raises(UnreadableInput, match="archive inside an archive"):
        documents(path)


def test_archive_of_too_many_files_is_refused(tmp_path):
    path = tmp_path / "many.zip"
    path.write_bytes(zipped({f"{number}.json": b"{}" for number in range(1001)}))
    with pytest.raises(UnreadableInput, match="more than 1,000 files"):
        documents(path)


def test_empty_archive_gives_nothing(tmp_path):
    path = tmp_path / "empty.zip"
    path.write_bytes(zipped({".hidden": b""}))
    with pytest.raises(NothingToImport):
        documents(path)


BOMB_BYTES = 200 * 1024 * 1024


@pytest.mark.parametrize(
    "pack",
    [gzip.compress, zstandard.ZstdCompressor().compress, lambda body: zipped({"bomb": body, "b": body})],
    ids=["gzip", "zstd", "zip"],
)
def test_bomb_is_stopped_at_the_bound(tmp_path, pack):
    path = tmp_path / "bomb"
    path.write_bytes(pack(bytes(BOMB_BYTES)))
    assert path.stat().st_size < BOMB_BYTES / 100
    tracemalloc.start()
    with pytest.raises(TooLarge, match="1,000,000 bytes"):
        documents(path, max_bytes=1_000_000)
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_bound_holds_for_all_members_together(tmp_path):
    path = tmp_path / "two.zip"
    path.write_bytes(zipped({"a": bytes(600), "b": bytes(600)}))
    with pytest.raises(TooLarge):
        documents(path, max_bytes=1_000)


def test_large_plain_file_is_refused_by_its_size(tmp_path):
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(1024**3)
    with pytest.raises(TooLarge, match=r"huge\.json: larger than 268,435,456 bytes"):
        documents(path)


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress, lambda body: zipped({"a": body})])
def test_damaged_archives_say_so(tmp_path, pack):
    path = tmp_path / "cut"
    packed = pack(b"0123456789" * 10_000)
    path.write_bytes(packed[: len(packed) // 2])
    with pytest.raises(InputError, match="cut"):
        raws = documents(path)
        glimpse(raws[0])


def test_what_is_no_file_is_refused(tmp_path):
    with pytest.raises(UnreadableInput, match="no such file"):
        documents(tmp_path / "absent.json")
    with pytest.raises(UnreadableInput, match="folder"):
        documents(tmp_path)
    with pytest.raises(UnreadableInput, match="device"):
        documents("/dev/null")
    address = str(tmp_path / "s")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        with pytest.raises(UnreadableInput, match="socket"):
            documents(address)
    with pytest.raises(UnreadableInput):
        documents("a\0b")


def test_marks_of_encodings(tmp_path):
    path = tmp_path / "marked.json"
    path.write_bytes(b"\xef\xbb\xbf" + BODY)
    assert documents(path)[0].body == BODY
    path.write_bytes(BODY.decode().encode("utf-16"))
    with pytest.raises(UnreadableInput, match="UTF-16"):
        documents(path)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("models-2026-07-22.json", (2026, 7, 22)),
        ("models_20260722.json.gz", (2026, 7, 22)),
        ("page1-2026-06.json", (2026, 6, 30)),
        ("2026-01-01-to-2026-02-02.csv", (2026, 2, 2)),
        ("models-2027-01-01.json", (2026, 8, 1)),
    ],
)
def test_dates_in_names(name, day):
    found = date_in_name(name, NOW)
    assert (found.year, found.month, found.day) == day


@pytest.mark.parametrize("name", ["models.json", "v202.json", "123420260722.json", "gpt-2026.json", "2026-02-30.json"])
def test_names_without_a_date(name):
    assert date_in_name(name, NOW) is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-07-22", datetime(2026, 7, 22, tzinfo=UTC)),
        ("2026-07", datetime(2026, 7, 1, tzinfo=UTC)),
        ("2026-07-22T10:00:00+02:00", datetime(2026, 7, 22, 8, tzinfo=UTC)),
        ("2026-07-22T10:00Z", datetime(2026, 7, 22, 10, tzinfo=UTC)),
    ],
)
def test_instants(text, moment):
    assert parse_instant(text) == moment


@given(st.text(max_size=30))
def test_what_is_no_instant_is_a_sentence(text):
    try:
        assert parse_instant(text).tzinfo is UTC
    except ValueError as error:
        assert "is not a date such as" in str(error)


def test_sidecar_declares_and_options_win(tmp_path):
    table = tmp_path / "scores.csv"
    table.write_text("model,score\nLumen,1\n")
    table.with_name("scores.csv.toml").write_text('metric = "pass_rate"\nunit = "percent"\ndate = 2026-07-01\n')
    (raw,) = documents(table, declaration=TableDeclaration(unit="share"))
    assert raw.declaration == TableDeclaration(metric="pass_rate", unit="share", date="2026-07-01")
    table.with_name("scores.csv.toml").write_text("metrik = 1\n")
    with pytest.raises(FactsError, match=r"scores\.csv\.toml.*metrik"):
        documents(table)


def raw_of(body, name="file"):
    return Raw(body=body, origin=name, received_at=NOW)


@pytest.mark.parametrize(
    ("body", "form", "keys", "row_keys"),
    [
        (BODY, "json", {"data"}, {"id"}),
        (b'[{"id": "a", "name": "b"}]', "json", set(), {"id", "name"}),
        (
            b'{"leaderboards": {"x": {"request": {}, "data": [{"modelId": "a"}]}}}',
            "json",
            {"leaderboards"},
            {"modelId"},
        ),
        (b'{"data": {"id": "a", "endpoints": []}}', "json", {"data"}, {"id", "endpoints"}),
        (b'{"data": []}', "json", {"data"}, set()),
        (b"model,score\nLumen,1\n", "csv", set(), {"model", "score"}),
        (b"model;score\nLumen;1,5\n", "csv", set(), {"model", "score"}),
        (b"model\tscore\nLumen\t1\n", "tsv", set(), {"model", "score"}),
        (b"# Scores\n\n| Model | Score |\n|---|---:|\n| Lumen | 1 |\n", "markdown", set(), {"Model", "Score"}),
        (b'# facts\nstarter_format = 1\n[origins]\na = "b"\n', "toml", {"starter_format", "origins"}, set()),
    ],
)
def test_glimpses(body, form, keys, row_keys):
    seen = glimpse(raw_of(body))
    assert (seen.format, set(seen.keys), set(seen.row_keys)) == (form, keys, row_keys)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<!DOCTYPE html><html><head><title>429 Too\nMany</title>", r"HTML page \(429 Too Many\)"),
        (b'{"data": [{"id": "a"', "valid JSON"),
        (b"[" * 100_000 + b"]" * 100_000, "JSON"),
        (b'{"data":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "JSON"),
        (b'{"a": NaN}', "valid JSON"),
        (b"\x89PNG\x00\x00", "binary"),
        (b"just words", "other text"),
        (b"caf\xe9,1\n", "UTF-8"),
    ],
)
def test_what_is_no_document_is_one_sentence(body, said):
    with pytest.raises(Malformed, match=said) as caught:
        glimpse(raw_of(body))
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize("body", [b"", b" \n\t "])
def test_empty_documents_give_nothing(body):
    with pytest.raises(NothingToImport):
        glimpse(raw_of(body))


@given(st.binary(max_size=300))
def test_any_bytes_are_glimpsed_or_refused(body):
    try:
        assert glimpse(raw_of(body)).format
    except InputError as error:
        assert str(error).startswith("file")


@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_any_json_is_glimpsed_or_refused(value):
    try:
        assert glimpse(raw_of(json.dumps(value).encode())).format
    except InputError as error:
        assert str(error).startswith("file")


def source(source_id, key):
    return Source(
        id=source_id,
        title=source_id,
        homepage="https://example.test",
        licence="open",
        citation="synthetic",
        parse=lambda pages: Parsed(source=source_id, observed_at=pages[0].received_at, rows_read=0),
        recognise=lambda seen: key in seen.row_keys,
    )


def test_exactly_one_source_recognises():
    first, second = source("first", "id"), source("second", "name")
    assert recognise(raw_of(BODY), [first, second]).id == "first"
    with pytest.raises(NotRecognised, match="no source reads"):
        recognise(raw_of(BODY), [second])
    with pytest.raises(NotRecognised, match="first, third"):
        recognise(raw_of(BODY), [first, source("third", "id")])
