"""OpenRouter's wire shapes: the only module where its field names stand.

What the wire cannot say is written as its real server writes it: an unknown ``created`` as 0, an
unknown or variable price as ``"-1"``, an unknown tokenizer as ``Other``, unknown moderation as
false. ``reasoning`` is left out where it is unknown whether reasoning is mandatory. Optional
fields are absent when unknown, required ones null.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar
from urllib.parse import quote

import msgspec
from msgspec import UNSET, UnsetType

from benchbook.model import CatalogModel, Number, PriceOverride, Prices, Reasoning, Scalar
from benchbook.publication import ArenaRow, EvalRow, IndexRow, Row, SearchRow
from benchbook.snapshot import Encoder


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """A JSON object of the wire; fields that are UNSET are absent."""


# --- benchmarks ------------------------------------------------------------------------------


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


# --- the catalogue ---------------------------------------------------------------------------


class PriceKinds(Shape, frozen=True, kw_only=True):
    """Optional prices: US dollars per token; ``request``, ``image`` and ``web_search`` per piece."""

    request: str | UnsetType = UNSET
    image: str | UnsetType = UNSET
    image_token: str | UnsetType = UNSET
    image_output: str | UnsetType = UNSET
    audio: str | UnsetType = UNSET
    audio_output: str | UnsetType = UNSET
    input_audio_cache: str | UnsetType = UNSET
    web_search: str | UnsetType = UNSET
    internal_reasoning: str | UnsetType = UNSET
    input_cache_read: str | UnsetType = UNSET
    input_cache_write: str | UnsetType = UNSET
    input_cache_write_1h: str | UnsetType = UNSET


class PricingOverride(PriceKinds, frozen=True, kw_only=True):
    """Prices under a condition; the clock is HHMM in UTC, e.g. 1630."""

    min_prompt_tokens: int | UnsetType = UNSET
    utc_start: int | UnsetType = UNSET
    utc_end: int | UnsetType = UNSET
    prompt: str | UnsetType = UNSET
    completion: str | UnsetType = UNSET


class PublicPricing(PriceKinds, frozen=True, kw_only=True):
    """A model's prices; ``-1`` is variable or unknown."""

    prompt: str
    completion: str
    discount: float | UnsetType = UNSET
    overrides: list[PricingOverride] | UnsetType = UNSET


class Architecture(Shape, frozen=True, kw_only=True):
    """What goes in and comes out."""

    modality: str | None
    input_modalities: tuple[str, ...]
    output_modalities: tuple[str, ...]
    tokenizer: str
    instruct_type: str | None


class TopProvider(Shape, frozen=True, kw_only=True):
    """The limits of the provider that serves a model by default."""

    context_length: int | None
    max_completion_tokens: int | None
    is_moderated: bool


class PerRequestLimits(Shape, frozen=True, kw_only=True):
    """The most tokens of one request."""

    prompt_tokens: Number
    completion_tokens: Number


class ModelLinks(Shape, frozen=True, kw_only=True):
    """Where more about a model stands."""

    details: str


class ModelReasoning(Shape, frozen=True, kw_only=True):
    """How a model reasons."""

    mandatory: bool
    default_enabled: bool | UnsetType = UNSET
    default_effort: str | UnsetType = UNSET
    supported_efforts: tuple[str, ...] | UnsetType = UNSET
    supports_max_tokens: bool | UnsetType = UNSET


class AliasTarget(Shape, frozen=True, kw_only=True):
    """The model that an alias stands for."""

    slug: str
    name: str


class Model(Shape, frozen=True, kw_only=True):
    """A catalogue entry."""

    id: str
    canonical_slug: str
    name: str
    created: int
    pricing: PublicPricing
    context_length: int | None
    architecture: Architecture
    top_provider: TopProvider
    per_request_limits: PerRequestLimits | None
    supported_parameters: tuple[str, ...]
    default_parameters: dict[str, Number | None] | None
    supported_voices: tuple[str, ...] | None
    links: ModelLinks
    description: str | UnsetType = UNSET
    hugging_face_id: str | UnsetType = UNSET
    knowledge_cutoff: str | UnsetType = UNSET
    expiration_date: str | UnsetType = UNSET
    reasoning: ModelReasoning | UnsetType = UNSET
    alias_target: AliasTarget | UnsetType = UNSET


