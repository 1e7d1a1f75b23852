"""Scores that a catalogue relays, compared with the sources' own rows: invented models throughout."""

from datetime import date

import msgspec
import pytest
from audited import ARENA, Sides, entry, indices, rating
from msgspec.structs import replace

from benchbook.audit import ScoreAudit, score_lines
from benchbook.errors import NothingStored
from benchbook.resolve import packaged_facts
from benchbook.resolve.facts import Rejection

LUMEN, MINI, EMBER = entry("acme/lumen-2"), entry("acme/lumen-2-mini"), entry("acme/ember-7b")


def sides(**changes):
    return Sides(LUMEN, MINI, EMBER, **changes)


def test_the_same_row_of_the_same_model_is_the_same():
    both = sides()
    both.own("Lumen 2", indices(50.1, 40.2))
    both.theirs("acme/lumen-2", indices(50.1, 40.2, 30.3))
    found = both.only()
    assert (found.outcome, found.comparable, found.agrees, found.cause, found.fault) == ("same", True, True, None, None)
    assert found.ours.measures == indices(50.1, 40.2)
    assert found.theirs.measures == indices(50.1, 40.2, 30.3)
    assert [holder.name for holder in found.holders] == ["Lumen 2"]


def test_a_permaslug_or_variant_names_the_same_model():
    for model_id in ("acme/lumen-2-20260101", "acme/lumen-2:free"):
        both = sides()
        both.own("Lumen 2", indices(50.1, 40.2))
        both.theirs(model_id, indices(50.1, 40.2))
        assert (both.only().outcome, both.only().model_id) == ("same", "acme/lumen-2")


def test_figures_of_another_model_are_a_wrong_join_of_theirs():
    both = sides()
    both.own("Lumen 2", indices(50.1, 40.2))
    both.own("Lumen 2 Mini", indices(20.5, 10.6))
    both.theirs("acme/lumen-2-mini", indices(50.1, 40.2, 9.9))
    wrong, missing = sorted(both.audit().findings, key=lambda found: found.outcome)
    assert missing.outcome == "only_ours"
    assert (wrong.outcome, wrong.model_id, wrong.comparable, wrong.agrees) == (
        "differs",
        "acme/lumen-2-mini",
        True,
        False,
    )
    assert (wrong.cause, wrong.fault) == ("another-model", "theirs")
    assert "'Lumen 2' (lumen-2), which we join to acme/lumen-2" in wrong.explanation
    assert wrong.ours.measures == indices(20.5, 10.6)


def test_what_was_relayed_is_no_witness():
    both = sides()
    both.own("Lumen 2", indices(50.1, 40.2))
    both.theirs("acme/lumen-2-mini", indices(50.1, 40.2))
    both.theirs("acme/ember-7b", indices(11.1, 12.2))
    both.stored_too()
    found = {one.model_id: one for one in both.audit().findings}
    assert found["acme/lumen-2-mini"].fault == "theirs"
    assert (found["acme/ember-7b"].outcome, found["acme/ember-7b"].cause) == ("only_theirs", "not-measured")
    assert found["acme/ember-7b"].ours is None


def test_another_effort_of_the_same_model_differs_and_agrees():
    both = sides()
    both.own("Lumen 2 (low)", indices(30.1, 20.2))
    both.own("Lumen 2 (high)", indices(50.1, 40.2))
    both.theirs("acme/lumen-2", indices(30.1, 20.2))
    found = both.only()
    assert (found.outcome, found.agrees, found.cause, found.fault) == ("differs", True, "another-variant", None)
    assert found.ours.name == "Lumen 2 (high)"
    assert "'Lumen 2 (low)'" in found.explanation
    summary = both.audit().summary
    assert (summary.comparable, summary.agreeing, summary.agreement_percent) == (1, 1, 100.0)
    assert (summary.agreeing_rows, summary.same_first_row) == (1, 0)


