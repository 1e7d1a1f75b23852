"""OpenRouter's relay of benchmarks: Artificial Analysis' indices, Design Arena's ratings and its own evals.

Rows come in four shapes, told apart by ``source`` and, for OpenRouter's own, by ``primary_score``.
"""

from collections.abc import Callable, Iterator
from typing import Annotated

import msgspec

from benchbook.errors import Malformed, NothingToImport
from benchbook.model import Claim, Labels, Number, Parsed, Raw, Result, Scalar, Scope
from benchbook.sources import Get, Glimpse, Source
from benchbook.sources._catalogue import check_model_id, is_model_id
from benchbook.sources._documents import (
    ABSENT,
    RowProblem,
    Upstream,
    decode,
    decode_row,
    document_date,
    outermost,
    present,
    rows_in,
)
from benchbook.sources._prices import VARIABLE, check_price
from benchbook.sources._tally import Tally, check_text, known_figures

SOURCE_ID = "openrouter-benchmarks"
INDICES = Scope(source="artificial-analysis", via="openrouter", feed="benchmarks")
BOARDS = Scope(source="design-arena", via="openrouter", feed="benchmarks")
EVALS = Scope(source="openrouter", feed="benchmarks")
SCOPES = {scope.source: scope for scope in (INDICES, BOARDS, EVALS)}

FETCHED: list[tuple[str | None, str | None] | None] = [(None, None), (BOARDS.source, None), (BOARDS.source, None)]

_Tasks = Annotated[int, msgspec.Meta(ge=0, le=10**12)]


class _Meta(Upstream, frozen=True, kw_only=True):
    as_of: str | None = None
    source: str | None = None
    task_type: str | None = None


class _Envelope(Upstream, frozen=True, kw_only=True):
    data: msgspec.Raw = ABSENT
    rows_with_include_run_config_true: msgspec.Raw = ABSENT
    meta: _Meta | None = None
    meta_seen: _Meta | None = None


class _Kind(Upstream, frozen=True, kw_only=True):
    source: str
    primary_score: msgspec.Raw = ABSENT


class _Row(Upstream, frozen=True, kw_only=True):
    model_permaslug: str
    display_name: str


class _Priced(_Row, frozen=True, kw_only=True):
    pricing: dict[str, object] | None = None


class _IndexRow(_Priced, frozen=True, kw_only=True):
    intelligence_index: Number | None = None
    coding_index: Number | None = None
    agentic_index: Number | None = None


class _Places(Upstream, frozen=True, kw_only=True):
    first_place: _Tasks | None = None
    second_place: _Tasks | None = None
    third_place: _Tasks | None = None
    fourth_place: _Tasks | None = None
    total: _Tasks | None = None


class _ArenaRow(_Priced, frozen=True, kw_only=True):
    arena: str
    category: str
    elo: Number
    win_rate: Number | None = None
    avg_generation_time_ms: Number | None = None
    tournament_stats: _Places | None = None


class _EvalRow(_Row, frozen=True, kw_only=True):
    benchmark_type: str
    total_tasks: _Tasks
    avg_cost_per_task: Number | None = None
    last_run_timestamp: str | None = None


class _ClassicRow(_EvalRow, frozen=True, kw_only=True):
    accuracy: Number
    accuracy_stddev: Number | None = None


class _RunConfig(Upstream, frozen=True, kw_only=True):
    max_agent_turns: _Tasks | None = None
    reasoning_effort: str | None = None
    temperature: Annotated[float, msgspec.Meta(ge=0, le=1000)] | None = None


class _SearchRow(_EvalRow, frozen=True, kw_only=True):
    primary_score: Number
    primary_metric: str | None = None
    avg_latency_per_task_ms: Number | None = None
    search_engine: str | None = None
    search_surface: str | None = None
    run_config: _RunConfig | None = None


