"""``benchbook resolve``: one name explained, a file of names as lines, from the store or from a catalogue file."""

import gzip
import io
import json
import sys
import time

import pytest


@pytest.fixture
def models(catalogue, model):
    """A catalogue file of three synthetic models."""
    return catalogue(model("acme/lumen-2"), model("acme/lumen-2-mini"), model("acme/ember-7b"))


@pytest.fixture
def names(tmp_path):
    def write(text, name="names.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def lines(done):
    assert done.code == 0, done.err
    return [json.loads(line) for line in done.out.splitlines()]


def test_a_name_is_explained_from_the_store(benchbook, models):
    benchbook("import", models)
    done = benchbook("resolve", "Lumen 2 (high)", "--source", "lab")
    assert done.code == 0
    told = [" ".join(line.split()) for line in done.out.splitlines()]
    assert told[0] == "Lumen 2 (high)"
    assert told[1].startswith("read as family ")
    assert "matched acme/lumen-2" in told
    assert any(line.startswith("rule ") for line in told)
    assert any(line.startswith("evidence ") for line in told)


def test_a_model_that_left_the_catalogue_is_known(benchbook, model, models, catalogue):
    benchbook("import", models)
    benchbook("import", "--extent", "complete", catalogue(model("acme/ember-7b"), name="models-2026-08-22.json"))
    assert benchbook("resolve", "Lumen 2 Mini", "--json").json()["identity"]["model_id"] == "acme/lumen-2-mini"


def test_a_catalogue_file_needs_no_store(benchbook, models, tmp_path, monkeypatch):
    monkeypatch.setenv("BENCHBOOK_STORE", str(tmp_path / "nowhere" / "store.db"))
    done = benchbook("resolve", "Lumen 2 Mini", "--catalog", models)
    assert done.code == 0
    assert "acme/lumen-2-mini" in done.out
    assert not (tmp_path / "nowhere").exists()


def test_json_is_the_explanation(benchbook, models):
    explanation = benchbook("resolve", "Lumen 2 (high)", "--creator", "Acme", "--catalog", models, "--json").json()
    assert explanation["labels"] == {"name": "Lumen 2 (high)", "creator": "Acme"}
    assert explanation["identity"]["type"] == "matched"
    assert explanation["identity"]["configuration"] == {"effort": "high"}


def test_an_unknown_name_is_an_answer_not_an_error(benchbook, models):
    done = benchbook("resolve", "Nobody 9", "--catalog", models)
    assert done.code == 0
    assert "unresolved" in done.out


def test_reading_makes_no_store(benchbook, tmp_path):
    done = benchbook("resolve", "Lumen", "--store", tmp_path / "mistyped" / "store.db")
    assert done.code == 3
    assert not (tmp_path / "mistyped").exists()


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("Lumen", "--names", "x.csv"),
        ("Lumen", "--jsonl"),
        ("Lumen", "--output", "x"),
        ("--names", "x.csv", "--json"),
        ("--names", "x.csv", "--source", "lab"),
        ("--names", "x.csv", "--via", "lab"),
        ("--names", "x.csv", "--slug", "x"),
        ("--names", "x.csv", "--creator", "x"),
        ("--names", "x.csv", "--hugging-face-id", "a/x"),
        ("",),
        ("x" * 1001,),
        ("Lumen", "--slug", ""),
        ("Lumen", "--via", "x" * 1001),
        ("Lum\udcffen",),
    ],
)
def test_wrong_usage_is_told(benchbook, models, words):
    done = benchbook("resolve", *words, "--catalog", models)
    assert done.code == 2
    assert done.out == ""


def test_control_characters_cannot_steer_a_terminal(benchbook, models):
    done = benchbook("resolve", "Lu\x1b[31mmen", "--catalog", models)
    assert done.code == 0
    assert "\x1b" not in done.out


def test_names_become_lines_in_order(benchbook, models, names):
    path = names('source,name,model_id\nlab,Lumen 2 (high),?\n,"Nobody, the 9th",?\nlab(handmade),lumen-2-mini,?\n')
    done = benchbook("resolve", "--catalog", models, "--names", path, "--jsonl")
    first, second, third = lines(done)
    assert (first["name"], first["source"], first["status"]) == ("Lumen 2 (high)", "lab", "matched")
    assert (first["model_id"], first["effort"], first["candidates"][0]) == ("acme/lumen-2", "high", "acme/lumen-2")
    assert (second["source"], second["status"], second["model_id"], second["rule"]) == ("", "unresolved", None, None)
    assert second["reason"]
    assert (third["source"], third["model_id"]) == ("lab(handmade)", "acme/lumen-2-mini")
    assert "3 names: 2 matched (" in done.err
    assert "1 unresolved, 0 rejected" in done.err


def test_names_are_read_packed_and_from_standard_input(benchbook, models, names, monkeypatch):
    packed = names(gzip.compress(b"name\nLumen 2\n"), "names.csv.gz")
    assert lines(benchbook("resolve", "--catalog", models, "--names", packed, "--jsonl"))[0]["status"] == "matched"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"name\nLumen 2\n")))
    assert lines(benchbook("resolve", "--catalog", models, "--names", "-", "--jsonl"))[0]["status"] == "matched"


