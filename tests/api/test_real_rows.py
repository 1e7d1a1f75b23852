"""Real rows and entries, where the shared data is at hand: shuffled, they come out as they went in."""

import json
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchbook.api.benchmarks import BenchmarksQuery, select
from benchbook.api.shapes import ENCODER
from benchbook.model import CatalogModel, PriceOverride, Prices, Reasoning
from benchbook.publication import ArenaRow, EvalRow, IndexRow, Publication, SearchRow
from benchbook.snapshot import build_snapshot

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "openrouter"
SAMPLE = DATA / "benchmarks-sample-2026-10-03.json"
CATALOGUE = DATA / "models-2026-07-22.json"
NOW = datetime(2026, 10, 3, tzinfo=UTC)

pytestmark = pytest.mark.skipif(not SAMPLE.exists(), reason="the shared data is not here")


def row_of(wire):
    prices = wire.get("pricing") or {}
    row = {
        "permaslug": wire["model_permaslug"],
        "model_id": None,
        "display_name": wire["display_name"],
        "seen_at": NOW,
        "prompt_price": prices.get("prompt"),
        "completion_price": prices.get("completion"),
    }
    if wire["source"] == "artificial-analysis":
        return IndexRow(
            **row,
            intelligence=wire["intelligence_index"],
            coding=wire["coding_index"],
            agentic=wire["agentic_index"],
        )
    if wire["source"] == "design-arena":
        stats = wire["tournament_stats"]
        places = tuple(stats[f"{name}_place"] for name in ("first", "second", "third", "fourth"))
        same = {name: wire[name] for name in ("arena", "category", "elo", "win_rate", "avg_generation_time_ms")}
        return ArenaRow(**row, **same, places=(*places, stats["total"]))
    row |= {"benchmark": wire["benchmark_type"], "last_run": wire["last_run_timestamp"]}
    row |= {name: wire[name] for name in ("total_tasks", "avg_cost_per_task")}
    if "accuracy" in wire:
        return EvalRow(**row, accuracy=wire["accuracy"], accuracy_stddev=wire["accuracy_stddev"])
    return SearchRow(
        **row,
        metric=wire["primary_metric"],
        score=wire["primary_score"],
        avg_latency_per_task_ms=wire["avg_latency_per_task_ms"],
        engine=wire["search_engine"],
        surface=wire["search_surface"],
        **wire.get("run_config", {"max_agent_turns": None, "reasoning_effort": None, "temperature": None}),
    )


def test_real_rows_come_out_in_the_real_order():
    wire = json.loads(SAMPLE.read_text(encoding="utf-8"))["data"]
    rows = [row_of(one) for one in wire]
    random.Random(1).shuffle(rows)

    def of(kind):
        return tuple(row for row in rows if isinstance(row, kind))

    publication = Publication(
        index_rows=of(IndexRow), arena_rows=of(ArenaRow), eval_rows=of(EvalRow), search_rows=of(SearchRow)
    )
    got = [json.loads(line.body) for line in select(build_snapshot(publication, ENCODER), BenchmarksQuery())]
    for row in wire:
        row.pop("run_config", None)
    assert got == wire


def entry_of(wire):
    overrides = tuple(
        PriceOverride(
            prices={kind: price for kind, price in one.items() if isinstance(price, str)},
            min_prompt_tokens=one.get("min_prompt_tokens"),
        )
        for one in wire["pricing"].get("overrides", [])
    )
    kinds = {kind: price for kind, price in wire["pricing"].items() if isinstance(price, str)}
    known = {**wire.get("reasoning", {})}
    efforts = known.pop("supported_efforts", None)
    same = ("id", "name", "created", "description", "context_length", "per_request_limits")
    return CatalogModel(
        **{name: wire[name] for name in same},
        **{name: wire["architecture"][name] for name in ("modality", "tokenizer", "instruct_type")},
        **{name: wire.get(name) for name in ("hugging_face_id", "knowledge_cutoff", "expiration_date")},
        permaslug=wire["canonical_slug"],
        input_modalities=tuple(wire["architecture"]["input_modalities"]),
        output_modalities=tuple(wire["architecture"]["output_modalities"]),
        prices=Prices(by_kind=kinds, overrides=overrides),
        provider_context_length=wire["top_provider"]["context_length"],
        max_completion_tokens=wire["top_provider"]["max_completion_tokens"],
        is_moderated=wire["top_provider"]["is_moderated"],
        supported_parameters=tuple(wire["supported_parameters"]),
        default_parameters=wire["default_parameters"],
        reasoning=Reasoning(supported_efforts=efforts and tuple(efforts), **known) if known else None,
    )


def without_nulls_of_optional_fields(wire):
    optional = ("hugging_face_id", "knowledge_cutoff", "expiration_date")
    kept = {name: value for name, value in wire.items() if name not in optional or value is not None}
    kept.pop("benchmarks", None)
    if "reasoning" in kept:
        kept["reasoning"] = {name: value for name, value in kept["reasoning"].items() if value is not None}
    return kept


def test_real_catalogue_entries_come_out_as_they_went_in():
    listed = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    wire = listed["data"] if isinstance(listed, dict) else listed
    assert len(wire) > 300
    for one in wire:
        assert json.loads(ENCODER.model(entry_of(one))) == without_nulls_of_optional_fields(one)
