import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from benchbook.errors import InputError, Malformed, NothingToImport
from benchbook.model import CatalogModel, Raw, Scope
from benchbook.sources import Glimpse
from benchbook.sources.starter import (
    SOURCE,
    parse,
    starter_corrections,
    starter_document,
    starter_joins,
    starter_models,
)

NOW = datetime(2030, 1, 1, tzinfo=UTC)
SEEDS = Path(__file__).resolve().parents[2] / ".." / "shared" / "seeds"

# A synthetic starter document: invented model names.
SMALL = """
starter_format = 1
[origins.document]
citation = "An invented list"
date = 2029-05-04
[benchmark]
source = "artificial-analysis"
metric = "coding_index"
title = "Coding"
origin = "document"
[[model]]
label = "Quill 2 (low)"
score = 40
slug = "inkwell/quill-2"
name = "Inkwell: Quill 2"
short_name = "Quill 2"
origin = "document"
providers = ["Inkwell"]
description = "An invented model."
context_length = 1000
input_modalities = ["text"]
output_modalities = ["text"]
supports_reasoning = true
is_free = false
[model.prices]
prompt = "0.000001"
"""


def small(old: str = "", new: str = "") -> Raw:
    assert old in SMALL
    return Raw(body=SMALL.replace(old, new, 1).encode(), origin="small.toml", received_at=NOW)


def starter() -> dict[str, CatalogModel]:
    return {model.id: model for model in parse((starter_document(NOW),)).models}


def test_the_packaged_document_gives_fifteen_models_and_claims() -> None:
    parsed = parse((starter_document(NOW),))
    assert (parsed.source, parsed.rows_read, len(parsed.models), len(parsed.claims)) == ("starter", 15, 15, 15)
    assert parsed.observed_at == datetime(2025, 12, 17, tzinfo=UTC)
    assert parsed.facts_scope == Scope(source="openrouter", feed="models")
    assert parsed.complete == ()
    assert "not earlier than 2025-12-17" in (parsed.citation or "")


def test_each_claim_names_its_model_in_the_documents_own_words() -> None:
    parsed = parse((starter_document(NOW),))
    first = parsed.claims[0]
    assert first.scope == Scope(source="artificial-analysis", via="starter", feed="coding")
    assert (first.labels.name, first.labels.stated_id, first.labels.authority) == (
        "Gemini 3 Flash",
        first.subject,
        "catalogue",
    )
    assert first.results[0].measures == {"coding_index": 53.12}
    assert [claim.subject for claim in parsed.claims] == [model.id for model in parsed.models]


def test_the_facts_give_the_counts_of_the_document() -> None:
    models = starter().values()
    assert sum(model.reasons for model in models) == 14
    assert [model.id for model in models if not model.reasons] == ["mistralai/devstral-2512"]
    assert sum(model.free for model in models) == 5
    assert sum(model.is_moe is True for model in models) == 6


def test_what_the_document_got_wrong_is_right() -> None:
    models = starter()
    assert models["google/gemini-3-flash-preview"].prices.by_kind == {"prompt": "0.0000005", "completion": "0.000003"}
    moe = models["qwen/qwen3-next-80b-a3b-thinking"]
    assert (moe.is_moe, moe.total_parameters, moe.active_parameters) == (True, "80B", "3B")
    labels = {claim.labels.name for claim in parse((starter_document(NOW),)).claims}
    assert {"Grok Code Fast 1", "Magistral Small 1.2", "gpt-oss-120B (low)", "Gemini 2.5 Flash (Sep)"} <= labels


def test_unknown_stays_unknown() -> None:
    model = starter()["mistralai/magistral-small-2506"]
    assert (model.created, model.tokenizer, model.permaslug) == (None, None, model.id)
    assert model.prices.by_kind == {}
    assert starter()["z-ai/glm-4.5-air"].total_parameters is None


def test_a_free_entry_costs_nothing_and_others_have_no_invented_price() -> None:
    for model in starter().values():
        if model.free:
            assert model.prices.by_kind == {"prompt": "0", "completion": "0"}
        else:
            assert "0" not in model.prices.by_kind.values()


def test_values_from_elsewhere_are_cited_apart() -> None:
    models = starter()
    assert "OpenRouter catalogue, 2026-01-29" in (models["openai/gpt-oss-20b"].citation or "")
    assert "2026-01-29" not in (models["mistralai/magistral-small-2506"].citation or "")


def test_its_own_models_are_those_parsed_and_cite_the_document_alone() -> None:
    parsed, own = starter(), starter_models()
    assert own.keys() == parsed.keys()
    for model_id, model in own.items():
        assert replace(model, citation=None) == replace(parsed[model_id], citation=None)
        assert "2026-01-29" not in (model.citation or "2026-01-29")


def test_its_corrections_are_sentences() -> None:
    corrections = starter_corrections()
    assert len(corrections) == 4
    assert all(text.endswith(".") for text in corrections)


def test_its_joins_keep_the_documents_spelling() -> None:
    joins = {join.model.id: join.written for join in starter_joins()}
    assert list(joins) == list(starter())
    assert joins["x-ai/grok-code-fast-1"] == "Grok CodeFast 1"
    assert joins["google/gemini-2.5-flash-lite-preview-09-2025"] == "Gemini 2.5Flash-Lite(Sep)"
    assert joins["z-ai/glm-4.5-air"] == "GLM-4.5-Air"
    assert {join.source for join in starter_joins()} == {"artificial-analysis"}


