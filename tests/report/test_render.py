import csv
import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import fields, replace
from report_ledger import SOURCES, joined, model, scored, starter_ledger, unmatched

from benchbook.model import Configuration, PriceOverride, Prices, Reasoning
from benchbook.report import build_report, render
from benchbook.report.document import Entry, ModelFacts
from benchbook.report.text import bullet, escaped, models, share

QUILL = "inkwell/quill"
CONFIGURATION = ("effort", "mode", "harness", "thinking_budget", "date", "quantisation", "provider")


def starter(form):
    return render(build_report("coding", *starter_ledger(), sources=SOURCES), form)


def one(form, label="Quill", **fields):
    stated = fields.pop("identity", QUILL)
    prices = fields.pop("prices", None)
    results = [scored(label, stated, coding_index=12.5)]
    return render(build_report("coding", [model(QUILL, prices=prices, **fields)], results, sources=SOURCES), form)


def test_the_starter_data_as_markdown():
    text = starter("markdown")
    assert text.startswith("# Artificial Analysis: Coding Index\n")
    assert text.count("\n## ") == 16
    for line in (
        "## 1. Gemini 3 Flash (Score: 53.12)",
        "- **Context length:** 1,048,576 tokens",
        "  - Prompt: $0.0000005 per token ($0.5 per million)",
        "  - Cache read: $0.00000002 per token ($0.02 per million)",
        "> **Questionable join:** another release",
        "- **Models found:** 15/15 (100%)",
        "- **Models not found:** 0/15 (0%)",
        "- Supports reasoning: 14/15 (93.3%)",
        "- Does not support reasoning: 1/15 (6.7%) — Devstral 2",
        "- 40K tokens: 1 model (Magistral Small 1.2)",
        "- Qwen3 Next 80B A3B (80B total, 3B active)",
        "- Devstral 2 2512 (free): free as mistralai/devstral-2512",
        "- Kimi K2 on moonshotai/kimi-k2-thinking: another model",
        "- **Default parameters:** temperature: 0.75",
        "- **Supports reasoning:** Yes (mandatory)",
        "As of 2025-12-17.",
    ):
        assert line in text.split("\n"), line
    assert re.search(r"^- 1M and more tokens: 4 models \(", text, re.MULTILINE)
    assert re.search(r"^- 256K-262K tokens: 6 models \(.*Grok Code Fast 1", text, re.MULTILINE)
    assert re.search(r"^- 128K-131K tokens: 4 models \(", text, re.MULTILINE)


def test_the_starter_data_as_json():
    report = json.loads(starter("json"))
    assert (len(report["entries"]), report["metric"], report["as_of"]) == (15, "coding_index", "2025-12-17T00:00:00Z")
    assert report["entries"][0]["score"] == 53.12
    assert report["summary"]["found"] == 15


def test_json_always_has_every_field():
    bare = json.loads(one("json"))["entries"][0]
    full = json.loads(
        one("json", reasoning=Reasoning(default_effort="low"), prices={"prompt": "0.1"}, context_length=5)
    )["entries"][0]
    assert bare.keys() == full.keys()
    assert bare["model"].keys() == full["model"].keys()
    assert bare["model"]["context_length"] is None
    assert bare["configuration"] == dict.fromkeys(CONFIGURATION)
    assert full["model"]["reasoning"]["mandatory"] is None


def test_every_part_of_a_configuration_is_shown():
    run = Configuration(**{name: f"{name}!" for name in CONFIGURATION})
    identity = replace(joined(QUILL), configuration=run)
    report = json.loads(one("json", identity=identity))
    assert report["entries"][0]["configuration"] == {name: f"{name}!" for name in CONFIGURATION}
    (line,) = rows(one("csv", identity=identity))
    assert [line[name] for name in CONFIGURATION] == [f"{name}!" for name in CONFIGURATION]
    shown = next(line for line in one("markdown", identity=identity).split("\n") if "**Configuration:**" in line)
    assert all(name.replace("_", " ") in shown for name in CONFIGURATION)


def test_efforts_with_the_very_same_figures_are_told():
    results = [
        scored(f"Quill ({effort})", joined(QUILL, effort=effort), coding_index=figure)
        for effort, figure in (("high", 12.5), ("low", 12.5), ("max", 13))
    ]
    report = build_report("coding", [model(QUILL)], results, sources=SOURCES, variants=True)
    told = {entry.label: entry.same_as for entry in report.entries}
    assert told == {"Quill (max)": (), "Quill (high)": ("Quill (low)",), "Quill (low)": ("Quill (high)",)}
    assert [line["same_as"] for line in rows(render(report, "csv"))] == ["", "Quill (low)", "Quill (high)"]
    assert render(report, "markdown").count("Very same figures as") == 2


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_the_starter_data_as_csv():
    lines = rows(starter("csv"))
    assert len(lines) == 15
    assert (lines[0]["score"], lines[0]["prompt_usd_per_token"], lines[0]["prompt_usd_per_million"]) == (
        "53.12",
        "0.0000005",
        "0.5",
    )
    assert lines[7]["doubt"] == "another release"
    assert lines[1]["prompt_usd_per_token"] == ""
    assert lines[13]["supports_reasoning"] == "false"


# Where a field stands in the CSV under another name, or as several columns.
CSV_NAMES = {
    "configuration": "effort",
    "citations": "citation",
    "subject": None,
    "id": None,
    "model": "name",
    "last_seen": "model_last_seen",
    "prices": "web_search_usd_per_piece",
    "reasoning": "reasoning_note",
    "architecture": "total_parameters",
    "citation": "model_citation",
    "completion": "earlier_document",
}


