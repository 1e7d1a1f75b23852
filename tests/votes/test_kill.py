"""Imports, posts and seals that are killed: no acknowledged vote is lost, and none counts twice."""

import json
import os
import random
import shutil
import signal
import socket
import threading
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import httpx2
import pyarrow.parquet as pq
import pytest
from ballots import NOON, ballot, counted, csv_lines, either, held
from tests.serving import serving
from tests.store.warm import Warm

from benchbook.api.keys import new_key
from benchbook.api.votes import VOTES_PATH, PostedVote
from benchbook.store import open_store
from benchbook.votes.counting.count import count_votes
from benchbook.votes.log.arenas import create_arena
from benchbook.votes.log.ballot_box import StoreBox
from benchbook.votes.log.checking import check_log
from benchbook.votes.log.recounting import recount
from benchbook.votes.log.stored import log_files, stored_counts, tail_table

SEED = int(os.environ.get("BENCHBOOK_TEST_SEED", "20260722"))
pytestmark = pytest.mark.slow

COLUMNS = ("vote_id", "model_a", "model_b", "winner", "category", "cast_at")


class Victims(Warm):
    """The process of ``victim``, which forks."""

    script = str(Path(__file__).with_name("victim.py"))

    def run(self, work, store, folder, path, *, step=0):
        """Do some work, to be killed at a step; gives how many steps it took, or None if it was killed."""
        self.order({"work": work, "store": store, "folder": str(folder), "path": str(path), "step": step})
        done = self.end()
        assert done["code"] == (0 if done["steps"] is not None else -signal.SIGKILL), done
        return done["steps"]


@pytest.fixture(scope="module")
def victims():
    with Victims() as opened:
        yield opened


def some(first, count):
    """Votes of two days in two categories."""
    return [
        ballot(f"v{at}", a=f"m{at % 4}", category=["c", "d"][at % 2], cast_at=NOON + timedelta(days=at % 2))
        for at in range(first, first + count)
    ]


class Scene:
    """A store with votes in the log and some that wait; ``again`` is how it was at the beginning."""

    def __init__(self, place, folder, tmp_path, victims):
        self.place, self.folder, self._victims = place, folder, victims
        self._home, self._kept = tmp_path, tmp_path / "kept"
        with open_store(place) as store:
            create_arena(store, "x")
        self.standing = some(0, 8)
        self.run("import", self.standing[:5])
        self.run("post", self.standing[3:])
        self._next = 100
        if "://" not in place:
            open_store(place).close()  # the journal goes into the file
            self._kept.mkdir()
            shutil.copy(place, self._kept / "store")
            shutil.copytree(folder, self._kept / "log")

    def run(self, work, ballots=(), step=0):
        path = self._home / "votes.csv"
        path.write_text(csv_lines(ballots, COLUMNS))
        return self._victims.run(work, self.place, self.folder, path, step=step)

    def again(self):
        """As at the beginning; a server's database goes on as it is, since it cannot be copied."""
        if "://" in self.place:
            return
        for journal in Path(self.place).parent.glob(f"{Path(self.place).name}-*"):
            journal.unlink()
        shutil.copy(self._kept / "store", self.place)
        shutil.rmtree(self.folder)
        shutil.copytree(self._kept / "log", self.folder)
        self.standing = self.standing[:8]

    def news(self, count):
        """Votes that never came before."""
        self._next += count
        return some(self._next, count)

    def is_whole(self, expected):
        """Whether the votes in the store are these; whichever they are, all that is kept of them agrees."""
        with open_store(self.place) as store:
            with store.voting():  # whoever was killed has let go of it
                pass
            assert store.check() == ()
            assert check_log(store, self.folder).complaints == ()
            counts = stored_counts(store, "x")
            assert count_votes(log_files(store, self.folder, "x"), [tail_table(store, "x")]) == counts
            return held(store, "x") == counted(expected)


@pytest.fixture
def scene(place, folder, tmp_path, victims):
    return Scene(place, folder, tmp_path, victims)


def chosen(scene, total):
    """Steps to be killed at: the last ones, where it is decided, and some of those before."""
    print(f"seed {SEED}, {total} steps")  # noqa: T201
    count = 2 if "://" in scene.place else 8
    some_steps = random.Random(SEED).sample(range(1, total - 2), count)
    return sorted({*some_steps, *range(total - 2, total + 1)})


@either
@pytest.mark.parametrize("work", ["import", "post"])
def test_votes_that_come_while_the_process_is_killed_are_there_or_not(scene, work):
    first = scene.news(5)
    steps = chosen(scene, scene.run(work, first))
    scene.standing += first
    done = 0
    for step in steps:
        scene.again()
        news = scene.news(5)
        before, after = scene.standing, [*scene.standing, *news]
        assert scene.run(work, [*before[:2], *news], step) is None
        whole = scene.is_whole(after)
        assert whole or scene.is_whole(before), step
        done += whole
        scene.run(work, [*before[:2], *news])
        assert scene.is_whole(after), step
        scene.standing = after
    assert 1 <= done < len(steps) / 2


