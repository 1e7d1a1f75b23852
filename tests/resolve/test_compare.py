"""The table of rules: what fits fully, what fits if nothing else does, and what refuses, with its fault."""

import pytest

from benchbook.model import CatalogModel
from benchbook.resolve import packaged_facts
from benchbook.resolve.catalog import CatalogIndex
from benchbook.resolve.compare import Ruler, contradict, core_faults, only_lacks_purpose
from benchbook.resolve.grammar import Grammar

WORDS = packaged_facts().vocabulary
GRAMMAR = Grammar(WORDS, frozenset({"acme"}))
RULER = Ruler(WORDS.size_tiers)


def group(name, hugging_face_id=None, parameters=(), slug=None):
    model_id = f"acme/{slug or name.lower().replace(' ', '-')}"
    model = CatalogModel(
        id=model_id,
        permaslug=model_id,
        name=f"Acme: {name}",
        hugging_face_id=hugging_face_id,
        supported_parameters=parameters,
    )
    return CatalogIndex([model], GRAMMAR).groups[0]


def fit(name, entry):
    parts = GRAMMAR.read(name)[0]
    return RULER.fit(parts, entry if not isinstance(entry, str) else group(entry))


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("Zorvex 4", "Zorvex 4"),
        ("zorvex-4", "Zorvex 4.0"),
        ("4 Zorvex Mini", "Zorvex 4 Mini"),
        ("Zorvex 4 Lite Flash", "Zorvex 4 Flash Lite"),
        ("Zorvex", "Zorvex"),
        ("Zorvex 4 70B", "Zorvex 4 70B"),
        ("Zorvex 4 30BA3B", "Zorvex 4 30B A3B"),
        ("Zorvex 4 VL Coder", "Zorvex 4 Coder VL"),
        ("Zorvex 4 Instruct", "Zorvex 4 Instruct"),
        ("Zorvex 4 (Reasoning)", "Zorvex 4 Thinking"),
        ("Zorvex 4 (Reasoning)", "Zorvex 4"),
        ("Zorvex 4 (Non-reasoning)", "Zorvex 4"),
        ("Zorvex 4 (high)", "Zorvex 4"),
        ("Zorvex 4 fp8", "Zorvex 4"),
        ("Zorvex 4 + agent", "Zorvex 4"),
        ("Zorvex 4 Exp", "Zorvex 4 experimental"),
        ("Zorvex 4 128k", "Zorvex 4 128k"),
        ("Zorvex 4 (Sep '25)", "Zorvex 4 2509"),
        ("Zorvex 4 (Sep)", "Zorvex 4 2025-09-29"),
        ("Zorvex 4 0929", "Zorvex 4 2025-09-29"),
        ("Zorvex 4 2025-09-29", "Zorvex 4 0929"),
        ("Zorvex 4 2025-09-29", "Zorvex 4 09-2025"),
        ("Zorvex 4 2509", "Zorvex 4 Preview 2509"),
        ("Zorvex 4 Preview 0929", "Zorvex 4 0929"),
        ("Hermes 4 405B Llama-3.1", "Hermes 4 Llama-3.1 405B"),
    ],
)
def test_what_fits_fully(name, entry):
    found = fit(name, entry)
    assert (found.full, found.faults, found.loose) == (True, (), ())


@pytest.mark.parametrize(
    ("name", "entry", "loose"),
    [
        ("Zorvex 4 Mini", "Zorvex 4 Mini 8B", "size"),
        ("Zorvex 4 17B", "Zorvex 4 17B 16E", "size"),
        ("Zorvex 4 30B", "Zorvex 4 30B A3B", "active size"),
        ("Zorvex", "Zorvex 1", "version"),
        ("Zorvex Mini", "Zorvex Mini v1", "version"),
        ("Hermes 4 405B", "Hermes 4 Llama-3.1 405B", "lineage"),
        ("Hermes 4 Llama 405B", "Hermes 4 Llama-3.1 405B", "lineage"),
    ],
)
def test_what_fits_only_if_nothing_else_does(name, entry, loose):
    found = fit(name, entry)
    assert (found.faults, found.loose) == ((), (loose,))
    assert not found.full


