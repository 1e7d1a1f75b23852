"""What people decided: found by a name's spelling and by its parts, and no further."""

from datetime import date

import pytest
from msgspec.structs import replace

from benchbook.model import Labels
from benchbook.resolve import normalise, packaged_facts
from benchbook.resolve.decided import Decided
from benchbook.resolve.facts import Alias, Doubt, Rejection, Release
from benchbook.resolve.grammar import Grammar

DAY = date(2026, 7, 22)
GRAMMAR = Grammar(packaged_facts().vocabulary, {"acme": frozenset({"acme"})})
PLAIN = replace(packaged_facts(), aliases=(), rejections=(), doubts=(), releases=())


def decided(**facts):
    return Decided(replace(PLAIN, **facts), GRAMMAR)


def alias(name="Zorvex 4", model="acme/zorvex-4", **more):
    return Alias(name=name, model=model, origin="synthetic", date=DAY, **more)


def rejection(name="Zorvex 4", model="acme/kelmar-3", **more):
    return Rejection(name=name, model=model, reason="another", origin="synthetic", date=DAY, **more)


def known_as(found, name, source="lab"):
    by_parts = (found.alias_of_parts(parts, source) for parts in GRAMMAR.read(name))
    return found.alias(normalise(name), source) or next((alias for alias in by_parts if alias is not None), None)


def pins(found, name, source="lab", via=None):
    return found.pins([(normalise(name), GRAMMAR.read(name))], source, via)


@pytest.mark.parametrize("name", ["Zorvex 4", "zorvex-4", "ZORVEX_4.0", "Zorvex 4 (high)", "zorvex-4 fp8"])
def test_an_alias_is_found_by_other_spellings(name):
    found = known_as(decided(aliases=(alias(),)), name)
    assert found is not None
    assert found.model == "acme/zorvex-4"


@pytest.mark.parametrize(
    "name", ["Zorvex 5", "Zorvex", "Zorvex 4 Mini", "Zorvex 4 8B", "Zorvex 4 A8B", "Zorvex 4 2509"]
)
def test_an_alias_is_not_found_by_other_names(name):
    assert known_as(decided(aliases=(alias(),)), name) is None


@pytest.mark.parametrize(
    ("name", "holds"), [("zorvex-4-thinking", True), ("Zorvex 4", False), ("Zorvex 4 (low)", False)]
)
def test_an_alias_that_says_how_a_model_was_run_is_not_that_of_other_runs(name, holds):
    found = decided(aliases=(alias("Zorvex 4 (Reasoning)"),))
    assert (known_as(found, name) is not None) is holds


def test_an_alias_as_it_is_spelled_comes_before_one_of_the_same_parts():
    found = decided(aliases=(alias("Zorvex 4 (high)", "acme/high"), alias("zorvex 4", "acme/plain")))
    models = {name: known_as(found, name).model for name in ("Zorvex 4 (high)", "zorvex-4", "Zorvex 4 (low)")}
    assert models == {"Zorvex 4 (high)": "acme/high", "zorvex-4": "acme/plain", "Zorvex 4 (low)": "acme/plain"}


def test_aliases_of_the_same_parts_that_disagree_decide_nothing_but_their_own_spellings():
    found = decided(aliases=(alias("Zorvex Mini Ultra"), alias("Zorvex Ultra Mini", "acme/other")))
    assert known_as(found, "Zorvex Ultra Mini").model == "acme/other"
    assert known_as(found, "Zorvex Ultra Mini (high)") is None


def test_the_sources_own_alias_comes_before_one_of_all_sources():
    found = decided(aliases=(alias(), alias(model="acme/other", source="lab")))
    own, others = known_as(found, "Zorvex 4"), known_as(found, "Zorvex 4", "elsewhere")
    assert own is not None
    assert others is not None
    assert (own.model, others.model) == ("acme/other", "acme/zorvex-4")


@pytest.mark.parametrize(
    ("source", "holds"),
    [
        *(("lab", True), ("lab-text", True), ("lab/text", True), ("lab(handmade)", True)),
        *(("labs", False), ("la", False), ("", False), ("my-lab", False)),
    ],
)
def test_a_fact_of_a_source_holds_for_its_boards(source, holds):
    found = decided(aliases=(alias(source="lab"),), rejections=(rejection(source="lab"),))
    assert (known_as(found, "Zorvex 4", source) is not None) is holds
    assert bool(pins(found, "Zorvex 4", source)) is holds


@pytest.mark.parametrize("name", ["Zorvex 4", "zorvex-4", "Zorvex 4 (high)", "Zorvex 4 (bf16)", "zorvex4"])
def test_a_rejection_is_found_by_other_spellings(name):
    assert pins(decided(rejections=(rejection(),)), name) == {"acme/kelmar-3": "another"}


@pytest.mark.parametrize("name", ["Zorvex 5", "Zorvex 4 Mini", "Zorvex 4 Thinking", "Zorvex 4 (Reasoning)", "Kelmar 4"])
def test_a_rejection_says_nothing_of_other_names(name):
    assert pins(decided(rejections=(rejection(),)), name) == {}


def test_a_rejection_of_a_relay_holds_for_that_relay_alone():
    found = decided(rejections=(rejection(via="relay"),))
    assert pins(found, "Zorvex 4") == {}
    assert pins(found, "Zorvex 4", via="relay") == {"acme/kelmar-3": "another"}


def test_rejections_without_a_name_are_kept_apart():
    whole = rejection(None, source="lab", via="relay")
    found = decided(rejections=(whole,))
    assert found.unlabelled == (whole,)
    assert pins(found, "Zorvex 4", via="relay") == {}


def test_a_doubt_is_of_one_name_and_one_model():
    doubt = Doubt(name="Zorvex 4", model="acme/zorvex-4", reason="which?", origin="synthetic", date=DAY)
    found = decided(doubts=(doubt,))
    assert found.doubt(Labels(name="zorvex-4"), "acme/zorvex-4") == "which?"
    assert found.doubt(Labels(name="zorvex-4"), "acme/zorvex-5") is None
    assert found.doubt(Labels(name="Zorvex 5"), "acme/zorvex-4") is None


def test_names_of_one_release_lead_to_one_another():
    release = Release(names=("Zorvex 1.2", "Zorvex 2509"), origin="synthetic", date=DAY)
    found = decided(releases=(release,))

    def others(name):
        return [parts.dates or parts.versions for parts in found.other_names(GRAMMAR.read(name)[0])]

    assert others("Zorvex 1.2") == [(((2025, 9, None),),)]
    assert others("zorvex-2509 (high)") == [("1.2",)]
    assert others("Zorvex 1.1") == others("Zorvex 1.2 Mini") == others("Kelmar 1.2") == []


def test_nothing_decided_finds_nothing():
    found = decided()
    assert known_as(found, "Zorvex 4") is None
    assert pins(found, "Zorvex 4") == {}
    assert (found.unlabelled, found.releases) == ((), ())
