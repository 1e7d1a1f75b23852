"""Every table in every format, read back: each value is the ledger's, unknown stays unknown."""

import csv
import io
import json
import sqlite3
from datetime import UTC, datetime

import pyarrow.parquet
import pytest
from exported_publication import DAY, HOSTILE, MOMENT, PUBLICATION, SCORES, hostile_publication, score
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from reading import plain, read_back

from benchbook.changes import Change
from benchbook.errors import BadParameter
from benchbook.export import changes_table, export, exported, filename, format_of, mark, parquet, table_of
from benchbook.export.formats import FORMATS
from benchbook.export.tables import WHATS
from benchbook.publication import Publication
from benchbook.report.spreadsheet import FORMULA_STARTS, alive, inert


def written(what, form, publication=PUBLICATION):
    return b"".join(export(what, form, publication).chunks())


def read(what, form, folder, publication=PUBLICATION):
    columns = table_of(what, publication).columns
    return read_back(form, written(what, form, publication), columns, folder)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("what", WHATS)
def test_what_is_read_back_is_what_was_written(what, form, tmp_path):
    table = table_of(what, PUBLICATION)
    expected = [plain(row, table.columns) for row in table.rows()]
    found = read(what, form, tmp_path)
    assert found == expected
    assert [[type(cell) for cell in row.values() if not isinstance(cell, float | int)] for row in found] == [
        [type(cell) for cell in row.values() if not isinstance(cell, float | int)] for row in expected
    ]
    assert len(found) == table.about.rows


@pytest.mark.parametrize("form", FORMATS)
def test_every_figure_of_the_ledger_is_there_exactly(form, tmp_path):
    found = {(row["source"], row["name"], row["board"], row["metric"]): row for row in read("scores", form, tmp_path)}
    figures = [(row, name, value) for row in SCORES for name, value in row.measures.items()]
    assert len(found) == len(figures)
    for row, name, value in figures:
        told = found[row.source, row.name, row.board, name]
        assert told["value"] == value
        kept = ("via", "model_id", "permaslug", "effort", "mode", "reason", "doubt", "sample_size", "licence")
        assert [told[field] for field in kept] == [getattr(row, field) for field in kept]
        assert told["same_as"] == list(row.same_as)
        assert (told["observed_at"], told["last_seen"], told["as_of"]) == (row.observed_at, row.last_seen, MOMENT)


@pytest.mark.parametrize("form", FORMATS)
def test_unknown_zero_and_empty_stay_apart(form, tmp_path):
    model, other = (row for row in read("models", form, tmp_path) if row["listed"])
    assert (model["context_length"], other["context_length"]) == (0, None)
    assert (model["description"], other["description"]) == ("", None)
    assert (model["supported_parameters"], model["features"]) == ([], None)
    assert (model["providers"], other["providers"]) == (["Papermill"], None)
    assert (model["is_moderated"], other["is_moderated"]) == (False, None)
    assert (model["completion_usd_per_token"], model["audio_usd_per_token"]) == ("0", None)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_texts_come_back_as_they_were(text, form, tmp_path):
    publication = hostile_publication(text)
    for what in WHATS:
        table = table_of(what, publication)
        assert read(what, form, tmp_path, publication) == [plain(row, table.columns) for row in table.rows()]
    (told,) = read("scores", form, tmp_path, publication)
    assert (told["name"], told["metric"], told["citation"]) == (text, text, text)


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_no_text_of_a_csv_is_a_formula(text):
    publication = hostile_publication(text)
    for what in WHATS:
        body = written(what, "csv", publication).decode()
        for row in csv.reader(io.StringIO(body, newline="")):
            assert not [cell for cell in row if cell.startswith(FORMULA_STARTS)]


def test_numbers_of_a_csv_are_left_alone():
    rows = list(csv.DictReader(io.StringIO(written("scores", "csv").decode(), newline="")))
    values = {(row["name"], row["metric"]): row["value"] for row in rows}
    assert values["Quill", "elo"] == "-0.5"
    assert values["Quill (high)", "win_rate"] == "0.30000000000000004"
    prices = list(csv.DictReader(io.StringIO(written("prices", "csv").decode(), newline="")))
    assert prices[0]["price"] == "0.00000000000000000000000000000123"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])) | st.sampled_from(HOSTILE))