class NextLink(Shape, frozen=True, kw_only=True):
    """The path and query of the next page, or null."""

    next: str | None


class ModelsResponse(Shape, frozen=True, kw_only=True):
    """The reply of ``/api/v1/models``; entries go in as they were encoded."""

    data: list[msgspec.Raw]
    total_count: int
    links: NextLink


class Count(Shape, frozen=True, kw_only=True):
    """A number of things."""

    count: int


class CountResponse(Shape, frozen=True, kw_only=True):
    """The reply of ``/api/v1/models/count``."""

    data: Count


# --- keys, health, errors --------------------------------------------------------------------


class RateLimit(Shape, frozen=True, kw_only=True):
    """How many requests a key may make in an interval; -1 is unlimited."""

    requests: int
    interval: str
    note: str


class FreeModelDailyRequests(Shape, frozen=True, kw_only=True):
    """A quota of inference, which is not offered here: always 0."""

    limit: int = 0
    remaining: int = 0
    used: int = 0


class KeyInfo(Shape, frozen=True, kw_only=True):
    """The key in use. Nothing is billed here: money is 0 and without limit."""

    label: str
    rate_limit: RateLimit
    limit: float | None = None
    limit_remaining: float | None = None
    limit_reset: str | None = None
    usage: float = 0
    usage_daily: float = 0
    usage_weekly: float = 0
    usage_monthly: float = 0
    byok_usage: float = 0
    byok_usage_daily: float = 0
    byok_usage_weekly: float = 0
    byok_usage_monthly: float = 0
    include_byok_in_limit: bool = False
    is_free_tier: bool = False
    is_management_key: bool = False
    is_provisioning_key: bool = False
    creator_user_id: str | None = None
    organization_id: str | None = None
    workspace_id: str | None = None
    effective_budget: None = None
    budgets: tuple[str, ...] = ()
    allowed_data_regions: tuple[str, ...] = ()
    free_model_daily_requests: FreeModelDailyRequests = FreeModelDailyRequests()
    expires_at: str | None = None


class KeyResponse(Shape, frozen=True, kw_only=True):
    """The reply of ``/api/v1/key``."""

    data: KeyInfo


class Health(Shape, frozen=True, kw_only=True):
    """The reply of ``/healthz``: what is being served."""

    status: str
    snapshot: str
    models: int
    rows: int
    as_of: str | None


class ErrorDetail(Shape, frozen=True, kw_only=True):
    """``code`` is the HTTP status."""

    code: int
    message: str
    metadata: dict[str, str] | UnsetType = UNSET


class ErrorResponse(Shape, frozen=True, kw_only=True):
    """The body of every error."""

    error: ErrorDetail


# --- rows and entries to bytes ---------------------------------------------------------------

_DEFAULTABLE = ("temperature", "top_p", "top_k", "frequency_penalty", "presence_penalty", "repetition_penalty")
_to_json = msgspec.json.Encoder().encode

Value = TypeVar("Value")


def to_json(shape: Shape) -> bytes:
    """A shape as UTF-8 JSON without blanks."""
    return _to_json(shape)


