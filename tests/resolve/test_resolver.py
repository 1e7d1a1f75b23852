from datetime import date

import pytest
from msgspec.structs import replace

from benchbook.model import CatalogModel, Configuration, Labels, Matched, Unmatched
from benchbook.resolve import Resolver, Suggester, packaged_facts
from benchbook.resolve.facts import Alias, Doubt, Rejection, Release

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
    entry("~acme/lumen-latest", name="Acme: Lumen Latest"),
]
FACTS = packaged_facts()


def resolve(labels, source="artificial-analysis", facts=FACTS):
    return Resolver(CATALOG, facts).resolve(labels, source)


@pytest.mark.parametrize(
    ("labels", "model_id", "configuration"),
    [
        (Labels(name="Lumen 5"), "acme/lumen-5", Configuration()),
        (Labels(name="lumen_5"), "acme/lumen-5", Configuration()),
        (Labels(name="Lumen5"), "acme/lumen-5", Configuration()),
        (Labels(name="Acme: Lumen 5"), "acme/lumen-5", Configuration()),
        (Labels(name="Acme Lumen 5"), "acme/lumen-5", Configuration()),
        (Labels(name="acme/lumen-5"), "acme/lumen-5", Configuration()),
        (Labels(name="acme/lumen-5:free"), "acme/lumen-5", Configuration()),
        (Labels(name="acme/lumen-5-20260101"), "acme/lumen-5", Configuration(date="2026-01-01")),
        (Labels(name="Lumen 5 (Jan '26)"), "acme/lumen-5", Configuration(date="2026-01")),
        (Labels(name="Lumen 5 (high)", creator="Acme"), "acme/lumen-5", Configuration(effort="high")),
        (Labels(name="lumen-5-high"), "acme/lumen-5", Configuration(effort="high")),
        (Labels(name="Lumen 5 (fp8)"), "acme/lumen-5", Configuration(quantisation="fp8")),
        (Labels(name="Lumen 5 (diff)"), "acme/lumen-5", Configuration(harness="diff")),
        (Labels(name="openrouter/acme/lumen-5"), "acme/lumen-5", Configuration(provider="openrouter")),
        (Labels(name="Lumen 5 Thinking"), "acme/lumen-5-thinking", Configuration()),
        (Labels(name="Lumen 5 (Reasoning)"), "acme/lumen-5-thinking", Configuration(mode="reasoning")),
        (
            Labels(name="lumen-5-thinking-16k"),
            "acme/lumen-5-thinking",
            Configuration(mode="reasoning", thinking_budget="16k"),
        ),
        (Labels(name="Lumen 9 (Reasoning)"), "other/lumen-9", Configuration(mode="reasoning")),
        (Labels(name="Lumen Mini 5"), "acme/lumen-5-mini", Configuration()),
        (Labels(name="LumenMini 5"), "acme/lumen-5-mini", Configuration()),
        (Labels(name="Lumen 5 2509"), "acme/lumen-5-2509", Configuration(date="2025-09")),
        (Labels(name="Lumen 5 (Sep '25)"), "acme/lumen-5-2509", Configuration(date="2025-09")),
        (Labels(name="Lumen 5 Instruct 09-2025"), "acme/lumen-5-2509", Configuration(date="2025-09")),
        (Labels(name="Order R"), "acme/order-r", Configuration()),
        (Labels(name="Twin", creator="Other"), "other/twin", Configuration()),
        (Labels(name="other/twin"), "other/twin", Configuration()),
        (Labels(name="Solo"), "acme/solo", Configuration()),
        (Labels(name="Acme Lumen Latest"), "~acme/lumen-latest", Configuration()),
        (
            Labels(name="Lumen 5 2509 Instruct", hugging_face_id="acme-hf/lumen-5-instruct-2509"),
            "acme/lumen-5-2509",
            Configuration(date="2025-09"),
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
        Labels(name="Lumen 5 (Nov '24)"),
        Labels(name="Lumen 5 2508"),
        Labels(name="Lumen 5 Mini 2509"),
        Labels(name="Lumen 5 Nano"),
        Labels(name="Lumen 5 7B"),
        Labels(name="Lumen 5 Coder"),
        Labels(name="Lumen 5 Preview"),
        Labels(name="Lumen 5 Ultra Mini"),
        Labels(name="Lumen 5 128k"),
        Labels(name="Lumenx 5"),
        Labels(name="Deep Lumen 5"),
        Labels(name="Lumen 5 + Lumen 9"),
        Labels(name="other/lumen-5"),
        Labels(name="Order R+"),
        Labels(name="Order"),
        Labels(name="5"),
        Labels(name="high"),
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


def test_reasoning_refuses_an_instruct_entry_of_the_same_id():
    identity = resolve(Labels(name="Lumen 5 2509 (Reasoning)"))
    assert isinstance(identity, Unmatched)
    assert any("does not reason" in told for told in identity.refused)


def test_non_reasoning_refuses_an_entry_that_always_reasons():
    identity = resolve(Labels(name="Lumen 5 Thinking (Non-reasoning)"))
    assert not isinstance(identity, Matched) or identity.model_id == "acme/lumen-5"
    only = [model for model in CATALOG if model.id == "acme/lumen-5-thinking"]
    assert isinstance(Resolver(only, FACTS).resolve(Labels(name="Lumen 5 (Non-reasoning)"), "s"), Unmatched)
    assert isinstance(Resolver(only, FACTS).resolve(Labels(name="Lumen 5"), "s"), Unmatched)


def test_a_name_without_instruct_beside_a_reasoning_entry_is_undecided():
    pair = [entry("acme/kel-8b-instruct", hugging_face_id="acme/Kel-8B-Instruct"), entry("acme/kel-8b-thinking")]
    explanation = Resolver(pair, FACTS).explain(Labels(name="Kel 8B"), "s")
    assert isinstance(explanation.identity, Unmatched)
    assert [one.outcome for one in explanation.considered] == ["undecided", "undecided"]
    identity = Resolver(pair[:1], FACTS).resolve(Labels(name="Kel 8B"), "s")
    assert isinstance(identity, Matched)
    assert identity.rule == "parts-only-fit"


def test_a_slug_may_not_add_what_the_name_denies():
    identity = resolve(Labels(name="Lumen 5 (Nov '24)", slug="lumen-5"))
    assert isinstance(identity, Unmatched)
    assert any("the name is dated 2024-11" in told for told in identity.refused)


def test_a_slug_may_say_more_than_the_name():
    identity = resolve(Labels(name="Whatever", slug="lumen-5-mini"))
    assert isinstance(identity, Unmatched)
    dated = [entry("acme/kel-2-2509"), entry("acme/kel-2-2512")]
    identity = Resolver(dated, FACTS).resolve(Labels(name="Kel 2", slug="kel-2-2512"), "s")
    assert isinstance(identity, Matched)
    assert (identity.model_id, identity.configuration.date) == ("acme/kel-2-2512", "2025-12")


@pytest.mark.parametrize("slug", ["lumen-5-mini", "lumen-9", "order-r"])
def test_a_slug_leads_nowhere_against_the_name(slug):
    identity = resolve(Labels(name="Lumen 5", slug=slug))
    assert not isinstance(identity, Matched) or identity.model_id == "acme/lumen-5"
    assert isinstance(resolve(Labels(name="Lumen 6", slug=slug)), Unmatched)


def test_name_and_slug_that_fit_an_entry_each_stay_unresolved():
    models = [entry("acme/kel-mini"), entry("acme/kel-mini-high")]
    identity = Resolver(models, FACTS).resolve(Labels(name="Kel Mini (high)", slug="kel-mini"), "s")
    assert isinstance(identity, Unmatched)
    assert "more than one entry fits: acme/kel-mini, acme/kel-mini-high" in identity.reason


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


@pytest.mark.parametrize(("stated_id", "rule"), [("acme/order-r", "stated"), ("acme/lumen-5", "alias")])
def test_a_statement_that_agrees_with_an_alias_is_kept_as_the_reason(stated_id, rule):
    alias = Alias(name="yonder", model="acme/order-r", origin="synthetic", date=TODAY)
    labels = Labels(name="yonder", stated_id=stated_id, authority="catalogue")
    identity = resolve(labels, facts=replace(FACTS, aliases=(alias,)))
    assert isinstance(identity, Matched)
    assert (identity.model_id, identity.rule) == ("acme/order-r", rule)


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


@pytest.mark.parametrize("name", ["Lumen 9 Thinking", "lumen-9-thinking", "Lumen 9 (Reasoning)"])
def test_words_for_a_mode_say_how_an_entry_ran_that_has_no_name_for_it(name):
    identity = resolve(Labels(name=name))
    assert isinstance(identity, Matched)
    assert (identity.model_id, identity.configuration) == ("other/lumen-9", Configuration(mode="reasoning"))


def test_an_effort_is_that_of_the_reading_that_matched():
    models = [entry("acme/kel-medium-3"), entry("acme/kel-3")]
    resolver = Resolver(models, FACTS)
    for name, model_id, effort in [
        ("Kel Medium 3", "acme/kel-medium-3", None),
        ("Kel 3 Medium", "acme/kel-medium-3", None),
        ("Kel 3 (medium)", "acme/kel-3", "medium"),
        ("Kel 3 Medium (high)", "acme/kel-medium-3", "high"),
        ("kel-3-high", "acme/kel-3", "high"),
    ]:
        identity = resolver.resolve(Labels(name=name), "s")
        assert isinstance(identity, Matched)
        assert (name, identity.model_id, identity.configuration.effort) == (name, model_id, effort)


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


# --- explaining ------------------------------------------------------------------------------


def test_an_explanation_tells_parts_winner_and_losers():
    explanation = Resolver(CATALOG, FACTS).explain(Labels(name="Lumen 5 Mini (high)"), "s", "relay")
    assert (explanation.source, explanation.via) == ("s", "relay")
    parts = explanation.parts
    assert (parts.family, parts.versions, parts.tiers) == ("lumen", ("5",), ("mini",))
    assert parts.configuration.effort == "high"
    won, *others = explanation.considered
    assert (won.model_id, won.outcome) == ("acme/lumen-5-mini", "won")
    assert {other.model_id for other in others} >= {"acme/lumen-5", "other/lumen-9"}
    assert all(other.outcome == "refused" and other.reasons and other.contradicts for other in others)


def test_an_explanation_of_a_name_that_matches_nothing_tells_the_family():
    explanation = Resolver(CATALOG, FACTS).explain(Labels(name="Lumen 6"), "s")
    assert isinstance(explanation.identity, Unmatched)
    assert "acme/lumen-5" in {one.model_id for one in explanation.considered}
    without = Resolver(CATALOG, FACTS).explain(Labels(name="Lumen 6"), "s", siblings=False)
    assert without.considered == ()


def test_each_entry_is_considered_once_and_the_winner_first():
    for model in CATALOG:
        for name in (model.id, model.name, f"{model.name} (high)", f"{model.name} 2509"):
            explanation = Resolver(CATALOG, FACTS).explain(Labels(name=name), "s")
            ids = [one.model_id for one in explanation.considered]
            assert len(ids) == len(set(ids))
            assert [one.outcome for one in explanation.considered[1:]].count("won") == 0


def test_a_name_that_is_too_long_says_so():
    explanation = Resolver(CATALOG, FACTS).explain(Labels(name="Lumen 5 " * 100), "s")
    assert isinstance(explanation.identity, Unmatched)
    assert "more than 400 characters" in explanation.identity.reason
    assert explanation.considered == ()


# --- what people decided ---------------------------------------------------------------------


def test_an_alias_of_another_spelling_holds_and_keeps_the_configuration():
    alias = Alias(name="Yonder Two", model="acme/order-r", origin="synthetic", date=TODAY)
    identity = resolve(Labels(name="yonder-two (high)"), facts=replace(FACTS, aliases=(alias,)))
    assert isinstance(identity, Matched)
    assert (identity.model_id, identity.configuration.effort) == ("acme/order-r", "high")


@pytest.mark.parametrize("name", ["Yonder Mini", "Yonder 2", "Yonder exp", "Yonder 7B", "Yonder A3B", "Yonder 2509"])
def test_an_alias_is_of_its_own_parts_alone(name):
    alias = Alias(name="Yonder", model="acme/order-r", origin="synthetic", date=TODAY)
    assert isinstance(resolve(Labels(name=name), facts=replace(FACTS, aliases=(alias,))), Unmatched)


def test_an_alias_that_stands_in_gives_way_to_an_entry_of_the_name():
    models = [entry("acme/kel-3-preview", name="Acme: Kel 3 Preview")]
    alias = Alias(name="Kel 3", model="acme/kel-3-preview", standing_in=True, origin="synthetic", date=TODAY)
    facts = replace(FACTS, aliases=(alias,))
    before = Resolver(models, facts).resolve(Labels(name="Kel 3 (high)"), "s")
    assert isinstance(before, Matched)
    assert (before.model_id, before.rule) == ("acme/kel-3-preview", "alias")
    later = Resolver([*models, entry("acme/kel-3")], facts)
    for name in ("Kel 3", "kel-3 (high)"):
        identity = later.resolve(Labels(name=name), "s")
        assert isinstance(identity, Matched)
        assert identity.model_id == "acme/kel-3"


def test_an_alias_to_a_model_that_is_not_listed_decides_only_if_it_says_so():
    alias = Alias(name="Yonder", model="acme/gone", origin="synthetic", date=TODAY)
    identity = resolve(Labels(name="Yonder"), facts=replace(FACTS, aliases=(alias,)))
    assert isinstance(identity, Unmatched)
    assert "does not list" in identity.reason
    unlisted = resolve(Labels(name="Yonder"), facts=replace(FACTS, aliases=(replace(alias, unlisted=True),)))
    assert isinstance(unlisted, Matched)


@pytest.mark.parametrize(
    ("name", "model_id"),
    [
        ("Kel 1.2", "acme/kel-2509"),
        ("kel-1-2 (high)", "acme/kel-2509"),
        ("Kel (Sep '25)", "acme/kel-2509"),
        ("Kel 1.1", None),
        ("Kel 2506", None),
        ("Kel Mini 1.2", None),
        ("Kel 1.2 7B", None),
        ("Kel 1.2 A9B", None),
    ],
)
def test_names_of_one_release(name, model_id):
    release = Release(names=("Kel 1.2", "Kel 2509"), origin="synthetic", date=TODAY)
    identity = Resolver([entry("acme/kel-2509")], replace(FACTS, releases=(release,))).resolve(Labels(name=name), "s")
    assert (identity.model_id if isinstance(identity, Matched) else None) == model_id


def test_a_rejection_leaves_the_other_entries_alone():
    pin = Rejection(name="Kel 3", model="acme/kel-3", reason="not the same", origin="synthetic", date=TODAY)
    models = [entry("acme/kel-3"), entry("other/kel-3")]
    identity = Resolver(models, replace(FACTS, rejections=(pin,))).resolve(Labels(name="Kel 3"), "s")
    assert isinstance(identity, Matched)
    assert identity.model_id == "other/kel-3"
    alone = Resolver(models[:1], replace(FACTS, rejections=(pin,))).resolve(Labels(name="Kel 3 (low)"), "s")
    assert isinstance(alone, Unmatched)
    assert alone.pinned
    assert alone.configuration.effort == "low"
