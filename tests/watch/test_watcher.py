"""Real posts to a receiver on loopback."""

import base64
import hashlib
import hmac
import json
import signal
import socket
import subprocess
import sys
import time

import pytest
from sqlalchemy import event
from tests.replay import Scripted
from tests.store.ledger_documents import BOARD, FACTS, claim, day, model, parsed, record
from tests.watch.watched import KEY, NOW

from benchbook.changes import changes
from benchbook.errors import NotDelivered, ReceiverGone, StoreBusy, StoreError
from benchbook.fetch import Receiver
from benchbook.model import Prices
from benchbook.watch import follow

OK = Scripted(status=204)


def scored(store, at, **scores):
    record(store, parsed(at, [claim(name, score) for name, score in scores.items()], complete=(BOARD,)))


def priced(store, at, *names, price="0.1"):
    models = [model(name, prices=Prices(by_kind={"prompt": price})) for name in names]
    record(store, parsed(at, (), models, complete=(FACTS,)))


def verified(asked):
    """A post's body, once its signature is checked by the words of the specification."""
    message, timestamp = asked.headers["webhook-id"], asked.headers["webhook-timestamp"]
    signed = b".".join((message.encode(), timestamp.encode(), asked.body))
    expected = base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
    assert asked.headers["webhook-signature"] == f"v1,{expected}"
    assert int(timestamp) == NOW.timestamp()
    body = json.loads(asked.body)
    assert body["id"] == message
    assert body.keys() == {"id", "created_at", "changes"}
    return body


def posted(replay):
    """The changes of each post."""
    return [verified(asked)["changes"] for asked in replay.asked]


# --- what is told ----------------------------------------------------------------------------


def test_what_was_there_before_is_not_told_and_what_comes_is(store, replay, watching):
    replay.script("/hook", OK)
    scored(store, 1, a=1.0)
    watch = watching()
    watch.step()
    assert replay.asked == []
    scored(store, 5, a=2.0)
    watch.step()
    watch.step()
    ((change,),) = posted(replay)
    assert (change["kind"], change["old"], change["new"], change["at"]) == ("score", 1.0, 2.0, "2026-01-06T00:00:00Z")
    assert replay.asked[0].headers["content-type"] == "application/json"
    assert verified(replay.asked[0])["created_at"] == "2026-07-22T12:00:00Z"


def test_in_an_empty_store_everything_that_comes_is_new(store, replay, watching):
    replay.script("/hook", OK)
    watching().step()
    priced(store, 1, "a", "b")
    watching().step()
    assert [[change["kind"] for change in found] for found in posted(replay)] == [["catalogue-read"]]


def test_an_older_document_is_told_when_it_comes(store, replay, watching):
    replay.script("/hook", OK)
    scored(store, 1, a=1.0)
    scored(store, 9, a=3.0)
    watch = watching()
    watch.step()
    scored(store, 5, a=2.0)
    watch.step()
    assert [[(change["old"], change["new"]) for change in found] for found in posted(replay)] == [
        [(1.0, 2.0), (2.0, 3.0)]
    ]


def test_since_counts_at_the_first_start_only(store, replay, watching):
    replay.script("/hook", OK)
    for at in (1, 5, 9):
        scored(store, at, a=float(at))
    watching(since=day(5)).step()
    assert [[change["new"] for change in found] for found in posted(replay)] == [[9.0]]
    again = watching(since=day(1))
    again.step()
    assert len(replay.asked) == 1
    assert "--since is left aside" in again.told[0]


def test_a_restart_repeats_nothing_and_loses_nothing(store, replay, watching):
    replay.script("/hook", OK)
    scored(store, 1, a=1.0)
    watching().step()
    for at in (2, 3, 4):
        scored(store, at, a=float(at))
        watching().step()
        watching().step()
    assert [[change["new"] for change in found] for found in posted(replay)] == [[2.0], [3.0], [4.0]]


def test_watches_with_other_filters_go_their_own_ways(store, replay, watching):
    replay.script("/hook", OK)
    replay.script("/other", OK)
    watches = [watching("kind=score"), watching("kind=model-*"), watching(path="/other")]
    scored(store, 1, a=1.0)
    priced(store, 1, "a")
    for watch in watches:
        watch.step()
    assert replay.asked == []
    scored(store, 2, a=2.0)
    watches[0].step()
    priced(store, 2, "a", "b")
    for watch in watches:
        watch.step()
    kinds = [[change["kind"] for change in found] for found in posted(replay)]
    assert [(asked.target, told) for asked, told in zip(replay.asked, kinds, strict=True)] == [
        ("/hook", ["score"]),
        ("/hook", ["model-came"]),
        ("/other", ["score", "model-came"]),
    ]


