"""Every combination of source, task_type, benchmark_type and arena against the contract's table."""

import itertools
import json

import pytest

from benchbook.api.benchmarks import ATTRIBUTIONS
from benchbook.publication import Publication

SOURCES = (None, "artificial-analysis", "design-arena", "openrouter")
TASKS = (None, "intelligence", "coding", "agentic", "search")
TYPES = (
    None,
    "gpqa_diamond",
    "tau_bench_verified_airline",
    "search_browsecomp",
    "search_hle",
    "search_widesearch",
)
ARENAS = (None, "models", "builders", "agents")

# What each source gives to each task, in order: the contract's table, row by row.
INDICES = {
    None: ["crane", "falcon", "ember", "none", "bare"],
    "intelligence": ["crane", "falcon", "ember"],
    "coding": ["crane", "none", "falcon"],
    "agentic": ["crane", "ember", "none"],
    "search": [],
}
BOARDS = {
    "models": [("ember", "codecategories"), ("falcon", "website"), ("crane", "codecategories")],
    "builders": [("ember", "website")],
    "agents": [("falcon", "codecategories"), ("crane", "webapps")],
}
EVALS = {
    None: [("crane", "gpqa_diamond"), ("falcon", "gpqa_diamond"), ("falcon", "tau_bench_verified_airline")],
    "intelligence": [("crane", "gpqa_diamond"), ("falcon", "gpqa_diamond")],
    "coding": [],
    "agentic": [("falcon", "tau_bench_verified_airline")],
    "search": [],
}
SEARCHES = [("crane", "search_browsecomp"), ("falcon", "search_browsecomp"), ("crane", "search_widesearch")]


def expected_rows(source, task, kind, arena):
    """The contract said again, plainly, for the synthetic publication."""
    asks_search = (kind or "").startswith("search_")
    rows = []
    if source in {None, "artificial-analysis"} and not asks_search:
        rows += [("artificial-analysis", name, None) for name in INDICES[task]]
    if source in {None, "design-arena"} and not asks_search and task not in {"intelligence", "search"}:
        board = BOARDS[arena or ("agents" if task == "agentic" else "models")]
        wanted = {"codecategories"} if task == "coding" else {"codecategories", "website", "webapps"}
        rows += [("design-arena", name, category) for name, category in board if category in wanted]
    if source in {None, "openrouter"}:
        evals = EVALS[task] + (SEARCHES if task in {None, "search"} else [])
        rows += [("openrouter", name, board) for name, board in evals if kind in {None, board}]
    return rows


def got_rows(reply):
    return [
        (row["source"], row["model_permaslug"].removeprefix("acme/"), row.get("category") or row.get("benchmark_type"))
        for row in reply["data"]
    ]


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("task", TASKS)
def test_every_combination_gives_the_rows_of_the_table(client, source, task):
    for kind, arena in itertools.product(TYPES, ARENAS):
        asked = {"source": source, "task_type": task, "benchmark_type": kind, "arena": arena}
        reply = client.get("/api/v1/benchmarks", params={k: v for k, v in asked.items() if v}).json()
        assert got_rows(reply) == expected_rows(source, task, kind, arena), asked
        meta = reply["meta"]
        assert meta["version"] == "v1"
        assert (meta["source"], meta["task_type"]) == (source, task)
        assert meta["model_count"] == len({row["model_permaslug"] for row in reply["data"]})
        alone = source or ("openrouter" if task == "search" or (kind or "").startswith("search_") else None)
        assert meta["citation"] == (ATTRIBUTIONS[alone].citation if alone else None), asked
        assert meta["source_url"] == (ATTRIBUTIONS[alone].url if alone else None), asked


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("category=website", ["falcon"]),
        ("category=website&arena=builders", ["ember"]),
        ("category=webapps", []),
        ("category=webapps&task_type=agentic", ["crane"]),
        ("category=website&task_type=coding", []),
        ("category=codecategories&task_type=coding", ["ember", "crane"]),
        ("arena=models&task_type=agentic", ["ember", "falcon", "crane"]),
    ],
)
def test_category_and_arena_narrow_design_arena(client, query, names):
    rows = client.get(f"/api/v1/benchmarks?source=design-arena&{query}").json()["data"]
    assert [row["model_permaslug"].removeprefix("acme/") for row in rows] == names


def test_category_leaves_the_other_sources_alone(client):
    rows = got_rows(client.get("/api/v1/benchmarks?category=nothing").json())
    assert rows == [row for row in expected_rows(None, None, None, None) if row[0] != "design-arena"]


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("search_engine=exa", SEARCHES[1:2]),
        ("search_engine=none", []),
        ("search_surface=server-tool", [SEARCHES[0], SEARCHES[2]]),
        ("search_surface=plugin&search_engine=native", []),
    ],
)
def test_search_filters_narrow_search_rows_only(client, query, left):
    everything = expected_rows(None, None, None, None)
    others = [row for row in everything if row[1:] not in SEARCHES]
    rows = got_rows(client.get(f"/api/v1/benchmarks?{query}").json())
    assert rows == others + [("openrouter", *row) for row in left]


