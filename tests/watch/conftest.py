import time

import pytest
from tests.replay import Replay
from tests.watch.watched import KEY, NOW

from benchbook.fetch import Receiver
from benchbook.store import open_store
from benchbook.watch import Signer, Watch, Watcher, read_filter


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def naps(monkeypatch):
    """The pauses, which are not waited."""
    taken = []
    monkeypatch.setattr(time, "sleep", taken.append)
    return taken


@pytest.fixture
def replay():
    with Replay() as server:
        yield server


@pytest.fixture
def store(tmp_path):
    with open_store(str(tmp_path / "store.db")) as opened:
        yield opened


class Watching:
    """A watcher with all that it needs; ``step`` is one look."""

    def __init__(self, store, url, *filters, audience="keyholders", since=None):
        self.told = []
        self.receiver = Receiver(url, now=lambda: NOW, waits=self.told.append)
        self.signer = Signer((KEY,))
        self.watch = Watch(receiver=self.receiver.name, filter=read_filter(filters), audience=audience)
        self.watcher = Watcher(store, self.watch, now=lambda: NOW, since=since, tell=self.told.append)

    def step(self):
        self.watcher.step(self.receiver, self.signer)


@pytest.fixture
def watching(store, replay):
    """Makes a watcher of the store for a path of the receiver; each is as after a new start."""
    return lambda *filters, path="/hook", **more: Watching(store, f"{replay.url}{path}", *filters, **more)
