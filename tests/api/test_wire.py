"""Replies as they were frozen in tests/wire; its README says why and how to renew them."""

import json
import os
from pathlib import Path

import pytest

WIRE = Path(__file__).resolve().parents[1] / "wire"

FROZEN = {
    "benchmarks": "/api/v1/benchmarks",
    "benchmarks-coding-top2": "/api/v1/benchmarks?source=artificial-analysis&task_type=coding&max_results=2",
    "benchmarks-search-run-config": "/api/v1/benchmarks?task_type=search&include_run_config=true",
    "benchmarks-bad-source": "/api/v1/benchmarks?source=lmarena",
    "models": "/api/v1/models",
    "models-page": "/api/v1/models?limit=1",
    "models-count": "/api/v1/models/count",
    "key": "/api/v1/key",
    "not-found": "/api/v1/nothing",
}
OFFERED = {
    "catalogue-models": "/api/v1/models?q=atlas&sort=pricing-low-to-high&limit=2",
    "catalogue-model": "/api/v1/model/acme/3-atlas-20260901",
    "catalogue-count": "/api/v1/models/count?output_modalities=all",
    "catalogue-endpoints": "/api/v1/models/acme/atlas-3/endpoints",
    "catalogue-providers": "/api/v1/providers",
    "catalogue-unanswerable": "/api/v1/models?sort=most-popular",
    "catalogue-no-such-model": "/api/v1/model/acme/atlas-4",
}
STANDING_IN = {"benchmarks-as-design-arena": "/api/v1/benchmarks?source=design-arena"}


@pytest.mark.parametrize("name", FROZEN)
def test_replies_are_as_frozen(client, name):
    check(name, client.get(FROZEN[name]))


@pytest.mark.parametrize("name", OFFERED)
def test_replies_of_the_catalogue_are_as_frozen(offered, name):
    check(name, offered.get(OFFERED[name]))


@pytest.mark.parametrize("name", STANDING_IN)
def test_replies_of_an_own_arena_that_stands_in_are_as_frozen(standing_in, name):
    check(name, standing_in.get(STANDING_IN[name]))


def check(name, reply):
    got = json.dumps(reply.json(), indent=1, ensure_ascii=False) + "\n"
    frozen = WIRE / f"{name}.json"
    if os.environ.get("BENCHBOOK_RENEW_WIRE"):
        frozen.write_text(got, encoding="utf-8")
    assert got == frozen.read_text(encoding="utf-8")


def test_no_frozen_reply_is_left_over():
    assert {path.stem for path in WIRE.glob("*.json")} == set(FROZEN) | set(OFFERED) | set(STANDING_IN)
