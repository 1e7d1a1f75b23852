"""``POST /api/benchbook/v1/arena/votes``: who may, what is taken, and what is said of what is not."""

import asyncio
import json
import threading
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from starlette.testclient import TestClient

from benchbook.api.app import MOST_POSTS, create_app
from benchbook.api.keys import new_key
from benchbook.api.route import Settings
from benchbook.api.votes import MOST_BYTES, MOST_VOTES, VOTES_PATH, VOTES_ROUTE, PostedVote, read_body
from benchbook.errors import BadVotes, BodyTooLarge, StoreBusy
from benchbook.store import open_store
from benchbook.votes.log.arenas import create_arena
from benchbook.votes.log.ballot_box import StoreBox
from benchbook.votes.log.stored import stored_counts, tail_table

UNLIMITED = Settings(key_posts_per_minute=0)
VOTER, VOTER_KEY = new_key("arena", "team", datetime(2026, 10, 3, tzinfo=UTC), votes=True)


def vote(vote_id="1", **more):
    return {"vote_id": vote_id, "model_a": "acme/one", "model_b": "birch/two", "winner": "model_a"} | more


def body(*votes, arena="chat"):
    return {"arena": arena, "votes": list(votes)}


class NoBox:
    """A box that must not be reached, or fails."""

    def __init__(self, error=None):
        self.error = error or AssertionError("nothing is to be put here")

    def put(self, *_):
        raise self.error


@pytest.fixture
def store(tmp_path):
    with open_store(str(tmp_path / "book.db")) as opened:
        create_arena(opened, "chat")
        yield opened


@pytest.fixture
def voters(ledger, live, key, store, tmp_path):
    """Makes clients whose key may post votes."""
    ledger.change(keys=(key, VOTER_KEY))
    live.poll()

    def client(settings=UNLIMITED, box=None, **options):
        chosen = box or StoreBox(store, tmp_path / "votes")
        app = create_app(live, settings, ballots=chosen, **options)
        return TestClient(app, headers={"Authorization": f"Bearer {VOTER}"})

    return client


@pytest.fixture
def voter(voters):
    return voters()


def refused(reply, status):
    assert reply.status_code == status, reply.text
    error = reply.json()["error"]
    assert (set(reply.json()), error["code"]) == ({"error"}, status)
    assert reply.headers["content-type"] == "application/json"
    assert reply.headers["cache-control"] == "no-store"
    return error["message"]


def test_votes_are_taken_and_told_back(voter, store):
    reply = voter.post(VOTES_PATH, json=body(vote("1"), vote("2", winner="tie"), vote("3", model_b="acme/one")))
    assert reply.status_code == 200
    assert reply.json() == {
        "data": {
            "arena": "chat",
            "received": 3,
            "accepted": 2,
            "flagged": 0,
            "repeated": 0,
            "conflicting": 0,
            "rejected": [{"index": 2, "reason": "'acme/one' against itself"}],
        }
    }
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["access-control-allow-origin"] == "*"
    assert stored_counts(store, "chat").votes == 2
    assert store.of_votes(lambda held: held.batches())[0].origin.startswith(f"key {VOTER_KEY.id}, ")


def test_the_same_request_again_counts_nothing(voter, store):
    told = body(vote("1"), vote("2", names_visible=True))
    first = voter.post(VOTES_PATH, json=told).json()["data"]
    again = voter.post(VOTES_PATH, json=told).json()["data"]
    assert (first["accepted"], first["flagged"], again["repeated"]) == (1, 1, 2)
    changed = voter.post(VOTES_PATH, json=body(vote("1", winner="tie"))).json()["data"]
    assert changed["conflicting"] == 1
    assert stored_counts(store, "chat").votes == 1


def test_every_field_goes_into_the_log(voter, store):
    told = vote(
        category="coding",
        tournament_id="t",
        voter="v",
        prompt_id="p",
        time="2026-03-01T13:00:00+01:00",
        side="left",
        names_visible=False,
        covariates={"length": 2},
    )
    assert set(told) == set(PostedVote.__struct_fields__)
    assert voter.post(VOTES_PATH, json=body(told)).status_code == 200
    (row,) = tail_table(store, "chat").to_pylist()
    names = ("category", "tournament", "voter", "prompt", "side", "flag", "covariates")
    assert [row[name] for name in names] == ["coding", "t", "v", "p", "left", None, [("length", 2.0)]]
    assert f"{row['cast_at']:%Y-%m-%dT%H:%M}" == "2026-03-01T12:00"


# --- who may --------------------------------------------------------------------------------


