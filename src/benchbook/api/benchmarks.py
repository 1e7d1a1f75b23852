"""``GET /api/v1/benchmarks``: a query and a snapshot -> the rows, and what is said of them.

Which rows a query can reach is decided by source, task type and benchmark type together: each
narrows, and only an explicit ``arena`` overrides what ``task_type=agentic`` would choose.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from benchbook.api.query import TimeQuery
from benchbook.api.shapes import BenchmarksMeta, BenchmarksResponse, to_json, wire_time
from benchbook.model import Noun
from benchbook.snapshot import ArenaLine, Line, SearchLine, Snapshot

Source = Literal["artificial-analysis", "design-arena", "openrouter"]
TaskType = Literal["coding", "intelligence", "agentic", "search"]
Arena = Literal["models", "builders", "agents"]
BenchmarkType = Literal[
    "gpqa_diamond",
    "tau_bench_verified_airline",
    "search_browsecomp",
    "search_hle",
    "search_dsqa",
    "search_widesearch",
]
Surface = Literal["server-tool", "plugin"]

CODE_CATEGORY = "codecategories"
TASK_OF_EVAL = {"gpqa_diamond": "intelligence", "tau_bench_verified_airline": "agentic"}
NO_OBSERVATION = datetime(1970, 1, 1, tzinfo=UTC)


class Attribution(Noun, frozen=True, kw_only=True):
    """Where a source's rows come from, and how to cite them; None where there is nothing to say."""

    url: str | None
    citation: str | None


ATTRIBUTIONS: dict[str, Attribution] = {
    "artificial-analysis": Attribution(
        url="https://artificialanalysis.ai",
        citation="Source: Artificial Analysis (artificialanalysis.ai) via OpenRouter (openrouter.ai/rankings).",
    ),
    "design-arena": Attribution(
        url="https://www.designarena.ai",
        citation="Source: Design Arena (www.designarena.ai) via OpenRouter (openrouter.ai/rankings).",
    ),
    "openrouter": Attribution(
        url="https://openrouter.ai",
        citation="Source: OpenRouter evals (openrouter.ai) via OpenRouter (openrouter.ai/rankings).",
    ),
}


class BenchmarksQuery(TimeQuery, frozen=True, kw_only=True):
    """The parameters of ``/api/v1/benchmarks``; None is not given."""

    source: Annotated[Source, Meta(description="Rows of one source; omitted: of all three.")] | None = None
    task_type: Annotated[TaskType, Meta(description="Rows that measure one kind of task.")] | None = None
    arena: (
        Annotated[Arena, Meta(description="Design Arena rows: which arena; omitted: models, or agents for agentic.")]
        | None
    ) = None
    category: Annotated[str, Meta(description="Design Arena rows: which category; omitted: all.")] | None = None
    benchmark_type: (
        Annotated[
            BenchmarkType,
            Meta(
                description="A search_* value returns search rows only; another narrows the openrouter rows "
                "and leaves the other sources' rows alone."
            ),
        ]
        | None
    ) = None
    search_engine: Annotated[str, Meta(description="Search rows: which engine.")] | None = None
    search_surface: Annotated[Surface, Meta(description="Search rows: which surface.")] | None = None
    include_run_config: Annotated[bool, Meta(description="Adds run_config to search rows.")] = False
    max_results: (
        Annotated[int, Meta(ge=1, description="The most rows to return, after ordering; omitted: all.")] | None
    ) = None


def reply(snapshot: Snapshot, query: BenchmarksQuery) -> bytes:
    """The whole reply as JSON."""
    lines = select(snapshot, query)
    bodies = [_body(line, with_configuration=query.include_run_config) for line in lines]
    return to_json(BenchmarksResponse(data=[msgspec.Raw(body) for body in bodies], meta=_meta(snapshot, query, lines)))


def select(snapshot: Snapshot, query: BenchmarksQuery) -> list[Line]:
    """The rows of a query in their order."""
    lines: list[Line] = []
    if _only_searches(query):
        lines += _searches(snapshot, query)
    else:
        lines += _indices(snapshot, query)
        lines += _arenas(snapshot, query)
        lines += _evals(snapshot, query)
        lines += _searches(snapshot, query)
    return lines if query.max_results is None else lines[: min(query.max_results, len(lines))]


def only_source(query: BenchmarksQuery) -> str | None:
    """The one source whose rows can be in a reply, or None when several can."""
    return query.source or ("openrouter" if _only_searches(query) else None)


def _asks_search_benchmark(query: BenchmarksQuery) -> bool:
    return query.benchmark_type is not None and query.benchmark_type.startswith("search_")


def _only_searches(query: BenchmarksQuery) -> bool:
    return query.task_type == "search" or _asks_search_benchmark(query)


def _indices(snapshot: Snapshot, query: BenchmarksQuery) -> tuple[Line, ...]:
    if query.source not in {None, "artificial-analysis"}:
        return ()
    by_task = {
        None: snapshot.by_index,
        "intelligence": snapshot.by_intelligence,
        "coding": snapshot.by_coding,
        "agentic": snapshot.by_agentic,
    }
    return by_task.get(query.task_type, ())


def _arenas(snapshot: Snapshot, query: BenchmarksQuery) -> list[ArenaLine]:
    if query.source not in {None, "design-arena"} or query.task_type == "intelligence":
        return []
    arena = query.arena or ("agents" if query.task_type == "agentic" else "models")
    categories = {category for category in (query.category, _task_category(query)) if category is not None}
    return [line for line in snapshot.arenas if line.arena == arena and categories <= {line.category}]


def _task_category(query: BenchmarksQuery) -> str | None:
    return CODE_CATEGORY if query.task_type == "coding" else None


def _evals(snapshot: Snapshot, query: BenchmarksQuery) -> list[Line]:
    if query.source not in {None, "openrouter"}:
        return []
    return [
        line
        for line in snapshot.evals
        if query.benchmark_type in {None, line.benchmark}
        and query.task_type in {None, TASK_OF_EVAL.get(line.benchmark)}
    ]


def _searches(snapshot: Snapshot, query: BenchmarksQuery) -> list[SearchLine]:
    if query.source not in {None, "openrouter"} or query.task_type not in {None, "search"}:
        return []
    return [
        line
        for line in snapshot.searches
        if query.benchmark_type in {None, line.benchmark}
        and query.search_engine in {None, line.engine}
        and query.search_surface in {None, line.surface}
    ]


def _body(line: Line, *, with_configuration: bool) -> bytes:
    return line.configured if with_configuration and isinstance(line, SearchLine) else line.body


def _meta(snapshot: Snapshot, query: BenchmarksQuery, lines: Iterable[Line]) -> BenchmarksMeta:
    seen = max((line.seen_at for line in lines), default=snapshot.as_of or NO_OBSERVATION)
    attribution = _attribution(only_source(query), lines)
    return BenchmarksMeta(
        as_of=wire_time(seen),
        version="v1",
        source=query.source,
        source_url=attribution.url,
        citation=attribution.citation,
        model_count=len({line.permaslug for line in lines}),
        task_type=query.task_type,
    )


def _attribution(source: str | None, lines: Iterable[Line]) -> Attribution:
    """Whom to cite where one source's rows stand alone: an own arena that stands in another's place is itself cited."""
    if source is None:
        return Attribution(url=None, citation=None)
    own = dict.fromkeys(line.citation for line in lines if isinstance(line, ArenaLine) and line.citation)
    return Attribution(url=None, citation=" ".join(own)) if own else ATTRIBUTIONS[source]