def wire_time(moment: datetime) -> str:
    """A UTC time as the wire writes it, e.g. ``2026-10-03T00:15:04.339Z``."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


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


def encode_model(model: CatalogModel) -> bytes:
    """A catalogue entry as JSON."""
    return to_json(
        Model(
            id=model.id,
            canonical_slug=model.permaslug,
            name=model.name,
            created=model.created or 0,
            pricing=_pricing(model.prices),
            context_length=model.context_length,
            architecture=_architecture(model),
            top_provider=TopProvider(
                context_length=model.provider_context_length,
                max_completion_tokens=model.max_completion_tokens,
                is_moderated=bool(model.is_moderated),
            ),
            per_request_limits=_request_limits(model.per_request_limits),
            supported_parameters=model.supported_parameters,
            default_parameters=_default_parameters(model.default_parameters),
            supported_voices=model.supported_voices,
            links=ModelLinks(details=_details(model)),
            description=_or_absent(model.description),
            hugging_face_id=_or_absent(model.hugging_face_id),
            knowledge_cutoff=_or_absent(model.knowledge_cutoff),
            expiration_date=_or_absent(model.expiration_date),
            reasoning=_reasoning(model.reasoning),
            alias_target=_alias_target(model),
        )
    )


def _or_absent(value: Value | None) -> Value | UnsetType:
    return UNSET if value is None else value


def _details(model: CatalogModel) -> str:
    return model.details_path or f"/api/v1/models/{quote(model.permaslug, safe='/:~@')}/endpoints"


def _architecture(model: CatalogModel) -> Architecture:
    return Architecture(
        modality=model.modality,
        input_modalities=model.input_modalities,
        output_modalities=model.output_modalities,
        tokenizer=model.tokenizer or "Other",
        instruct_type=model.instruct_type,
    )


def _pricing(prices: Prices) -> PublicPricing:
    kinds = {kind: price for kind, price in prices.by_kind.items() if kind in PublicPricing.__struct_fields__}
    return PublicPricing(
        **{"prompt": "-1", "completion": "-1"} | kinds,
        discount=_or_absent(prices.discount),
        overrides=[_override(override) for override in prices.overrides] or UNSET,
    )


def _override(override: PriceOverride) -> PricingOverride:
    kinds = {kind: price for kind, price in override.prices.items() if kind in PricingOverride.__struct_fields__}
    return PricingOverride(
        **kinds,
        min_prompt_tokens=_or_absent(override.min_prompt_tokens),
        utc_start=_clock(override.utc_start),
        utc_end=_clock(override.utc_end),
    )


def _clock(hhmm: str | None) -> int | UnsetType:
    """``"0830"`` or ``"08:30"`` as the number 830, which is what the wire carries."""
    digits = (hhmm or "").replace(":", "")
    return int(digits) if digits.isdecimal() else UNSET


def _number(value: Scalar) -> Number | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _request_limits(limits: Mapping[str, Scalar] | None) -> PerRequestLimits | None:
    prompt = _number((limits or {}).get("prompt_tokens"))
    completion = _number((limits or {}).get("completion_tokens"))
    if prompt is None or completion is None:
        return None
    return PerRequestLimits(prompt_tokens=prompt, completion_tokens=completion)


def _default_parameters(defaults: Mapping[str, Scalar] | None) -> dict[str, Number | None] | None:
    if defaults is None:
        return None
    return {name: _number(defaults[name]) for name in _DEFAULTABLE if name in defaults}


def _reasoning(reasoning: Reasoning | None) -> ModelReasoning | UnsetType:
    if reasoning is None or reasoning.mandatory is None:
        return UNSET
    return ModelReasoning(
        mandatory=reasoning.mandatory,
        default_enabled=_or_absent(reasoning.default_enabled),
        default_effort=_or_absent(reasoning.default_effort),
        supported_efforts=_or_absent(reasoning.supported_efforts),
        supports_max_tokens=_or_absent(reasoning.supports_max_tokens),
    )


def _alias_target(model: CatalogModel) -> AliasTarget | UnsetType:
    if model.alias_slug is None or model.alias_name is None:
        return UNSET
    return AliasTarget(slug=model.alias_slug, name=model.alias_name)


ENCODER = Encoder(
    model=encode_model,
    index_row=encode_index_row,
    arena_row=encode_arena_row,
    eval_row=encode_eval_row,
    search_row=encode_search_row,
)