def test_a_key_that_may_post_is_needed_before_anything_is_read(voters, token):
    client = voters(box=NoBox())
    junk = b"x" * (MOST_BYTES + 1)
    client.headers["Authorization"] = f"Bearer {token}"
    assert "benchbook keys create NAME --votes" in refused(client.post(VOTES_PATH, content=junk), 403)
    client.headers["Authorization"] = "Bearer bb-x-y"
    refused(client.post(VOTES_PATH, content=junk), 401)
    del client.headers["Authorization"]
    assert client.post(VOTES_PATH, content=junk).headers["www-authenticate"] == "Bearer"


def test_posts_have_a_limit_of_their_own(voters, store):
    client = voters(Settings(key_requests_per_minute=1, account_requests_per_day=1, key_posts_per_minute=2))
    replies = [client.post(VOTES_PATH, json=body(vote(str(at)))) for at in range(3)]
    assert [reply.status_code for reply in replies] == [200, 200, 429]
    assert [reply.headers["x-ratelimit-remaining"] for reply in replies] == ["1", "0", "0"]
    assert int(replies[2].headers["retry-after"]) <= 60
    assert stored_counts(store, "chat").votes == 2
    assert client.get("/api/v1/benchmarks").status_code == 200


def test_parameters_that_mean_nothing_are_refused(voters):
    message = refused(voters(box=NoBox()).post(f"{VOTES_PATH}?dry_run=1", json=body(vote())), 400)
    assert message == "Unknown parameter 'dry_run': expected none"


def test_only_posting_is_possible(voter):
    for method in ("GET", "HEAD", "PUT", "DELETE"):
        reply = voter.request(method, VOTES_PATH)
        assert (reply.status_code, reply.headers["allow"]) == (405, "OPTIONS, POST")
    told = voter.options(VOTES_PATH)
    assert (told.status_code, told.headers["access-control-allow-methods"]) == (204, "OPTIONS, POST")


def test_a_server_without_a_box_takes_none(connect, ledger, live):
    ledger.change(keys=(VOTER_KEY,))
    live.poll()
    reply = connect().post(VOTES_PATH, json=body(vote()), headers={"Authorization": f"Bearer {VOTER}"})
    refused(reply, 404)


# --- what is taken ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The votes: input data was truncated"),
        (b"nonsense", "The votes: JSON is malformed"),
        (b"[]", "The votes: expected `object`, got `array`"),
        (b'{"arena": "chat"}', "missing required field `votes`"),
        (b'{"arena": "chat", "votes": []}', "The votes: expected at least one"),
        (b'{"arena": 7, "votes": []}', "expected `str`, got `int` - at `$.arena`"),
        (b'{"arena": "chat", "votes": [], "x": 1}', "unknown field `x`; its fields are arena, votes"),
        (b'{"arena": "\xff", "votes": []}', "The votes: "),
        (json.dumps(body(vote(), 7)).encode(), "votes[1]: expected `object`, got `int`"),
        (json.dumps(body(vote(), vote(moel="x"))).encode(), "votes[1]: object contains unknown field `moel`"),
        (json.dumps(body({"model_a": "a"})).encode(), "votes[0]: object missing required field `vote_id`"),
        (json.dumps(body(vote(vote_id=""))).encode(), "votes[0]: expected `str` of length >= 1 - at `$.vote_id`"),
        (json.dumps(body(vote(vote_id="x" * 201))).encode(), "votes[0]: expected `str` of length <= 200"),
        (json.dumps(body(vote(covariates={"x": "y"}))).encode(), "votes[0]: expected `float`, got `str`"),
        (json.dumps(body(vote(covariates={"x": 1e13}))).encode(), "votes[0]: expected `float` <= 1000000000000.0"),
        (json.dumps(body(vote(covariates={"x" * 65: 1}))).encode(), "votes[0]: expected `str` of length <= 64"),
        (
            json.dumps(body(vote(covariates={f"x{at}": 1 for at in range(51)}))).encode(),
            "votes[0]: expected `object` of length <= 50 - at `$.covariates`",
        ),
        (b"[" * 100_000, "The votes: "),
        (b'{"arena":"chat","votes":[' + b"[" * 100_000 + b"]" * 100_000 + b"]}", "nested too deeply"),
        (
            b'{"arena":"chat","votes":[{"vote_id":' + b'{"a":' * 50_000 + b"1" + b"}" * 50_001 + b"]}",
            "nested too deeply",
        ),
    ],
)
def test_another_shape_is_refused_as_a_whole(voters, content, words):
    message = refused(voters(box=NoBox()).post(VOTES_PATH, content=content), 400)
    assert words in message
    assert message.endswith("nothing was recorded")
    assert len(message) < 700


