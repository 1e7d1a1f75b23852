"""The record of decisions: added to, read newest first, carried along where the store itself moves."""

import pytest
from ledger_documents import claim, day, parsed, record
from sqlalchemy import text

from benchbook.rebuild import rebuild
from benchbook.resolve import packaged_facts
from benchbook.review import recorded_decisions
from benchbook.store import Decision, open_store
from benchbook.store.engine import writing


def decision(name="Lumen", **more):
    given = {"kind": "alias", "action": "added", "model_id": "acme/lumen", "licence": "open", "decider": "ana"}
    return Decision(recorded_at=day(1), name=name, **(given | more))


def note(store, *decisions):
    with store.writing() as writer:
        return [writer.note_decision(one) for one in decisions]


def test_the_newest_stand_first_and_pages_follow_each_other(store):
    noted = note(store, *(decision(f"name {number}") for number in range(5)))
    assert [one.id for one in noted] == [1, 2, 3, 4, 5]
    first = store.decisions(2)
    assert first == (noted[4], noted[3])
    assert store.decisions(2, before=first[-1].id) == (noted[2], noted[1])
    assert store.decisions() == tuple(reversed(noted))
    assert store.decisions(10, before=1) == ()


def test_everything_that_is_told_comes_back(store):
    told = decision(
        "\u202e<script>\U0001f600" + "x" * 300,
        key_id="k1",
        kind="rejection",
        action="withdrawn",
        source="arena",
        via="relay",
        reason="another\nmodel",
        gained=1,
        lost=2,
        moved=3,
        licence="internal",
    )
    (noted,) = note(store, told)
    assert store.decisions() == (noted,)
    for field in Decision.__struct_fields__:
        assert getattr(noted, field) == (1 if field == "id" else getattr(told, field))


def test_names_that_no_database_takes_are_kept_readable(store):
    note(store, decision("a\0b\udc80"))
    assert store.decisions()[0].name == "a\N{REPLACEMENT CHARACTER}b?"


def test_what_came_under_an_internal_licence_can_be_left_out(store):
    note(store, decision("secret", licence="internal"), decision("seen", licence="attribution"))
    assert [one.name for one in store.decisions(licences={"open", "attribution"})] == ["seen"]


def test_an_audience_sees_what_it_may_and_never_all_at_once(store):
    note(store, *(decision(f"name {number}", licence=("open", "internal")[number % 2]) for number in range(450)))
    assert len(recorded_decisions(store, "keyholders")) == 200
    assert len(recorded_decisions(store, "keyholders", 10**6)) == 200
    assert [one.name for one in recorded_decisions(store, "everyone", 2)] == ["name 448", "name 446"]
    assert [one.id for one in recorded_decisions(store, "everyone", 2, before=4)] == [3, 1]
    assert recorded_decisions(store, "keyholders", -1) == ()


def test_the_same_is_known_until_it_is_withdrawn(store):
    told, withdrawn = decision(source=None), decision(action="withdrawn")
    with store.writing() as writer:
        assert not writer.was_decided(told)
        writer.note_decision(told)
        assert writer.was_decided(told)
        assert not writer.was_decided(decision(source="arena"))
        assert not writer.was_decided(decision(model_id="acme/quill"))
        writer.note_decision(withdrawn)
        assert not writer.was_decided(told)


def test_a_decision_moves_the_generation_on(store):
    before = store.generation()
    note(store, decision())
    assert store.generation() == before + 1


def test_the_strictest_licence_of_subjects(store):
    record(store, parsed(1, [claim("lumen"), claim("quill")]))
    record(store, parsed(2, [claim("quill")], licence="internal"))
    ids = {subject.subject: subject.id for subject in store.subjects()}
    with store.writing() as writer:
        assert writer.licence_of([ids["lumen"]]) == "attribution"
        assert writer.licence_of(list(ids.values())) == "internal"
        assert writer.licence_of([]) == "internal"


def test_a_rebuilt_store_has_the_same_record(store, tmp_path):
    noted = note(store, decision("one"), decision("two", key_id="k9", licence="internal"))
    with open_store(str(tmp_path / "rebuilt.db")) as other:
        rebuild(store, other, packaged_facts())
        assert other.decisions() == tuple(reversed(noted))


@pytest.mark.parametrize("replace", [False, True])
def test_a_copy_names_nobody_and_the_one_copied_into_keeps_its_own(store, tmp_path, replace):
    note(store, decision("theirs"))
    with open_store(str(tmp_path / "other.db")) as other:
        (own,) = note(other, decision("ours"))
        store.copy_into(other, replace=replace)
        assert other.decisions() == (own,)


def test_a_damaged_row_is_told(store):
    note(store, decision())
    assert store.check() == ()
    with writing(store._engine) as connection, connection.begin():
        connection.execute(text("UPDATE decisions SET licence = 'secret'"))
    assert store.check() == ("table decisions, row 1: what it says is damaged",)
