"""Every effort is kept with its configuration; equal figures of two efforts are told."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from benchbook.model import (
    CatalogModel,
    Configuration,
    Labels,
    Matched,
    Result,
    Scope,
    StoredModel,
    StoredResult,
    Unmatched,
)
from benchbook.publication import configuration_parts, publish, same_values, score_rows

DAY = datetime(2026, 7, 22, tzinfo=UTC)
AA = Scope(source="artificial-analysis", feed="language-models")
RELAY = Scope(source="artificial-analysis", feed="models", via="openrouter")
OWN = Scope(source="aider", feed="pass_rate")
ENTRY = StoredModel(
    model=CatalogModel(id="acme/lumen", permaslug="acme/lumen-20260101", name="Acme: Lumen"),
    observed_at=DAY,
    last_seen=DAY,
    listed=False,
)


def stored(name, measures, *, model_id="acme/lumen", scope=AA, board="indices", details=None, **configuration):
    run = Configuration(**configuration)
    identity = (
        Matched(model_id=model_id, rule="name", configuration=run)
        if model_id
        else Unmatched(reason="no entry has this name", configuration=run)
    )
    return StoredResult(
        scope=scope,
        subject=name,
        labels=Labels(name=name),
        identity=identity,
        result=Result(board=board, measures=measures, details=details or {}, method_version="4.1", sample_size=9),
        observed_at=DAY,
        last_seen=DAY,
        standing=True,
        citation="The document",
        licence="internal",
    )


HIGH = stored("Lumen (high)", {"coding_index": 40}, effort="high", date="2026-01")
LOW = stored("Lumen (low)", {"coding_index": 30}, effort="low")
UNKNOWN = stored("Nobody (16k)", {"coding_index": 20}, model_id=None, thinking_budget="16k")


def test_all_efforts_are_published_beside_the_headline_and_unresolved_ones_too():
    publication = publish([ENTRY], [HIGH, LOW, UNKNOWN], [])
    assert [row.display_name for row in publication.index_rows] == ["Lumen (high)"]
    assert {row.name for row in publication.scores} == {"Lumen (high)", "Lumen (low)", "Nobody (16k)"}
    assert publication.departed == (ENTRY.model,)


def test_score_has_identity_configuration_and_origin_as_fields():
    (row,) = score_rows([HIGH], {"acme/lumen": ENTRY})
    assert (row.source, row.via, row.board, row.name) == ("artificial-analysis", None, "indices", "Lumen (high)")
    assert (row.status, row.model_id, row.permaslug, row.rule) == (
        "matched",
        "acme/lumen",
        "acme/lumen-20260101",
        "name",
    )
    assert (row.effort, row.date, row.mode, row.quantisation) == ("high", "2026-01", None, None)
    assert (row.method_version, row.sample_size, row.std_error) == ("4.1", 9, None)
    assert (row.licence, row.observed_at, row.last_seen) == ("internal", DAY, DAY)
    assert row.citation == "Source: Artificial Analysis (artificialanalysis.ai) The document"


def test_unresolved_score_keeps_its_configuration_and_says_why():
    (row,) = score_rows([UNKNOWN], {})
    assert (row.status, row.model_id, row.permaslug, row.rule) == ("unresolved", None, None, None)
    assert (row.reason, row.thinking_budget) == ("no entry has this name", "16k")


def test_model_that_the_catalogue_lacks_has_no_permaslug():
    (row,) = score_rows([HIGH], {})
    assert (row.model_id, row.permaslug) == ("acme/lumen", None)


def test_doubt_is_told_and_a_run_may_state_its_effort():
    doubted = replace(HIGH, identity=Matched(model_id="acme/lumen", rule="stated", doubt="which one?"))
    (row,) = score_rows([doubted], {})
    assert (row.doubt, row.effort) == ("which one?", None)
    (run,) = score_rows([stored("Lumen", {"accuracy": 1}, details={"reasoning_effort": "medium"})], {})
    assert run.effort == "medium"


def test_two_efforts_with_the_very_same_figures_are_flagged():
    copied = stored("Lumen (low)", {"coding_index": 40}, effort="low", date="2026-01")
    budget = stored("Lumen (16k)", {"coding_index": 40}, thinking_budget="16k", date="2026-01")
    found = same_values([HIGH, copied, budget, LOW])
    assert found == {
        id(HIGH): ("Lumen (16k)", "Lumen (low)"),
        id(copied): ("Lumen (16k)", "Lumen (high)"),
        id(budget): ("Lumen (high)", "Lumen (low)"),
    }
    rows = score_rows([HIGH, copied, LOW], {})
    assert [row.same_as for row in rows] == [("Lumen (low)",), ("Lumen (high)",), ()]


def test_equal_prices_are_no_sign_of_a_copy():
    price = {"price_1m_input_tokens": 2.5}
    high, low = (stored(f"Lumen ({effort})", price, effort=effort, board="prices") for effort in ("high", "low"))
    assert same_values([high, low]) == {}
    dearer = stored("Lumen (low)", {"coding_index": 40, **price}, effort="low", date="2026-01")
    assert len(same_values([HIGH, dearer])) == 2


@pytest.mark.parametrize(
    "other",
    [
        stored("Lumen (high)", {"coding_index": 40}, effort="high", date="2026-01", scope=RELAY),
        stored("Lumen (high) again", {"coding_index": 40}, effort="high", date="2026-01"),
        stored("Lumen (low, diff)", {"coding_index": 40}, effort="low", date="2026-01", harness="diff"),
        stored("Lumen (low, June)", {"coding_index": 40}, effort="low", date="2026-06"),
        stored("Lumen (low)", {"coding_index": 40, "agentic_index": 1}, effort="low", date="2026-01"),
        stored("Lumen (low)", {"coding_index": 40}, effort="low", date="2026-01", board="hle"),
        stored("Ember (low)", {"coding_index": 40}, effort="low", date="2026-01", model_id="acme/ember"),
        stored("Lumen (low)", {"coding_index": 40}, effort="low", date="2026-01", model_id=None),
    ],
)
def test_what_differs_by_more_than_effort_is_not_flagged(other):
    assert same_values([HIGH, other]) == {}


def test_tables_of_ones_own_stand_among_the_scores():
    publication = publish([ENTRY], [stored("Lumen", {"pass_rate": 71.5}, scope=OWN, board="pass_rate")], [])
    assert publication.index_rows == ()
    assert [(row.source, row.measures) for row in publication.scores] == [("aider", {"pass_rate": 71.5})]


def test_configuration_in_words():
    run = Configuration(effort="high", thinking_budget="16k", provider="acme")
    assert configuration_parts(run) == (("effort", "high"), ("thinking budget", "16k"), ("provider", "acme"))
    assert configuration_parts(Configuration()) == ()