def parse(pages: tuple[Raw, ...]) -> Parsed:
    """Read replies of ``/benchmarks``; raises ``Malformed`` or ``NothingToImport``.

    A single reply may be filtered in ways that it does not tell, so only the three of ``fetch`` are complete.
    """
    tally = Tally(pages[0].origin)
    stated = None
    filters: list[tuple[str | None, str | None] | None] = []
    for number, page in enumerate(pages, 1):
        envelope, parts = _open(page)
        before = f"page {number}, " if len(pages) > 1 else ""
        for path, rows in parts:
            for index, row in enumerate(rows):
                _tally_row(tally, f"{before}{path}[{index}]", row)
        filters.append((envelope.meta.source, envelope.meta.task_type) if envelope.meta else None)
        dates = (("meta.as_of", envelope.meta), ("meta_seen.as_of", envelope.meta_seen))
        stated = stated or document_date(page, [(path, meta.as_of) for path, meta in dates if meta])
    if tally.rows_read == 0:
        raise NothingToImport(pages[0].origin, "the document has no rows")
    return Parsed(
        source=SOURCE_ID,
        observed_at=pages[0].observed_at(stated),
        rows_read=tally.rows_read,
        claims=tuple(tally.claims),
        rejected=tuple(tally.rejected),
        complete=tally.whole(*SCOPES.values()) if filters == FETCHED and _has_all_sources(tally) else (),
    )


def _has_all_sources(tally: Tally) -> bool:
    return {claim.scope for claim in tally.claims} == set(SCOPES.values())


def _open(page: Raw) -> tuple[_Envelope, list[tuple[str, list[msgspec.Raw]]]]:
    if outermost(page) == "[":
        return _Envelope(), [("", decode(page, list[msgspec.Raw], "a list of rows"))]
    envelope = decode(page, _Envelope, "a reply of /benchmarks")
    parts = (
        ("data", envelope.data),
        ("rows_with_include_run_config_true", envelope.rows_with_include_run_config_true),
    )
    found = [(path, rows_in(page, path, part)) for path, part in parts if present(part)]
    if not found:
        raise Malformed(page.origin, "", "an object with a list `data`")
    return envelope, found


def _tally_row(tally: Tally, locator: str, row: msgspec.Raw) -> None:
    with tally.row(locator, row, *_scopes(row)):
        kind = decode_row(row, _Kind)
        if kind.source not in SCOPES:
            raise RowProblem(f"source is {kind.source[:80]!r}, expected one of {', '.join(SCOPES)}")
        shape = "search" if kind.source == EVALS.source and present(kind.primary_score) else kind.source
        tally.add(_READERS[shape](row, locator))


def _scopes(row: msgspec.Raw) -> tuple[Scope, ...]:
    """The scopes that lack a row if this one is unusable: all, if it does not tell its source."""
    try:
        return (SCOPES[decode_row(row, _Kind).source],)
    except (RowProblem, KeyError):
        return tuple(SCOPES.values())


def _index_claim(row: msgspec.Raw, locator: str) -> Claim:
    read = decode_row(row, _IndexRow)
    figures = {
        "intelligence_index": read.intelligence_index,
        "coding_index": read.coding_index,
        "agentic_index": read.agentic_index,
    }
    measures = known_figures(figures)
    results = (Result(board="indices", measures=measures, details=_prices(read.pricing)),) if measures else ()
    return Claim(
        scope=INDICES,
        subject=f"{read.model_permaslug}|{read.display_name}",
        labels=_labels(read),
        results=results,
        locator=locator,
    )


def _arena_claim(row: msgspec.Raw, locator: str) -> Claim:
    read = decode_row(row, _ArenaRow)
    places = msgspec.structs.asdict(read.tournament_stats or _Places())
    figures = {"elo": read.elo, "win_rate": read.win_rate, "avg_generation_time_ms": read.avg_generation_time_ms}
    labels = _labels(read)
    if not is_model_id(read.model_permaslug):
        own_id = check_text("model_permaslug", read.model_permaslug)
        labels = Labels(name=read.display_name, slug=own_id)
    return Claim(
        scope=BOARDS,
        subject=f"{read.model_permaslug}|{read.display_name}",
        labels=labels,
        results=(
            Result(
                board=f"{check_text('arena', read.arena)}/{check_text('category', read.category)}",
                measures=known_figures({**figures, **places}),
                details=_prices(read.pricing),
            ),
        ),
        locator=locator,
    )