def test_the_apostrophe_can_be_taken_away(text):
    assert not inert(text).startswith(FORMULA_STARTS)
    assert alive(inert(text)) == text


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("what", WHATS)
def test_nothing_is_a_table_without_rows(what, form, tmp_path):
    assert read(what, form, tmp_path, Publication()) == []


@pytest.mark.parametrize("form", FORMATS)
def test_equal_publications_are_equal_bytes(form):
    mixed = replace(PUBLICATION, scores=SCORES[::-1], models=PUBLICATION.models[::-1])
    assert all(written(what, form) == written(what, form, mixed) for what in WHATS)


def test_each_format_tells_dates_licences_and_citations(tmp_path):
    meta = json.loads(written("scores", "json"))["meta"]
    assert (meta["table"], meta["rows"], meta["as_of"]) == ("scores", 10, "2029-03-05T06:07:08.090001Z")
    assert meta["licences"] == ["attribution", "internal"]
    arena = {"citation": "Source: Design Arena (www.designarena.ai)", "licence": "attribution", "rows": 7}
    assert arena in meta["citations"]
    assert sum(terms["rows"] for terms in meta["citations"]) == meta["rows"]
    schema = pyarrow.parquet.read_schema(io.BytesIO(written("scores", "parquet")))
    assert json.loads(schema.metadata[b"benchbook"]) == meta
    assert schema.field("sample_size").metadata[b"description"]
    file = tmp_path / "scores.sqlite"
    file.write_bytes(written("scores", "sqlite"))
    connection = sqlite3.connect(file)
    about = dict(connection.execute("SELECT name, value FROM about"))
    assert (about["as_of"], about["rows"], about["asked_as_of"]) == (meta["as_of"], "10", None)
    cited = connection.execute("SELECT citation, licence, rows FROM citations").fetchall()
    assert cited == [tuple(terms.values()) for terms in meta["citations"]]
    assert connection.execute("SELECT count(*) FROM columns").fetchone() == (len(meta["columns"]),)
    connection.close()


def test_a_past_moment_is_told_as_it_was_asked_for(tmp_path):
    table = table_of("scores", PUBLICATION, asked_as_of="2029-03-04", asked_known_at="2029-04")
    meta = json.loads(b"".join(exported(table, "json").chunks()))["meta"]
    assert (meta["asked_as_of"], meta["asked_known_at"]) == ("2029-03-04", "2029-04")
    file = tmp_path / "scores.sqlite"
    file.write_bytes(b"".join(exported(table, "sqlite").chunks()))
    connection = sqlite3.connect(file)
    about = dict(connection.execute("SELECT name, value FROM about"))
    assert (about["asked_as_of"], about["asked_known_at"]) == ("2029-03-04", "2029-04")
    connection.close()


def test_files_are_called_by_what_is_in_them():
    assert filename("scores", "csv") == "benchbook-scores.csv"
    assert filename("prices", "sqlite", "2029-03-04") == "benchbook-prices-2029-03-04.sqlite"
    assert filename("models", "ndjson", "2029-03-04T05:06:07Z") == "benchbook-models-2029-03-04.ndjson"
    assert filename("scores", "every-eval-ever", "2029-03") == "benchbook-every-eval-ever-2029-03.jsonl"
    assert filename("scores", "csv", '";x\r\n') == "benchbook-scores.csv"


def test_the_mark_tells_any_difference_of_the_catalogue_but_order():
    changes = {
        "models": PUBLICATION.models[:1],
        "departed": (),
        "endpoints": (),
        "catalog_seen_at": DAY,
    }
    marks = {mark(replace(PUBLICATION, **{name: value})) for name, value in changes.items()}
    assert len(marks | {mark(PUBLICATION)}) == len(changes) + 1
    assert mark(replace(PUBLICATION, scores=SCORES[::-1], models=PUBLICATION.models[::-1])) == mark(PUBLICATION)


