"""``serve --as-design-arena`` over HTTP: on ``/benchmarks``, in ``/models`` and its order, at any moment."""

import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.rated_board import publish_board, rated

from benchbook.api.app import create_app
from benchbook.api.keys import new_key
from benchbook.api.live import Live
from benchbook.api.route import Settings
from benchbook.publication import publication_of
from benchbook.store import open_store

sys.path.insert(0, str(Path(__file__).parents[1] / "changes"))  # for changed_ledger
from changed_ledger import catalogue, day, entry

TOKEN, KEY = new_key("tests", "team", datetime(2026, 1, 1, tzinfo=UTC))
KEYED = {"Authorization": f"Bearer {TOKEN}"}
BENCHMARKS = "/api/v1/benchmarks?source=design-arena"
CITATION = "Source: own arena (rated by Benchbook) The house arena (invented)."


@pytest.fixture
def store(tmp_path):
    """Lumen and Quill, whom the Design Arena rates, as relayed, and an own arena on two days the other way round."""
    with open_store(str(tmp_path / "book.db")) as opened:
        catalogue(opened, 1, entry("lumen", arena=1300), entry("quill", arena=1200))
        publish_board(opened, rated("Lumen", 990), rated("Quill", 1010), rated_at=day(3), category="website")
        publish_board(opened, rated("Lumen", 900), rated("Quill", 1100), rated_at=day(5), category="website")
        with opened.writing() as writer:
            writer.add_key(KEY)
        yield opened


def client(store, public=False, **stand_ins):
    live = Live(
        store,
        lambda ledger, moment, audience: publication_of(ledger.state(moment), "headline", audience, stand_ins),
        poll_seconds=60.0,
        audiences=("keyholders", "everyone") if public else ("keyholders",),
    )
    settings = Settings(key_requests_per_minute=0, account_requests_per_day=0, public=public)
    return TestClient(create_app(live, settings), headers=KEYED)


def rows(reply):
    assert reply.status_code == 200, reply.text
    return [(row["model_permaslug"], row["arena"], row["category"], row["elo"]) for row in reply.json()["data"]]


def test_without_the_setting_the_wire_knows_nothing_of_own_arenas(store):
    asked = client(store)
    assert rows(asked.get(BENCHMARKS)) == [
        ("acme/lumen-20251201", "models", "website", 1300),
        ("acme/quill-20251201", "models", "website", 1200),
    ]
    everything = asked.get("/api/v1/benchmarks").text + asked.get("/api/v1/models").text
    assert "1100" not in everything
    assert "House" not in everything


def test_with_it_the_own_boards_stand_in_the_other_ones_place(store):
    asked = client(store, models="mine")
    reply = asked.get(BENCHMARKS)
    assert rows(reply) == [
        ("acme/quill-20251201", "models", "website", 1100),
        ("acme/lumen-20251201", "models", "website", 900),
    ]
    assert reply.json()["meta"]["citation"] == CITATION
    assert reply.json()["meta"]["source_url"] is None
    models = asked.get("/api/v1/models?sort=design-arena-elo-high-to-low").json()["data"]
    assert [(model["id"], model["benchmarks"]["design_arena"]) for model in models] == [
        ("acme/quill", [{"arena": "models", "category": "website", "elo": 1100, "win_rate": 64.01, "rank": 1}]),
        ("acme/lumen", [{"arena": "models", "category": "website", "elo": 900, "win_rate": 35.99, "rank": 2}]),
    ]


def test_a_past_state_obeys_it_too(store):
    asked = client(store, models="mine")
    assert [row[3] for row in rows(asked.get(f"{BENCHMARKS}&as_of=2026-01-03"))] == [1010, 990]
    assert rows(asked.get(f"{BENCHMARKS}&as_of=2026-01-02")) == []
    assert [row[3] for row in rows(client(store).get(f"{BENCHMARKS}&as_of=2026-01-03"))] == [1300, 1200]


def test_another_arena_is_left_as_it_is(store):
    asked = client(store, agents="mine")
    assert [row[3] for row in rows(asked.get(BENCHMARKS))] == [1300, 1200]
    assert [row[3] for row in rows(asked.get(f"{BENCHMARKS}&arena=agents"))] == [1100, 900]
    assert asked.get(BENCHMARKS).json()["meta"]["citation"].startswith("Source: Design Arena")
    assert asked.get(f"{BENCHMARKS}&arena=agents").json()["meta"]["citation"] == CITATION
    assert asked.get("/api/v1/benchmarks?max_results=9").json()["meta"]["citation"] is None


def test_an_internal_board_stands_in_for_holders_of_a_key_only(store):
    publish_board(store, rated("Lumen", 1), category="svg", rated_at=day(6), licence="internal")
    asked = partial(client(store, public=True, models="mine").get, "/api/v1/models")
    assert [place["category"] for place in _boards(asked(headers=KEYED))] == ["svg", "website"]
    assert [place["category"] for place in _boards(asked(headers={"Authorization": ""}))] == ["website"]


def _boards(reply):
    return reply.json()["data"][0]["benchmarks"]["design_arena"]