def test_in_public_nothing_is_told_that_is_for_internal_use(store, replay, watching):
    replay.script("/hook", OK)
    watches = [watching(audience="everyone"), watching()]
    for watch in watches:
        watch.step()
    record(store, parsed(1, [claim("a", 1.0)], licence="internal"))
    for watch in watches:
        watch.step()
    assert [[change["licence"] for change in found] for found in posted(replay)] == [["internal"]]


def test_hostile_names_are_told_as_they_are(store, replay, watching):
    replay.script("/hook", OK)
    watching().step()
    name = 'a"},{"\r\nwebhook-id: x\u202e</script>\x1b[2J\U0001f600'
    for at, models in ((1, [model("quiet")]), (2, [model("quiet"), model(name)])):
        record(store, parsed(at, [claim("a", label=name)], models, complete=(FACTS,)))
    watching().step()
    found = [change["model_id"] for changes in posted(replay) for change in changes]
    assert f"acme/{name}" in found
    assert all(asked.headers["webhook-id"].startswith("msg_") for asked in replay.asked)


# --- many at once ----------------------------------------------------------------------------


def many(store, count=250):
    priced(store, 1, "a")
    priced(store, 2, "a", *(f"m{number:03}" for number in range(count)))


def test_at_most_a_hundred_go_together_the_oldest_first(store, replay, watching):
    replay.script("/hook", OK)
    watching().step()
    many(store)
    watching().step()
    found = posted(replay)
    assert [len(each) for each in found] == [100, 100, 51]
    told = [change["id"] for each in found for change in each]
    every = store.over_time(lambda timeline, _: changes(timeline))
    assert told == [change.id for change in every]


def test_a_delivery_that_breaks_off_goes_on_where_it_was(store, replay, watching):
    replay.script("/hook", OK, Scripted(status=400), OK)
    watching().step()
    many(store)
    with pytest.raises(NotDelivered, match="answered 400 Bad Request"):
        watching().step()
    priced(store, 0, "older")
    watching().step()
    ids = [asked.headers["webhook-id"] for asked in replay.asked]
    found = posted(replay)
    assert ids[1] == ids[2]
    assert found[1] == found[2]
    assert len(set(ids)) == len(ids) - 1
    taken = [change["id"] for each in (found[0], *found[2:]) for change in each]
    assert len(taken) == len(set(taken))


def test_what_an_older_document_overtook_is_not_told(store, replay, watching):
    replay.script("/hook", Scripted(status=400), OK)
    scored(store, 1, a=1.0)
    watching().step()
    scored(store, 9, a=2.0)
    with pytest.raises(NotDelivered):
        watching().step()
    scored(store, 5, a=2.0)
    watching().step()
    watching().step()
    assert [[change["at"] for change in found] for found in posted(replay)] == [
        ["2026-01-10T00:00:00Z"],
        ["2026-01-06T00:00:00Z"],
    ]


# --- receivers that do not take it -----------------------------------------------------------


def test_what_may_pass_is_tried_again_and_signed_anew(store, replay, watching, naps):
    replay.script("/hook", Scripted(status=503), Scripted(status=429, headers={"Retry-After": "17"}), OK)
    scored(store, 1, a=1.0)
    watch = watching()
    watch.step()
    scored(store, 2, a=2.0)
    watch.step()
    assert len({asked.body for asked in replay.asked}) == 1
    assert [verified(asked)["id"] for asked in replay.asked] == [verified(replay.asked[0])["id"]] * 3
    assert 1.0 <= naps[0] <= 2.0
    assert naps[1:] == [17.0]
    assert watch.told[1:3] == ["answered 503 Service Unavailable", "answered 429 Too Many Requests"]


def test_a_receiver_that_is_down_for_long_loses_nothing(store, replay, watching, naps):
    scored(store, 1, a=1.0)
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    watch = watching()
    watch.step()
    up = watch.receiver
    watch.receiver = Receiver(f"http://127.0.0.1:{port}/hook", now=lambda: NOW)
    for at in (2, 3):
        scored(store, at, a=float(at))
        with pytest.raises(NotDelivered, match=r"/…: Connection refused \(5 attempts\); nothing is lost"):
            watch.step()
    assert len(naps) == 8
    replay.script("/hook", OK)
    watch.receiver = up
    scored(store, 4, a=4.0)
    watch.step()
    assert [[change["new"] for change in found] for found in posted(replay)] == [[2.0], [3.0, 4.0]]


