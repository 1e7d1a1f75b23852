"""A snapshot that follows its ledger, survives its failures, and never waits for it."""

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from benchbook.api.keys import new_key
from benchbook.api.live import Live
from benchbook.errors import StoreUnavailable
from benchbook.publication import Publication

PATIENCE_SECONDS = 5


def eventually(condition):
    """Wait for a thread's work, without a fixed pause."""
    ends = time.monotonic() + PATIENCE_SECONDS
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < ends
        pause.wait(0.005)


def test_a_change_is_swapped_in_within_a_second(ledger, publication):
    with Live(ledger, lambda source, *_: source.publication) as live:
        before = live.snapshot
        began = time.monotonic()
        ledger.change(publication=Publication(models=publication.models))
        eventually(lambda: live.snapshot is not before)
        assert time.monotonic() - began < 1
        assert live.snapshot.rows == 0
        assert before.rows == 17


def test_without_a_change_nothing_is_rebuilt(live):
    before = live.snapshot
    assert live.poll()
    assert live.snapshot is before


def test_a_ledger_that_fails_is_logged_once_and_found_again(ledger, live, publication, caplog):
    before = live.snapshot
    ledger.broken = True
    with caplog.at_level(logging.INFO):
        assert [live.poll() for _ in range(5)] == [False] * 5
        assert len(caplog.records) == 1
        assert "store memory: gone" in caplog.text
        assert live.snapshot is before
        ledger.broken = False
        ledger.change(publication=Publication(models=publication.models))
        assert live.poll()
        assert live.snapshot is not before
        assert len(caplog.records) == 2


def test_a_publication_that_cannot_be_built_keeps_the_last_and_is_tried_again(ledger, caplog):
    faults = [False]

    def read(source, *_):
        if faults[0]:
            raise ZeroDivisionError
        return source.publication

    live = Live(ledger, read)
    before = live.snapshot
    faults[0] = True
    ledger.change(publication=Publication())
    with caplog.at_level(logging.WARNING):
        assert not live.poll()
    assert live.snapshot is before
    faults[0] = False
    assert live.poll()
    assert live.snapshot.rows == 0


def test_a_ledger_that_fails_at_first_is_an_error(ledger):
    ledger.broken = True
    with pytest.raises(StoreUnavailable):
        Live(ledger, lambda source, *_: source.publication)


def test_a_failing_ledger_refuses_unknown_keys_only(ledger, anyone, token):
    other, _ = new_key("other", "team", datetime.now(UTC))
    ledger.broken = True
    assert anyone.get("/api/v1/benchmarks", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    assert anyone.get("/api/v1/benchmarks", headers={"Authorization": f"Bearer {other}"}).status_code == 401


def test_unknown_keys_do_not_flood_the_ledger(ledger, live):
    asked = ledger.asked
    began = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        for _ in range(16):
            pool.submit(live.refresh_keys)
    checks = ledger.asked - asked
    assert 1 <= checks <= 2 + (time.monotonic() - began) / 0.1


def test_stop_ends_the_thread(ledger):
    live = Live(ledger, lambda source, *_: source.publication, 0.01)
    live.start()
    live.start()
    thread = live._thread
    live.stop()
    assert not thread.is_alive()
    live.stop()


def test_readers_see_whole_snapshots_while_it_changes(ledger, publication):
    empty = Publication(models=publication.models)
    with Live(ledger, lambda source, *_: source.publication, 0.001) as live:
        whole = {(live.snapshot.hash, live.snapshot.rows)}
        ledger.change(publication=empty)
        eventually(lambda: live.snapshot.rows == 0)
        whole.add((live.snapshot.hash, 0))
        for turn in range(50):
            ledger.change(publication=publication if turn % 2 else empty)
            snapshot = live.snapshot
            assert (snapshot.hash, snapshot.rows) in whole
