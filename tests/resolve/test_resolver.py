import csv
import json
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from benchbook.model import CatalogModel, Configuration, Labels, Matched, Unmatched
from benchbook.resolve import Resolver, Suggester, packaged_facts
from benchbook.resolve.facts import Alias, Doubt, Rejection

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
TODAY = date(2026, 1, 1)


def entry(model_id, permaslug=None, name=None, hugging_face_id=None):
    slug = model_id.partition("/")[2]
    return CatalogModel(
        id=model_id,
        permaslug=permaslug or model_id.partition(":")[0],
        name=name or slug,
        hugging_face_id=hugging_face_id,
    )


REPOSITORY = "acme-hf/Lumen-5-Instruct-2509"
CATALOG = [
    entry("acme/lumen-5", "acme/lumen-5-20260101", "Acme: Lumen 5"),
    entry("acme/lumen-5:free", "acme/lumen-5-20260101", "Acme: Lumen 5 (free)"),
    entry("acme/lumen-5-thinking", name="Acme: Lumen 5 Thinking"),
    entry("acme/lumen-5-mini", name="Acme: Lumen 5 Mini"),
    entry("acme/lumen-5-2509", name="Acme: Lumen 5 Instruct 2509", hugging_face_id=REPOSITORY),
    entry("acme/order-r", name="Acme: Order R"),
    entry("other/lumen-9", name="Other: Lumen 9"),
    entry("acme/twin", "acme/twin-1", "Acme: Twin"),
    entry("other/twin", "other/twin-1", "Other: Twin"),
    entry("acme/solo:free", "acme/solo", "Acme: Solo (free)"),
    entry("~acme/lumen-latest", "acme/lumen-5-20260101", "Acme: Lumen Latest"),
]
FACTS = packaged_facts()


def resolve(labels, source="artificial-analysis", facts=FACTS):
    return Resolver(CATALOG, facts).resolve(labels, source)


@pytest.mark.parametrize(
    ("labels", "model_id", "configuration"),
    [
        (Labels(name="Lumen 5"), "acme/lumen-5", Configuration()),
        (Labels(name="lumen_5"), "acme/lumen-5", Configuration()),
        (Labels(name="Acme: Lumen 5"), "acme/lumen-5", Configuration()),
        (Labels(name="acme/lumen-5"), "acme/lumen-5", Configuration()),
        (Labels(name="acme/lumen-5-20260101"), "acme/lumen-5", Configuration()),
        (Labels(name="Lumen 5 (high)", creator="Acme"), "acme/lumen-5", Configuration(effort="high")),
        (Labels(name="Lumen 5 Thinking"), "acme/lumen-5-thinking", Configuration()),
        (Labels(name="Lumen 9 (Reasoning)"), "other/lumen-9", Configuration(mode="reasoning")),
        (Labels(name="Twin", creator="Other"), "other/twin", Configuration()),
        (Labels(name="Solo"), "acme/solo", Configuration()),
        (
            Labels(name="Lumen 5 2509 Instruct", hugging_face_id="acme-hf/lumen-5-instruct-2509"),
            "acme/lumen-5-2509",
            Configuration(),
        ),
    ],
)
def test_own_names_match(labels, model_id, configuration):
    identity = resolve(labels)
    assert isinstance(identity, Matched)
    assert identity.model_id == model_id
    assert identity.configuration == configuration
    assert identity.evidence


@pytest.mark.parametrize(
    "labels",
    [
        Labels(name="Lumen 6"),
        Labels(name="Lumen"),
        Labels(name="Lumen 5 (Sep '25)"),
        Labels(name="Lumen 5 Mini 2509"),
        Labels(name="Lumen5"),
        Labels(name="Order R+"),
        Labels(name="Lumen Latest"),
        Labels(name=""),
    ],
)
def test_nothing_near_is_enough(labels):
    assert isinstance(resolve(labels), Unmatched)


def test_two_entries_of_one_name_stay_unresolved():
    identity = resolve(Labels(name="Twin"))
    assert isinstance(identity, Unmatched)
    assert "acme/twin" in identity.reason
    assert "other/twin" in identity.reason


def test_another_company_refuses():
    identity = resolve(Labels(name="Lumen 5", creator="Other"))
    assert isinstance(identity, Unmatched)
    assert "made by acme, not by Other" in identity.refused[0]


def test_split_off_mode_gives_way_to_an_entry_named_by_it():
    assert isinstance(resolve(Labels(name="Lumen 5 (Reasoning)")), Unmatched)


def test_reasoning_refuses_an_instruct_entry_of_the_same_id():
    identity = resolve(Labels(name="Lumen 5 2509 (Reasoning)"))
    assert isinstance(identity, Unmatched)
    assert "does not reason" in identity.refused[0]


