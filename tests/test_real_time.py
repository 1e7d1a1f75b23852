"""Three real dumps of the catalogue, where they are at hand: any order gives the same past and the same changes."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from itertools import permutations
from pathlib import Path

import pytest

from benchbook.api.shapes import ENCODER
from benchbook.changes import changes
from benchbook.documents import read_documents
from benchbook.moments import read_moment, read_time
from benchbook.pipeline import import_document
from benchbook.publication import publication_of
from benchbook.snapshot import build_snapshot
from benchbook.sources import source_by_id
from benchbook.store import open_store

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "openrouter"
DUMPS = {name: DATA / f"models-{name}.json" for name in ("2026-01-29", "2026-06-16", "2026-07-22")}
DATES = ("2026-02-01", "2026-06-20", "2026-07-25")

pytestmark = pytest.mark.skipif(not all(path.exists() for path in DUMPS.values()), reason="the real dumps are not here")


def now():
    return datetime.now(UTC)


def load(store, names):
    for name in names:
        for raw in read_documents(str(DUMPS[name]), now=now()):
            import_document(store, source_by_id("openrouter"), (raw,))


def answers(store):
    return [build_snapshot(publication_of(store.state(read_moment(date)), "all"), ENCODER).hash for date in DATES]


def told(store, since=None, until=None):
    dates = [None if text is None else read_time("date", text, now()) for text in (since, until)]
    found = store.over_time(lambda timeline, _: changes(timeline, *dates))
    return tuple(change for change in found if not change.kind.startswith("join-"))


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with open_store(str(tmp_path_factory.mktemp("real") / "book.db")) as opened:
        load(opened, DUMPS)
        yield opened


def test_any_order_of_imports_gives_the_same_past(store, tmp_path):
    expected = answers(store), told(store)
    assert len(set(expected[0])) == 3
    for number, names in enumerate(list(permutations(DUMPS))[1:]):
        with open_store(str(tmp_path / f"{number}.db")) as other:
            load(other, names)
            assert (answers(other), told(other)) == expected, names


def entries(name):
    """The file itself, read by nothing of ours: price by kind, by model."""
    document = json.loads(DUMPS[name].read_text())
    models = document if isinstance(document, list) else document.get("data") or document["models"]
    return {model["id"]: model["pricing"] for model in models}


def price_changes(old, new):
    for model_id in old.keys() & new.keys():
        for kind in old[model_id].keys() | new[model_id].keys():
            prices = old[model_id].get(kind), new[model_id].get(kind)
            if all(price is None or isinstance(price, str) for price in prices) and not same(*prices):
                yield model_id, kind, *prices


def same(old, new):
    return old == new or (old is not None and new is not None and Decimal(old) == Decimal(new))


@pytest.mark.parametrize(("first", "second"), [("2026-01-29", "2026-06-16"), ("2026-06-16", "2026-07-22")])
def test_changes_are_those_between_the_files(store, first, second):
    found = told(store, since=first, until=second)
    old, new = entries(first), entries(second)
    assert {change.model_id for change in found if change.kind == "model-went"} == old.keys() - new.keys()
    came = {change.model_id for change in found if change.kind in {"model-came", "model-returned"}}
    assert came == new.keys() - old.keys()
    prices = {
        (change.model_id, change.field, change.old, change.new)
        for change in found
        if change.kind == "price" and change.field not in {"overrides", "discount"}
    }
    expected = set(price_changes(old, new))
    assert len(expected) > 100
    assert prices == expected


def test_the_re_based_index_is_one_event_and_not_hundreds(store):
    found = told(store, since="2026-06-16")
    (rebased,) = [change for change in found if change.kind == "re-based"]
    assert (rebased.source, rebased.via, rebased.board) == ("artificial-analysis", "openrouter", "indices")
    assert (rebased.old, rebased.new) == ("4.0", "4.1")
    assert rebased.count > 50
    regressions = [
        change for change in found if change.kind == "score" and change.metric in {"coding_index", "agentic_index"}
    ]
    assert regressions == []