def _classic_claim(row: msgspec.Raw, locator: str) -> Claim:
    read = decode_row(row, _ClassicRow)
    figures = {
        "accuracy": read.accuracy,
        "accuracy_stddev": read.accuracy_stddev,
        "avg_cost_per_task": read.avg_cost_per_task,
        "total_tasks": read.total_tasks,
    }
    return _eval_claim(
        read,
        Result(
            board=read.benchmark_type,
            measures=known_figures(figures),
            details=_known({"last_run_timestamp": read.last_run_timestamp}),
            sample_size=read.total_tasks,
        ),
        locator,
    )


def _search_claim(row: msgspec.Raw, locator: str) -> Claim:
    read = decode_row(row, _SearchRow)
    config = read.run_config or _RunConfig()
    figures = {
        "primary_score": read.primary_score,
        "avg_cost_per_task": read.avg_cost_per_task,
        "avg_latency_per_task_ms": read.avg_latency_per_task_ms,
        "total_tasks": read.total_tasks,
    }
    details: dict[str, Scalar] = {
        "primary_metric": read.primary_metric,
        "search_engine": read.search_engine,
        "search_surface": read.search_surface,
        "last_run_timestamp": read.last_run_timestamp,
        **msgspec.structs.asdict(config),
    }
    configuration = (
        read.search_engine,
        read.search_surface,
        config.reasoning_effort,
        config.max_agent_turns,
        config.temperature,
        read.last_run_timestamp,
    )
    variant = "/".join("" if part is None else str(part) for part in configuration)
    return _eval_claim(
        read,
        Result(
            board=read.benchmark_type,
            variant=check_text("the configuration", variant),
            measures=known_figures(figures),
            details=_known(details),
            sample_size=read.total_tasks,
        ),
        locator,
    )


def _eval_claim(read: _EvalRow, result: Result, locator: str) -> Claim:
    return Claim(scope=EVALS, subject=read.model_permaslug, labels=_labels(read), results=(result,), locator=locator)


_READERS: dict[str, Callable[[msgspec.Raw, str], Claim]] = {
    INDICES.source: _index_claim,
    BOARDS.source: _arena_claim,
    EVALS.source: _classic_claim,
    "search": _search_claim,
}


def _labels(row: _Row) -> Labels:
    """What OpenRouter calls the model; an id that is not of its catalogue is refused, save the arena's own."""
    if not isinstance(row, _ArenaRow):
        check_model_id(row.model_permaslug, "model_permaslug")
    return Labels(name=row.display_name, stated_id=row.model_permaslug, authority="catalogue")


def _prices(pricing: dict[str, object] | None) -> dict[str, Scalar]:
    """The two prices, dollars per token, as far as known; raises ``RowProblem`` for one that cannot be meant."""
    found: dict[str, Scalar] = {}
    for kind in ("prompt", "completion"):
        written = (pricing or {}).get(kind)
        if written is not None and (price := check_price(written, kind, f"pricing.{kind}")) != VARIABLE:
            found[f"{kind}_price"] = price
    return found


def _known(details: dict[str, Scalar]) -> dict[str, Scalar]:
    return {name: value for name, value in details.items() if value is not None}


def _recognise(glimpse: Glimpse) -> bool:
    return glimpse.format == "json" and {"source", "model_permaslug"} <= glimpse.row_keys


def _fetch(get: Get) -> Iterator[tuple[Raw, ...]]:
    """One document of three replies: everything, which has one arena's rows only, then the other two arenas'."""
    yield (
        get("benchmarks", {"include_run_config": "true"}),
        get("benchmarks", {"source": BOARDS.source, "arena": "builders"}),
        get("benchmarks", {"source": BOARDS.source, "arena": "agents"}),
    )


SOURCE = Source(
    id=SOURCE_ID,
    title="OpenRouter benchmarks",
    homepage="https://openrouter.ai/rankings",
    licence="attribution",
    citation="Source: OpenRouter evals, Artificial Analysis (artificialanalysis.ai) and Design Arena "
    "(www.designarena.ai) via OpenRouter (openrouter.ai/rankings)",
    parse=parse,
    recognise=_recognise,
    fetch=_fetch,
    base_url="https://openrouter.ai/api/v1",
    key_variable="OPENROUTER_API_KEY",
    key_header=("Authorization", "Bearer {key}"),
)
