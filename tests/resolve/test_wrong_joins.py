"""Wrong joins that were found by changing one part of an entry's own name, or by taking the entry out."""

from datetime import date

import pytest
from msgspec.structs import replace

from benchbook.model import CatalogModel, Labels, Matched
from benchbook.resolve import Resolver, packaged_facts
from benchbook.resolve.facts import Alias

FACTS = packaged_facts()


def entry(model_id, permaslug=None, name=None, hugging_face_id=None):
    slug = model_id.partition("/")[2]
    return CatalogModel(
        id=model_id, permaslug=permaslug or model_id, name=name or slug, hugging_face_id=hugging_face_id
    )


def found(name, *models, **labels):
    identity = Resolver(models, FACTS).resolve(Labels(name=name, **labels), "s")
    return identity.model_id if isinstance(identity, Matched) else None


CHANGES = (
    *("Mini", "Pro", "Nano", "Lite", "Max", "Plus", "+", "Fast", "Turbo", "Air", "Ultra", "Small", "Large", "Flash"),
    *("Coder", "VL", "Math", "Chat", "Base", "Guard", "Vision", "Omni", "Code", "Search", "Image", "Audio"),
    *("Preview", "(Preview)", "Exp", "Beta", "Alpha"),
    *("2031-11-27", "(Nov '31)", "3111", "20311127", "1127", "11-2031", "Nov' 31", "November"),
    *("999B", "A999B", "13x7B", "0.37b", "9T", "e9b"),
    *("Kelmar", "R", "V2.7", "v9", "9.9", "H", "II", "X", "Distill", "2", "-kelmar", "(Kelmar)"),
)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize(
    "own",
    ["Zorvex 4", "Zorvex 4 Ultra Mini", "Zorvex 4 70B A7B", "Zorvex 4 VL Coder", "Zorvex 4 Thinking", "Zorvex 4 2509"],
)
def test_a_name_that_says_more_than_the_entry_is_not_the_entrys(own, change):
    model = entry("acme/" + own.lower().replace(" ", "-"), name=f"Acme: {own}")
    assert found(own, model) == model.id
    if change.lower().strip("()+-") not in own.lower() or change == "+":
        assert found(f"{own} {change}", model) is None


@pytest.mark.parametrize(
    ("own", "names"),
    [
        ("Zorvex 4 Mini", ["Zorvex 4", "Zorvex Mini", "Zorvex 5 Mini", "Zorvex 4.1 Mini", "Zorvex 4 Nano"]),
        ("Zorvex 4 70B", ["Zorvex 4", "Zorvex 4 7B", "Zorvex 4 70M", "Zorvex 70B", "Zorvex 4 170B"]),
        ("Zorvex 4 70B A7B", ["Zorvex 4 70B A8B", "Zorvex 4 7B", "Zorvex 4 A70B"]),
        ("Zorvex 4 2509", ["Zorvex 4", "Zorvex 4 2508", "Zorvex 4 2409", "Zorvex 4 0825", "Zorvex 4 (Oct '25)"]),
        ("Zorvex 4 2025-09-29", ["Zorvex 4", "Zorvex 4 2025-09-28", "Zorvex 4 0928", "Zorvex 4 2024-09-29"]),
        ("Zorvex 4 04-28", ["Zorvex 4", "Zorvex 4 04-29", "zorvex-4-04-27", "Zorvex 4 05-28"]),
        ("Zorvex 4 Preview", ["Zorvex 4", "Zorvex 4 Exp", "Zorvex 4 Beta"]),
        ("Zorvex 4 VL", ["Zorvex 4", "Zorvex 4 Coder", "Zorvex 4V"]),
        ("Zorvex 4 Thinking", ["Zorvex 4", "Zorvex 4 (Non-reasoning)", "Zorvex 4 Instruct"]),
        ("Zorvex 4 128k", ["Zorvex 4", "Zorvex 4 32k"]),
        (
            "Zorvex 4",
            ["Zorvex", "Zorvex 40", "Zorvex 4.4", "Zorvex 44", "Zorvex-4-4", "4", "Acme 4", "Acme", "Zorvx 4"],
        ),
        ("Zorvex 1", ["Zorvex 10", "Zorvex 1.1", "Zorvex 11"]),
    ],
)
def test_a_name_that_says_less_or_other_than_the_entry_is_not_the_entrys(own, names):
    model = entry("acme/" + own.lower().replace(" ", "-"), name=f"Acme: {own}")
    assert {name: found(name, model) for name in names} == dict.fromkeys(names)


@pytest.mark.parametrize("name", ["4o-mini", "4o mini", "Zorvex 4o Mini", "zorvex4o-mini"])
def test_a_letter_behind_the_version_is_not_the_letter_before_it(name):
    behind, before = entry("acme/zorvex-4o-mini"), entry("acme/zorvex-o4-mini")
    assert found(name, entry("acme/o4-mini")) is None
    assert found(name, before) is None
    assert found(name, behind, before) in {behind.id, None}


