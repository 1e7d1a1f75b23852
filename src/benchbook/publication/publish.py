"""A state of the ledger as published rows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Literal, TypedDict

from msgspec.structs import replace

from benchbook.model import (
    Configuration,
    Endpoint,
    LedgerState,
    Matched,
    Number,
    Provider,
    Refresh,
    Scalar,
    StoredModel,
    StoredResult,
)
from benchbook.publication.boards import rated_boards
from benchbook.publication.headline import headline_order
from benchbook.publication.licences import Audience, permitted
from benchbook.publication.rows import ArenaRow, EvalRow, IndexRow, Publication, SearchRow
from benchbook.publication.scores import citation_of, score_rows
from benchbook.publication.standing import standing_results
from benchbook.sources import all_sources
from benchbook.sources.arena import SOURCE_ID as OWN_ARENAS

Policy = Literal["headline", "all"]
DesignArena = Literal["models", "builders", "agents"]
StandIns = Mapping[DesignArena, str]
"""Own arenas that stand in the place of the Design Arena's, by the name of the latter: an operator's explicit will."""

NO_STAND_INS: StandIns = MappingProxyType({})

LEAST_SEARCH_TASKS = 100
PLACES = ("first_place", "second_place", "third_place", "fourth_place", "total")


def publication_of(
    state: LedgerState,
    policy: Policy = "headline",
    audience: Audience = "keyholders",
    stand_ins: StandIns = NO_STAND_INS,
) -> Publication:
    """What of a state of the ledger is published to an audience."""
    return publish(
        state.models,
        permitted(state.results, audience),
        state.refreshes,
        policy,
        providers=state.providers,
        endpoints=state.endpoints,
        stand_ins=stand_ins,
    )


def publish(
    models: Iterable[StoredModel],
    results: Iterable[StoredResult],
    refreshes: Iterable[Refresh],
    policy: Policy = "headline",
    *,
    providers: Iterable[Provider] = (),
    endpoints: Iterable[Endpoint] = (),
    stand_ins: StandIns = NO_STAND_INS,
) -> Publication:
    """Turn a state of the ledger into published rows.

    ``results`` and ``refreshes`` are all that the ledger holds; questionable joins stand in the scores only, and so
    do own arenas but for those that are named in ``stand_ins``.
    """
    stored = list(models)
    catalog = Catalog(stored)
    speaking = standing_results(results, refreshes)
    index_rows = [index for result in speaking if (index := _index_row(result, catalog))]
    return Publication(
        models=tuple(state.model for state in stored if state.listed),
        departed=tuple(state.model for state in stored if not state.listed),
        index_rows=tuple(index_rows if policy == "all" else _headline(index_rows)),
        arena_rows=tuple(_arena_rows(speaking, catalog, stand_ins)),
        eval_rows=_latest_runs(run for result in speaking if (run := _eval_row(result, catalog))),
        search_rows=_best_searches(found for result in speaking if (found := _search_row(result, catalog))),
        scores=score_rows(speaking, catalog.entries),
        boards=rated_boards(speaking),
        providers=tuple(providers),
        endpoints=tuple(endpoints),
        catalog_seen_at=max((state.last_seen for state in stored), default=None),
    )


class Catalog:
    """Catalogue entries by id, for the permaslug, name and price of a joined row."""

    def __init__(self, models: Iterable[StoredModel]) -> None:
        self.entries: dict[str, StoredModel] = {}
        for state in sorted(models, key=lambda state: (state.model.variant is not None, state.model.id)):
            if not state.model.is_alias:
                for key in (state.model.id, state.model.base_id):
                    self.entries.setdefault(key, state)

    def find(self, model_id: str) -> StoredModel | None:
        """The entry of an id, or of its only variant; it may have left the catalogue."""
        return self.entries.get(model_id)


class _Common(TypedDict):
    permaslug: str
    model_id: str | None
    display_name: str
    seen_at: datetime
    configuration: Configuration
    prompt_price: str | None
    completion_price: str | None


def _common(result: StoredResult, catalog: Catalog) -> _Common | None:
    """The fields that all rows share; None when the join is questionable or there is none."""
    identity = result.identity
    if not isinstance(identity, Matched) or identity.doubt is not None:
        return None
    entry = catalog.find(identity.model_id)
    prompt, completion = _prices(entry, result)
    return _Common(
        permaslug=entry.model.permaslug if entry else identity.model_id,
        model_id=identity.model_id,
        display_name=_label(result, entry),
        seen_at=result.last_seen,
        configuration=identity.configuration,
        prompt_price=prompt,
        completion_price=completion,
    )


def _label(result: StoredResult, entry: StoredModel | None) -> str:
    """The source's label; a relay that gives none calls a model by its name without the author."""
    name = result.labels.name
    if entry is None or name != entry.model.name:
        return name
    return entry.model.short_name