def test_votes_of_which_none_is_one_are_unprocessable(voter, store):
    message = refused(voter.post(VOTES_PATH, json=body(vote(winner="?"), vote(model_a="\0"))), 422)
    assert "None of 2 votes can be used; votes[0]: winner '?' is neither side, a tie nor both bad" in message
    assert tail_table(store, "chat").num_rows == 0


@pytest.mark.parametrize("arena", ["chet", "models", "../x", "", "x" * 500])
def test_an_arena_that_is_not_there_is_not_made(voter, store, arena):
    message = refused(voter.post(VOTES_PATH, json=body(vote(), arena=arena)), 404)
    assert "`benchbook votes create NAME` makes one" in message
    assert len(message) < 300
    assert len(store.of_votes(lambda held: held.arenas())) == 1


def test_too_much_is_refused_before_it_is_read(voters):
    client = voters(box=NoBox())
    assert "8,388,608 bytes" in refused(client.post(VOTES_PATH, content=b" " * (MOST_BYTES + 1)), 413)
    pieces = (b" " * 65536 for _ in range(MOST_BYTES // 65536 + 2))
    refused(client.post(VOTES_PATH, content=pieces), 413)
    refused(client.post(VOTES_PATH, content=b"", headers={"Content-Length": "9" * 4000}), 413)
    many = b'{"arena":"chat","votes":[' + b",".join([b"0"] * (MOST_VOTES + 1)) + b"]}"
    assert "10,000 votes" in refused(client.post(VOTES_PATH, content=many), 413)


def test_packed_bodies_are_refused(voters):
    reply = voters(box=NoBox()).post(VOTES_PATH, content=b"x", headers={"Content-Encoding": "gzip"})
    assert "without Content-Encoding" in refused(reply, 400)


def test_a_store_that_is_locked_asks_to_come_again(voters, caplog):
    reply = voters(box=NoBox(StoreBusy("book.db", 5))).post(VOTES_PATH, json=body(vote()))
    assert refused(reply, 503) == "The store cannot be written at the moment; send it again"
    assert reply.headers["retry-after"] == "1"
    assert "book.db" in caplog.text


def test_a_crowd_is_asked_to_come_again_and_not_kept_waiting(voters):
    came, open_again = threading.Semaphore(0), threading.Event()

    class Locked(NoBox):
        def put(self, *_):
            came.release()
            assert open_again.wait(30)
            raise StoreBusy("book.db", 5)

    posting = replace(VOTES_ROUTE.post, patience_seconds=0.05)
    headers = [(b"authorization", f"Bearer {VOTER}".encode())]
    scope = {"type": "http", "method": "POST", "path": VOTES_PATH, "query_string": b"", "headers": headers}
    content = json.dumps(body(vote())).encode()

    async def crowd():
        app = voters(box=Locked(), routes=[replace(VOTES_ROUTE, post=posting)]).app

        async def post():
            sent = []

            async def receive():
                return {"type": "http.request", "body": content}

            async def send(message):
                sent.append(message)

            await app(scope, receive, send)
            return sent[0]["status"]

        first = [asyncio.create_task(post()) for _ in range(MOST_POSTS)]
        for _ in first:
            await asyncio.to_thread(came.acquire)
        late = [await post() for _ in range(3)]
        open_again.set()
        await asyncio.gather(*first)
        assert not came.acquire(blocking=False)  # none of the late ones came to the box
        return [*late, await post()]

    assert asyncio.run(crowd()) == [503] * 4
    assert came.acquire(blocking=False)


def test_a_body_that_never_ends_is_given_up(voters):
    posting = replace(VOTES_ROUTE.post, most_seconds=0.05)
    app = voters(box=NoBox(), routes=[replace(VOTES_ROUTE, post=posting)]).app
    sent = []

    async def receive():
        await asyncio.Event().wait()

    async def send(message):
        sent.append(message)

    headers = [(b"authorization", f"Bearer {VOTER}".encode())]
    scope = {"type": "http", "method": "POST", "path": VOTES_PATH, "query_string": b"", "headers": headers}
    asyncio.run(app(scope, receive, send))
    assert sent[0]["status"] == 400
    assert b"it was not here after 0 seconds" in sent[1]["body"]


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode)))
def test_no_body_is_too_strange_to_be_refused(content):
    for told in (content, b'{"arena":"chat","votes":[' + content + b"]}"):
        with pytest.raises((BadVotes, BodyTooLarge)):
            read_body(told)