@pytest.mark.parametrize("name", ["Zorvex Plus 2024-07-28", "zorvex-plus-20260728", "Zorvex Plus (Jul '24)"])
def test_a_year_that_differs_refuses_though_one_of_the_names_leaves_it_out(name):
    model = entry("acme/zorvex-plus-2025-07-28", name="Acme: Zorvex Plus 0728")
    assert found("Zorvex Plus 0728", model) == found("Zorvex Plus 2025-07-28", model) == model.id
    assert found(name, model) is None


@pytest.mark.parametrize("name", ["O", "o", "O (high)", "R"])
def test_a_first_version_that_is_one_word_with_the_family_does_not_go_unsaid(name):
    assert found(name, entry("acme/o1"), entry("acme/r1")) is None


@pytest.mark.parametrize("name", ["Zorvex 9 2507", "Zorvex 9.9 (Jul '25)", "zorvex-v9-2025-07"])
def test_a_month_does_not_make_good_a_version_that_the_entry_does_not_say(name):
    """Two releases of one month may differ in their version; where a person knows better, it is a release."""
    assert found(name, entry("acme/zorvex-2507")) is None


def test_a_company_in_the_name_is_not_cut_off_where_the_path_names_another():
    models = [entry("vimlabs/vim-r1t"), entry("acme/acme-1")]
    assert found("vimlabs/acme-r1t", entry("vimlabs/r1t", name="Vim: R1T"), *models) is None


def test_scores_of_tuned_weights_do_not_go_to_the_base_model():
    base = entry("acme/zorvex-4-70b", name="Acme: Zorvex 4 70B (base)", hugging_face_id="acme/Zorvex-4-70B")
    assert found("Zorvex 4 70B Instruct", base) is None
    tuned = entry("acme/zorvex-4-70b-instruct", hugging_face_id="acme/Zorvex-4-70B-Instruct")
    assert found("Zorvex 4 70B Base", tuned) is None


def test_an_older_model_is_not_the_one_of_today():
    assert found("Zorvex 4 (older)", entry("acme/zorvex-4")) is None


def test_active_size_differs_from_that_of_a_release_with_names():
    models = [entry("deepseek/deepseek-r1", name="DeepSeek: R1")]
    assert found("DeepSeek R1", *models) == "deepseek/deepseek-r1"
    assert found("DeepSeek R1 A999B", *models) is None


def test_two_models_in_one_name_are_neither():
    models = [entry("acme/zorvex-4"), entry("acme/kelmar-3")]
    for name in ("Zorvex 4 + Kelmar 3", "Zorvex 4 and Kelmar 3", "Kelmar 3 vs Zorvex 4", "zorvex-4/kelmar-3x"):
        assert found(name, *models) is None


def test_merges_and_distillations_are_not_what_they_are_made_from():
    models = [entry("acme/zorvex-4-8b"), entry("other/kelmar-r1")]
    for name in ("Kelmar R1 Distill Zorvex 4 8B", "Zorvex 4 8B Kelmar", "Zorvex 4 8B Abliterated", "Zorvex-4-8B-R1"):
        assert found(name, *models) is None


@pytest.mark.parametrize("name", ["Zorvex Medium 4", "zorvex-medium-4", "Zorvex Medium 4 2509", "Zorvex High 4"])
def test_a_tier_before_the_version_is_no_effort_of_the_entry_without_it(name):
    assert found(name, entry("acme/zorvex-4"), entry("acme/zorvex-4-2509")) is None
    assert found("Zorvex 4 Medium", entry("acme/zorvex-4")) == "acme/zorvex-4"


@pytest.mark.parametrize(
    "name",
    [
        "Zorvex 4 \u667a\u80fd",
        "Zorvex \u667a 4",
        "\u0417\u043e\u0440 Zorvex 4",
        "Zorvex 4\u03b2",
        "Zorvex 4\u00e9",
        "Zorvex\u03b2 4",
    ],
)
def test_letters_of_other_scripts_are_letters(name):
    assert found(name, entry("acme/zorvex-4")) is None


def test_an_alias_in_another_script_is_its_own():
    alias = Alias(name="\u6587\u5fc3", model="acme/zorvex-4", origin="synthetic", date=date(2026, 7, 22))
    resolver = Resolver([entry("acme/zorvex-4")], replace(FACTS, aliases=(alias,)))
    assert isinstance(resolver.resolve(Labels(name="\u6587\u5fc3"), "s"), Matched)
    for name in ("\u901a\u4e49", "-", "?"):
        assert not isinstance(resolver.resolve(Labels(name=name), "s"), Matched)