def _prices(entry: StoredModel | None, result: StoredResult) -> tuple[str | None, str | None]:
    if entry is None:
        details = result.result.details
        prompt, completion = details.get("prompt_price"), details.get("completion_price")
        return (prompt, completion) if isinstance(prompt, str) and isinstance(completion, str) else (None, None)
    if not entry.listed:
        return None, None
    return entry.model.prices.known("prompt"), entry.model.prices.known("completion")


def _index_row(result: StoredResult, catalog: Catalog) -> IndexRow | None:
    if result.scope.source != "artificial-analysis" or result.result.board != "indices":
        return None
    measures = result.result.measures
    intelligence, coding, agentic = (measures.get(f"{name}_index") for name in ("intelligence", "coding", "agentic"))
    common = _common(result, catalog)
    if common is None or (intelligence is None and coding is None and agentic is None):
        return None
    return IndexRow(**common, intelligence=intelligence, coding=coding, agentic=agentic)


def _headline(rows: list[IndexRow]) -> list[IndexRow]:
    """One row a permaslug: of those with a coding index, the highest intelligence index."""
    best: dict[str, IndexRow] = {}
    for row in sorted(rows, key=_within_permaslug):
        best.setdefault(row.permaslug, row)
    return list(best.values())


def _within_permaslug(row: IndexRow) -> tuple[tuple[bool, bool, Number], Number, str]:
    return (headline_order(row.coding, row.intelligence), -(row.coding or 0), row.display_name)


def _arena_rows(results: Iterable[StoredResult], catalog: Catalog, stand_ins: StandIns) -> Iterator[ArenaRow]:
    for result in results:
        for arena in _arenas_on_the_wire(result, stand_ins):
            row = _arena_row(result, arena, catalog)
            if row is not None:
                yield row


def _arenas_on_the_wire(result: StoredResult, stand_ins: StandIns) -> tuple[str, ...]:
    """The Design Arena's arenas in which a result stands; its own ones are silent where another stands in."""
    arena, slash, _ = result.result.board.partition("/")
    if not slash:
        return ()
    if result.scope.source == OWN_ARENAS:
        return tuple(place for place, own in stand_ins.items() if own == arena)
    return (arena,) if result.scope.source == "design-arena" and arena not in stand_ins else ()


def _arena_row(result: StoredResult, arena: str, catalog: Catalog) -> ArenaRow | None:
    measures = result.result.measures
    elo, win_rate = measures.get("elo"), measures.get("win_rate")
    common = _common(result, catalog) or _arenas_own(result)
    if common is None or elo is None or win_rate is None:
        return None
    first, second, third, fourth, total = (_whole(measures.get(name)) for name in PLACES)
    return ArenaRow(
        **common,
        arena=arena,
        category=result.result.board.partition("/")[2],
        elo=elo,
        win_rate=win_rate,
        avg_generation_time_ms=measures.get("avg_generation_time_ms"),
        places=(first, second, third, fourth, total),
        citation=citation_of(result, all_sources()) if result.scope.source == OWN_ARENAS else None,
    )


def _arenas_own(result: StoredResult) -> _Common | None:
    """A row of the arena's own that is joined to nothing stands under the arena's own id."""
    if result.scope.via is not None and result.labels.stated_id is not None:
        return None
    return _Common(
        permaslug=result.labels.slug or result.subject,
        model_id=None,
        display_name=result.labels.name,
        seen_at=result.last_seen,
        configuration=result.identity.configuration,
        prompt_price=None,
        completion_price=None,
    )


def _eval_row(result: StoredResult, catalog: Catalog) -> EvalRow | None:
    common, facts = _run(result, catalog)
    accuracy = result.result.measures.get("accuracy")
    if common is None or facts is None or accuracy is None:
        return None
    return EvalRow(
        **common,
        benchmark=result.result.board,
        accuracy=accuracy,
        accuracy_stddev=result.result.measures.get("accuracy_stddev"),
        avg_cost_per_task=result.result.measures.get("avg_cost_per_task"),
        total_tasks=facts[0],
        last_run=facts[1],
    )