def test_a_slug_may_not_add_what_the_name_denies():
    identity = resolve(Labels(name="Lumen 5 (Nov '24)", slug="lumen-5"))
    assert isinstance(identity, Unmatched)
    assert "the name says 24 nov" in identity.refused[0]


def test_name_and_slug_that_differ_stay_unresolved():
    assert isinstance(resolve(Labels(name="Lumen 5", slug="lumen-5-mini")), Unmatched)


def test_stated_id_of_the_measuring_source_decides_nothing():
    labels = Labels(name="Lumen Nine", stated_id="other/lumen-9", authority="source")
    assert isinstance(resolve(labels), Unmatched)


def test_stated_id_of_the_catalogue_decides():
    labels = Labels(name="whatever", stated_id="acme/lumen-5-20260101", authority="catalogue")
    identity = resolve(labels)
    assert isinstance(identity, Matched)
    assert (identity.model_id, identity.rule) == ("acme/lumen-5", "stated")


def test_stated_id_that_the_catalogue_lacks_is_kept():
    identity = resolve(Labels(name="Gone", stated_id="acme/gone-1", authority="catalogue"))
    assert isinstance(identity, Matched)
    assert identity.model_id == "acme/gone-1"
    assert "does not list" in identity.evidence[0]


def test_alias_beats_rules():
    alias = Alias(name="yonder", model="acme/order-r", origin="synthetic", date=TODAY)
    facts = replace(FACTS, aliases=(alias,))
    identity = resolve(Labels(name="Yonder"), facts=facts)
    assert isinstance(identity, Matched)
    assert (identity.model_id, identity.rule) == ("acme/order-r", "alias")
    elsewhere = replace(FACTS, aliases=(replace(alias, source="design-arena"),))
    assert isinstance(resolve(Labels(name="Yonder"), facts=elsewhere), Unmatched)


@pytest.mark.parametrize("authority", ["catalogue", None])
def test_pinned_rejection_refuses_even_a_stated_join(authority):
    rejection = Rejection(name="Lumen 5", model="acme/lumen-5", reason="not the same", origin="synthetic", date=TODAY)
    labels = Labels(name="Lumen 5", stated_id="acme/lumen-5" if authority else None, authority=authority)
    identity = resolve(labels, facts=replace(FACTS, rejections=(rejection,)))
    assert isinstance(identity, Unmatched)
    assert "acme/lumen-5" in identity.refused[0]


def test_doubt_marks_a_stated_join():
    doubt = Doubt(name="Lumen", model="acme/lumen-5", reason="which one?", origin="synthetic", date=TODAY)
    labels = Labels(name="Lumen", stated_id="acme/lumen-5", authority="catalogue")
    identity = resolve(labels, facts=replace(FACTS, doubts=(doubt,)))
    assert isinstance(identity, Matched)
    assert identity.doubt == "which one?"


@pytest.mark.parametrize(
    ("name", "model_id"),
    [
        ("K2-Think-V2", "moonshotai/kimi-k2-thinking"),
        ("k2-think-v2", "moonshotai/kimi-k2-thinking"),
        ("Command A+", "cohere/command-a"),
        ("command-a-plus", "cohere/command-a"),
        ("Codestral 2 (2501)", "mistralai/codestral-2508"),
    ],
)
def test_joins_known_to_be_wrong_are_refused_whoever_states_them(name, model_id):
    resolver = Resolver([entry(model_id)], FACTS)
    identity = resolver.resolve(Labels(name=name, stated_id=model_id, authority="catalogue"), "design-arena")
    assert isinstance(identity, Unmatched)


def test_suggestions_are_the_nearest_names_and_no_more():
    suggestions = Suggester(CATALOG).suggest(Labels(name="Lumen 5 Mini 2509"))
    assert suggestions[0].model_id == "acme/lumen-5-mini"
    assert len(suggestions) <= 3
    assert Suggester(CATALOG).suggest(Labels(name="zzz")) == ()


def test_real_names_are_never_joined_wrongly():
    names = SHARED / "names" / "dev.csv"
    catalogue = SHARED / "openrouter" / "models-2026-07-22.json"
    if not names.exists():
        pytest.skip("the shared data are not here")
    models = [
        CatalogModel(
            id=model["id"],
            permaslug=model["canonical_slug"],
            name=model["name"],
            hugging_face_id=model["hugging_face_id"] or None,
        )
        for model in json.loads(catalogue.read_text())["data"]
    ]
    listed = {model.base_id for model in models}
    resolver = Resolver(models, FACTS)
    with names.open() as lines:
        rows = [row for row in csv.DictReader(lines) if row["model_id"] in listed]
    found = [(row, resolver.resolve(Labels(name=row["name"]), row["source"])) for row in rows]
    matched = [(row, identity) for row, identity in found if isinstance(identity, Matched)]
    differing = [(row["name"], identity) for row, identity in matched if identity.model_id != row["model_id"]]
    # The list's labels follow upstream's joins; it may only be contradicted where an entry bears the very name.
    assert [name for name, identity in differing if identity.rule != "name"] == []
    assert len(differing) <= 5
    assert len(matched) > 300