def test_what_was_refused_is_tried_again_when_there_is_more(store, replay, watching):
    replay.script("/hook", Scripted(status=401), OK)
    scored(store, 1, a=1.0)
    watch = watching()
    watch.step()
    scored(store, 2, a=2.0)
    with pytest.raises(NotDelivered, match="401 Unauthorized"):
        watch.step()
    watch.step()
    assert len(replay.asked) == 1
    scored(store, 3, a=3.0)
    watch.step()
    assert [[change["new"] for change in found] for found in posted(replay)] == [[2.0], [2.0], [3.0]]


def test_a_receiver_that_wants_no_more_ends_the_watch(store, replay, watching, naps):
    replay.script("/hook", Scripted(status=410))
    scored(store, 1, a=1.0)
    watch = watching()
    watch.step()
    scored(store, 2, a=2.0)
    with pytest.raises(ReceiverGone, match="410 Gone"):
        follow(watch.watcher, watch.receiver, watch.signer, interval_seconds=1, tell=watch.told.append)
    assert naps == []


# --- a store that is not there for a while ---------------------------------------------------


class Enough(Exception):
    """Ends what goes on for ever."""


def test_a_store_that_cannot_be_read_for_a_while_is_outlasted(store, replay, watching, monkeypatch):
    replay.script("/hook", OK)
    scored(store, 1, a=1.0)
    watch = watching()
    watch.step()
    scored(store, 2, a=2.0)
    generation = type(store).generation
    looks = []

    def failing(ledger):
        looks.append(1)
        if len(looks) < 4:
            raise StoreBusy("store.db", 30)
        return generation(ledger)

    def nap(_seconds):
        if len(looks) == 5:
            raise Enough

    monkeypatch.setattr(type(store), "generation", failing)
    monkeypatch.setattr(time, "sleep", nap)
    with pytest.raises(Enough):
        follow(watch.watcher, watch.receiver, watch.signer, interval_seconds=1, tell=watch.told.append)
    assert [[change["new"] for change in found] for found in posted(replay)] == [[2.0]]
    assert sum("cannot follow the store" in told for told in watch.told) == 1
    assert watch.told[-1] == "following the store again"


def test_what_was_taken_but_not_recorded_is_not_posted_again(store, replay, watching):
    """The store is locked from the post on until the next look."""
    replay.script("/hook", OK)
    scored(store, 1, a=1.0)
    watch = watching()
    watch.step()
    scored(store, 2, a=2.0)

    def locked(_connection, _cursor, statement, *_):
        if statement.startswith("INSERT INTO announced") and replay.asked:
            raise StoreBusy("store.db", 30)

    event.listen(store._engine, "before_cursor_execute", locked)
    with pytest.raises(StoreError):
        watch.step()
    event.remove(store._engine, "before_cursor_execute", locked)
    watch.step()
    watching().step()
    assert len(replay.asked) == 1


# --- killed in between -----------------------------------------------------------------------

VICTIM = """
import os, signal, sys
from datetime import UTC, datetime
from benchbook.fetch import Receiver
from benchbook.store import open_store
from benchbook.watch import Signer, Watch, Watcher, read_filter

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

Watcher._settle = die
receiver = Receiver(sys.argv[2], now=lambda: datetime.now(UTC))
watch = Watch(receiver=receiver.name, filter=read_filter([]), audience="keyholders")
with open_store(sys.argv[1]) as store:
    Watcher(store, watch, now=lambda: datetime.now(UTC)).step(receiver, Signer((bytes(32),)))
"""


def test_killed_before_it_is_recorded_the_same_batch_is_posted_again(store, replay, watching):
    replay.script("/hook", OK)
    scored(store, 1, a=1.0)
    watching().step()
    scored(store, 2, a=2.0)
    command = [sys.executable, "-c", VICTIM, store.name, f"{replay.url}/hook"]
    done = subprocess.run(command, check=False)
    assert done.returncode == -signal.SIGKILL
    assert len(replay.asked) == 1
    scored(store, 3, a=3.0)
    watching().step()
    watching().step()
    ids = [asked.headers["webhook-id"] for asked in replay.asked]
    assert ids[0] == ids[1]
    assert [[change["new"] for change in json.loads(asked.body)["changes"]] for asked in replay.asked] == [
        [2.0],
        [2.0],
        [3.0],
    ]
