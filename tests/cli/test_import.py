import gzip
import io
import json
import sys

import pytest


def test_import_says_what_became_of_every_row(benchbook, catalogue, index_page):
    models = catalogue()
    done = benchbook("import", models, index_page(("Lumen (high)", 40.5), ("Nobody Knows", 30)))
    assert done.code == 0, done.err
    first, second = done.out.splitlines()
    assert "openrouter, as of 2026-07-22: 1 model; 0 rows = 0 scores + 0 unresolved + 0 rejected" in first
    assert "artificial-analysis" in second
    assert "2 rows = 1 score + 1 unresolved + 0 rejected" in second


def test_repeating_an_import_changes_nothing(benchbook, catalogue, index_page):
    files = [catalogue(), index_page(("Lumen", 40.5))]
    benchbook("import", *files)
    before = benchbook("status", "--json").json()
    again = benchbook("import", *files)
    assert again.out.count("nothing new") == 2
    after = benchbook("status", "--json").json()
    assert before["counts"] == after["counts"]
    assert len(before["imports"]) == len(after["imports"])


def test_names_that_wait_are_joined_when_the_catalogue_comes(benchbook, catalogue, index_page):
    benchbook("import", index_page(("Lumen", 40.5)))
    assert benchbook("unresolved", "--json").json()[0]["name"] == "Lumen"
    benchbook("import", catalogue())
    assert benchbook("unresolved", "--json").json() == []


def test_standard_input_and_packed_files(benchbook, catalogue, monkeypatch):
    packed = gzip.compress(catalogue().read_bytes())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(packed)))
    done = benchbook("import", "--observed-at", "2026-07-22", "-")
    assert done.code == 0, done.err
    assert "standard input: openrouter, as of 2026-07-22: 1 model" in done.out


def test_good_rows_of_a_bad_file_are_kept(benchbook, catalogue, model):
    bad = model("acme/dear", pricing={"prompt": "1.5", "completion": "2"})
    done = benchbook("import", catalogue(model(), bad))
    assert done.code == 0
    assert "1 model; 1 row = 0 scores + 0 unresolved + 1 rejected" in done.out
    assert "rejected data[1]" in done.err
    assert "per million" in done.err
    listed = benchbook("status", "--rejected")
    assert "data[1]" in listed.out


@pytest.mark.parametrize(
    ("price", "said"),
    [
        (0.5, "string"),
        ("-2", "-1"),
        ("NaN", "decimal string"),
        ("5e-7", "decimal string"),
        ("", "decimal string"),
        ("0.5", "per million"),
        (None, None),
        ("0", None),
        ("-1", None),
        ("0.0006", None),
    ],
)
def test_prices(benchbook, catalogue, model, price, said):
    strange = model("acme/strange", pricing={"prompt": price, "completion": "0.000002"})
    done = benchbook("import", catalogue(model(), strange))
    assert done.code == 0
    if said is None:
        assert "2 models" in done.out
    else:
        assert "1 model;" in done.out
        assert said in done.err


def test_one_bad_file_does_not_keep_the_others_out(benchbook, catalogue, tmp_path):
    page = tmp_path / "error.json"
    page.write_text("<!doctype html><title>Too many requests</title>")
    done = benchbook("import", page, tmp_path / "absent.json", catalogue())
    assert done.code == 1
    assert "1 model" in done.out
    first, second = done.err.splitlines()
    assert "error.json" in first
    assert 'HTML page ("Too many requests")' in first
    assert "absent.json: cannot be read: no such file" in second


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "empty"),
        (b'{"data": []}', "no rows"),
        (b"[]", "no rows"),
        (b'{"data": [{"id": "a"', "cut off"),
        (b"[" * 100_000 + b"]" * 100_000, "JSON"),
        (b"\x00\x01\x02", "binary"),
        (b'{"hello": "world"}', "no source reads"),
    ],
)
def test_bad_files_are_one_sentence_and_change_nothing(benchbook, tmp_path, body, said):
    path = tmp_path / "bad.json"
    path.write_bytes(body)
    done = benchbook("import", path)
    assert done.code == 1
    assert len(done.err.splitlines()) == 1
    assert "bad.json" in done.err
    assert said in done.err
    assert "Traceback" not in done.err
    assert benchbook("status", "--json").json()["counts"]["imports"] == 0


@pytest.mark.parametrize("body", [b'{"data": []}', b"[]", b'{"data": [1, 2]}', b'{"data": {"id": 1}}', b"{}"])
@pytest.mark.parametrize(
    "source", ["arena", "openrouter", "openrouter-benchmarks", "artificial-analysis", "design-arena", "table"]
)
def test_named_source_refuses_what_is_not_its_own(benchbook, tmp_path, source, body):
    path = tmp_path / "bad.json"
    path.write_bytes(body)
    done = benchbook("import", "--source", source, path)
    assert done.code == 1, done.out
    assert "bad.json" in done.err
    assert "Traceback" not in done.err
    assert benchbook("status", "--json").json()["counts"]["imports"] == 0


