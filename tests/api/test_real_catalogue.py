"""The real catalogue, where the shared data is at hand: filters against a plain count, benchmarks against its own."""

import json
from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from benchbook.api.catalogue import ModelsQuery, asked_for
from benchbook.api.query import read_query
from benchbook.api.shapes import ENCODER
from benchbook.model import NOW
from benchbook.pipeline import Reading, import_files
from benchbook.publication import publication_of
from benchbook.snapshot import build_snapshot
from benchbook.store import open_store

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "openrouter"
CATALOGUE = DATA / "models-2026-07-22.json"
ENDPOINTS = DATA / "endpoints-trimmed-2026-07-22.json"
PROVIDERS = DATA / "providers-2026-05.json"
DAY = date(2026, 7, 23)
IMPORTED_ON = datetime(2026, 10, 4, tzinfo=UTC)
FIGURES = ("intelligence_index", "coding_index", "agentic_index")

pytestmark = pytest.mark.skipif(not CATALOGUE.exists(), reason="the shared data is not here")


@pytest.fixture(scope="module")
def wire():
    return json.loads(CATALOGUE.read_text(encoding="utf-8"))["data"]


@pytest.fixture(scope="module")
def offers():
    listed = json.loads(ENDPOINTS.read_text(encoding="utf-8"))["models"]
    return {model["id"]: model["endpoints"] for model in listed}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    with open_store(str(tmp_path_factory.mktemp("catalogue") / "store.db")) as store:
        for _, outcome in import_files(store, map(str, (CATALOGUE, PROVIDERS, ENDPOINTS)), Reading(now=IMPORTED_ON)):
            assert not isinstance(outcome, Exception), outcome
        return build_snapshot(publication_of(store.state(NOW)), ENCODER)


def price(model, kind="prompt"):
    amount = Decimal(model["pricing"][kind])
    return None if amount < 0 else amount * 1_000_000


def index(model, name):
    return ((model.get("benchmarks") or {}).get("artificial_analysis") or {}).get(name)


def age(model):
    return (DAY - datetime.fromtimestamp(model["created"], UTC).date()).days


COUNTED = {
    "": lambda _: True,
    "output_modalities=image,audio": lambda m: {"image", "audio"} & set(m["architecture"]["output_modalities"]),
    "input_modalities=image,file": lambda m: {"image", "file"} <= set(m["architecture"]["input_modalities"]),
    "supported_parameters=tools,structured_outputs": lambda m: (
        {"tools", "structured_outputs"} <= set(m["supported_parameters"])
    ),
    "q=claude+opus": lambda m: all(word in f"{m['id']} {m['name']}".lower() for word in ("claude", "opus")),
    "context=1000000": lambda m: m["context_length"] >= 1_000_000,
    "max_price=0": lambda m: price(m) == 0,
    "min_price=1&max_price=3": lambda m: price(m) is not None and 1 <= price(m) <= 3,
    "max_output_price=0.6": lambda m: price(m, "completion") is not None and price(m, "completion") <= Decimal("0.6"),
    "arch=llama": lambda m: m["architecture"]["tokenizer"].lower() in {"llama", "llama2", "llama3", "llama4"},
    "arch=gpt,Claude": lambda m: m["architecture"]["tokenizer"] in {"GPT", "Claude"},
    "model_authors=anthropic": lambda m: m["id"].lstrip("~").startswith("anthropic/"),
    "min_age_days=365": lambda m: age(m) >= 365,
    "max_age_days=7": lambda m: age(m) <= 7,
    "max_age_days=40&min_price=1&supported_parameters=reasoning": lambda m: (
        age(m) <= 40 and (price(m) or 0) >= 1 and "reasoning" in m["supported_parameters"]
    ),
}


@pytest.mark.parametrize("query", COUNTED)
def test_filters_find_what_a_count_of_the_document_finds(snapshot, wire, query):
    found = {line.entry.id for line in asked_for(snapshot, read_query(query.encode(), ModelsQuery), DAY)}
    expected = {model["id"] for model in wire if COUNTED[query](model)}
    assert 0 < len(expected) <= 342
    assert found == expected