@pytest.mark.parametrize("word", ["Instruct", "it"])
def test_instruct_may_go_unsaid_of_weights(word):
    weights = group(f"Zorvex 4 8B {word}", hugging_face_id=f"acme/Zorvex-4-8B-{word}")
    assert fit("Zorvex 4 8B", weights).loose == ("purpose instruct",)
    assert fit("Zorvex 4 8B", f"Zorvex 4 8B {word}").faults[0].part == "purpose"


def test_instruct_may_be_said_of_weights_that_do_not_say_it():
    weights = group("Zorvex 4", hugging_face_id="acme/Zorvex-4")
    assert fit("Zorvex 4 Instruct", weights).loose == ("no purpose",)
    assert fit("Zorvex 4 Instruct", "Zorvex 4").faults[0].part == "purpose"


@pytest.mark.parametrize(
    ("name", "entry", "fault", "part"),
    [
        # family
        ("Kelmar 4", "Zorvex 4", "differs", "family"),
        ("Zorvex Next 4", "Zorvex 4", "differs", "family"),
        ("Zorvex 4o", "Zorvex 4", "differs", "family"),
        # version
        ("Zorvex 5", "Zorvex 4", "differs", "version"),
        ("Zorvex 4.1", "Zorvex 4", "differs", "version"),
        ("Zorvex 4", "Zorvex", "says more", "version"),
        ("Zorvex", "Zorvex 4", "says less", "version"),
        # tier
        ("Zorvex 4 Mini", "Zorvex 4 Nano", "differs", "tier"),
        ("Zorvex 4 Mini", "Zorvex 4", "differs", "tier"),
        ("Zorvex 4", "Zorvex 4 Mini", "says less", "tier"),
        ("Zorvex 4 Ultra Mini", "Zorvex 4 Mini", "differs", "tier"),
        ("Zorvex R+", "Zorvex R", "differs", "tier"),
        # sizes
        ("Zorvex 4 8B", "Zorvex 4 70B", "differs", "size"),
        ("Zorvex 4 8B", "Zorvex 4", "says more", "size"),
        ("Zorvex 4", "Zorvex 4 8B", "says less", "size"),
        ("Zorvex 4 Pro", "Zorvex 4 Pro 8B", "says less", "size"),
        ("Zorvex 4 30B A3B", "Zorvex 4 30B A6B", "differs", "active size"),
        ("Zorvex 4 30B A3B", "Zorvex 4 30B", "says more", "active size"),
        # purpose
        ("Zorvex 4 Coder", "Zorvex 4", "differs", "purpose"),
        ("Zorvex 4", "Zorvex 4 Coder", "says less", "purpose"),
        ("Zorvex 4 VL", "Zorvex 4 Coder", "differs", "purpose"),
        ("Zorvex 4 Base", "Zorvex 4 Instruct", "differs", "purpose"),
        ("Zorvex 4 Instruct", "Zorvex 4 Thinking", "says more", "purpose"),
        ("Zorvex 4", "Zorvex 4 Thinking", "says less", "purpose"),
        # mode
        ("Zorvex 4 (Reasoning)", "Zorvex 4 Instruct", "differs", "purpose"),
        ("Zorvex 4 (Adaptive Reasoning)", "Zorvex 4 Instruct", "differs", "purpose"),
        ("Zorvex 4 (Non-reasoning)", "Zorvex 4 Thinking", "differs", "purpose"),
        # date
        ("Zorvex 4 2509", "Zorvex 4 2512", "differs", "date"),
        ("Zorvex 4 0929", "Zorvex 4 0928", "differs", "date"),
        ("Zorvex 4 (Sep '24)", "Zorvex 4 2509", "differs", "date"),
        ("Zorvex 4 2509", "Zorvex 4", "says more", "date"),
        ("Zorvex 4", "Zorvex 4 2509", "says less", "date"),
        # stage
        ("Zorvex 4 Preview", "Zorvex 4", "says more", "stage"),
        ("Zorvex 4 Preview", "Zorvex 4 Beta", "says more", "stage"),
        ("Zorvex 4", "Zorvex 4 Preview", "says less", "stage"),
        ("Zorvex 4 Preview 2509", "Zorvex 4 2509", "says more", "stage"),
        # context
        ("Zorvex 4 128k", "Zorvex 4 32k", "differs", "context"),
        ("Zorvex 4 128k", "Zorvex 4", "says more", "context"),
        ("Zorvex 4", "Zorvex 4 128k", "says less", "context"),
        # lineage
        ("Hermes 4 Llama-3.1 405B", "Hermes 4 405B", "says more", "lineage"),
        ("Hermes 4 Qwen 405B", "Hermes 4 Llama-3.1 405B", "differs", "lineage"),
        ("Hermes 4 Llama-3.2 405B", "Hermes 4 Llama-3.1 405B", "differs", "lineage"),
    ],
)
def test_what_refuses_and_with_which_fault(name, entry, fault, part):
    found = fit(name, entry)
    assert not found.full
    assert (fault, part) in {(one.fault, one.part) for one in found.faults}
    assert all(one.reason for one in found.faults)
    assert found.contradicts == any(one.fault == "differs" for one in found.faults)


