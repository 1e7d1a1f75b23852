"""The joins that the starter document states, judged."""

import pytest
from audited import entry
from msgspec.structs import replace

from benchbook.audit import assertion_lines, audit_assertions
from benchbook.resolve import packaged_facts
from benchbook.sources.starter import starter_joins

JOINS = {join.written: join.model for join in starter_joins()}
UNCERTAIN = {"Qwen3 Next 80BA3B", "Kimi K2"}


def judged(models=None):
    audit = audit_assertions(models, "its own entries", packaged_facts())
    return audit, {one.name: one for one in audit.assertions}


def test_against_its_own_entries():
    audit, found = judged()
    assert list(found) == list(JOINS)
    assert found["MagistralSmall 1.2"].verdict == "contradicts"
    for name in JOINS.keys() - UNCERTAIN - {"MagistralSmall 1.2"}:
        assert (found[name].verdict, found[name].our_id) == ("agrees", JOINS[name].id), name
    assert all(found[name].verdict != "contradicts" for name in UNCERTAIN)
    assert audit.agrees + audit.contradicts + audit.cannot_tell == 15
    assert all(one.reason and one.listed for one in audit.assertions)


@pytest.mark.parametrize("name", ["Grok CodeFast 1", "gpt-oss-120B(low)", "Devstral 2"])
def test_an_entry_that_is_not_listed_cannot_be_confirmed(name):
    _, found = judged([entry("acme/lumen-2")])
    assert (found[name].verdict, found[name].listed) == ("cannot tell", False)
    assert JOINS[name].id in found[name].reason


def test_an_entry_that_is_not_listed_can_be_contradicted():
    _, found = judged([entry("acme/lumen-2")])
    assert found["MagistralSmall 1.2"].verdict == "contradicts"
    assert "no such entry" in found["MagistralSmall 1.2"].reason


def test_an_entry_that_fits_better_contradicts():
    thinking = JOINS["Kimi K2"]
    plain = replace(
        thinking,
        id=thinking.id.removesuffix("-thinking"),
        permaslug=thinking.id.removesuffix("-thinking"),
        name=thinking.name.removesuffix(" Thinking"),
        hugging_face_id=None,
    )
    _, found = judged([thinking, plain])
    assert (found["Kimi K2"].verdict, found["Kimi K2"].our_id) == ("contradicts", plain.id)
    assert found["Kimi K2"].candidates == ()


def test_two_entries_that_fit_leave_it_undecided():
    thinking = JOINS["Qwen3 Next 80BA3B"]
    instruct = replace(
        thinking,
        id=thinking.id.replace("thinking", "instruct"),
        permaslug=thinking.id.replace("thinking", "instruct"),
        name=thinking.name.replace("Thinking", "Instruct"),
        hugging_face_id=None,
    )
    _, found = judged([thinking, instruct])
    assert found["Qwen3 Next 80BA3B"].verdict == "cannot tell"
    assert set(found["Qwen3 Next 80BA3B"].candidates) == {thinking.id, instruct.id}


def test_the_text_gives_each_verdict_with_its_reason():
    audit, found = judged()
    text = list(assertion_lines(audit))
    assert text[0] == "The starter document's 15 joins against its own entries"
    at = text.index("contradicts: MagistralSmall 1.2 = mistralai/magistral-small-2506")
    assert text[at + 1].strip() == found["MagistralSmall 1.2"].reason
