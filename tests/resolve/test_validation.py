"""``validate``: every way in which facts can contradict themselves or the catalogue."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from benchbook.model import CatalogModel, Matched
from benchbook.pipeline import catalogue_of
from benchbook.resolve import packaged_facts, validation
from benchbook.resolve.facts import Alias, Authors, Doubt, FactLayer, Rejection, Release, packaged_layer
from benchbook.resolve.user_facts import merged
from benchbook.resolve.validation import Known, validate

DAY = date(2026, 7, 22)
TODAY = date(2026, 10, 3)
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "openrouter"
MODELS = tuple(
    CatalogModel(id=f"acme/{name}", permaslug=f"acme/{name}-20260101", name=f"Acme: {name.title()}")
    for name in ("lumen", "quill")
)


def alias(name="Lumen Next", model="acme/lumen", **more):
    return Alias(**{"name": name, "model": model, "origin": "synthetic", "date": DAY} | more)


def rejection(name="Lumen Next", model="acme/lumen", **more):
    given = {"name": name, "model": model, "reason": "another", "origin": "synthetic", "date": DAY}
    return Rejection(**given | more)


def release(*names, **more):
    return Release(**{"names": names, "origin": "synthetic", "date": DAY} | more)


def spellings(**given):
    return Authors(origin="synthetic", date=DAY, spellings=given)


def sentences(models=MODELS, today=TODAY, **facts):
    layer = FactLayer(folder="mine", **facts)
    known = Known(models=models) if models else None
    return [finding.sentence for finding in validate((layer,), merged(layer), today, known)]


def test_packaged_facts_are_right():
    newest = max([DAY, *(one.date for one in packaged_facts().aliases + packaged_facts().releases)])
    assert validate((packaged_layer(),), packaged_facts(), max(newest, date(2026, 11, 21))) == ()


def test_packaged_ids_are_of_real_models():
    files = sorted(SHARED.glob("models-*.json"))
    if not files:
        pytest.skip("the shared data are not here")
    now = datetime(2026, 11, 21, tzinfo=UTC)
    known = Known(models=tuple(model for file in files for model in catalogue_of(str(file), now)), everything=True)
    found = validate((packaged_layer(),), packaged_facts(), date(2027, 1, 1), known)
    assert [finding.sentence for finding in found if finding.file != "authors.toml"] == []


def test_good_facts_give_no_finding():
    assert (
        sentences(
            aliases=(alias(), alias("Nib", "acme/quill"), alias(source="s"), alias("Far", "zeta/far", unlisted=True)),
            rejections=(rejection("Nib", "acme/lumen"), rejection("Far", "zeta/far-2", unlisted=True)),
            releases=(release("Lumen 1.2", "Lumen 2509"),),
            authors=spellings(**{"Acme Inc.": ("acme", "acme-labs")}),
        )
        == []
    )


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (
            {"aliases": (alias(), alias("lumen-next", "acme/quill"))},
            "mine/aliases.toml: alias 'lumen-next' stands for several models: acme/lumen, acme/quill",
        ),
        ({"aliases": (alias(), alias())}, "mine/aliases.toml: alias 'Lumen Next' stands 2 times for acme/lumen"),
        (
            {"aliases": (alias(), alias("acme/lumen", "acme/quill"))},
            "alias 'Lumen Next' stands for acme/lumen, which is itself a name that stands for acme/quill",
        ),
        (
            {"aliases": (alias(model="acme/lumn"),)},
            "mine/aliases.toml: alias 'Lumen Next' names 'acme/lumn', a model never seen; nearest: acme/lumen",
        ),
        (
            {"rejections": (rejection(model="zeta/zz9"),)},
            "rejection 'Lumen Next' on zeta/zz9 names 'zeta/zz9', a model never seen (`unlisted = true` allows it)",
        ),
        (
            {"aliases": (alias(),), "rejections": (rejection("lumen-next"),)},
            "mine/aliases.toml: alias 'Lumen Next' stands for acme/lumen, which a rejection of the same name refuses",
        ),
        (
            {"aliases": (alias("Lumen Next (high)"),), "rejections": (rejection(),)},
            "alias 'Lumen Next (high)' stands for acme/lumen, which a rejection of the same name refuses",
        ),
        (
            {"rejections": (rejection(), rejection("lumen-next"))},
            "mine/rejections.toml: rejection 'lumen-next' on acme/lumen stands there 2 times",
        ),
        (
            {"rejections": (rejection(None),)},
            "rejection without a name on acme/lumen has neither a name nor both source and via",
        ),
        ({"releases": (release("Lumen 1", "lumen-1"),)}, "release 1 ('Lumen 1' …) has fewer than two different names"),
        ({"releases": (release("Lumen 1", "lumen-1", "L 2509"),)}, "release 1 ('Lumen 1' …) has a name twice"),
        ({"releases": (release(),)}, "mine/releases.toml: release 1 has fewer than two different names"),
        (
            {"releases": (release("Lumen 1", "Lumen 2509"), release("Lumen 2", "lumen-2509"))},
            "mine/releases.toml: release 2 ('Lumen 2' …) shares the name 'lumen 2509' with release 1",
        ),
        ({"aliases": (alias(" - "),)}, "mine/aliases.toml: alias ' - ' has an empty name"),
        ({"aliases": (alias(model=" ", unlisted=True),)}, "mine/aliases.toml: alias 'Lumen Next' has an empty model"),
        ({"aliases": (alias(origin=""),)}, "mine/aliases.toml: alias 'Lumen Next' has an empty origin"),
        ({"aliases": (alias(source=""),)}, "has an empty source"),
        ({"rejections": (rejection(reason=""),)}, "has an empty reason"),
        (
            {"aliases": (alias(date=date(2026, 10, 4)),)},
            "mine/aliases.toml: alias 'Lumen Next' is dated 2026-10-04, which lies in the future",
        ),
        (
            {"releases": (release("A 1", "A 2", date=date(2027, 1, 1)),)},
            "is dated 2027-01-01, which lies in the future",
        ),
        ({"rejections": (rejection(date=date(2027, 1, 1)),)}, "is dated 2027-01-01, which lies in the future"),
        (
            {"authors": spellings(Zeta=("zeta",))},
            "mine/authors.toml: spelling 'Zeta' points at zeta, the author of no known model",
        ),
        ({"authors": spellings(Zeta=())}, "spelling 'Zeta' points at nothing, the author of no known model"),
        (
            {"authors": spellings(**{"Acme AI": ("acme",), "acme.ai": ("acme",)})},
            "mine/authors.toml: spelling 'acme.ai' equals the spelling 'Acme AI'",
        ),
        ({"authors": spellings(智=("acme",))}, "spelling '智' has no letter a to z or digit to compare"),
        (
            {"doubts": (Doubt(name="A", model="acme/lumen", reason="r", origin="o", date=DAY),) * 2},
            "mine/doubts.toml: doubt 'A' on acme/lumen stands there 2 times",
        ),
    ],
)
def test_each_contradiction_is_found(facts, sentence):
    assert any(sentence in found for found in sentences(**facts))


def test_ids_are_not_checked_without_models():
    assert sentences(models=(), aliases=(alias(model="zeta/zz9"),), authors=spellings(Zeta=("zeta",))) == []


def test_packaged_ids_are_left_alone_by_a_users_store():
    facts = merged(FactLayer())
    assert validate((packaged_layer(),), facts, date(2027, 1, 1), Known(models=MODELS)) == ()
    assert validate((packaged_layer(),), facts, date(2027, 1, 1), Known(models=MODELS, everything=True)) != ()


def test_a_rejection_that_is_joined_all_the_same_is_found(monkeypatch):
    careless = Matched(model_id="acme/lumen", rule="name")
    monkeypatch.setattr(validation.Resolver, "resolve", lambda *_: careless)
    assert sentences(rejections=(rejection(),)) == [
        "mine/rejections.toml: rejection 'Lumen Next' on acme/lumen is joined to that model all the same"
    ]