@pytest.mark.parametrize(("asked", "names"), [("Together", {"Together"}), ("azure,google-vertex", {"Azure", "Google"})])
def test_providers_are_those_of_the_endpoints(snapshot, offers, asked, names):
    found = {line.entry.id for line in asked_for(snapshot, ModelsQuery(providers=asked), DAY)}
    assert found == {name for name, each in offers.items() if names & {offer["provider_name"] for offer in each}}
    assert len(snapshot.providers) == 82
    assert sum(len(line.offers) for line in snapshot.models) == 1023


@pytest.mark.parametrize("name", FIGURES)
def test_indices_are_compared_as_they_are_written(snapshot, wire, name):
    shown = {line.entry.id: index(json.loads(line.body), name) for line in snapshot.models}
    for bound in sorted({index(model, name) for model in wire} - {None})[::5]:
        query = read_query(f"min_{name}={bound}&max_{name}={bound}".encode(), ModelsQuery)
        found = {line.entry.id for line in asked_for(snapshot, query, DAY)}
        assert found == {model_id for model_id, figure in shown.items() if figure == bound}


def test_prices_come_in_order(snapshot, wire):
    lines = asked_for(snapshot, ModelsQuery(sort="pricing-low-to-high"), DAY)
    means = {
        model["id"]: None if price(model) is None else (price(model) + price(model, "completion")) / 2 for model in wire
    }
    known = [means[line.entry.id] for line in lines if means[line.entry.id] is not None]
    assert known == sorted(known)
    assert [means[line.entry.id] for line in lines[len(known) :]] == [None] * 5


def boards(benchmarks):
    return {(place["arena"], place["category"]): place for place in (benchmarks or {}).get("design_arena", [])}


def test_benchmarks_agree_with_the_catalogues_own(snapshot, wire, capsys):
    """Shape and values always, and ranks as its own order of the models that it lists."""
    ours = {line.entry.id: json.loads(line.body).get("benchmarks") for line in snapshot.models}
    theirs = {model["id"]: model.get("benchmarks") for model in wire}
    slugs = {model["id"]: model["canonical_slug"] for model in wire}
    ratings = defaultdict(dict)
    for model_id, benchmarks in ours.items():
        for board, place in boards(benchmarks).items():
            ratings[board][slugs[model_id]] = place["elo"]
    last = {}
    for benchmarks in theirs.values():
        for board, place in boards(benchmarks).items():
            last[board] = max(place["rank"], last.get(board, 0))
    joined = same_rank = complete = 0
    for model_id, benchmarks in ours.items():
        if benchmarks is None:
            continue
        assert set(benchmarks) <= {"artificial_analysis", "design_arena"}
        assert benchmarks.get("artificial_analysis") in (None, theirs[model_id].get("artificial_analysis"))
        for board, place in boards(benchmarks).items():
            told = boards(theirs[model_id])[board]
            assert {**place, "rank": 0} == {**told, "rank": 0}
            assert place["rank"] == 1 + sum(elo > place["elo"] for elo in ratings[board].values()) <= told["rank"]
            if last[board] == len(ratings[board]):
                # Every model that this board counts is listed; only ties are told apart by more digits than it shows.
                tied = sum(elo == place["elo"] for elo in ratings[board].values()) - 1
                assert told["rank"] <= place["rank"] + tied
                complete += 1
            joined += 1
            same_rank += place["rank"] == told["rank"]
    kept = sum(benchmarks is not None for benchmarks in ours.values())
    every = sum(len(boards(benchmarks)) for benchmarks in theirs.values())
    with capsys.disabled():
        print(f"\n{kept} models, {joined} of {every} places agree, {same_rank} with the same rank")  # noqa: T201
    assert kept >= 160
    assert joined >= 0.98 * every
    assert complete >= 100
    assert same_rank >= 0.5 * joined
