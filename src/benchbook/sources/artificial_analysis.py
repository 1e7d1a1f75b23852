"""Artificial Analysis: indices, single benchmarks, speed and prices of language models.

Today's free endpoint comes in pages, which are one document; dumps of the endpoint before it remain
readable. There a speed or price of 0 means that none is known.
"""

from collections.abc import Iterator

import msgspec

from benchbook.errors import Malformed, NothingToImport
from benchbook.model import Claim, Labels, Noun, Number, Parsed, Raw, Result, Scope
from benchbook.sources import Get, Glimpse, Source
from benchbook.sources._documents import (
    ABSENT,
    Upstream,
    decode,
    decode_row,
    document_date,
    excerpt,
    outermost,
    present,
    rows_in,
)
from benchbook.sources._tally import Tally, check_text, known_figures

SOURCE_ID = "artificial-analysis"
TODAY = Scope(source=SOURCE_ID, feed="language-models")
LEGACY = Scope(source=SOURCE_ID, feed="llms-models")
INDICES = ("intelligence_index", "coding_index", "agentic_index", "math_index")
MOST_PAGES = 1000
_PREFIX = "artificial_analysis_"
_MEDIAN = "median_"
_HUGGING_FACE = "huggingface.co/"

_Figures = dict[str, Number | None]


class _Pagination(Upstream, frozen=True, kw_only=True):
    page: int
    total_pages: int


class _Envelope(Upstream, frozen=True, kw_only=True):
    data: msgspec.Raw = ABSENT
    models: msgspec.Raw = ABSENT
    tier: str | None = None
    intelligence_index_version: Number | str | None = None
    pagination: _Pagination | None = None
    count: int | None = None
    collected_at: str | None = None
    fetched_at: str | None = None


class _Creator(Upstream, frozen=True, kw_only=True):
    name: str | None = None


class _Metadata(Upstream, frozen=True, kw_only=True):
    huggingface_url: str | None = None
    openrouter_api_id: str | None = None


class _TaskCost(Upstream, frozen=True, kw_only=True):
    total_cost: Number | None = None


class _IndexCost(Upstream, frozen=True, kw_only=True):
    total_cost: Number | None = None
    cost_per_task: _TaskCost | None = None


class _Record(Upstream, frozen=True, kw_only=True):
    id: str
    name: str
    slug: str | None = None
    release_date: str | None = None
    model_creator: _Creator | None = None
    evaluations: _Figures | None = None
    pricing: _Figures | None = None
    performance: _Figures | None = None
    metadata: _Metadata | None = None
    artificial_analysis_intelligence_index_cost: _IndexCost | None = None
    median_output_tokens_per_second: Number | None = None
    median_time_to_first_token_seconds: Number | None = None
    median_time_to_first_answer_token: Number | None = None


class _Page(Noun, frozen=True, kw_only=True):
    raw: Raw
    envelope: _Envelope
    path: str
    rows: list[msgspec.Raw]


def parse(pages: tuple[Raw, ...]) -> Parsed:
    """Read the pages of one reply, or a dump; raises ``Malformed`` or ``NothingToImport``."""
    opened = [_open(raw) for raw in pages]
    first = opened[0]
    if not any(page.rows for page in opened):
        raise NothingToImport(first.raw.origin, "the document has no records")
    scope = TODAY if _is_todays(first) else LEGACY
    tally = Tally(first.raw.origin)
    for page in opened:
        before = f"page {page.envelope.pagination.page}, " if page.envelope.pagination and len(opened) > 1 else ""
        version = page.envelope.intelligence_index_version
        for index, row in enumerate(page.rows):
            locator = f"{before}{page.path}[{index}]"
            with tally.row(locator, row, scope):
                tally.add(
                    _claim(
                        scope,
                        decode_row(row, _Record),
                        None if version is None else excerpt(str(version))[:40],
                        locator,
                    )
                )
    envelope = first.envelope
    stated = document_date(first.raw, (("collected_at", envelope.collected_at), ("fetched_at", envelope.fetched_at)))
    return Parsed(
        source=SOURCE_ID,
        observed_at=first.raw.observed_at(stated),
        rows_read=tally.rows_read,
        claims=tuple(tally.claims),
        rejected=tuple(tally.rejected),
        complete=tally.whole(scope) if _is_whole(scope, opened) else (),
    )


def _open(raw: Raw) -> _Page:
    if outermost(raw) == "[":
        return _Page(raw=raw, envelope=_Envelope(), path="", rows=decode(raw, list[msgspec.Raw], "a list of records"))
    envelope = decode(raw, _Envelope, "a reply of Artificial Analysis")
    for path, part in (("data", envelope.data), ("models", envelope.models)):
        if present(part):
            return _Page(raw=raw, envelope=envelope, path=path, rows=rows_in(raw, path, part))
    raise Malformed(raw.origin, "", "an object with a list `data` or `models`")