def test_json_summary_adds_up(benchbook, catalogue, index_page, tmp_path):
    done = benchbook("import", "--json", catalogue(), index_page(("Lumen", 1), ("Other", 101)), tmp_path / "absent")
    assert done.code == 1
    summary = done.json()
    assert len(summary["imports"]) == 2
    for one in summary["imports"]:
        assert one["rows_read"] == one["scores"] + one["unresolved"] + one["rejected"]
    assert summary["imports"][1]["rejected"] == 1
    assert "between 0 and 100" in summary["imports"][1]["rejections"][0]["reason"]
    assert "no such file" in summary["errors"][0]["error"]


def test_own_table_with_a_declaration(benchbook, catalogue, tmp_path):
    benchbook("import", catalogue())
    table = tmp_path / "ours.csv"
    table.write_text("model,score\nLumen,71.5\nNobody,3\nLumen,9\nAcme: Lumen,250\n")
    table.with_name("ours.csv.toml").write_text(
        'id = "our-evals"\nmetric = "pass_rate"\nunit = "percent"\nminimum = 0\nmaximum = 100\n'
        'date = 2026-07-01\ncitation = "Our evals, July"\n'
    )
    done = benchbook("import", table)
    assert done.code == 0, done.err
    assert "as of 2026-07-01" in done.out
    assert "4 rows = 1 score + 1 unresolved + 2 rejected" in done.out
    report = benchbook("report", "pass_rate", "--format", "json").json()
    assert report["entries"][0]["score"] == 71.5
    assert report["sources"][0]["citation"] == "Our evals, July"


def test_terminal_control_characters_never_reach_the_terminal(benchbook, index_page, catalogue):
    benchbook("import", catalogue())
    done = benchbook("import", index_page(("Lumen \x1b[31m", 3), ("Lumen", 4)))
    assert "\x1b" not in done.out + done.err
    assert "control characters" in done.err


def test_wrong_usage(benchbook, catalogue):
    assert benchbook("import").code == 2
    assert benchbook("import", "--observed-at", "yesterday", catalogue()).code == 2
    future = benchbook("import", "--observed-at", "2999-01-01", catalogue())
    assert future.code == 2
    assert "lies in the future" in future.err
    unknown = benchbook("import", "--source", "nowhere", catalogue())
    assert unknown.code == 1
    assert "artificial-analysis" in unknown.err


def test_bound_on_size(benchbook, catalogue):
    done = benchbook("import", "--max-bytes", "100", catalogue())
    assert done.code == 1
    assert "larger than 100 bytes" in done.err


def test_every_summary_is_valid_json_with_odd_names(benchbook, tmp_path, model):
    path = tmp_path / 'models "odd".json'
    path.write_text(json.dumps([model()]))
    done = benchbook("import", "--json", path)
    assert done.json()["imports"][0]["models"] == 1


def test_fragment_does_not_withdraw_the_catalogue(benchbook, catalogue, model):
    whole = [model(f"acme/lumen-{number}") for number in range(40)]
    benchbook("import", catalogue(*whole))
    fragment = catalogue(*whole[:3], name="fragment-2026-07-25.json")
    done = benchbook("import", fragment)
    assert done.code == 1
    assert "holds 3 entries and would withdraw 37 others" in done.err
    assert benchbook("status", "--json").json()["counts"]["listed_models"] == 40
    assert benchbook("import", "--extent", "partial", fragment).code == 0
    assert benchbook("status", "--json").json()["counts"]["listed_models"] == 40
    insisted = benchbook("import", "--extent", "complete", catalogue(*whole[:3], name="all-2026-07-26.json"))
    assert "37 gone" in insisted.out
    assert benchbook("status", "--json").json()["counts"]["listed_models"] == 3


def test_declared_table_in_json_needs_no_source(benchbook, tmp_path, catalogue):
    benchbook("import", catalogue())
    table = tmp_path / "board.json"
    table.write_text(json.dumps({"meta": {}, "models": [{"model": "Lumen", "score": 1505, "votes": 7}]}))
    assert benchbook("import", table).code == 1
    done = benchbook("import", "--score-column", "score", table)
    assert done.code == 0, done.err
    assert "1 row = 1 score" in done.out


@pytest.mark.parametrize("name", ["rows.json", "rows.csv"])
def test_documents_of_too_many_values_are_refused_before_they_are_parsed(benchbook, tmp_path, name):
    path = tmp_path / name
    path.write_text("[" + "{}," * 1_100_000 + "{}]" if name.endswith("json") else "model,score\n" + "a,1\n" * 300_000)
    done = benchbook("import", path)
    assert done.code == 1
    assert "at most" in done.err
    assert len(done.err) < 400


def test_value_that_is_no_json_costs_its_row_only(benchbook, index_page):
    page = index_page(("Lumen", 40.5), ("Quill", 30.5))
    page.write_text(page.read_text().replace("30.5", "NaN"))
    done = benchbook("import", page)
    assert done.code == 0, done.err
    assert "2 rows = 0 scores + 1 unresolved + 1 rejected" in done.out
    assert "NaN" in done.err


def test_first_row_that_is_bad_does_not_hide_the_source(benchbook, catalogue, model):
    path = catalogue({}, model())
    done = benchbook("import", path)
    assert done.code == 0, done.err
    assert "1 model; 1 row = 0 scores + 0 unresolved + 1 rejected" in done.out