def test_a_row_whose_name_contradicts_the_model():
    both = sides()
    both.own("Ember 70B", indices(33.3, 44.4))
    both.theirs("acme/ember-7b", indices(33.3, 44.4))
    found = both.only()
    assert (found.outcome, found.comparable, found.cause, found.fault) == ("only_theirs", True, "refused", "theirs")
    assert "70b" in found.explanation
    assert found.holders[0].model_id is None
    assert found.holders[0].reason


def test_a_pinned_rejection_is_told():
    facts = packaged_facts()
    told = {"model": "acme/ember-7b", "origin": "I", "date": date(2026, 7, 1)}
    pins = (
        Rejection(name="Ember 7B Think", reason="another lab's", **told),
        Rejection(source="artificial-analysis", via="openrouter", reason="copied figures", **told),
    )
    both = sides(facts=replace(facts, rejections=(*facts.rejections, *pins)))
    both.own("Ember 7B Think", indices(33.3, 44.4))
    both.theirs("acme/ember-7b", indices(33.3, 44.4))
    found = both.only()
    assert found.fault == "theirs"
    assert "another lab's" in found.explanation
    assert "decided by a person: copied figures" in found.explanation


def test_a_row_that_we_join_to_nothing_is_not_theirs_to_blame():
    twins = (LUMEN, entry("other/lumen-2", name="Other: Lumen 2"))
    both = Sides(*twins)
    both.own("Lumen 2", indices(50.1, 40.2))
    both.theirs("acme/lumen-2", indices(50.1, 40.2))
    found = both.only()
    assert (found.cause, found.fault, found.comparable, found.agrees) == ("unresolved", "undecided", True, False)
    assert "more than one" in found.explanation


def test_figures_of_another_moment_are_not_comparable():
    both = sides()
    both.own("Lumen 2", rating(1250, 51.5), scope=ARENA, board="models/website")
    both.own("Ember 7B", rating(1251, 51.4), scope=ARENA, board="models/website")
    both.theirs("acme/lumen-2", rating(1251, 51.4), source=ARENA.source, board="models/website")
    found = next(one for one in both.audit().findings if one.theirs)
    assert (found.outcome, found.cause, found.comparable, found.fault) == ("differs", "other-figures", False, None)
    assert "2026-07-22" in found.explanation


def test_arena_rows_are_compared_by_both_figures():
    both = sides()
    both.own("Lumen 2", rating(1250, 51.5), scope=ARENA, board="models/website")
    both.own("Lumen 2 (high)", rating(1300, 61.5), scope=ARENA, board="models/website")
    both.theirs("acme/lumen-2", {**rating(1250, 51.5), "rank": 4}, source=ARENA.source, board="models/website")
    found = both.only()
    assert (found.outcome, found.ours.name) == ("same", "Lumen 2")


def test_a_lone_figure_accuses_nobody():
    both = sides()
    both.own("Lumen 2", indices(50.1, 40.2))
    both.theirs("acme/ember-7b", indices(coding=40.2))
    found = next(one for one in both.audit().findings if one.theirs)
    assert (found.cause, found.comparable, found.fault) == ("chance", False, None)


def test_a_lone_figure_of_the_very_model_counts():
    both = sides()
    both.own("Ember 7B", indices(15.1, 40.2))
    both.theirs("acme/ember-7b", indices(coding=40.2))
    assert both.only().agrees


def test_weights_that_a_row_names_wrongly_are_ours_to_decide():
    other = entry("acme/ember-70b", hugging_face_id="acme/Ember-70B")
    both = Sides(entry("acme/ember-7b", hugging_face_id="acme/Ember-7B"), other)
    both.own("Ember 7B", indices(15.1, 40.2), hugging_face_id="acme/Ember-70B")
    both.theirs("acme/ember-7b", indices(15.1, 40.2))
    found = both.only()
    assert (found.agrees, found.fault) in {(False, "undecided"), (True, None)}


