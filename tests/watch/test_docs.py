"""The receiver that the documentation shows understands what is posted."""

import re
import threading
from datetime import UTC, datetime
from http.server import HTTPServer
from pathlib import Path
from typing import get_args

import pytest
from tests.store.ledger_documents import FACTS, model, parsed, record
from tests.watch.watched import SECRET

from benchbook.changes import Kind
from benchbook.fetch import Receiver
from benchbook.watch import Watch, Watcher, read_filter, read_secrets

PAGE = Path(__file__).resolve().parents[2] / "docs" / "watch.md"


@pytest.fixture
def page():
    if not PAGE.exists():
        pytest.skip("not in a checkout")
    return PAGE.read_text()


def test_the_documented_receiver_works(page, store, monkeypatch, capsys):
    monkeypatch.setenv("BENCHBOOK_WATCH_SECRET", SECRET)
    shown = {"__name__": "receiver"}
    exec("".join(re.findall(r"```python\n(.*?)```", page, re.DOTALL)), shown)
    monkeypatch.setattr(shown["Receiver"], "log_message", lambda *_: None)

    def now():
        return datetime.now(UTC)

    with HTTPServer(("127.0.0.1", 0), shown["Receiver"]) as server:
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        serving.start()
        receiver = Receiver(f"http://127.0.0.1:{server.server_address[1]}/", now=now)
        watch = Watch(receiver=receiver.name, filter=read_filter([]), audience="keyholders")
        watcher = Watcher(store, watch, now=now)
        signer = read_secrets(SECRET, "here")
        watcher.step(receiver, signer)
        for day, names in ((1, ["a"]), (2, ["a", "b"])):
            record(store, parsed(day, (), [model(name) for name in names], complete=(FACTS,)))
        watcher.step(receiver, signer)
        server.shutdown()
        serving.join()
    first, second = capsys.readouterr().out.splitlines()
    assert "read for the first time" in first
    assert second == "acme/b came"
    assert len(shown["seen"]) == 1


def test_a_forged_or_stale_post_is_refused(page):
    shown = {}
    exec(re.search(r"```python\n(.*?)```", page, re.DOTALL)[1], shown)
    signer, now = read_secrets(SECRET, "here"), datetime.now(UTC)
    genuine = signer.headers("msg_1", now, b"{}")
    assert shown["verify"](genuine, b"{}", SECRET)
    assert not shown["verify"](genuine, b"{ }", SECRET)
    assert not shown["verify"](genuine | {"webhook-id": "msg_2"}, b"{}", SECRET)
    assert not shown["verify"](signer.headers("msg_1", datetime(2026, 1, 1, tzinfo=UTC), b"{}"), b"{}", SECRET)


def test_every_kind_is_documented(page):
    assert all(f"`{kind}`" in page for kind in get_args(Kind))
