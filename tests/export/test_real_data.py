"""Real documents into a store and out again in every format, where the shared data is at hand."""

import json
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from reading import read_back

from benchbook.export import evaluations, export, table_of
from benchbook.export.formats import FORMATS
from benchbook.model import ImportSummary
from benchbook.pipeline import Reading, import_files
from benchbook.publication import publication_of, standing_results
from benchbook.store import open_store

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
FILES = [
    *(f"openrouter/models-2026-{day}.json" for day in ("01-29", "06-16", "07-22")),
    "openrouter/endpoints-trimmed-2026-07-22.json",
    "artificial-analysis/language-models-free-page1-2026-06.json",
    "artificial-analysis/llms-models-2026-07-22.json",
    *(f"design-arena/leaderboards-2026-{day}.json" for day in ("06-15", "07-22")),
]
SCHEMA = SHARED / "evals" / "every_eval_ever" / "eval.schema.json"

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not SCHEMA.exists(), reason="the shared data is not here")]


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    with open_store(str(tmp_path_factory.mktemp("real") / "store.db")) as store:
        reading = Reading(now=datetime(2026, 10, 4, tzinfo=UTC))
        outcomes = [outcome for _, outcome in import_files(store, [str(SHARED / file) for file in FILES], reading)]
        assert all(isinstance(outcome, ImportSummary) for outcome in outcomes)
        return store.state()


@pytest.fixture(scope="module")
def real(state):
    return publication_of(state)


def read(what, form, real, folder):
    body = b"".join(export(what, form, real).chunks())
    return read_back(form, body, table_of(what, real).columns, folder)


@pytest.mark.parametrize("form", FORMATS)
def test_every_figure_of_the_ledger_is_in_the_file(state, real, form, tmp_path):
    speaking = standing_results(state.results, state.refreshes)
    told = Counter(
        (
            each.scope.source,
            each.completed.get(name, each.scope).via,
            each.result.board,
            each.labels.name,
            each.result.variant or None,
            name,
            value,
        )
        for each in speaking
        for name, value in each.result.measures.items()
    )
    fields = ("source", "via", "board", "name", "variant", "metric", "value")
    rows = read("scores", form, real, tmp_path)
    assert Counter(tuple(row[name] for name in fields) for row in rows) == told
    assert told.total() > 10_000
    assert all(row["citation"] and row["licence"] for row in rows)


@pytest.mark.parametrize("form", FORMATS)
def test_every_price_of_the_ledger_is_in_the_file(state, real, form, tmp_path):
    listed = {each.model.id: each.model for each in state.models if each.listed}
    offers = [
        *((model.id, None, model.prices) for model in listed.values()),
        *((offer.model_id, offer.tag, offer.prices) for offer in state.endpoints if offer.model_id in listed),
    ]
    told = Counter(
        (model_id, tag, kind, None if amount == "-1" else amount)
        for model_id, tag, prices in offers
        for by_kind in (prices.by_kind, *(override.prices for override in prices.overrides))
        for kind, amount in by_kind.items()
    )
    rows = read("prices", form, real, tmp_path)
    assert Counter((row["model_id"], row["endpoint"], row["kind"], row["price"]) for row in rows) == told
    assert sum(Decimal(row["price"]) for row in rows if row["price"]) == sum(
        Decimal(amount) * count for (*_, amount), count in told.items() if amount
    )
    assert any(row["endpoint"] for row in rows)


@pytest.mark.parametrize("form", FORMATS)
def test_every_entry_of_the_ledger_is_in_the_file(state, real, form, tmp_path):
    rows = read("models", form, real, tmp_path)
    told = [(each.model.id, each.model.name, each.listed, each.model.description) for each in state.models]
    assert sorted((row["id"], row["name"], row["listed"], row["description"]) for row in rows) == sorted(told)


def test_real_records_of_every_eval_ever_are_valid(real):
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft7Validator(json.loads(SCHEMA.read_text()))
    found = evaluations(real)
    records = [json.loads(record.body) for record in found.records()]
    assert [error.message for record in records for error in validator.iter_errors(record)] == []
    assert len(records) == len({record["evaluation_id"] for record in records}) > 400
    left = found.left_out
    told = sum(len(record["evaluation_results"]) for record in records)
    assert told + left.unresolved + left.prices < sum(len(row.measures) for row in real.scores)
    assert (left.questionable, left.unknown_direction) == (0, 0)