def test_names_become_text_without_jsonl_and_go_to_a_file(benchbook, models, names, tmp_path):
    path = names("name\nLumen 2\n")
    assert benchbook("resolve", "--catalog", models, "--names", path).out == "Lumen 2\tmatched\tacme/lumen-2\n"
    out = tmp_path / "joined.jsonl"
    done = benchbook("resolve", "--catalog", models, "--names", path, "--jsonl", "--output", out)
    assert (done.code, done.out) == (0, "")
    assert json.loads(out.read_text())["model_id"] == "acme/lumen-2"
    nowhere = benchbook("resolve", "--catalog", models, "--names", path, "--jsonl", "--output", tmp_path / "a" / "b")
    assert nowhere.code == 74


def test_the_store_names_a_file_of_names_too(benchbook, models, names):
    benchbook("import", models)
    assert lines(benchbook("resolve", "--names", names("name\nLumen 2\n"), "--jsonl"))[0]["status"] == "matched"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("model,score\nLumen,1\n", "the columns source and name"),
        ("", "found nothing"),
        (b"PK\x03\x04junk", "zip"),
        (b"name\n\xff\xfe\xfa\n", "UTF-8"),
        ('name\n"Lumen\n', "line 2"),
    ],
)
def test_a_file_that_is_no_table_of_names(benchbook, models, names, text, told):
    done = benchbook("resolve", "--catalog", models, "--names", names(text), "--jsonl")
    assert done.code == 1
    assert told in done.err
    assert len(done.err.splitlines()) == 1


def test_a_catalogue_that_is_none(benchbook, index_page, tmp_path):
    done = benchbook("resolve", "Lumen", "--catalog", index_page(("Lumen", 1)))
    assert done.code == 1
    assert "a catalogue of models" in done.err
    for body in ('{"data": []}', "[]", '{"data": 7}', "name,score\nLumen,1\n", "", "<html>"):
        path = tmp_path / "other.json"
        path.write_text(body)
        done = benchbook("resolve", "Lumen", "--catalog", path)
        assert (done.code, len(done.err.splitlines())) == (1, 1), body
        assert "the store" not in done.err
    assert benchbook("resolve", "Lumen", "--catalog", tmp_path / "none.json").code == 1


def test_entries_that_cannot_be_read_are_told(benchbook, model, catalogue):
    path = catalogue(model("acme/lumen-2"), model("acme/odd", canonical_slug=7))
    done = benchbook("resolve", "Lumen 2", "--catalog", path, "--json")
    assert done.json()["identity"]["model_id"] == "acme/lumen-2"
    assert "1 entry cannot be read" in done.err


def test_many_names_take_little_beyond_the_resolver(benchbook, models, names):
    path = names("source,name\n" + "lab,Lumen 2 (high)\n" * 20_000)
    began = time.perf_counter()
    done = benchbook("resolve", "--catalog", models, "--names", path, "--jsonl")
    assert time.perf_counter() - began < 20
    assert len(done.out.splitlines()) == 20_000


def test_ones_own_facts_count(benchbook, models, tmp_path):
    folder = tmp_path / "decisions"
    folder.mkdir()
    (folder / "aliases.toml").write_text(
        '[[alias]]\nname = "Bluebird"\nmodel = "acme/ember-7b"\norigin = "its maker"\ndate = 2026-07-01\n'
    )
    (folder / "rejections.toml").write_text(
        '[[rejection]]\nname = "Lumen 2"\nmodel = "acme/lumen-2"\nreason = "another"\norigin = "I"\ndate = 2026-07-01\n'
    )
    found = benchbook("resolve", "Bluebird", "--catalog", models, "--facts", folder, "--json").json()
    assert (found["identity"]["model_id"], found["identity"]["rule"]) == ("acme/ember-7b", "alias")
    names = tmp_path / "names.csv"
    names.write_text("name\nLumen 2\n")
    (line,) = lines(benchbook("resolve", "--catalog", models, "--names", names, "--jsonl", "--facts", folder))
    assert (line["status"], line["model_id"]) == ("rejected", None)
    assert "another" in line["reason"]
    assert "rejected" in benchbook("resolve", "Lumen 2", "--catalog", models, "--facts", folder).out


def test_losers_are_told_with_what_refused_them(benchbook, models):
    done = benchbook("resolve", "Lumen 2 Mini", "--catalog", models)
    (loser,) = [line for line in done.out.splitlines() if "acme/lumen-2:" in line]
    assert loser.split()[0] == "refused"
    assert "mini" in loser


def test_names_may_be_written_over_their_own_file(benchbook, models, names, tmp_path):
    path = names("name\nLumen 2\n")
    path.chmod(0o640)
    done = benchbook("resolve", "--catalog", models, "--names", path, "--jsonl", "--output", path)
    assert (done.code, done.out) == (0, "")
    assert json.loads(path.read_text())["model_id"] == "acme/lumen-2"
    assert path.stat().st_mode & 0o777 == 0o640
    assert not list(tmp_path.glob(".benchbook-*"))


def test_a_run_that_fails_leaves_the_old_output(benchbook, models, names, tmp_path):
    out = tmp_path / "joined.jsonl"
    out.write_text("old\n")
    path = names(b"name\nLumen 2\n" * 3_000 + b"\xff\n")
    assert benchbook("resolve", "--catalog", models, "--names", path, "--jsonl", "--output", out).code == 1
    assert out.read_text() == "old\n"
    assert not list(tmp_path.glob(".benchbook-*"))


def test_a_catalogue_of_ids_and_names_is_enough(benchbook, tmp_path):
    path = tmp_path / "models.json"
    path.write_text(json.dumps({"data": [{"id": "acme/lumen-2", "name": "Acme: Lumen 2"}]}))
    found = benchbook("resolve", "Lumen 2", "--catalog", path, "--json").json()
    assert found["identity"]["model_id"] == "acme/lumen-2"
