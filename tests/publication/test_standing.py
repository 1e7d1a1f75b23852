from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from benchbook.model import Labels, Matched, Refresh, Result, Scope, StoredResult, Unmatched
from benchbook.publication import score_rows, standing_results

DIRECT = Scope(source="artificial-analysis", feed="language-models")
LEGACY = Scope(source="artificial-analysis", feed="llms-models")
RELAY = Scope(source="artificial-analysis", feed="models", via="openrouter")
STARTER = Scope(source="artificial-analysis", feed="coding", via="starter")


def day(number):
    return datetime(2026, 7, number, tzinfo=UTC)


def stored(scope, subject, measures, seen=1, model_id="acme/lumen", standing=True, name="Lumen", board="indices"):
    identity = Matched(model_id=model_id, rule="name") if model_id else Unmatched(reason="unknown")
    return StoredResult(
        scope=scope,
        subject=subject,
        labels=Labels(name=name),
        identity=identity,
        result=Result(board=board, measures=measures),
        observed_at=day(seen),
        last_seen=day(seen),
        standing=standing,
    )


INDICES = {"intelligence_index": 40.5, "coding_index": 30.25}


def test_direct_row_beats_a_relayed_one_whatever_their_dates():
    direct, relayed = (
        stored(DIRECT, "uuid-1", {"coding_index": 10.0}),
        stored(RELAY, "acme/lumen", {"coding_index": 9.0}, 9),
    )
    assert standing_results([relayed, direct], []) == [direct]


def test_relay_stands_where_there_is_no_direct_row():
    direct = stored(DIRECT, "uuid-1", INDICES)
    relayed = stored(RELAY, "acme/other", {"intelligence_index": 12.0, "coding_index": 7.5}, model_id="acme/other")
    assert set(map(id, standing_results([relayed, direct], []))) == {id(direct), id(relayed)}


def test_relay_that_gives_a_model_the_figures_of_another_is_silent():
    direct = stored(DIRECT, "uuid-1", INDICES)
    wrong = stored(RELAY, "acme/other", {**INDICES, "agentic_index": 3.0}, model_id="acme/other")
    assert standing_results([wrong, direct], []) == [direct]
    assert standing_results([direct, wrong], []) == [direct]


def test_relay_speaks_for_figures_whose_direct_row_is_joined_to_nothing():
    waiting = stored(DIRECT, "uuid-1", {**INDICES, "math_index": 88}, model_id=None, name="Lumen V (high)")
    relayed = stored(RELAY, "acme/lumen", {**INDICES, "agentic_index": 5.5}, name="Acme: Lumen V")
    assert standing_results([waiting, relayed], []) == [waiting, relayed]


def test_wrong_relay_falls_silent_and_common_figures_accuse_no_relay():
    waiting = stored(DIRECT, "uuid-1", INDICES, model_id=None)
    other = stored(DIRECT, "uuid-2", INDICES, model_id="acme/other")
    relayed = stored(RELAY, "acme/lumen", INDICES)
    assert standing_results([waiting, other, relayed], []) == [waiting, other]
    third = stored(DIRECT, "uuid-3", INDICES, model_id="acme/third")
    assert relayed in standing_results([other, third, relayed], [])


def test_newer_document_of_a_relay_restates_a_models_rows():
    relay = replace(RELAY, feed="benchmarks")
    old = stored(relay, "acme/lumen|Lumen", {"coding_index": 90.0}, 1)
    low = stored(relay, "acme/lumen|Lumen (low)", {"coding_index": 20.0}, 2)
    high = stored(relay, "acme/lumen|Lumen (high)", {"coding_index": 30.0}, 2)
    assert standing_results([old, low, high], []) == [low, high]


def test_documents_of_the_source_itself_add_up():
    first = stored(DIRECT, "uuid-1", {"coding_index": 90.0}, 1)
    second = stored(DIRECT, "uuid-2", {"coding_index": 20.0}, 2)
    assert set(map(id, standing_results([first, second], []))) == {id(first), id(second)}


def test_relay_completes_a_direct_row_that_it_repeats():
    direct = stored(LEGACY, "uuid-1", {**INDICES, "math_index": 80.0})
    relayed = stored(RELAY, "acme/lumen", {**INDICES, "agentic_index": 21.5})
    (row,) = standing_results([direct, relayed], [])
    assert row.scope == LEGACY
    assert row.result.measures == {**INDICES, "math_index": 80.0, "agentic_index": 21.5}


