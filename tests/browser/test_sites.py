"""What the served stores hold, so that a page's test can rely on it. No browser is used here."""

import asyncio
from datetime import UTC, datetime

import httpx2
import pytest
from tests.browser.hostile_names import HOSTILE, REFUSED
from tests.browser.synthetic_catalogue import DEPARTED, EFFORTS, FLAGSHIP, LEAVING, NEW
from tests.browser.synthetic_store import OWN_TABLE, fill, single_documents, synthetic_documents, today
from tests.rated_board import VERSION

from benchbook.changes import changes
from benchbook.model import Unmatched
from benchbook.publication import publication_of
from benchbook.store import open_store


@pytest.fixture(scope="module")
def store(synthetic_store):
    with open_store(synthetic_store) as opened:
        yield opened


@pytest.fixture(scope="module")
def published(store):
    return publication_of(store.state(), "all")


def count(site):
    return httpx2.get(f"{site.url}/api/v1/models/count?output_modalities=all").json()["data"]["count"]


def test_models_of_every_kind(published):
    models = {model.id: model for model in published.models}
    assert len(models) > 60
    assert len({model.id.partition("/")[0] for model in models.values()}) > 12
    assert {model.id for model in published.departed} >= {DEPARTED}
    assert {FLAGSHIP, f"{FLAGSHIP}:free", f"{FLAGSHIP}:batch", LEAVING, NEW, "~acme/lumen-latest"} <= models.keys()
    assert {model.context_length is None for model in models.values()} == {True, False}
    assert {model.hugging_face_id is None for model in models.values()} == {True, False}
    assert {"image", "audio"} <= {kind for model in models.values() for kind in model.output_modalities}
    assert {"0", "-1", None} <= {model.prices.by_kind.get("prompt") for model in models.values()}


def test_hostile_names_are_models_and_the_worst_are_rejected(published, store):
    assert set(HOSTILE.values()) <= {model.name for model in published.models}
    assert not set(REFUSED.values()) & {model.name for model in published.models}
    others = [document for document in store.imports() if document.source != "arena"]
    assert sum(len(store.rejections(document.id)) for document in others) == 2 * len(REFUSED)


def test_one_model_has_eight_configurations(published):
    rows = [row for row in published.index_rows if row.model_id == FLAGSHIP]
    assert len({row.configuration for row in rows}) == len(rows) == len(EFFORTS) + 1


def test_every_source_speaks(published):
    sources = {row.source for row in published.scores}
    assert {"arena", "artificial-analysis", "design-arena", "openrouter", OWN_TABLE, HOSTILE["script"]} <= sources
    assert published.arena_rows
    assert published.eval_rows
    assert published.search_rows
    assert published.providers
    assert published.endpoints


def test_an_index_was_re_based_and_prices_fell(store):
    found = store.over_time(lambda timeline, _: changes(timeline, None, datetime.now(UTC)))
    rebased = {change.source: (change.old, change.new) for change in found if change.kind == "re-based"}
    assert rebased["artificial-analysis"] == ("4.0", "4.1")
    assert rebased["arena"] == (f"{VERSION}, as it was before", VERSION)
    assert {"model-came", "model-went", "price", "score"} <= {change.kind for change in found}


def test_names_wait(store):
    waiting = {subject.labels.name for subject in store.subjects() if isinstance(subject.identity, Unmatched)}
    assert waiting >= {"Phantom 9 (high)", HOSTILE["attribute"]}


def test_the_same_documents_make_the_same_store(tmp_path):
    documents = [(document.name, document.text) for document in synthetic_documents(today())]
    assert documents == [(document.name, document.text) for document in synthetic_documents(today())]
    _, summaries = fill(tmp_path, single_documents(today()))
    assert sum(summary.models for summary in summaries) == 1


def test_each_site_serves_its_store(site, empty_site, single_site, starter_site):
    assert [count(each) for each in (empty_site, single_site, starter_site)] == [0, 1, 15]
    assert count(site) > 60
    assert httpx2.get(f"{empty_site.url}/").status_code == 200


def test_strangers_see_no_internal_figures(site, public_site):
    own, public = (httpx2.get(f"{each.url}/").text for each in (site, public_site))
    assert "Source: Artificial Analysis" in own
    assert "Source: Artificial Analysis" not in public
    assert "internal use only" not in public


def test_a_site_has_a_key(site):
    headers = {"Authorization": f"Bearer {site.key}"}
    assert len(httpx2.get(f"{site.url}/api/v1/benchmarks", headers=headers).json()["data"]) > 50


@pytest.mark.slow
def test_many_models_are_served(large_site):
    assert count(large_site) == 5000


@pytest.mark.slow
def test_the_real_dumps_are_served(real_site):
    assert count(real_site) > 300


def test_no_event_loop_is_left_running():
    """The browser of the module before has closed with its loop, so that another can start in this thread."""
    assert asyncio.run(asyncio.sleep(0, "ran")) == "ran"
