"""The rows of ``/api/v1/benchmarks``, and how published rows become them."""

import msgspec
from msgspec import UNSET, UnsetType

from benchbook.api.shapes.wire import Shape, to_json
from benchbook.model import Number
from benchbook.publication import ArenaRow, EvalRow, IndexRow, Row, SearchRow


class UnifiedBenchmarkPricing(Shape, frozen=True, kw_only=True):
    """US dollars per token, decimal strings."""

    prompt: str
    completion: str


class ArtificialAnalysisItem(Shape, frozen=True, kw_only=True, tag_field="source", tag="artificial-analysis"):
    """Artificial Analysis' three indices of one configuration."""

    model_permaslug: str
    display_name: str
    intelligence_index: Number | None
    coding_index: Number | None
    agentic_index: Number | None
    pricing: UnifiedBenchmarkPricing | None


class TournamentStats(Shape, frozen=True, kw_only=True):
    """How often a model took each place."""

    first_place: int | None
    second_place: int | None
    third_place: int | None
    fourth_place: int | None
    total: int | None


class DesignArenaItem(Shape, frozen=True, kw_only=True, tag_field="source", tag="design-arena"):
    """A rating on one Design Arena board; ``win_rate`` is in percent."""

    model_permaslug: str
    display_name: str
    arena: str
    category: str
    elo: Number
    win_rate: Number
    avg_generation_time_ms: Number | None
    tournament_stats: TournamentStats
    pricing: UnifiedBenchmarkPricing | None


class OpenRouterItem(Shape, frozen=True, kw_only=True, tag_field="source", tag="openrouter"):
    """One of OpenRouter's classic evals; ``accuracy`` is 0 to 1."""

    model_permaslug: str
    display_name: str
    benchmark_type: str
    accuracy: Number
    accuracy_stddev: Number | None
    avg_cost_per_task: Number | None
    total_tasks: int
    last_run_timestamp: str


class RunConfig(Shape, frozen=True, kw_only=True):
    """How a search eval was run."""

    max_agent_turns: int | None
    reasoning_effort: str | None
    temperature: Number | None


class SearchItem(Shape, frozen=True, kw_only=True, tag_field="source", tag="openrouter"):
    """One of OpenRouter's search evals; ``primary_score`` is 0 to 1."""

    model_permaslug: str
    display_name: str
    benchmark_type: str
    primary_metric: str
    primary_score: Number
    total_tasks: int
    avg_cost_per_task: Number | None
    avg_latency_per_task_ms: Number | None
    search_engine: str
    search_surface: str
    last_run_timestamp: str
    run_config: RunConfig | UnsetType = UNSET


class BenchmarksMeta(Shape, frozen=True, kw_only=True):
    """What stands beside the rows: how new they are, and whom to cite."""

    as_of: str
    version: str
    source: str | None
    source_url: str | None
    citation: str | None
    model_count: int
    task_type: str | None


class BenchmarksResponse(Shape, frozen=True, kw_only=True):
    """The reply of ``/api/v1/benchmarks``; rows go in as they were encoded."""

    data: list[msgspec.Raw]
    meta: BenchmarksMeta


def _row_pricing(row: Row) -> UnifiedBenchmarkPricing | None:
    prices = (row.prompt_price, row.completion_price)
    if prices[0] is None or prices[1] is None or any(price.startswith("-") for price in prices if price):
        return None
    return UnifiedBenchmarkPricing(prompt=prices[0], completion=prices[1])


def encode_index_row(row: IndexRow) -> bytes:
    """An index row as JSON."""
    return to_json(
        ArtificialAnalysisItem(
            model_permaslug=row.permaslug,
            display_name=row.display_name,
            intelligence_index=row.intelligence,
            coding_index=row.coding,
            agentic_index=row.agentic,
            pricing=_row_pricing(row),
        )
    )


def encode_arena_row(row: ArenaRow) -> bytes:
    """An arena row as JSON."""
    first, second, third, fourth, total = row.places
    return to_json(
        DesignArenaItem(
            model_permaslug=row.permaslug,
            display_name=row.display_name,
            arena=row.arena,
            category=row.category,
            elo=row.elo,
            win_rate=row.win_rate,
            avg_generation_time_ms=row.avg_generation_time_ms,
            tournament_stats=TournamentStats(
                first_place=first,
                second_place=second,
                third_place=third,
                fourth_place=fourth,
                total=total,
            ),
            pricing=_row_pricing(row),
        )
    )


def encode_eval_row(row: EvalRow) -> bytes:
    """A classic eval's row as JSON."""
    return to_json(
        OpenRouterItem(
            model_permaslug=row.permaslug,
            display_name=row.display_name,
            benchmark_type=row.benchmark,
            accuracy=row.accuracy,
            accuracy_stddev=row.accuracy_stddev,
            avg_cost_per_task=row.avg_cost_per_task,
            total_tasks=row.total_tasks,
            last_run_timestamp=row.last_run,
        )
    )


def encode_search_row(row: SearchRow, with_configuration: bool) -> bytes:  # noqa: FBT001 - the Encoder's signature
    """A search eval's row as JSON, with its run's configuration if asked for."""
    configuration = RunConfig(
        max_agent_turns=row.max_agent_turns,
        reasoning_effort=row.reasoning_effort,
        temperature=row.temperature,
    )
    return to_json(
        SearchItem(
            model_permaslug=row.permaslug,
            display_name=row.display_name,
            benchmark_type=row.benchmark,
            primary_metric=row.metric,
            primary_score=row.score,
            total_tasks=row.total_tasks,
            avg_cost_per_task=row.avg_cost_per_task,
            avg_latency_per_task_ms=row.avg_latency_per_task_ms,
            search_engine=row.engine,
            search_surface=row.surface,
            last_run_timestamp=row.last_run,
            run_config=configuration if with_configuration else UNSET,
        )
    )
