import json
from contextlib import nullcontext
from datetime import timedelta
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from msgspec.structs import replace
from report_ledger import DAY, SOURCES, model, scored, starter_ledger

from benchbook.cli import report as command
from benchbook.model import CatalogModel, Endpoint, LedgerState, Reasoning, Result
from benchbook.report import build_report, render
from benchbook.report.catalogue import Catalogue
from benchbook.sources.starter import starter_corrections, starter_models

QUILL = "inkwell/quill"
DOCUMENT = CatalogModel(
    id=QUILL,
    permaslug=QUILL,
    name="Inkwell: Quill (old)",
    context_length=7,
    providers=("Oldpress",),
    is_moe=True,
    total_parameters="30B",
    features=("tools",),
    data_policy=("keeps nothing",),
    reasoning=Reasoning(default_effort="low", note="thinks aloud"),
    citation="An invented list",
)


def facts(state, *others, endpoints=(), document=DOCUMENT):
    return Catalogue([state, *others], endpoints, {document.id: document}).facts(state.model.id)


def offer(model_id, provider):
    return Endpoint(model_id=model_id, provider_name=provider, tag=provider.casefold())


OFFERS = [offer(QUILL, "Zeta"), offer(f"{QUILL}:free", "alpha"), offer(QUILL, "Beta"), offer("inkwell/pen", "Gamma")]


def test_providers_are_those_of_the_endpoints_of_all_variants():
    told = facts(model(QUILL), endpoints=[*OFFERS, offer(QUILL, "Zeta")])
    assert told.providers == ("alpha", "Beta", "Zeta")
    assert "providers" not in told.completion.fields
    assert facts(model(f"{QUILL}:free"), endpoints=OFFERS).providers == ("alpha", "Beta", "Zeta")


def test_stated_providers_stand():
    assert facts(model(QUILL, providers=("Own",)), endpoints=OFFERS).providers == ("Own",)


def test_a_report_takes_endpoints():
    results = [scored("Quill", QUILL, coding_index=1)]
    without = build_report("coding", [model(QUILL)], results, sources={})
    given = build_report("coding", [model(QUILL)], results, sources={}, endpoints=OFFERS)
    assert [report.entries[0].model.providers for report in (without, given)] == [(), ("alpha", "Beta", "Zeta")]
    assert "- **Providers:** alpha, Beta, Zeta" in render(given, "markdown")


def test_the_command_passes_the_stored_endpoints(monkeypatch):
    results = (scored("Quill", QUILL, coding_index=1),)
    state = LedgerState(models=(model(QUILL),), results=results, endpoints=tuple(OFFERS))
    store = SimpleNamespace(state=lambda _moment: state)
    monkeypatch.setattr(command, "opened_to_read", lambda _: nullcontext(store))
    done = CliRunner().invoke(command.command, ["coding"])
    assert "- **Providers:** alpha, Beta, Zeta" in done.output


def test_what_only_a_document_says_survives_a_newer_entry():
    told = facts(model(QUILL, supported_parameters=("reasoning",)))
    assert (told.architecture.is_moe, told.architecture.total_parameters) == (True, "30B")
    assert (told.features, told.data_policy, told.providers) == (("tools",), ("keeps nothing",), ("Oldpress",))
    assert told.reasoning.note == "thinks aloud"
    assert told.completion.citation == "An invented list"
    assert told.completion.fields == (
        "providers",
        "features",
        "data_policy",
        "is_moe",
        "total_parameters",
        "reasoning_note",
    )


def test_nothing_else_is_taken_from_a_document():
    told = facts(model(QUILL, name="Quill", supported_parameters=("reasoning",)))
    assert (told.name, told.context_length, told.prices, told.reasoning.default_effort) == ("Quill", None, (), None)


def test_what_the_entry_says_itself_stands():
    own = model(
        QUILL,
        features=("own",),
        data_policy=("own",),
        providers=("Own",),
        total_parameters="31B",
        reasoning=Reasoning(note="own"),
    )
    told = facts(own)
    assert told.completion is None
    assert (told.features, told.architecture.total_parameters, told.reasoning.note) == (("own",), "31B", "own")


def test_a_note_on_reasoning_makes_no_model_reason():
    told = facts(model(QUILL, supported_parameters=("tools",)))
    assert (told.supports_reasoning, told.reasoning) == (False, None)
    assert "reasoning_note" not in told.completion.fields


def test_the_starter_facts_complete_its_models_with_its_citation_alone():
    stated = starter_models()["openai/gpt-oss-120b"]
    newer = model("openai/gpt-oss-120b", prices={"prompt": "0.001"}, supported_parameters=("reasoning",))
    results = [scored("New", stated.id, coding_index=1)]
    report = build_report("coding", [newer], results, sources=SOURCES)
    told = report.entries[0].model
    assert (told.architecture.total_parameters, told.architecture.active_parameters) == ("117B", "5.1B")
    assert [price.amount for price in told.prices] == ["0.001"]
    assert told.completion.citation == stated.citation
    assert "2026-01-29" not in (stated.citation or "")
    text = render(report, "markdown")
    assert "- **From an earlier document (providers, features, mixture of experts, total parameters," in text
    assert build_report("coding", [newer], results, sources={}).entries[0].model.completion is None


def test_the_starter_data_alone_need_no_completion():
    report = build_report("coding", *starter_ledger(), sources=SOURCES)
    assert [entry.label for entry in report.entries if entry.model.completion] == []


def test_corrections_are_shown_where_the_document_is_used():
    report = build_report("coding", *starter_ledger(), sources=SOURCES)
    text = render(report, "markdown")
    assert "**Corrections to the document:**\n\n- The labels had lost spaces" in text
    assert json.loads(render(report, "json"))["summary"]["corrections"] == list(starter_corrections())
    other = build_report("coding", [], [scored("Quill", QUILL, coding_index=1)], sources=SOURCES)
    assert other.summary.corrections == ()
    assert "Corrections" not in render(other, "markdown")


def versioned(label, version):
    result = Result(board="indices", measures={"coding_index": 1}, method_version=version)
    return scored(label, f"inkwell/{label}", result=result)


def test_several_method_versions_are_said_plainly():
    results = [versioned("a", "3"), versioned("b", "4"), versioned("c", "4"), versioned("d", None)]
    report = build_report("coding", [], results, sources=SOURCES)
    (caution,) = report.summary.cautions
    assert "(1 entry of 3, 2 entries of 4, 1 entry of an unstated version) and may not be comparable" in caution
    assert "**Comparability:**" in render(report, "markdown")
    assert build_report("coding", [], results[1:3], sources=SOURCES).summary.cautions == ()


@pytest.mark.parametrize(("days", "cautions"), [(45, 0), (46, 1)])
def test_observations_far_apart_are_said_plainly(days, cautions):
    results = [scored("a", QUILL, coding_index=1), scored("b", QUILL, coding_index=2, seen=DAY + timedelta(days=days))]
    report = build_report("coding", [], results, variants=True, sources=SOURCES)
    assert len(report.summary.cautions) == cautions
    if cautions:
        assert "between 2029-03-04 and 2029-04-19, 46 days apart" in report.summary.cautions[0]


def test_a_figure_that_was_seen_again_lately_is_not_old():
    later = DAY + timedelta(days=200)
    lasting = replace(scored("a", QUILL, coding_index=1), last_seen=later)
    results = [lasting, scored("b", "inkwell/pen", coding_index=2, seen=later)]
    assert build_report("coding", [], results, sources=SOURCES).summary.cautions == ()