def test_sqlite_has_real_types_and_finds_a_model_by_its_index(tmp_path):
    file = tmp_path / "scores.sqlite"
    file.write_bytes(written("scores", "sqlite"))
    connection = sqlite3.connect(file)
    kinds = connection.execute("SELECT DISTINCT typeof(value), typeof(metric), typeof(lower_is_better) FROM scores")
    assert set(kinds) == {("real", "text", "integer"), ("real", "text", "null")}
    (ddl,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'scores'").fetchone()
    assert ddl.endswith("STRICT") or sqlite3.sqlite_version_info < (3, 37)
    plan = connection.execute("EXPLAIN QUERY PLAN SELECT * FROM scores WHERE model_id = 'x'").fetchall()
    assert "scores_by_model_id" in str(plan)
    connection.close()


def test_parquet_has_types_of_its_own_and_comes_in_row_groups(monkeypatch):
    monkeypatch.setattr(parquet, "ROWS_A_GROUP", 4)
    chunks = list(export("scores", "parquet", PUBLICATION).chunks())
    file = pyarrow.parquet.ParquetFile(io.BytesIO(b"".join(chunks)))
    assert (file.num_row_groups, len(chunks)) == (3, 4)
    types = {field.name: str(field.type) for field in file.schema_arrow}
    assert types["value"] == "double"
    assert types["observed_at"] == "timestamp[us, tz=UTC]"
    assert types["same_as"].startswith("list<")


@pytest.mark.parametrize("form", ["csv", "json", "ndjson"])
def test_texts_come_in_chunks_of_bounded_size(form):
    many = Publication(scores=tuple(score(f"Quill {number}") for number in range(3000)))
    chunks = list(export("scores", form, many).chunks())
    assert len(chunks) > 5
    assert max(map(len, chunks)) < 1_000_000


def test_a_format_that_is_none_is_refused_in_one_sentence():
    with pytest.raises(BadParameter, match="one of csv, json, ndjson, parquet, sqlite"):
        export("scores", "xlsx", PUBLICATION)
    with pytest.raises(BadParameter, match="every-eval-ever is for scores"):
        export("models", "every-eval-ever", PUBLICATION)


def test_suffixes_tell_formats(tmp_path):
    told = {name: format_of(tmp_path / f"x{name}") for name in (".CSV", ".jsonl", ".db", ".parquet", ".xlsx", "")}
    assert told == {
        ".CSV": "csv",
        ".jsonl": "ndjson",
        ".db": "sqlite",
        ".parquet": "parquet",
        ".xlsx": None,
        "": None,
    }


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_changes_come_back_as_they_were(text, form, tmp_path):
    told = {"model_id": text, "name": text, "summary": text, "subject": text, "citation": text, "at": MOMENT}
    table = changes_table(
        (
            Change(id="1", kind="fact", source="s", field=text, old=text, new=(text, "b"), licence="open", **told),
            Change(id="2", kind="score", source="s", old=1.5, new=0, figures={text: 2}, licence="open", **told),
            Change(id="3", kind="fact", source="s", old=True, after=DAY, percent=0.1, count=0, licence="open", **told),
        )
    )
    body = b"".join(exported(table, form).chunks())
    found = read_back(form, body, table.columns, tmp_path)
    assert found == [plain(row, table.columns) for row in table.rows()]
    assert [row["old"] for row in found] == [text, "1.5", "true"]
    assert json.loads(found[0]["new"]) == [text, "b"]
    assert [(row["old_value"], row["new_value"]) for row in found] == [(None, None), (1.5, 0), (None, None)]
    assert (found[1]["figures"], found[2]["after"]) == ({text: 2}, DAY)


def test_times_are_utc(tmp_path):
    assert {row["as_of"].tzinfo for row in read("models", "parquet", tmp_path)} != {None}
    assert read("models", "csv", tmp_path)[1]["created_at"] == datetime(2029, 3, 4, tzinfo=UTC)