def test_an_entry_may_reason_unless_its_parameters_say_otherwise():
    silent, able, unable = (
        group("Zorvex 4", parameters=given) for given in ((), ("tools", "reasoning"), ("tools", "temperature"))
    )
    assert fit("Zorvex 4 (Reasoning)", silent).full
    assert fit("Zorvex 4 (Reasoning)", able).full
    assert fit("Zorvex 4 (Reasoning)", unable).contradicts
    assert fit("Zorvex 4 (Non-reasoning)", unable).full


def test_each_of_the_entrys_names_may_be_the_one_that_fits():
    dated = CatalogModel(id="acme/zorvex-4", permaslug="acme/zorvex-4-20250929", name="Acme: Zorvex 4")
    entry = CatalogIndex([dated], GRAMMAR).groups[0]
    for name in ("Zorvex 4", "Zorvex 4 2025-09-29", "Zorvex 4 (Sep '25)"):
        assert fit(name, entry).full
    assert fit("Zorvex 4 2510", entry).contradicts


def test_a_reasoning_entry_is_told_apart_from_one_that_is_merely_run_so():
    assert fit("Zorvex 4 (Reasoning)", "Zorvex 4 Thinking").named_reasoning
    assert not fit("Zorvex 4 (Reasoning)", "Zorvex 4").named_reasoning
    assert only_lacks_purpose(fit("Zorvex 4", "Zorvex 4 Thinking"))
    assert not only_lacks_purpose(fit("Zorvex 4", "Zorvex 4 Thinking 2509"))
    assert not only_lacks_purpose(fit("Zorvex 4", "Zorvex 4"))


def test_all_that_differs_is_told():
    found = list(core_faults(GRAMMAR.read("Kelmar 5 Mini Coder")[0], group("Zorvex 4 Nano VL")))
    assert {one.part for one in found} == {"family", "version", "tier", "purpose"}
    assert list(core_faults(GRAMMAR.read("Zorvex 4")[0], group("Zorvex 4"))) == []


@pytest.mark.parametrize(
    ("first", "second", "both_wrong"),
    [
        ("Zorvex 4 8B", "Zorvex 4 70B", True),
        ("Zorvex 4", "Zorvex 5", True),
        ("Zorvex 4 Mini", "Zorvex 4 Nano", True),
        ("Zorvex 4 2509", "Zorvex 4 2512", True),
        ("Zorvex 4 Thinking", "Zorvex 4 Instruct", True),
        ("Zorvex 4 2509", "Zorvex 4", False),
        ("Zorvex 4 8B", "Zorvex 4", False),
        ("Zorvex 4 Mini", "Zorvex 4", False),
        ("Zorvex 4", "Zorvex", False),
        ("Zorvex 4 2509", "Zorvex 4 (Sep)", False),
    ],
)
def test_two_names_that_cannot_both_be_right(first, second, both_wrong):
    one, other = GRAMMAR.read(first)[0], GRAMMAR.read(second)[0]
    assert contradict(one, other) is contradict(other, one) is both_wrong
