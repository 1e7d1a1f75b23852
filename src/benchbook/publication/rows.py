"""The rows that are published, in the project's own words."""

from datetime import datetime

from benchbook.model import CatalogModel, Configuration, Endpoint, Noun, Number, Provider
from benchbook.publication.boards import RatedBoard
from benchbook.publication.scores import ScoreRow


class Row(Noun, frozen=True, kw_only=True):
    """What every published row has. Prices are dollars per token; ``seen_at`` is its newest observation."""

    permaslug: str
    model_id: str | None
    display_name: str
    seen_at: datetime
    configuration: Configuration = Configuration()
    prompt_price: str | None = None
    completion_price: str | None = None


class IndexRow(Row, frozen=True, kw_only=True):
    """Artificial Analysis' indices of one configuration, 0 to 100."""

    intelligence: Number | None = None
    coding: Number | None = None
    agentic: Number | None = None


class ArenaRow(Row, frozen=True, kw_only=True):
    """A rating on one Design Arena board; ``win_rate`` is in percent; ``places`` are first to fourth and total.

    ``citation`` is that of an own arena which stands in the Design Arena's place.
    """

    arena: str
    category: str
    elo: Number
    win_rate: Number
    avg_generation_time_ms: Number | None = None
    places: tuple[int | None, int | None, int | None, int | None, int | None] = (None, None, None, None, None)
    citation: str | None = None


class EvalRow(Row, frozen=True, kw_only=True):
    """One of OpenRouter's classic evals; ``accuracy`` is 0 to 1."""

    benchmark: str
    accuracy: Number
    accuracy_stddev: Number | None
    avg_cost_per_task: Number | None
    total_tasks: int
    last_run: str


class SearchRow(Row, frozen=True, kw_only=True):
    """A model's best search configuration on one of OpenRouter's search evals; ``score`` is 0 to 1."""

    benchmark: str
    metric: str
    score: Number
    total_tasks: int
    avg_cost_per_task: Number | None
    avg_latency_per_task_ms: Number | None
    engine: str
    surface: str
    last_run: str
    max_agent_turns: int | None
    reasoning_effort: str | None
    temperature: Number | None


class Publication(Noun, frozen=True, kw_only=True):
    """Everything that is served, in no particular order.

    ``models`` are the listed catalogue entries, ``departed`` those that left, by which names are still told;
    ``boards`` what holds for whole boards of own arenas.
    """

    models: tuple[CatalogModel, ...] = ()
    departed: tuple[CatalogModel, ...] = ()
    index_rows: tuple[IndexRow, ...] = ()
    arena_rows: tuple[ArenaRow, ...] = ()
    eval_rows: tuple[EvalRow, ...] = ()
    search_rows: tuple[SearchRow, ...] = ()
    scores: tuple[ScoreRow, ...] = ()
    boards: tuple[RatedBoard, ...] = ()
    providers: tuple[Provider, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    catalog_seen_at: datetime | None = None