def test_boards_that_are_not_stored_and_models_that_are_not_catalogued():
    both = sides()
    both.own("Lumen 2", indices(50.1, 40.2))
    both.theirs("acme/lumen-2", indices(50.1, 40.2))
    both.theirs("acme/lumen-2", rating(1200, 50.0), source=ARENA.source, board="models/3d")
    both.theirs("gone/model-9", indices(77.1, 78.2))
    causes = {(one.model_id, one.board): (one.outcome, one.cause) for one in both.audit().findings}
    assert causes["acme/lumen-2", "models/3d"] == ("only_theirs", "board-not-stored")
    assert causes["gone/model-9", "indices"] == ("only_theirs", "not-catalogued")


def test_only_ours_tells_whether_they_have_the_model():
    both = sides()
    both.own("Lumen 2", indices(50.1, 40.2))
    both.own("Lumen 2 Mini", indices(20.5, 10.6))
    both.own("Ember 7B", indices(15.1, 5.2))
    both.theirs("acme/lumen-2", indices(50.1, 40.2))
    both.listed = [LUMEN, MINI]
    ours = {one.model_id: one.explanation for one in both.audit().findings if one.outcome == "only_ours"}
    assert ours == {
        "acme/lumen-2-mini": "they list the model without figures of this board",
        "acme/ember-7b": "they do not have the model",
    }


def test_a_document_that_is_not_whole_lacks_nothing():
    both = sides()
    both.own("Lumen 2", indices(50.1, 40.2))
    both.own("Ember 7B", indices(15.1, 5.2))
    both.theirs("acme/lumen-2", indices(50.1, 40.2), name="Lumen 2")
    assert [one.outcome for one in both.audit().findings] == ["same"]


def test_their_own_label_is_read_with_the_id_withheld():
    both = sides()
    both.own("Lumen 2", indices(50.1, 40.2))
    both.theirs("acme/ember-7b", indices(33.1, 22.2), name="Ember 70B")
    both.theirs("acme/lumen-2-mini", indices(66.1, 55.2), name="Lumen 2")
    found = {one.model_id: one for one in both.audit().findings}
    assert (found["acme/ember-7b"].cause, found["acme/ember-7b"].fault) == ("name-refused", "theirs")
    assert "'Ember 70B'" in found["acme/ember-7b"].explanation
    assert "we join it to acme/lumen-2;" in found["acme/lumen-2-mini"].explanation


def test_the_summary_adds_up_and_the_text_tells_it():
    both = sides()
    both.own("Lumen 2", indices(50.1, 40.2))
    both.own("Lumen 2 Mini", indices(20.5, 10.6))
    both.theirs("acme/lumen-2", indices(50.1, 40.2))
    both.theirs("acme/ember-7b", indices(20.5, 10.6))
    audit = both.audit()
    told = audit.summary
    assert (told.comparable, told.agreeing, told.agreement_percent) == (2, 1, 50.0)
    assert (told.same, told.differs, told.only_ours, told.only_theirs) == (1, 0, 1, 1)
    assert told.wrong_theirs == 1
    text = list(score_lines(audit))
    assert text[1].startswith("50.0 % agree")
    assert "  acme/ember-7b, artificial-analysis indices: theirs is wrong" in text
    assert "  acme/lumen-2: artificial-analysis indices" in text
    assert "Only ours (1)" in text


def test_json_has_every_field_and_reads_back():
    both = sides()
    both.own("Lumen 2", indices(50.1, 40.2))
    both.theirs("acme/lumen-2", indices(50.1, 40.2))
    written = msgspec.json.encode(both.audit())
    assert msgspec.json.decode(written, type=ScoreAudit) == both.audit()
    told = msgspec.json.decode(written)
    assert told["kind"] == "scores"
    assert told["findings"][0]["cause"] is None


def test_without_rows_of_the_sources_own_there_is_nothing_to_compare():
    both = sides()
    both.theirs("acme/lumen-2", indices(50.1, 40.2))
    both.stored_too()
    with pytest.raises(NothingStored, match="artificial-analysis"):
        both.audit()