def test_its_joins_are_spelled_as_in_the_document() -> None:
    found = sorted(SEEDS.glob("000_*.txt")) if SEEDS.is_dir() else []
    if not found:
        pytest.skip("the shared data is not here")
    headings = re.findall(r"^## \d+\. (.+) \(Score", found[0].read_text(encoding="utf-8"), re.MULTILINE)
    assert [join.written for join in starter_joins()] == headings


def test_thinking_tokens_stand_in_the_note() -> None:
    reasoning = starter()["moonshotai/kimi-k2-thinking"].reasoning
    assert reasoning is not None
    assert reasoning.mandatory is True
    assert reasoning.note == 'thinking tokens (start "<think>", end "</think>")'


def test_recognised_by_its_marker_only() -> None:
    assert SOURCE.recognise(Glimpse(format="toml", keys=frozenset({"starter_format", "model"})))
    assert not SOURCE.recognise(Glimpse(format="toml", keys=frozenset({"model"})))
    assert not SOURCE.recognise(Glimpse(format="json", keys=frozenset({"starter_format"})))
    assert SOURCE.fetch is None


def test_the_users_date_beats_the_documents() -> None:
    page = replace(small(), stated_at=datetime(2029, 6, 1, tzinfo=UTC))
    assert parse((page,)).observed_at == page.stated_at
    assert parse((small(),)).observed_at.date() == date(2029, 5, 4)


@pytest.mark.parametrize(
    ("old", "new", "place", "expected"),
    [
        ("is_free = false", "is_free = false\nfree = 1", "model[0]", "unknown field `free`"),
        ("is_free = false", "is_free = true", "model[0].prices", "is_free is true"),
        ("score = 40", "score = 140", "model[0].score", "<= 100"),
        ("score = 40", "score = nan", "model[0].score", "float"),
        ('"0.000001"', '"1e-6"', "model[0].prices", "regex"),
        ('"0.000001"', '"-1"', "model[0].prices", "regex"),
        ('"0.000001"', '"1"', "model[0].prices.prompt", "a price per million?"),
        ('"0.000001"', "0.000001", "model[0].prices", "`str`"),
        ('short_name = "Quill 2"', 'short_name = "Pen"', "model[0].short_name", "Inkwell: Quill 2"),
        ('origin = "document"\n[[', 'origin = "hearsay"\n[[', "benchmark.origin", "'hearsay'"),
        ("starter_format = 1", "starter_format = 2", "starter_format", "2"),
        ('slug = "inkwell/quill-2"', 'slug = "quill"', "model[0].slug", "regex"),
    ],
)
def test_a_wrong_value_is_refused_with_its_place(old: str, new: str, place: str, expected: str) -> None:
    with pytest.raises(Malformed) as caught:
        parse((small(old, new),))
    sentence = caught.value.sentence
    assert sentence.startswith("small.toml")
    assert place.split("[", maxsplit=1)[0] in sentence
    assert expected in sentence
    assert "\n" not in sentence


def test_a_model_given_twice_is_refused() -> None:
    twice = SMALL + SMALL[SMALL.index("[[model]]") :]
    with pytest.raises(Malformed, match="each slug once, found 'inkwell/quill-2' 2 times"):
        parse((Raw(body=twice.encode(), origin="twice.toml", received_at=NOW),))


def test_a_list_without_models_is_nothing_to_import() -> None:
    empty = "model = []\n" + SMALL[: SMALL.index("[[model]]")]
    with pytest.raises(NothingToImport):
        parse((Raw(body=empty.encode(), origin="empty.toml", received_at=NOW),))


@pytest.mark.parametrize("body", [b"\xff\xfe", b"a = [", b"a = " + b"[" * 100_000, b"<html></html>", b""])
def test_no_bytes_crash_it(body: bytes) -> None:
    with pytest.raises(InputError, match=r"^junk"):
        parse((Raw(body=body, origin="junk", received_at=NOW),))


@given(st.text(max_size=200))
def test_no_text_crashes_it(text: str) -> None:
    with pytest.raises(InputError):
        parse((Raw(body=text.encode("utf-8", "replace"), origin="junk", received_at=NOW),))


def seed_sections() -> list[str]:
    found = sorted(SEEDS.glob("000_*.txt")) if SEEDS.is_dir() else []
    if not found:
        pytest.skip("the document behind the starter data is not here")
    return re.split(r"^## (?=\d)", found[0].read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]


def test_the_facts_are_those_of_the_document() -> None:
    models, parsed = starter(), parse((starter_document(NOW),))
    scores = {claim.subject: claim.results[0].measures["coding_index"] for claim in parsed.claims}
    sections = seed_sections()
    assert len(sections) == 15
    for section in sections:
        said = dict(re.findall(r"^- \*\*(.+?):\*\* *(.*?) *$", section, flags=re.MULTILINE))
        model = models[said["Slug"]]
        assert model.name == said["Name"]
        assert f"(Score: {scores[model.id]:g})" in section
        assert f"{model.context_length:,} tokens" == said["Context Length"]
        assert ", ".join(model.input_modalities) == said["Input Modalities"]
        assert ", ".join(model.providers) == said["Provider"]
        assert (model.hugging_face_id or "") == said.get("HF Model", "")
        assert model.supports_reasoning is said["Supports Reasoning"].startswith("Yes")
        assert (model.default_parameters is not None) == ("Default Parameters" in said)
        assert (model.description or "") not in section
