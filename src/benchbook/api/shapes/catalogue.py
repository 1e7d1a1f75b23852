"""The shapes of models, endpoints and providers."""

import msgspec
from msgspec import UNSET, UnsetType

from benchbook.api.shapes.wire import Shape
from benchbook.model import Number


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


class AABenchmarkEntry(Shape, frozen=True, kw_only=True):
    """Artificial Analysis' indices of a model; null is unknown."""

    intelligence_index: Number | None
    coding_index: Number | None
    agentic_index: Number | None


class DABenchmarkEntry(Shape, frozen=True, kw_only=True):
    """A model's place on one Design Arena board, among the models of the catalogue; ``win_rate`` is in percent."""

    arena: str
    category: str
    elo: Number
    win_rate: Number
    rank: int


class ModelBenchmarks(Shape, frozen=True, kw_only=True):
    """What benchmarks say of a model."""

    design_arena: list[DABenchmarkEntry]
    artificial_analysis: AABenchmarkEntry | UnsetType = UNSET


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
    benchmarks: ModelBenchmarks | UnsetType = UNSET


class NextLink(Shape, frozen=True, kw_only=True):
    """The path and query of the next page, or null."""

    next: str | None


class ModelsResponse(Shape, frozen=True, kw_only=True):
    """The reply of ``/api/v1/models``; entries go in as they were encoded."""

    data: list[msgspec.Raw]
    total_count: int
    links: NextLink


class ModelResponse(Shape, frozen=True, kw_only=True):
    """The reply of ``/api/v1/model/{author}/{slug}``; the entry goes in as it was encoded."""

    data: msgspec.Raw


class Count(Shape, frozen=True, kw_only=True):
    """A number of things."""

    count: int


class CountResponse(Shape, frozen=True, kw_only=True):
    """The reply of ``/api/v1/models/count``."""

    data: Count


# --- who serves a model -----------------------------------------------------------------------


class PercentileStats(Shape, frozen=True, kw_only=True):
    """A figure's spread over the last half hour."""

    p50: float
    p75: float
    p90: float
    p99: float


class ToolChoiceSupport(Shape, frozen=True, kw_only=True):
    """Which values of ``tool_choice`` are known to work; false is also unknown."""

    auto: bool
    function: bool
    none: bool
    required: bool


class NativeTool(Shape, frozen=True, kw_only=True):
    """The provider's own name of a server tool."""

    type: str


class PublicEndpoint(Shape, frozen=True, kw_only=True):
    """One provider's offer of a model; latency is in milliseconds, throughput in tokens a second, uptime in percent."""

    name: str
    model_id: str
    model_name: str
    context_length: int
    pricing: PublicPricing
    provider_name: str
    tag: str
    quantization: str | None
    max_completion_tokens: int | None
    max_prompt_tokens: int | None
    supported_parameters: tuple[str, ...]
    uptime_last_5m: float | None
    uptime_last_30m: float | None
    uptime_last_1d: float | None
    latency_last_30m: PercentileStats | None
    throughput_last_30m: PercentileStats | None
    service_tier: str | None
    supports_implicit_caching: bool
    supports_diarization: bool
    supports_tool_choice: ToolChoiceSupport
    native_tools: dict[str, NativeTool]
    status: int | UnsetType = UNSET


class ModelEndpoints(Shape, frozen=True, kw_only=True):
    """A model with its endpoints, which go in as they were encoded."""

    id: str
    name: str
    created: int
    description: str
    architecture: Architecture
    endpoints: list[msgspec.Raw]


class EndpointsResponse(Shape, frozen=True, kw_only=True):
    """The reply of ``/api/v1/models/{author}/{slug}/endpoints``."""

    data: ModelEndpoints


class ProviderEntry(Shape, frozen=True, kw_only=True):
    """A company that serves models; places are ISO 3166 codes of countries, null is unknown."""

    name: str
    slug: str
    privacy_policy_url: str | None
    terms_of_service_url: str | None
    status_page_url: str | None
    headquarters: str | None
    datacenters: tuple[str, ...] | None


class ProvidersResponse(Shape, frozen=True, kw_only=True):
    """The reply of ``/api/v1/providers``; entries go in as they were encoded."""

    data: list[msgspec.Raw]
