"""Pages of a synthetic publication, asked for as a browser asks, without one."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

sys.path.insert(0, str(Path(__file__).parent))  # for hostile_labels
sys.path.insert(0, str(Path(__file__).parents[1] / "leaderboard"))  # for published
sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))  # for real_store

from published import arena, model, publication, score
from stored_pages import fill

from benchbook import web
from benchbook.api import routes as api
from benchbook.api.app import create_app
from benchbook.api.live import Live
from benchbook.api.route import Settings
from benchbook.model import LedgerState, Times
from benchbook.store import open_store

TODAY = datetime(2026, 8, 1, 12, tzinfo=UTC)


class Ledger:
    """A ledger that never changes, and answers what is asked over time with one record."""

    def __init__(self, record=None):
        self.record = record

    def generation(self):
        return 1

    def keys(self):
        return ()

    def times(self, _licences):
        return Times()

    def state(self, _moment):
        return LedgerState()

    def over_time(self, _question, _moment):
        assert self.record is not None, "no past here"
        return self.record


@pytest.fixture
def open_pages():
    """Makes a client of what is published, or of a ledger, with or without ``--public``."""
    opened = []

    def make(published, public=False, ledger=None, record=None):
        read = {} if published is None else {"read": lambda *_: published}
        live = Live(ledger or Ledger(record), audiences=("keyholders", "everyone"), **read)
        app = create_app(
            live,
            Settings(public=public),
            routes=(*api.ROUTES, *web.ROUTES),
            clock=TODAY.timestamp,
            missing=web.refusal,
        )
        client = TestClient(app, headers={"Accept": "text/html"})
        opened.append(client)
        return client.__enter__()

    yield make
    for client in opened:
        client.__exit__(None, None, None)


@pytest.fixture
def lot():
    """A few models with figures of two sources, one of which two runs were measured."""
    models = [
        model("acme/atlas", hugging_face_id="acme/atlas", input_modalities=("text", "image")),
        model("acme/birch", prices={"prompt": "0", "completion": "0"}),
        model("zeta/comet", prices={"prompt": "0.00001", "completion": "-1"}, supported_parameters=("reasoning",)),
        model("zeta/comet:free", prices={"prompt": "0", "completion": "0"}),
    ]
    scores = [
        score("acme/atlas", {"coding_index": 50.25, "intelligence_index": 40}),
        score("zeta/comet", {"coding_index": 70, "intelligence_index": 60}, effort="high", std_error=1.5),
        score("zeta/comet", {"coding_index": 30, "intelligence_index": 20}, effort="low"),
        arena("acme/atlas", 1300),
        score(None, {"coding_index": 1}),
    ]
    return publication(models, scores, departed=(model("acme/gone"),))


@pytest.fixture
def pages(open_pages, lot):
    return open_pages(lot)


@pytest.fixture
def store(tmp_path):
    """An empty store of one's own."""
    with open_store(str(tmp_path / "book.db")) as opened:
        yield opened


@pytest.fixture
def filled(store):
    """The same with the documents of ``stored_pages``."""
    fill(store)
    return store