@pytest.mark.parametrize("theirs", [{**INDICES, "coding_index": 31.0}, {"coding_index": 30.25}])
def test_relay_that_differs_or_shows_too_little_completes_nothing(theirs):
    direct = stored(LEGACY, "uuid-1", INDICES)
    relayed = stored(RELAY, "acme/lumen", {**theirs, "agentic_index": 21.5}, 2)
    assert standing_results([direct, relayed], []) == [direct]


def test_one_equal_figure_of_the_same_day_is_enough():
    direct = stored(LEGACY, "uuid-1", {"coding_index": 11.4})
    relayed = stored(RELAY, "acme/lumen", {"coding_index": 11.4, "agentic_index": 1})
    (row,) = standing_results([direct, relayed], [])
    assert row.result.measures == {"coding_index": 11.4, "agentic_index": 1}


def test_effort_variants_of_one_model_all_stand():
    low = stored(DIRECT, "uuid-1", {"coding_index": 10.0}, name="Lumen (low)")
    high = stored(DIRECT, "uuid-2", {"coding_index": 20.0}, name="Lumen (high)")
    assert len(standing_results([low, high], [])) == 2


def test_newest_feed_of_one_subject_stands():
    old, new = stored(DIRECT, "uuid-1", {"coding_index": 1.0}, 1), stored(LEGACY, "uuid-1", {"coding_index": 2.0}, 2)
    assert standing_results([new, old], []) == [new]
    assert standing_results([old, new], []) == [new]


def test_withdrawn_results_do_not_speak():
    assert standing_results([stored(DIRECT, "uuid-1", INDICES, standing=False)], []) == []


def test_starter_falls_silent_when_a_newer_complete_reading_covers_its_board():
    starter = stored(STARTER, "acme/old", {"coding_index": 53.0}, 1, model_id="acme/old")
    relayed = stored(RELAY, "acme/lumen", INDICES, 5)
    assert starter in standing_results([starter, relayed], [])
    assert standing_results([starter, relayed], [Refresh(scope=RELAY, observed_at=day(5))]) == [relayed]


def test_refresh_of_one_board_does_not_silence_another():
    webapps = Scope(source="design-arena", feed="agents/webapps")
    direct = stored(webapps, "lumen", {"elo": 1200}, 5, board="agents/webapps")
    relay = Scope(source="design-arena", feed="models", via="openrouter")
    other_board = stored(relay, "acme/old", {"elo": 1100}, 1, model_id="acme/old", board="models/website")
    same_board = replace(other_board, result=Result(board="agents/webapps", measures={"elo": 1}))
    refreshes = [Refresh(scope=webapps, observed_at=day(5))]
    standing = standing_results([direct, other_board, same_board], refreshes)
    assert set(map(id, standing)) == {id(direct), id(other_board)}


def test_unresolved_results_are_kept():
    waiting = stored(DIRECT, "uuid-1", INDICES, model_id=None)
    assert standing_results([waiting], []) == [waiting]


def test_of_two_relays_the_newest_speaks_alone():
    older = stored(RELAY, "acme/lumen", INDICES, 1)
    newer = stored(replace(RELAY, feed="benchmarks"), "acme/lumen|Lumen (high)", {"coding_index": 33.0}, 2)
    assert standing_results([older, newer], []) == [newer]


def test_a_figure_that_completes_a_row_keeps_its_own_origin():
    """Who relayed it, when and how to cite it is not what the row's own document says."""
    direct = stored(LEGACY, "uuid-1", INDICES, 9)
    relayed = stored(RELAY, "acme/lumen", {**INDICES, "agentic_index": 21.5}, 3)
    (row,) = score_rows(standing_results([direct, relayed], []), {})
    assert (row.via, row.last_seen, row.measures["agentic_index"]) == (None, day(9), 21.5)
    assert list(row.completed) == ["agentic_index"]
    origin = row.completed["agentic_index"]
    assert (origin.via, origin.last_seen) == ("openrouter", day(3))
    assert "openrouter.ai" in origin.citation
    assert "openrouter.ai" not in row.citation