def test_a_csv_has_every_field_of_a_report():
    header = rows(starter("csv"))[0].keys()
    wanted = {CSV_NAMES.get(field.name, field.name) for noun in (Entry, ModelFacts) for field in fields(noun)}
    assert wanted - {None} - header == set()


def test_a_csv_tells_prices_reasoning_and_the_rest():
    state = model(
        QUILL,
        created=1_700_000_000,
        tokenizer="Ink",
        instruct_type="quill",
        is_moderated=False,
        features=("tools", "voices"),
        data_policy=("keeps nothing",),
        default_parameters={"temperature": 0.5, "top_p": None},
        reasoning=Reasoning(default_enabled=True, supports_max_tokens=False),
    )
    prices = Prices(
        by_kind={"input_cache_write": "0.000003", "web_search": "0.01", "prompt": "-1", "stamps": "0.2"},
        overrides=(PriceOverride(prices={"completion": "0.4", "prompt": "0.3"}, min_prompt_tokens=2000),),
    )
    priced = replace(state, model=replace(state.model, prices=prices))
    others = [priced, model(f"{QUILL}:free", prices={"prompt": "0", "completion": "0"})]
    results = [scored("Quill", QUILL, coding_index=12.5)]
    line = rows(render(build_report("coding", others, results, sources=SOURCES), "csv"))[0]
    expected = {
        "evidence": "equal names",
        "last_seen": "2029-03-04T00:00:00+00:00",
        "created": "2023-11-14T22:13:20+00:00",
        "tokenizer": "Ink",
        "instruct_type": "quill",
        "is_moderated": "false",
        "features": "tools; voices",
        "data_policy": "keeps nothing",
        "default_parameters": "temperature=0.5",
        "reasoning_default_enabled": "true",
        "reasoning_max_tokens": "false",
        "prompt_usd_per_token": "variable",
        "cache_write_usd_per_million": "3",
        "web_search_usd_per_piece": "0.01",
        "other_prices": "stamps=0.2 per token",
        "price_conditions": "prompts of 2,000 tokens and more: prompt=0.3 per token, completion=0.4 per token",
        "variants": f"{QUILL}:free (free)",
        "free": "true",
    }
    assert {name: line[name] for name in expected} == expected


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_a_csv_is_a_formula(start):
    lines = rows(one("csv", label=f"{start}SUM(A1)", name=f"{start}1"))
    kept = start.replace("\r", "\n")
    assert lines[0]["label"] == f"'{kept}SUM(A1)"
    assert lines[0]["name"] == f"'{kept}1"


def test_numbers_in_a_csv_stay_numbers():
    results = [scored("Quill", QUILL, charm=-3.5)]
    text = render(build_report("charm", [], results, sources=SOURCES), "csv")
    assert rows(text)[0]["score"] == "-3.5"


NASTY = "](https://evil.example) | <script>alert(1)</script>\n# Title `x` **b** ![i](u) &lt; www.evil.example _x_"


def test_names_cannot_break_the_markdown():
    text = one("markdown", label=NASTY, name=NASTY, description=NASTY, providers=(NASTY,), features=(f"- {NASTY}",))
    assert "<script" not in text
    assert "https://evil" not in text
    assert not re.search(r"(?<!\\)[\[\]|`]", text)
    assert [line for line in text.splitlines() if line.startswith("# ")] == ["# Artificial Analysis: Coding Index"]
    assert text.count("\n## ") == 2


@given(st.text())
def test_escaped_text_is_one_line_without_live_markup(text):
    safe = escaped(text)
    assert "\n" not in safe
    assert not re.search(r"[<>\x00-\x1f\u202a-\u202e]", safe)
    assert not re.search(r"(?<!\\)(?:\\\\)*[\[\]`*|]", safe)


def test_a_bullet_begins_no_list_of_its_own():
    assert [bullet(text) for text in ("- a", "+ a", "1. a", "30 days")] == ["\\- a", "\\+ a", "1\\. a", "30 days"]


def test_ordinary_names_are_left_as_they_are():
    for name in ("Nemotron-3_3 (free) v1.5", "inkwell/quill-2.5:free", "Quill: 7B, A3B"):
        assert escaped(name) == name


def test_what_is_not_found_says_why():
    text = one("markdown", label="Yoda", identity=unmatched("more than one entry fits"))
    assert "## 1. Yoda (Score: 12.5) — not found" in text
    assert "- **Not found:** more than one entry fits" in text
    assert "- **Models not found:** 1/1 (100%) — Yoda" in text
    assert "- Supports reasoning: 0/0\n" in text


def test_a_withdrawn_entry_and_a_configuration_are_shown():
    text = one("markdown", identity=joined(QUILL, effort="high"), listed=False, expiration_date="2029-12-31")
    assert "- **Withdrawn:** no longer listed; last seen 2029-03-04" in text
    assert "- **Configuration:** effort high" in text
    assert "- **Expiration:** 2029-12-31" in text


def test_a_variable_price_is_no_figure():
    text = one("markdown", prices={"prompt": "-1", "web_search": "0.005"})
    assert "  - Prompt: variable" in text
    assert "  - Web search: $0.005 per piece" in text


def test_counts_and_shares_read_well():
    assert [models(1), models(4)] == ["1 model", "4 models"]
    assert [share(14, 15), share(15, 15), share(0, 0)] == ["14/15 (93.3%)", "15/15 (100%)", "0/0"]


def test_a_cut_list_says_so():
    results = [scored(f"m{score}", QUILL + str(score), coding_index=score) for score in range(3)]
    text = render(build_report("coding", [], results, top=1, sources=SOURCES), "markdown")
    assert "The first 1 of 3 entries" in text


@pytest.mark.parametrize("form", ["markdown", "json", "csv"])
def test_every_format_ends_with_one_line_break(form):
    text = starter(form)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