def _latest_runs(rows: Iterable[EvalRow]) -> tuple[EvalRow, ...]:
    latest: dict[tuple[str, str], EvalRow] = {}
    for row in sorted(rows, key=lambda row: (row.last_run, row.total_tasks, row.display_name), reverse=True):
        latest.setdefault((row.permaslug, row.benchmark), row)
    return tuple(latest.values())


def _search_row(result: StoredResult, catalog: Catalog) -> SearchRow | None:
    common, facts = _run(result, catalog)
    score = result.result.measures.get("primary_score")
    if common is None or facts is None or score is None:
        return None
    details = result.result.details
    turns, temperature = details.get("max_agent_turns"), details.get("temperature")
    return SearchRow(
        **common,
        benchmark=result.result.board,
        metric=_text(details.get("primary_metric")) or "accuracy",
        score=score,
        total_tasks=facts[0],
        avg_cost_per_task=result.result.measures.get("avg_cost_per_task"),
        avg_latency_per_task_ms=result.result.measures.get("avg_latency_per_task_ms"),
        engine=_text(details.get("search_engine")) or "",
        surface=_text(details.get("search_surface")) or "",
        last_run=facts[1],
        max_agent_turns=_whole(turns),
        reasoning_effort=_text(details.get("reasoning_effort")),
        temperature=temperature if isinstance(temperature, int | float) else None,
    )


def _best_searches(rows: Iterable[SearchRow]) -> tuple[SearchRow, ...]:
    """One row a model and benchmark: the best configuration of at least 100 tasks."""
    runs: dict[tuple[Scalar, ...], list[SearchRow]] = defaultdict(list)
    for row in _told_once(rows):
        run_config = (row.max_agent_turns, row.reasoning_effort, row.temperature)
        runs[row.permaslug, row.benchmark, row.engine, row.surface, *run_config].append(row)
    merged = [row for same in runs.values() if (row := _merged(same)).total_tasks >= LEAST_SEARCH_TASKS]
    best: dict[tuple[str, str], SearchRow] = {}
    for row in sorted(merged, key=lambda row: (-row.score, -row.total_tasks, row.engine, row.surface)):
        best.setdefault((row.permaslug, row.benchmark), row)
    return tuple(best.values())


def _told_once(rows: Iterable[SearchRow]) -> Iterable[SearchRow]:
    """Runs that a document tells with and without their configuration, once and with it."""
    runs: dict[tuple[Scalar, ...], SearchRow] = {}
    for row in sorted(rows, key=_unknown_configuration):
        run = (row.permaslug, row.benchmark, row.engine, row.surface, row.last_run, row.score, row.total_tasks)
        runs.setdefault(run, row)
    return runs.values()


def _unknown_configuration(row: SearchRow) -> int:
    return [row.max_agent_turns, row.reasoning_effort, row.temperature].count(None)


def _merged(rows: list[SearchRow]) -> SearchRow:
    """Runs of one configuration as one: means weighted by tasks, tasks summed, the newest run's time."""
    newest = max(rows, key=lambda row: row.last_run)
    if len(rows) == 1:
        return newest
    return replace(
        newest,
        score=_weighted_mean([(row.score, row.total_tasks) for row in rows]) or 0,
        total_tasks=sum(row.total_tasks for row in rows),
        avg_cost_per_task=_weighted_mean([(row.avg_cost_per_task, row.total_tasks) for row in rows]),
        avg_latency_per_task_ms=_weighted_mean([(row.avg_latency_per_task_ms, row.total_tasks) for row in rows]),
        seen_at=max(row.seen_at for row in rows),
    )


def _weighted_mean(values: list[tuple[Number | None, int]]) -> float | None:
    known = [(value, weight) for value, weight in values if value is not None and weight > 0]
    return sum(value * weight for value, weight in known) / sum(weight for _, weight in known) if known else None


def _run(result: StoredResult, catalog: Catalog) -> tuple[_Common | None, tuple[int, str] | None]:
    """An eval's shared fields, with its number of tasks and time of last run."""
    if result.scope.source != "openrouter":
        return None, None
    tasks = _whole(result.result.measures.get("total_tasks"))
    last_run = _text(result.result.details.get("last_run_timestamp"))
    facts = (tasks, last_run) if tasks is not None and last_run is not None else None
    return _common(result, catalog), facts


def _whole(value: Scalar) -> int | None:
    return (
        int(value) if isinstance(value, int | float) and not isinstance(value, bool) and value == int(value) else None
    )


def _text(value: Scalar) -> str | None:
    return value if isinstance(value, str) else None