@either
def test_a_seal_killed_at_any_step_loses_no_vote(scene):
    steps = chosen(scene, scene.run("seal"))
    for step in steps:
        scene.again()
        news = scene.news(3)
        scene.run("post", news)
        scene.standing = [*scene.standing, *news]
        assert scene.run("seal", step=step) is None
        assert scene.is_whole(scene.standing), step
    scene.run("seal")
    assert scene.is_whole(scene.standing)
    with open_store(scene.place) as store:
        assert tail_table(store, "x").num_rows == 0


# --- a server ---------------------------------------------------------------------------------


class Client:
    """Posts batches of votes one after another until nobody answers; ``acknowledged`` are their ids."""

    def __init__(self, url, key, name, size):
        self.sent, self.acknowledged = [], []
        self._url, self._name, self._size = url, name, size
        self._headers = {"Authorization": f"Bearer {key}"}
        self.thread = threading.Thread(target=self._run)

    def _run(self):
        with httpx2.Client(headers=self._headers, timeout=20) as client:
            while self.post(client):
                pass

    def post(self, client):
        ids = [f"{self._name}-{len(self.sent) + at}" for at in range(self._size)]
        self.sent += ids
        try:
            reply = client.post(self._url, json={"arena": "x", "votes": [posted(each) for each in ids]})
        except httpx2.HTTPError:
            return False
        assert reply.status_code == 200, reply.text
        told = reply.json()["data"]
        assert told["accepted"] == len(ids)
        self.acknowledged += ids
        return True


def posted(vote_id):
    told = {"vote_id": vote_id, "model_a": "a", "model_b": "b", "winner": "tie", "time": 1_772_366_400}
    return dict.fromkeys(PostedVote.__struct_fields__) | told


def voters_key(path):
    """A key that may post votes to a store in which the arena x is made."""
    token, key = new_key("arena", "team", NOON, votes=True)
    with open_store(path) as store:
        create_arena(store, "x")
        with store.writing() as writer:
            writer.add_key(key)
    return token


def test_a_server_killed_while_votes_come_loses_none_that_it_acknowledged(tmp_path, folder):
    path = str(tmp_path / "book.db")
    token = voters_key(path)
    print(f"seed {SEED}")  # noqa: T201
    with serving(path, "--posts-per-minute", "0") as (process, url, _):
        clients = [Client(f"{url}{VOTES_PATH}", token, str(size), size) for size in (40, 9000)]
        for client in clients:
            client.thread.start()
        while len(clients[1].acknowledged) < 2 * 9000:
            time.sleep(0.01)
        time.sleep(random.Random(SEED).uniform(0, 0.6))  # they are sealed about now
        process.kill()
        for client in clients:
            client.thread.join()
    sent = [each for client in clients for each in client.sent]
    acknowledged = [each for client in clients for each in client.acknowledged]
    with open_store(path) as store:
        found = ids(store, folder)
        assert set(acknowledged) <= set(found) <= set(sent)
        assert len(found) == stored_counts(store, "x").votes
        assert recount(store, folder, "x").corrected == 0
        assert store.check() == ()
        box = StoreBox(store, folder)
        for first in range(0, len(sent), 10_000):
            told = box.put("x", [posted(each) for each in sent[first : first + 10_000]], "key")
            assert told.votes + told.repeated == told.rows
        assert stored_counts(store, "x").votes == len(sent) == len(ids(store, folder))
        assert check_log(store, folder).complaints == store.check() == ()


def test_a_server_stopped_while_votes_wait_says_nothing_of_its_insides(tmp_path):
    path = str(tmp_path / "book.db")
    token = voters_key(path)
    with open_store(path) as store:
        with (
            serving(path) as (process, url, _),
            store.voting(),
            closing(socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])))) as waiting,
        ):
            body = json.dumps({"arena": "x", "votes": [posted("late")]})
            head = f"POST {VOTES_PATH} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
            waiting.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
            time.sleep(0.5)  # until it waits for the store; a shorter time would only find less
            process.terminate()
            _, said = process.communicate(timeout=30)
        assert said.endswith("Stop with Ctrl-C.\n")
        assert stored_counts(store, "x").votes == 0


def ids(store, folder):
    """The ids of all votes in the log and in the store, as often as they are there."""
    tables = [pq.read_table(path, columns=["vote_id"], partitioning=None) for path in log_files(store, folder, "x")]
    return [each for one in (*tables, tail_table(store, "x")) for each in one["vote_id"].to_pylist()]
