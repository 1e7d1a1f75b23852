"""A resolver that was made before gives the answers that a new one would give."""

import json
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from benchbook.model import CatalogModel, Labels, Prices, Raw, Reasoning
from benchbook.resolve import Resolver, packaged_facts
from benchbook.resolve.facts import FactLayer
from benchbook.resolve.remembered import Remembering, resolver_of
from benchbook.resolve.user_facts import merged
from benchbook.sources import source_by_id

FACTS = packaged_facts()
NAMES = (
    "Zorvex 3",
    "Zorvex 3 (Reasoning)",
    "Zorvex 3 (Non-reasoning)",
    "zorvex-3-high",
    "Zorvex 3 Pro",
    "acme/zorvex-3",
)
DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "openrouter"

entries = st.builds(
    CatalogModel,
    id=st.sampled_from(["acme/zorvex-3", "acme/zorvex-3:free", "acme/zorvex-3-pro", "~acme/zorvex-latest"]),
    permaslug=st.sampled_from(["acme/zorvex-3", "acme/zorvex-3-20260101", "acme/zorvex-3-pro"]),
    name=st.sampled_from(["Acme: Zorvex 3", "Acme: Zorvex 3 (free)", "Acme: Zorvex 3 Thinking", "Zorvex 3 Pro"]),
    description=st.sampled_from([None, "Zorvex 3 Pro"]),
    context_length=st.sampled_from([None, 1000]),
    hugging_face_id=st.sampled_from([None, "", "acme/Zorvex-3", "others/Zorvex-3-GGUF"]),
    supported_parameters=st.sampled_from([(), ("tools",), ("tools", "reasoning")]),
    supports_reasoning=st.sampled_from([None, True, False]),
    reasoning=st.sampled_from([None, Reasoning(), Reasoning(mandatory=True)]),
    prices=st.sampled_from([Prices(), Prices(by_kind={"prompt": "0"})]),
)


def answers(resolver, names=NAMES):
    labels = [Labels(name=name, hugging_face_id=link) for name, link in product(names, (None, "acme/Zorvex-3"))]
    return [resolver.resolve(one, "lab", via) for one in labels for via in (None, "openrouter")]


@settings(deadline=None)
@given(models=st.lists(entries, max_size=6))
def test_what_the_names_leave_out_counts_in_no_answer(models):
    models.sort(key=lambda model: model.id)
    expected = answers(Resolver(models, FACTS))
    assert answers(resolver_of(models, FACTS)) == expected
    assert answers(resolver_of([*models, *models], FACTS)) == expected == answers(Resolver([*models, *models], FACTS))


def test_prices_make_no_new_resolver_and_names_and_facts_do():
    one = CatalogModel(id="acme/zorvex-3", permaslug="acme/zorvex-3", name="Acme: Zorvex 3")
    made = resolver_of([one], FACTS)
    assert resolver_of([replace(one, prices=Prices(by_kind={"prompt": "1"}), context_length=7)], FACTS) is made
    assert resolver_of([replace(one, name="Acme: Zorvex Three")], FACTS) is not made
    assert resolver_of([replace(one, supports_reasoning=False)], FACTS) is not made
    assert resolver_of([one], merged(FactLayer(folder="own"))) is not made


def test_answers_are_bounded(monkeypatch):
    monkeypatch.setattr("benchbook.resolve.remembered._MOST_ANSWERS", 3)
    remembering = Remembering((), FACTS)
    assert answers(remembering) == answers(Resolver((), FACTS))
    assert len(remembering._answers) <= 3


@pytest.mark.skipif(not DATA.exists(), reason="the shared data is not here")
def test_real_catalogues_give_the_same_answers():
    def catalogue(file):
        raw = Raw(body=(DATA / file).read_bytes(), origin=file, received_at=datetime(2026, 7, 22, tzinfo=UTC))
        return source_by_id("openrouter").parse((raw,)).models

    old, new = catalogue("models-2026-06-16.json"), catalogue("models-2026-07-22.json")
    names = [json.loads(line) for line in {json.dumps(model.short_name) for model in (*old, *new)}]
    assert answers(resolver_of([*old, *new], FACTS), names) == answers(Resolver([*old, *new], FACTS), names)