@pytest.mark.parametrize("name", ["K2 Think V2 (Reasoning)", "K2-Think-V2 (high)", "K2 Think", "k2-think-v2-thinking"])
def test_words_for_a_configuration_do_not_dodge_a_pinned_rejection(name):
    resolver = Resolver([entry("moonshotai/kimi-k2-thinking")], FACTS)
    labels = Labels(name=name, stated_id="moonshotai/kimi-k2-thinking", authority="catalogue")
    assert isinstance(resolver.resolve(labels, "artificial-analysis", "openrouter"), Unmatched)


def test_alias_does_not_beat_a_pinned_rejection():
    alias = Alias(name="Yonder", model="acme/order-r", origin="synthetic", date=TODAY)
    pin = Rejection(name="Yonder", model="acme/order-r", reason="not the same", origin="synthetic", date=TODAY)
    facts = replace(FACTS, aliases=(alias,), rejections=(pin,))
    assert isinstance(resolve(Labels(name="Yonder"), facts=facts), Unmatched)


def test_relay_without_a_label_is_refused_where_its_figures_are_known_to_be_anothers():
    pin = Rejection(
        model="acme/order-r",
        source="artificial-analysis",
        via="openrouter",
        reason="figures of another",
        origin="synthetic",
        date=TODAY,
    )
    resolver = Resolver(CATALOG, replace(FACTS, rejections=(pin,)))
    unlabelled = Labels(name="Acme: Order R", stated_id="acme/order-r", authority="catalogue")
    assert isinstance(resolver.resolve(unlabelled, "artificial-analysis", "openrouter"), Unmatched)
    assert isinstance(resolver.resolve(unlabelled, "design-arena", "openrouter"), Matched)
    assert isinstance(resolver.resolve(unlabelled, "artificial-analysis"), Matched)
    labelled = replace(unlabelled, name="Order R")
    assert isinstance(resolver.resolve(labelled, "artificial-analysis", "openrouter"), Matched)


@pytest.mark.parametrize("name", ["Lumen 9 Thinking", "Order R High"])
def test_unbracketed_words_of_a_name_belong_to_it(name):
    assert isinstance(resolve(Labels(name=name)), Unmatched)


def test_trailing_words_of_a_slug_are_its_configuration():
    identity = resolve(Labels(name="lumen-9-thinking"))
    assert isinstance(identity, Matched)
    assert identity.configuration == Configuration(mode="reasoning")


def test_reasoning_refuses_an_entry_whose_parameters_lack_it():
    plain = replace(entry("acme/plain"), supported_parameters=("tools",))
    able = replace(entry("acme/able"), supported_parameters=("tools", "reasoning"))
    resolver = Resolver([plain, able], FACTS)
    assert isinstance(resolver.resolve(Labels(name="plain (Reasoning)"), "s"), Unmatched)
    assert isinstance(resolver.resolve(Labels(name="plain (Non-reasoning)"), "s"), Matched)
    assert isinstance(resolver.resolve(Labels(name="able (Reasoning)"), "s"), Matched)


def test_name_without_a_version_is_not_joined_beside_versioned_siblings():
    models = [
        entry("acme/seven", hugging_face_id="acme/Seven-v0.3"),
        entry("acme/seven-v0.1", hugging_face_id="acme/Seven-v0.1"),
    ]
    resolver = Resolver(models, FACTS)
    assert isinstance(resolver.resolve(Labels(name="Seven"), "s"), Unmatched)
    identity = resolver.resolve(Labels(name="Seven", hugging_face_id="acme/Seven-v0.1"), "s")
    assert isinstance(identity, Matched)
    assert identity.model_id == "acme/seven-v0.1"
    assert isinstance(Resolver(models[:1], FACTS).resolve(Labels(name="Seven"), "s"), Matched)


@pytest.mark.parametrize(
    ("repository", "kind"),
    [
        ("acme-hf/Lumen-9-FP8", Matched),
        ("mirror/lumen-9", Matched),
        ("acme-hf/Lumen-9-H", Unmatched),
        ("acme-hf/Lumen-9-Mini", Unmatched),
    ],
)
def test_other_weights_refuse_unless_only_stored_otherwise(repository, kind):
    resolver = Resolver([entry("other/lumen-9", hugging_face_id="acme-hf/Lumen-9")], FACTS)
    assert isinstance(resolver.resolve(Labels(name="Lumen 9", hugging_face_id=repository), "s"), kind)
