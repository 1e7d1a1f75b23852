"""The catalogue as groups: which entries are one model, by which names it is found, and which mislead."""

import random

import pytest

from benchbook.model import CatalogModel
from benchbook.resolve import packaged_facts
from benchbook.resolve.catalog import CatalogIndex
from benchbook.resolve.grammar import Grammar

GRAMMAR = Grammar(packaged_facts().vocabulary, frozenset({"acme", "vimlabs"}))


def entry(model_id, permaslug=None, name=None, hugging_face_id=None, **more):
    slug = model_id.partition("/")[2]
    return CatalogModel(
        id=model_id,
        permaslug=permaslug or model_id.partition(":")[0],
        name=name or slug,
        hugging_face_id=hugging_face_id,
        **more,
    )


def index(*models, releases=()):
    return CatalogIndex(models, GRAMMAR, releases)


def core(name):
    return GRAMMAR.read(name)[0].core


def ids(groups):
    return [group.base_id for group in groups]


def test_variants_of_one_permaslug_are_one_group():
    found = index(
        entry("acme/zorvex-4:free", "acme/zorvex-4-20260101", "Acme: Zorvex 4 (free)"),
        entry("acme/zorvex-4", "acme/zorvex-4-20260101", "Acme: Zorvex 4"),
        entry("acme/zorvex-4:batch", "acme/zorvex-4-20260101", "Acme: Zorvex 4 (batch)"),
    )
    (group,) = found.groups
    assert (group.base_id, group.name, group.author) == ("acme/zorvex-4", "Acme: Zorvex 4", "acme")
    assert group.keys >= {"acme zorvex 4", "zorvex 4", "acme zorvex 4 20260101", "zorvex 4 20260101"}
    assert all(word not in parts.family for parts in group.names for word in ("free", "batch"))


@pytest.mark.parametrize(
    "exact", ["acme/zorvex-4", "acme/zorvex-4:free", "acme/zorvex-4:nitro", "acme/zorvex-4-20260101"]
)
def test_ids_variants_and_permaslugs_are_found_letter_by_letter(exact):
    found = index(entry("acme/zorvex-4:free", "acme/zorvex-4-20260101"))
    group = found.by_id(exact)
    assert group is not None
    assert group.base_id == "acme/zorvex-4"
    assert found.by_id(exact.upper()) is None


def test_groups_are_found_by_core_size_family_and_repository():
    found = index(
        entry("acme/zorvex-4-8b", hugging_face_id="Acme/Zorvex-4-8B"),
        entry("acme/zorvex-4-70b"),
        entry("acme/zorvex-4-pro"),
        entry("acme/kelmar-4"),
    )
    assert ids(found.by_core(core("Zorvex 4"))) == ["acme/zorvex-4-70b", "acme/zorvex-4-8b"]
    assert ids(found.by_core_and_sizes(core("Zorvex 4"), frozenset({"8b"}))) == ["acme/zorvex-4-8b"]
    assert ids(found.by_family("zorvex")) == ["acme/zorvex-4-70b", "acme/zorvex-4-8b", "acme/zorvex-4-pro"]
    assert ids(found.by_hugging_face_id("acme/zorvex-4-8b")) == ["acme/zorvex-4-8b"]
    assert found.by_core(core("Zorvex 5")) == []
    assert found.by_key("zorvex 5") == []


def test_a_size_lookup_also_gives_entries_without_a_size():
    found = index(entry("acme/zorvex-4-8b"), entry("acme/zorvex-4"))
    assert set(ids(found.by_core_and_sizes(core("Zorvex 4"), frozenset({"8b"})))) == {
        "acme/zorvex-4",
        "acme/zorvex-4-8b",
    }
    assert ids(found.by_core_and_sizes(core("Zorvex 4"), frozenset({"9b"}))) == ["acme/zorvex-4"]


def test_a_first_version_is_found_without_it():
    found = index(entry("acme/zorvex-v1"), entry("acme/zorvex-v2"))
    assert ids(found.by_core(core("Zorvex"))) == ["acme/zorvex-v1"]


def test_what_any_name_says_is_gathered():
    (group,) = index(
        entry(
            "acme/zorvex-4-30b",
            "acme/zorvex-4-30b-a3b-instruct-2509",
            "Acme: Zorvex 4 30B Instruct",
            "acme/Zorvex-4-30B-A3B-Instruct-2509-FP8",
            supported_parameters=("tools",),
        )
    ).groups
    assert group.sizes == {"30b"}
    assert group.active_sizes == {"a3b"}
    assert group.instruct == "instruct"
    assert group.dates == (((2025, 9, None),),)
    assert group.versions == {"4"}
    assert group.reasons is False
    assert not group.reasoning


