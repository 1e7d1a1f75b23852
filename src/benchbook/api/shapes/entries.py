"""Catalogue entries, endpoints and providers as JSON."""

from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import quote

import msgspec
from msgspec import UNSET, UnsetType

from benchbook.api.shapes.catalogue import (
    AABenchmarkEntry,
    AliasTarget,
    Architecture,
    DABenchmarkEntry,
    EndpointsResponse,
    Model,
    ModelBenchmarks,
    ModelEndpoints,
    ModelLinks,
    ModelReasoning,
    NativeTool,
    PercentileStats,
    PerRequestLimits,
    PricingOverride,
    ProviderEntry,
    PublicEndpoint,
    PublicPricing,
    ToolChoiceSupport,
    TopProvider,
)
from benchbook.api.shapes.wire import to_json
from benchbook.catalogue import ModelLine, Standing, plain_tag
from benchbook.model import (
    CatalogModel,
    Endpoint,
    Number,
    Percentiles,
    PriceOverride,
    Prices,
    Provider,
    Reasoning,
    Scalar,
)

_DEFAULTABLE = ("temperature", "top_p", "top_k", "frequency_penalty", "presence_penalty", "repetition_penalty")

Value = TypeVar("Value")


def encode_model(model: CatalogModel, standing: Standing | None = None) -> bytes:
    """A catalogue entry as JSON, with what benchmarks say of it."""
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
            links=ModelLinks(details=details_path(model)),
            description=_or_absent(model.description),
            hugging_face_id=_or_absent(model.hugging_face_id),
            knowledge_cutoff=_or_absent(model.knowledge_cutoff),
            expiration_date=_or_absent(model.expiration_date),
            reasoning=_reasoning(model.reasoning),
            alias_target=_alias_target(model),
            benchmarks=UNSET if standing is None else _benchmarks(standing),
        )
    )


def encode_endpoint(model: CatalogModel, endpoint: Endpoint) -> bytes:
    """One offer of a model as JSON."""
    return to_json(
        PublicEndpoint(
            name=f"{endpoint.provider_name} | {model.permaslug}",
            model_id=model.permaslug,
            model_name=model.name,
            context_length=endpoint.context_length or model.context_length or 0,
            pricing=_pricing(endpoint.prices),
            provider_name=endpoint.provider_name,
            tag=plain_tag(endpoint),
            quantization=endpoint.quantization,
            max_completion_tokens=endpoint.max_completion_tokens,
            max_prompt_tokens=endpoint.max_prompt_tokens,
            supported_parameters=endpoint.supported_parameters,
            uptime_last_5m=endpoint.uptime_last_5m_percent,
            uptime_last_30m=endpoint.uptime_last_30m_percent,
            uptime_last_1d=endpoint.uptime_last_1d_percent,
            latency_last_30m=_percentiles(endpoint.latency_last_30m),
            throughput_last_30m=_percentiles(endpoint.throughput_last_30m),
            service_tier=endpoint.service_tier,
            supports_implicit_caching=bool(endpoint.supports_implicit_caching),
            supports_diarization=bool(endpoint.supports_diarization),
            supports_tool_choice=_tool_choices(endpoint.tool_choices or ()),
            native_tools={tool: NativeTool(type=name) for tool, name in (endpoint.native_tools or {}).items()},
            status=_or_absent(endpoint.status),
        )
    )


def encode_endpoints(line: ModelLine) -> bytes:
    """The reply that lists a model's endpoints."""
    model = line.entry
    return to_json(
        EndpointsResponse(
            data=ModelEndpoints(
                id=model.id,
                name=model.name,
                created=model.created or 0,
                description=model.description or "",
                architecture=_architecture(model),
                endpoints=[msgspec.Raw(offer) for offer in line.offers],
            )
        )
    )


def encode_provider(provider: Provider) -> bytes:
    """A provider as JSON."""
    return to_json(
        ProviderEntry(
            name=provider.name,
            slug=provider.slug,
            privacy_policy_url=provider.privacy_policy_url,
            terms_of_service_url=provider.terms_of_service_url,
            status_page_url=provider.status_page_url,
            headquarters=provider.headquarters,
            datacenters=provider.datacenters,
        )
    )


def _or_absent(value: Value | None) -> Value | UnsetType:
    return UNSET if value is None else value


def _benchmarks(standing: Standing) -> ModelBenchmarks:
    indices = AABenchmarkEntry(
        intelligence_index=standing.intelligence,
        coding_index=standing.coding,
        agentic_index=standing.agentic,
    )
    return ModelBenchmarks(
        design_arena=[
            DABenchmarkEntry(
                arena=place.arena, category=place.category, elo=place.elo, win_rate=place.win_rate, rank=place.rank
            )
            for place in standing.boards
        ],
        artificial_analysis=indices if standing.measured else UNSET,
    )


def _percentiles(spread: Percentiles | None) -> PercentileStats | None:
    """All four or nothing: the wire has no null in them."""
    if spread is None or spread.p75 is None or spread.p90 is None or spread.p99 is None:
        return None
    return PercentileStats(p50=spread.p50, p75=spread.p75, p90=spread.p90, p99=spread.p99)


def _tool_choices(passed: tuple[str, ...]) -> ToolChoiceSupport:
    return ToolChoiceSupport(**{value: value in passed for value in ToolChoiceSupport.__struct_fields__})


def details_path(model: CatalogModel) -> str:
    """The path of what is known of a model."""
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
