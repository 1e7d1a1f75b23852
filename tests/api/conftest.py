"""A synthetic publication of invented models, a ledger in memory, and a client on them."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from benchbook.api.app import create_app
from benchbook.api.keys import new_key
from benchbook.api.live import Live
from benchbook.api.route import Settings
from benchbook.errors import StoreUnavailable
from benchbook.model import ApiKey, CatalogModel, LedgerState, PriceOverride, Prices, Reasoning, Times
from benchbook.publication import ArenaRow, EvalRow, IndexRow, Publication, SearchRow

sys.path.insert(0, str(Path(__file__).parent))
from offered import OFFERED
from stood_in import STOOD_IN

NOW = datetime(2026, 10, 3, 0, 15, 4, 339_000, tzinfo=UTC)
UNLIMITED = Settings(key_requests_per_minute=0, account_requests_per_day=0)


def index_row(name, intelligence, coding, agentic, hours=0, price=None):
    return IndexRow(
        permaslug=f"acme/{name}",
        model_id=f"acme/{name}",
        display_name=f"Acme {name}",
        seen_at=NOW - timedelta(hours=hours),
        prompt_price=price,
        completion_price=price,
        intelligence=intelligence,
        coding=coding,
        agentic=agentic,
    )


def arena_row(name, arena, category, elo, hours=24):
    return ArenaRow(
        permaslug=f"acme/{name}",
        model_id=None,
        display_name=f"Acme {name}",
        seen_at=NOW - timedelta(hours=hours),
        arena=arena,
        category=category,
        elo=elo,
        win_rate=51.5,
        places=(1, 2, None, 0, 3),
    )


def eval_row(name, benchmark, accuracy, hours=48):
    return EvalRow(
        permaslug=f"acme/{name}",
        model_id=f"acme/{name}",
        display_name=f"Acme {name}",
        seen_at=NOW - timedelta(hours=hours),
        benchmark=benchmark,
        accuracy=accuracy,
        accuracy_stddev=None,
        avg_cost_per_task=0.25,
        total_tasks=198,
        last_run="2026-10-01T08:31:33.481Z",
    )


def search_row(name, benchmark, score, engine, surface, hours=72):
    return SearchRow(
        permaslug=f"acme/{name}",
        model_id=f"acme/{name}",
        display_name=f"Acme {name}",
        seen_at=NOW - timedelta(hours=hours),
        benchmark=benchmark,
        metric="f1_by_item" if benchmark == "search_widesearch" else "accuracy",
        score=score,
        total_tasks=100,
        avg_cost_per_task=None,
        avg_latency_per_task_ms=1234.5,
        engine=engine,
        surface=surface,
        last_run="2026-08-11T00:50:53.051Z",
        max_agent_turns=20,
        reasoning_effort=None,
        temperature=0,
    )


MODELS = (
    CatalogModel(
        id="acme/falcon-2",
        permaslug="acme/2-falcon-20260901",
        name="Acme: Falcon 2",
        created=1_788_220_800,
        description="Synthetic.",
        context_length=262_144,
        modality="text+image->text",
        input_modalities=("text", "image"),
        output_modalities=("text",),
        tokenizer="Other",
        prices=Prices(
            by_kind={"prompt": "0.000001", "completion": "0.000006", "input_cache_read": "0.0000001"},
            overrides=(
                PriceOverride(prices={"prompt": "0.000002"}, min_prompt_tokens=200_000),
                PriceOverride(prices={"completion": "0.000003"}, utc_start="1630", utc_end="0030"),
            ),
            discount=0.5,
        ),
        provider_context_length=262_144,
        max_completion_tokens=65_536,
        is_moderated=True,
        supported_parameters=("max_tokens", "reasoning", "tools"),
        default_parameters={"temperature": 0.7, "top_p": None, "odd": "x"},
        details_path="/api/v1/models/acme/2-falcon-20260901/endpoints",
        hugging_face_id="acme/Falcon-2",
        knowledge_cutoff="2026-01-31",
        reasoning=Reasoning(mandatory=False, default_enabled=True, supported_efforts=("high", "low")),
    ),
    CatalogModel(id="acme/unknown", permaslug="acme/unknown", name="Acme: Unknown", reasoning=Reasoning(note="?")),
    CatalogModel(
        id="acme/router",
        permaslug="acme/router",
        name="Acme: Router",
        created=1_788_220_800,
        prices=Prices(by_kind={"prompt": "-1", "completion": "-1"}),
        per_request_limits={"prompt_tokens": 1000, "completion_tokens": 2000},
        alias_slug="acme/falcon-2",
        alias_name="Acme: Falcon 2",
    ),
)

PUBLICATION = Publication(
    models=MODELS,
    index_rows=(
        index_row("none", None, 61, 12, hours=5),
        index_row("ember", 40.5, None, 30, price="-1"),
        index_row("falcon", 50, 60, None, hours=1, price="0.000001"),
        index_row("crane", 50, 70, 40, hours=2),
        index_row("bare", None, None, None, hours=6),
    ),
    arena_rows=(
        arena_row("falcon", "models", "website", 1300),
        arena_row("crane", "models", "codecategories", 1250),
        arena_row("ember", "models", "codecategories", 1350),
        arena_row("crane", "agents", "webapps", 1100),
        arena_row("falcon", "agents", "codecategories", 1200),
        arena_row("ember", "builders", "website", 1000),
    ),
    eval_rows=(
        eval_row("falcon", "tau_bench_verified_airline", 0.39),
        eval_row("falcon", "gpqa_diamond", 0.9),
        eval_row("crane", "gpqa_diamond", 0.95),
    ),
    search_rows=(
        search_row("crane", "search_widesearch", 0.84, "native", "server-tool"),
        search_row("falcon", "search_browsecomp", 0.8, "exa", "plugin"),
        search_row("crane", "search_browsecomp", 0.89, "native", "server-tool"),
    ),
    catalog_seen_at=NOW - timedelta(hours=3),
)

TOKEN, KEY = new_key("tests", "team", NOW)


class MemoryLedger:
    """A ledger whose publication, keys and failures a test sets."""

    def __init__(self, publication=PUBLICATION, keys=(KEY,)):
        self.number = 1
        self.publication = publication
        self.stored_keys = tuple(keys)
        self.broken = False
        self.asked = 0

    def change(self, publication=None, keys=None):
        self.publication = self.publication if publication is None else publication
        self.stored_keys = self.stored_keys if keys is None else tuple(keys)
        self.number += 1

    def generation(self) -> int:
        self.asked += 1
        if self.broken:
            raise StoreUnavailable("memory", "gone")
        return self.number

    def keys(self) -> tuple[ApiKey, ...]:
        return self.stored_keys

    def times(self, _licences):
        return Times()

    def over_time(self, _question, _moment):
        raise AssertionError("a ledger in memory has no past")

    def state(self, _moment):
        return LedgerState()


def live_on(ledger, poll_seconds=60.0):
    return Live(ledger, lambda source, *_: source.publication, poll_seconds)


@pytest.fixture
def ledger():
    return MemoryLedger()


@pytest.fixture
def live(ledger):
    return live_on(ledger)


@pytest.fixture
def token():
    return TOKEN


@pytest.fixture
def key():
    return KEY


@pytest.fixture
def publication():
    return PUBLICATION


@pytest.fixture
def connect(live) -> Iterator:
    """Makes clients without a key on an app with the given settings; the key's header is ``bearer``."""

    def client(settings=UNLIMITED, **options):
        app = create_app(live, settings, **options)
        return TestClient(app, raise_server_exceptions=True)

    return client


@pytest.fixture
def anyone(connect):
    return connect()


@pytest.fixture
def client(connect):
    """A client with a good key and no limits."""
    client = connect()
    client.headers["Authorization"] = f"Bearer {TOKEN}"
    return client


@pytest.fixture
def offered():
    """A client without a key on the synthetic catalogue with variants, endpoints and benchmarks."""
    return TestClient(create_app(live_on(MemoryLedger(OFFERED)), UNLIMITED), raise_server_exceptions=True)


@pytest.fixture
def standing_in():
    """A client of an own arena that stands in the place of the Design Arena's models."""
    client = TestClient(create_app(live_on(MemoryLedger(STOOD_IN)), UNLIMITED), raise_server_exceptions=True)
    client.headers["Authorization"] = f"Bearer {TOKEN}"
    return client