@pytest.mark.parametrize(
    ("flag", "there"), [("true", True), ("1", True), ("True", True), ("false", False), ("0", False)]
)
def test_run_config_is_there_when_asked_for(client, flag, there):
    rows = client.get(f"/api/v1/benchmarks?task_type=search&include_run_config={flag}").json()["data"]
    assert len(rows) == 3
    for row in rows:
        assert ("run_config" in row) == there
    if there:
        assert rows[0]["run_config"] == {"max_agent_turns": 20, "reasoning_effort": None, "temperature": 0}


@pytest.mark.parametrize("cut", [1, 2, 7, 10**30])
def test_max_results_cuts_after_ordering(client, cut):
    reply = client.get(f"/api/v1/benchmarks?max_results={cut}").json()
    assert got_rows(reply) == expected_rows(None, None, None, None)[:cut]
    assert reply["meta"]["model_count"] == len({row["model_permaslug"] for row in reply["data"]})


def test_as_of_is_the_newest_observation_behind_the_reply(client):
    def as_of(query):
        return client.get(f"/api/v1/benchmarks?{query}").json()["meta"]["as_of"]

    assert as_of("") == "2026-10-03T00:15:04.339Z"
    assert as_of("task_type=coding&source=artificial-analysis") == "2026-10-02T23:15:04.339Z"
    assert as_of("source=design-arena") == "2026-10-02T00:15:04.339Z"
    assert as_of("source=artificial-analysis&task_type=search") == "2026-10-03T00:15:04.339Z"


def test_nothing_published_is_an_empty_reply(client, live, ledger):
    ledger.change(publication=Publication())
    assert live.poll()
    reply = client.get("/api/v1/benchmarks").json()
    assert reply["data"] == []
    assert reply["meta"]["as_of"] == "1970-01-01T00:00:00.000Z"
    assert reply["meta"]["model_count"] == 0


def test_null_and_zero_and_prices_stay_apart(client):
    rows = client.get("/api/v1/benchmarks").json()["data"]
    by_name = {row["model_permaslug"]: row for row in rows if row["source"] == "artificial-analysis"}
    assert by_name["acme/falcon"]["pricing"] == {"prompt": "0.000001", "completion": "0.000001"}
    assert by_name["acme/falcon"]["agentic_index"] is None
    assert by_name["acme/ember"]["pricing"] is None
    arena = next(row for row in rows if row["source"] == "design-arena")
    assert arena["tournament_stats"] == {
        "first_place": 1,
        "second_place": 2,
        "third_place": None,
        "fourth_place": 0,
        "total": 3,
    }
    assert arena["avg_generation_time_ms"] is None
    assert arena["pricing"] is None


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("source=lmarena", "source"),
        ("source=", "source"),
        ("source=Openrouter", "source"),
        ("source=null", "source"),
        ("task_type=chat", "task_type"),
        ("arena=agent", "arena"),
        ("category=", "category"),
        ("benchmark_type=gpqa", "benchmark_type"),
        ("search_engine", "search_engine"),
        ("search_surface=web", "search_surface"),
        ("include_run_config=yes", "include_run_config"),
        ("include_run_config=", "include_run_config"),
        ("max_results=0", "max_results"),
        ("max_results=-1", "max_results"),
        ("max_results=1.5", "max_results"),
        ("max_results=1e3", "max_results"),
        ("max_results=5.0", "max_results"),
        ("max_results=%D9%A3", "max_results"),
        ("max_results=" + "9" * 5000, "max_results"),
        ("max_results=1&max_results=2", "max_results"),
        ("source=openrouter&source=design-arena", "source"),
    ],
)
def test_a_bad_parameter_is_named_with_what_it_takes(client, query, name):
    reply = client.get(f"/api/v1/benchmarks?{query}")
    assert reply.status_code == 400
    error = reply.json()["error"]
    assert error["code"] == 400
    assert f"parameter '{name}': expected " in error["message"]
    assert len(error["message"]) < 400


@pytest.mark.parametrize("query", ["a=%zz", "source=%", "category=%ff", "a=" + "b" * 9000])
def test_a_query_that_cannot_be_read_is_refused(client, query):
    reply = client.get(f"/api/v1/benchmarks?{query}")
    assert reply.status_code == 400
    assert "query string" in reply.json()["error"]["message"]


@pytest.mark.parametrize(
    "query", ["utm_source=x", "source=openrouter&source=openrouter", "&&", "include_run_config=false"]
)
def test_what_does_not_matter_is_ignored(client, query):
    assert client.get(f"/api/v1/benchmarks?{query}").status_code == 200


def test_free_text_is_compared_not_interpreted(client):
    reply = client.get("/api/v1/benchmarks", params={"category": "null", "source": "design-arena"})
    assert json.loads(reply.content)["data"] == []
