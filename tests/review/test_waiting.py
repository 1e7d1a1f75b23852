"""Which names wait, in what order, who may see them, and what is suggested for them."""

import time
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path

import pytest

from benchbook.documents import read_documents, recognise
from benchbook.model import CatalogModel, Labels, LedgerState, Matched, Result, Scope, StoredResult, Unmatched
from benchbook.pipeline import import_document
from benchbook.resolve import packaged_facts
from benchbook.resolve.facts import FactLayer, Rejection
from benchbook.resolve.user_facts import merged
from benchbook.review import Suggestions, waiting_names
from benchbook.sources import all_sources
from benchbook.store import open_store

DAY = datetime(2026, 1, 1, tzinfo=UTC)
DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
FACTS = packaged_facts()


def result(name, board="website", *, source="arena", via=None, licence="open", identity=None, standing=True, **words):
    return StoredResult(
        scope=Scope(source=source, feed="boards", via=via),
        subject=name,
        labels=Labels(name=name, **words),
        identity=identity or Unmatched(reason="no such name", refused=("acme/lumen: other size",)),
        result=Result(board=board, measures={"elo": 1.0}),
        observed_at=DAY,
        last_seen=DAY,
        standing=standing,
        licence=licence,
    )


def names(*results, **more):
    return [(one.name, one.source, one.results) for one in waiting_names(LedgerState(results=results), **more)]


def test_names_stand_by_their_results_then_source_and_name():
    told = [result("b"), result("a"), result("c"), result("c", "svg"), result("a", source="aaa")]
    for some in permutations(told):
        assert names(*some) == [("c", "arena", 2), ("a", "aaa", 1), ("a", "arena", 1), ("b", "arena", 1)]
    assert names(*told, source="aaa") == [("a", "aaa", 1)]


def test_a_relayed_name_waits_for_itself():
    assert len(names(result("a"), result("a", via="relay"))) == 2


def test_what_is_joined_or_withdrawn_does_not_wait():
    joined = result("a", identity=Matched(model_id="acme/lumen", rule="id"))
    assert names(joined, result("b", standing=False)) == []
    assert names(joined, result("a", "svg")) == [("a", "arena", 1)]


def test_a_name_of_an_internal_source_is_internal():
    told = (
        result("secret", licence="internal"),
        result("unknown", licence=None),
        result("seen", licence="attribution"),
    )
    assert [name for name, *_ in names(*told, audience="everyone")] == ["seen"]
    assert {one.name: one.licence for one in waiting_names(LedgerState(results=told))} == {
        "secret": "internal",
        "unknown": "internal",
        "seen": "attribution",
    }
    both = (result("a", "svg", licence="open"), result("a", licence="internal"))
    (all_of_it,) = waiting_names(LedgerState(results=both))
    (open_part,) = waiting_names(LedgerState(results=both), "everyone")
    assert (all_of_it.licence, all_of_it.boards) == ("internal", ("svg", "website"))
    assert (open_part.licence, open_part.boards, open_part.results) == ("open", ("svg",), 1)


def test_a_name_tells_all_that_is_known_of_it():
    pinned = Unmatched(reason="rejected", pinned=True)
    (one,) = waiting_names(LedgerState(results=(result("a", slug="a-1", creator="Acme", identity=pinned),)))
    assert (one.name, one.slug, one.creator, one.pinned, one.reason) == ("a", "a-1", "Acme", True, "rejected")


def entry(slug):
    return CatalogModel(id=f"acme/{slug}", permaslug=f"acme/{slug}-1", name=f"Acme: {slug.title()}")


def test_suggestions_are_looked_up_when_asked_and_once():
    asked = []

    def models():
        asked.append(1)
        return [entry("lumen"), entry("quill")]

    (one,) = waiting_names(LedgerState(results=(result("Lumenn"),)))
    near = Suggestions(models, FACTS)
    assert asked == []
    assert [found.model_id for found in near.of(one)] == ["acme/lumen"]
    assert near.of(one) is near.of(one)
    assert asked == [1]


def test_what_a_person_rejected_is_not_suggested():
    own = Rejection(name="Lumenn", model="acme/lumen", reason="other", origin="me", date=DAY.date())
    facts = merged(FactLayer(rejections=(own,)))
    (one,) = waiting_names(LedgerState(results=(result("Lumenn"),)))
    assert Suggestions(lambda: [entry("lumen")], facts).of(one) == ()


@pytest.mark.skipif(not DATA.exists(), reason="the real data is not here")
def test_the_list_is_quick_with_real_data(tmp_path):
    """Of all waiting names in 50 ms, suggestions for a page in 300 ms of the processor; the best of three counts."""
    now = datetime.now(UTC)
    with open_store(str(tmp_path / "book.db")) as store:
        for folder in ("openrouter", "artificial-analysis", "design-arena"):
            for path in sorted((DATA / folder).glob("*.json"))[:3]:
                for raw in read_documents(str(path), now=now):
                    import_document(store, recognise(raw, all_sources().values()), (raw,))
        state = store.state()
    listing, suggesting = [], []
    for _ in range(3):
        began = time.process_time()
        waiting = waiting_names(state)
        listing.append(time.process_time() - began)
        near = Suggestions(lambda: (stored.model for stored in state.models), FACTS)
        began = time.process_time()
        found = [near.of(one) for one in waiting[:50]]
        suggesting.append(time.process_time() - began)
        assert any(found)
    assert len(waiting) > 50
    assert min(listing) < 0.05
    assert min(suggesting) < 0.3
