"""``benchbook export``: to a file, to a program, and what is refused."""

import csv
import io
import json
import sqlite3

import pyarrow.parquet
import pytest

from benchbook.cli import export as verb


@pytest.fixture
def filled(benchbook, catalogue, index_page):
    benchbook("import", catalogue(), index_page(("Lumen", 40.5), ("Nobody", 2)))
    return benchbook


def test_without_an_output_it_is_csv_on_standard_output(filled):
    done = filled("export", "scores")
    assert (done.code, done.err) == (0, "")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    told = {(row["name"], row["metric"]): (row["value"], row["model_id"], row["licence"]) for row in rows}
    assert told["Lumen", "coding_index"] == ("40.5", "acme/lumen", "internal")
    assert told["Nobody", "coding_index"] == ("2", "", "internal")
    assert all(row["citation"].startswith("Source: Artificial Analysis") for row in rows)


def test_the_suffix_tells_the_format(filled, tmp_path):
    for name in ("x.csv", "x.json", "x.jsonl", "x.parquet", "x.sqlite"):
        done = filled("export", "prices", "--output", tmp_path / name)
        assert (done.code, done.out) == (0, "")
        assert f"{name}: 2 rows, " in done.err
    assert json.loads((tmp_path / "x.json").read_bytes())["data"][0]["price"] == "0.000001"
    assert pyarrow.parquet.read_table(tmp_path / "x.parquet").column("price").to_pylist() == ["0.000001", "0.000002"]
    connection = sqlite3.connect(tmp_path / "x.sqlite")
    assert connection.execute("SELECT price FROM prices WHERE kind = 'prompt'").fetchall() == [("0.000001",)]
    connection.close()


def test_a_format_that_is_named_beats_the_suffix(filled, tmp_path):
    assert filled("export", "models", "--format", "ndjson", "--output", tmp_path / "models.txt").code == 0
    assert json.loads((tmp_path / "models.txt").read_text())["id"] == "acme/lumen"


def test_every_eval_ever_as_lines_and_as_files(filled, tmp_path):
    done = filled("export", "scores", "--format", "every-eval-ever")
    (line,) = done.out.splitlines()
    assert json.loads(line)["model_info"]["id"] == "acme/lumen"
    assert "of unresolved names" in done.err
    assert "that are prices" in done.err
    done = filled("export", "scores", "--format", "every-eval-ever", "--output", f"{tmp_path}/eee/")
    (file,) = (tmp_path / "eee").rglob("*.json")
    assert "1 record." in done.err
    assert json.loads(file.read_text()) == json.loads(line)
    again = filled("export", "scores", "--format", "every-eval-ever", "--output", f"{tmp_path}/eee/")
    assert (again.code, len(again.err.splitlines())) == (74, 1)
    assert "not empty" in again.err


@pytest.mark.parametrize("what", ["scores", "models", "prices"])
def test_an_empty_store_is_one_sentence(benchbook, tmp_path, what):
    done = benchbook("export", what, "--output", tmp_path / "x.csv")
    assert (done.code, done.out) == (1, "")
    assert f"the store holds no {what} yet" in done.err
    assert not (tmp_path / "x.csv").exists()
    done = benchbook("export", "scores", "--format", "every-eval-ever")
    assert (done.code, len(done.err.splitlines())) == (1, 1)


def test_what_cannot_be_meant_is_refused(filled, tmp_path):
    refused = {
        ("scores", "--output", "x.foo"): "a name that ends in .csv, .json",
        ("models", "--format", "every-eval-ever"): "is for scores",
        ("models", "--format", "csv", "--output", tmp_path): "only every-eval-ever",
        ("models", "--output", tmp_path): "tells no format",
        ("things",): "is not one of",
        ("scores", "--format", "xlsx"): "is not one of",
        ("scores", "--since", "2026-07-22"): "--since goes with changes",
        ("changes", "--format", "every-eval-ever"): "is for scores",
    }
    for words, sentence in refused.items():
        done = filled("export", *words)
        assert (done.code, done.out) == (2, ""), words
        assert sentence in done.err


def test_what_cannot_be_written_is_told(filled, tmp_path):
    done = filled("export", "scores", "--output", tmp_path / "nowhere" / "x.csv")
    assert (done.code, len(done.err.splitlines())) == (74, 1)
    assert "No such file" in done.err


def test_binary_formats_are_no_sight_for_a_terminal(filled, monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    done = filled("export", "scores", "--format", "parquet")
    assert (done.code, done.out) == (2, "")
    assert "give --output FILE" in done.err


def test_many_rows_are_watched_on_a_terminal_only(filled, tmp_path, monkeypatch):
    monkeypatch.setattr(verb, "_LONG_ROWS", 1)
    assert len(filled("export", "prices", "--output", tmp_path / "x.csv").err.splitlines()) == 1
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert filled("export", "prices", "--output", tmp_path / "y.csv").code == 0
    assert (tmp_path / "x.csv").read_bytes() == (tmp_path / "y.csv").read_bytes()


def test_a_past_state_is_exported_with_its_date(filled, catalogue, model):
    filled("import", catalogue(model(), model("acme/ember"), name="models-2026-08-01.json"))
    assert filled("export", "models").out.count("acme/ember") > 0
    past = filled("export", "models", "--as-of", "2026-07-22", "--format", "json")
    told = json.loads(past.out)
    assert [row["id"] for row in told["data"]] == ["acme/lumen"]
    assert (told["meta"]["asked_as_of"], told["meta"]["asked_known_at"]) == ("2026-07-22", None)
    for option in ("--as-of", "--known-at"):
        done = filled("export", "models", option, "2001-01-01")
        assert (done.code, done.out, len(done.err.splitlines())) == (1, "", 1)
        assert "before the first record" in done.err


def test_in_public_internal_rows_are_left_out(filled):
    done = filled("export", "scores", "--public")
    assert (done.code, done.out) == (1, "")
    assert "the store holds no scores for everyone to see yet" in done.err
    assert filled("export", "prices", "--public").code == 0


def test_changes_are_a_table_too(filled, catalogue, model, tmp_path):
    dearer = model(pricing={"prompt": "0.000003", "completion": "0.000002"})
    filled("import", catalogue(dearer, model("acme/ember"), name="models-2026-08-01.json"))
    assert filled("export", "changes", "--since", "2026-07-22", "--output", tmp_path / "changes.json").code == 0
    rows = {row["kind"]: row for row in json.loads((tmp_path / "changes.json").read_bytes())["data"]}
    assert set(rows) == {"model-came", "price"}
    price = rows["price"]
    assert (price["model_id"], price["field"], price["old"], price["new"]) == (
        *("acme/lumen", "prompt"),
        *("0.000001", "0.000003"),
    )
    assert (price["percent"], price["licence"], price["old_value"]) == (200, "attribution", None)
    everything = list(csv.DictReader(io.StringIO(filled("export", "changes").out)))
    assert {"catalogue-read", "board-read"} <= {row["kind"] for row in everything}
    assert "internal" in {row["licence"] for row in everything}
    shown = list(csv.DictReader(io.StringIO(filled("export", "changes", "--public").out)))
    assert {row["licence"] for row in shown} == {"attribution"}
    past = filled("export", "changes", "--as-of", "2026-07-22", "--since", "2026-07-22")
    assert (past.code, past.out) == (1, "")
    assert "the store holds no changes as of 2026-07-22 yet" in past.err
