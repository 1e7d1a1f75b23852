"""``/api/benchbook/v1/scores``: filters, pages, keys; the wire stays as it was."""

from urllib.parse import parse_qs, urlsplit

import pytest
from msgspec.structs import replace

from benchbook.model import Configuration, Labels, Matched, Result, Scope, StoredResult, Unmatched
from benchbook.publication import score_rows

SCORES = "/api/benchbook/v1/scores"
FIELDS = {
    *("source", "via", "board", "variant", "name", "status", "model_id", "permaslug", "measures", "completed"),
    *("effort", "mode", "thinking_budget", "date", "quantisation", "harness", "provider"),
    *("rule", "doubt", "reason", "same_as", "method_version", "sample_size", "std_error"),
    *("observed_at", "last_seen", "licence", "citation"),
}


def scored(name, figure, model_id, seen_at, source="lab", board="indices", **configuration):
    run = Configuration(**configuration)
    identity = (
        Matched(model_id=model_id, rule="name", configuration=run)
        if model_id
        else Unmatched(reason="no entry has this name", configuration=run)
    )
    return StoredResult(
        scope=Scope(source=source, feed="rows"),
        subject=name,
        labels=Labels(name=name),
        identity=identity,
        result=Result(board=board, measures={"score": figure}),
        observed_at=seen_at,
        last_seen=seen_at,
        standing=True,
    )


@pytest.fixture
def ledger(ledger, publication):
    day = publication.catalog_seen_at
    results = [
        scored("Falcon 2 (low)", 40, "acme/falcon-2", day, effort="low"),
        scored("Falcon 2 (high)", 40, "acme/falcon-2", day, effort="high"),
        scored("Falcon 2", 0.5, "acme/falcon-2", day, source="arena", board="models/website"),
        scored("Nobody", 3, None, day, quantisation="bf16"),
    ]
    scores = score_rows(results, {}, {})
    named = [replace(row, permaslug="acme/2-falcon-20260901") if row.model_id else row for row in scores]
    ledger.publication = replace(publication, scores=tuple(named))
    return ledger


def asked(client, query=""):
    reply = client.get(f"{SCORES}?{query}")
    assert reply.status_code == 200, reply.text
    return reply.json()


def names(reply):
    return [row["name"] for row in reply["data"]]


def test_matched_scores_come_by_source_board_and_name_with_every_field(client):
    reply = asked(client)
    assert names(reply) == ["Falcon 2", "Falcon 2 (high)", "Falcon 2 (low)"]
    assert (reply["total_count"], reply["links"]) == (3, {"next": None})
    assert reply["as_of"] == "2026-10-02T21:15:04.339Z"
    assert all(row.keys() == FIELDS for row in reply["data"])
    high = reply["data"][1]
    assert (high["effort"], high["mode"], high["same_as"]) == ("high", None, ["Falcon 2 (low)"])
    assert high["measures"] == {"score": 40}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=unresolved", ["Nobody"]),
        ("status=all", ["Falcon 2", "Falcon 2 (high)", "Falcon 2 (low)", "Nobody"]),
        ("source=arena", ["Falcon 2"]),
        ("source=arena&board=indices", []),
        ("board=models/website", ["Falcon 2"]),
        ("model=acme/falcon-2&board=indices", ["Falcon 2 (high)", "Falcon 2 (low)"]),
        ("model=acme/2-falcon-20260901&source=arena", ["Falcon 2"]),
        ("model=acme/falcon", []),
        ("model=acme/falcon-2&status=unresolved", []),
    ],
)
def test_filters_narrow(client, query, found):
    assert names(asked(client, query)) == found


def test_unresolved_score_says_why(client):
    (row,) = asked(client, "status=unresolved")["data"]
    assert (row["status"], row["model_id"], row["permaslug"]) == ("unresolved", None, None)
    assert (row["reason"], row["quantisation"]) == ("no entry has this name", "bf16")


def test_pages_link_to_the_next_and_keep_the_filters(client):
    page = asked(client, "status=all&limit=3")
    assert len(page["data"]) == 3
    following = page["links"]["next"]
    assert urlsplit(following).path == SCORES
    assert parse_qs(urlsplit(following).query) == {"status": ["all"], "offset": ["3"], "limit": ["3"]}
    last = client.get(following).json()
    assert (names(last), last["links"]["next"], last["total_count"]) == (["Nobody"], None, 4)
    assert asked(client, "offset=99")["data"] == []
    quoted = asked(client, "model=acme/falcon-2&board=indices&limit=1")["links"]["next"]
    assert names(client.get(quoted).json()) == ["Falcon 2 (low)"]


@pytest.mark.parametrize("query", ["status=some", "limit=0", "limit=10001", "offset=-1", "source=", "limit=x"])
def test_bad_parameters_are_named(client, query):
    reply = client.get(f"{SCORES}?{query}")
    assert reply.status_code == 400
    assert query.partition("=")[0] in reply.json()["error"]["message"]


def test_a_key_is_needed_and_counted(anyone, client):
    assert anyone.get(SCORES).status_code == 401
    assert "X-RateLimit-Remaining" not in anyone.get(SCORES).headers
    reply = client.get(SCORES)
    assert reply.headers["Cache-Control"] == "private, no-cache"
    assert client.get(SCORES, headers={"If-None-Match": reply.headers["ETag"]}).status_code == 304


def test_scores_change_the_snapshot_and_not_the_wire(client, live, ledger, publication):
    wire = client.get("/api/v1/benchmarks").content
    before = live.snapshot
    ledger.change(publication=publication)
    assert live.poll()
    assert live.snapshot.hash != before.hash
    assert client.get("/api/v1/benchmarks").content == wire
    assert before.rows == live.snapshot.rows == 17


def test_a_parameter_that_it_does_not_know_is_refused(client):
    reply = client.get(f"{SCORES}?modle=acme/falcon-2")
    assert reply.status_code == 400
    told = "Unknown parameter 'modle': expected one of source, board, model, status, offset, limit, as_of, known_at"
    assert reply.json()["error"]["message"] == told