@pytest.mark.parametrize(("parameters", "reasons"), [((), None), (("tools",), False), (("tools", "reasoning"), True)])
def test_whether_an_entry_reasons(parameters, reasons):
    (group,) = index(entry("acme/zorvex-4", supported_parameters=parameters)).groups
    assert group.reasons is reasons


@pytest.mark.parametrize(
    ("permaslug", "repository"),
    [
        ("acme/kelmar-3", None),
        ("acme/zorvex-5", None),
        ("acme/zorvex-4-mini", None),
        (None, "acme/Kelmar-3"),
        (None, "acme/Zorvex-4.5"),
        (None, "acme/Zorvex-4-Pro"),
    ],
)
def test_a_permaslug_or_repository_of_another_model_lends_no_parts(permaslug, repository):
    (group,) = index(entry("acme/zorvex-4", permaslug, "Acme: Zorvex 4", repository)).groups
    assert {parts.core for parts in group.names} == {core("Zorvex 4")}


def test_a_misleading_permaslug_is_still_found_whole():
    found = index(entry("acme/zorvex-4", "acme/zorvex-5", "Acme: Zorvex 4"))
    assert found.by_key("zorvex 5") == []
    assert found.by_id("acme/zorvex-5") is not None


def test_a_repository_that_leaves_out_the_date_does_not_undate_the_entry():
    (group,) = index(entry("acme/zorvex-4-2509", None, "Acme: Zorvex 4 2509", "acme/Zorvex-4")).groups
    assert all(parts.dates for parts in group.names)


def test_words_of_the_permaslug_in_another_order_are_the_same_name():
    (group,) = index(entry("acme/zorvex-pro-4", "acme/zorvex-4-pro-20260528", "Acme: Zorvex Pro 4")).groups
    assert {parts.core for parts in group.names} == {core("Zorvex 4 Pro")}
    assert group.dates == (((2026, 5, 28),),)


def test_a_pointer_answers_to_its_own_names_only():
    found = index(entry("~acme/zorvex-latest", name="Acme: Zorvex Latest"), entry("acme/zorvex-4"))
    pointer = found.by_id("~acme/zorvex-latest")
    assert pointer is not None
    assert (pointer.pointer, pointer.names, pointer.author) == (True, (), "acme")
    assert ids(found.by_key("acme zorvex latest")) == ["~acme/zorvex-latest"]
    assert ids(found.by_family("zorvex")) == ["acme/zorvex-4"]


def test_versioned_siblings_of_one_author_are_known():
    found = index(entry("acme/zorvex-7b"), entry("acme/zorvex-7b-v0.2"), entry("vimlabs/kelmar-7b-v0.2"))
    group = found.by_id("acme/zorvex-7b")
    assert group is not None
    assert found.has_version(group, "zorvex 7b")
    assert not found.has_version(group, "kelmar 7b")
    alone = found.by_id("acme/zorvex-7b-v0.2")
    assert alone is not None
    assert not found.has_version(alone, "zorvex 7b v0 2")


def test_names_of_one_release_are_names_of_its_entry():
    release = tuple(parts for name in ("Zorvex 1.2", "Zorvex 2509") if (parts := GRAMMAR.read_entry(name)))
    found = index(entry("acme/zorvex-2509"), releases=[release])
    assert ids(found.by_core(core("Zorvex 1.2"))) == ["acme/zorvex-2509"]


def test_groups_do_not_depend_on_the_order_of_the_entries():
    models = [
        entry(f"acme/zorvex-{at}{end}", f"acme/zorvex-{at}", f"Acme: {name.format(at)}{tail}")
        for at in range(1, 6)
        for end, name, tail in (("", "Zorvex {} Mini", ""), (":free", "Zorvex Mini {}B", " (free)"))
    ]
    expected = index(*models).groups
    for seed in range(5):
        random.Random(seed).shuffle(models)
        assert index(*models).groups == expected


def test_an_empty_catalogue_has_nothing():
    found = index()
    assert (found.groups, found.by_id("a/b"), found.by_key(""), found.by_hugging_face_id("")) == ([], None, [], [])