def _is_todays(page: _Page) -> bool:
    """Whether a page is of today's endpoint; a bare list is taken for the one before."""
    envelope = page.envelope
    return any(mark is not None for mark in (envelope.pagination, envelope.tier, envelope.intelligence_index_version))


def _is_whole(scope: Scope, pages: list[_Page]) -> bool:
    """Whether all pages are there, or the dump has as many records as it says; a bare list says nothing."""
    if scope == LEGACY:
        return len(pages) == 1 and bool(pages[0].path) and pages[0].envelope.count in {None, len(pages[0].rows)}
    numbers = [page.envelope.pagination.page for page in pages if page.envelope.pagination]
    totals = {page.envelope.pagination.total_pages for page in pages if page.envelope.pagination}
    return len(numbers) == len(pages) and totals == {len(pages)} and sorted(numbers) == list(range(1, len(pages) + 1))


def _claim(scope: Scope, record: _Record, version: str | None, locator: str) -> Claim:
    metadata = record.metadata or _Metadata()
    stated_id = metadata.openrouter_api_id or None
    return Claim(
        scope=scope,
        subject=check_text("id", record.id),
        labels=Labels(
            name=record.name,
            slug=record.slug or None,
            creator=(record.model_creator.name or None) if record.model_creator else None,
            hugging_face_id=_hugging_face_id(metadata.huggingface_url),
            stated_id=stated_id,
            authority="source" if stated_id else None,
        ),
        results=tuple(result for result in _results(record, version) if result.measures),
        locator=locator,
    )


def _results(record: _Record, version: str | None) -> Iterator[Result]:
    evaluations = {name.removeprefix(_PREFIX): value for name, value in known_figures(record.evaluations or {}).items()}
    yield Result(
        board="indices",
        measures={name: evaluations[name] for name in INDICES if name in evaluations},
        details={"release_date": record.release_date} if record.release_date else {},
        method_version=version,
    )
    yield Result(
        board="evaluations",
        measures={name: value for name, value in evaluations.items() if name not in INDICES},
    )
    yield Result(board="performance", measures=_above_zero(_performance(record)))
    yield Result(board="prices", measures=_above_zero(record.pricing or {}))
    yield Result(board="index_cost", measures=_index_cost(record), method_version=version)


def _index_cost(record: _Record) -> dict[str, Number]:
    """What running the Intelligence Index cost, US dollars."""
    cost = record.artificial_analysis_intelligence_index_cost or _IndexCost()
    a_task = cost.cost_per_task.total_cost if cost.cost_per_task else None
    return _above_zero({"index_cost_usd": cost.total_cost, "index_cost_per_task_usd": a_task})


def _performance(record: _Record) -> _Figures:
    """Medians of speeds and latencies, which once stood in the record itself."""
    once: _Figures = {
        "output_tokens_per_second": record.median_output_tokens_per_second,
        "time_to_first_token_seconds": record.median_time_to_first_token_seconds,
        "time_to_first_answer_token_seconds": record.median_time_to_first_answer_token,
    }
    now = {name.removeprefix(_MEDIAN): value for name, value in (record.performance or {}).items()}
    return {**once, **now}


def _above_zero(figures: _Figures) -> dict[str, Number]:
    """The figures that are known: this source writes 0 for an unknown speed or price."""
    return {name: value for name, value in known_figures(figures).items() if value != 0}


def _hugging_face_id(url: str | None) -> str | None:
    """``author/name`` of a model's page, or None for any other address."""
    parts = url.partition(_HUGGING_FACE)[2].split("?")[0].strip("/").split("/") if url else []
    return "/".join(parts[:2]) if len(parts) > 1 and all(parts[:2]) else None


def _recognise(glimpse: Glimpse) -> bool:
    row = glimpse.row_keys
    return glimpse.format == "json" and "evaluations" in row and ("model_creator" in row or {"id", "slug"} <= row)


def _fetch(get: Get) -> Iterator[tuple[Raw, ...]]:
    """All pages as one document."""
    first = get("language/models/free", {"page": "1"})
    pagination = _open(first).envelope.pagination
    last = min(pagination.total_pages, MOST_PAGES) if pagination else 1
    yield (first, *(get("language/models/free", {"page": str(number)}) for number in range(2, last + 1)))


SOURCE = Source(
    id=SOURCE_ID,
    title="Artificial Analysis",
    homepage="https://artificialanalysis.ai",
    licence="internal",
    citation="Source: Artificial Analysis (artificialanalysis.ai)",
    parse=parse,
    recognise=_recognise,
    fetch=_fetch,
    base_url="https://artificialanalysis.ai/api/v2",
    key_variable="AA_API_KEY",
    key_header=("x-api-key", "{key}"),
)
