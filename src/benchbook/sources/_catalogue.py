"""OpenRouter's entries as upstream writes them, each turned into the project's own noun."""

from typing import Annotated, TypeGuard

import msgspec

from benchbook.model import CatalogModel, Endpoint, Percentiles, Provider, Reasoning, Scalar
from benchbook.sources._documents import ABSENT, RowProblem, Upstream, decode_row, has_unprintable
from benchbook.sources._prices import read_prices
from benchbook.sources._tally import GREATEST_NUMBER, check_text
from benchbook.sources._texts import check_texts, described

_READ_APART = frozenset({"description", "pricing"})

_Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
_Percent = Annotated[float, msgspec.Meta(ge=0, le=100)]
_Figure = Annotated[float, msgspec.Meta(ge=0, le=2**53)]


class _Architecture(Upstream, frozen=True, kw_only=True):
    modality: str | None = None
    input_modalities: tuple[str, ...] | None = None
    output_modalities: tuple[str, ...] | None = None
    tokenizer: str | None = None
    instruct_type: str | None = None


class _TopProvider(Upstream, frozen=True, kw_only=True):
    context_length: _Count | None = None
    max_completion_tokens: _Count | None = None
    is_moderated: bool | None = None


class _Links(Upstream, frozen=True, kw_only=True):
    details: str | None = None


class _Alias(Upstream, frozen=True, kw_only=True):
    slug: str | None = None
    name: str | None = None


class _Reasoning(Upstream, frozen=True, kw_only=True):
    mandatory: bool | None = None
    default_enabled: bool | None = None
    default_effort: str | None = None
    supported_efforts: tuple[str, ...] | None = None
    supports_max_tokens: bool | None = None


class _Model(Upstream, frozen=True, kw_only=True):
    id: str
    canonical_slug: str
    name: str
    pricing: dict[str, object]
    created: _Count | None = None
    description: str | None = None
    context_length: _Count | None = None
    architecture: _Architecture | None = None
    top_provider: _TopProvider | None = None
    per_request_limits: dict[str, object] | None = None
    supported_parameters: tuple[str, ...] | None = None
    default_parameters: dict[str, object] | None = None
    supported_voices: tuple[str, ...] | None = None
    links: _Links | None = None
    hugging_face_id: str | None = None
    knowledge_cutoff: str | None = None
    expiration_date: str | None = None
    reasoning: _Reasoning | None = None
    alias_target: _Alias | None = None


class _Provider(Upstream, frozen=True, kw_only=True):
    slug: str
    name: str
    headquarters: str | None = None
    datacenters: tuple[str, ...] | None = None
    privacy_policy_url: str | None = None
    terms_of_service_url: str | None = None
    status_page_url: str | None = None


class _Percentiles(Upstream, frozen=True, kw_only=True):
    p50: _Figure | None = None
    p75: _Figure | None = None
    p90: _Figure | None = None
    p99: _Figure | None = None


class _Endpoint(Upstream, frozen=True, kw_only=True):
    provider_name: str
    tag: str | None = None
    context_length: _Count | None = None
    max_completion_tokens: _Count | None = None
    max_prompt_tokens: _Count | None = None
    quantization: str | None = None
    pricing: dict[str, object] = {}
    supported_parameters: tuple[str, ...] | None = None
    status: Annotated[int, msgspec.Meta(ge=-(2**53), le=2**53)] | None = None
    uptime_last_5m: _Percent | None = None
    uptime_last_30m: _Percent | None = None
    uptime_last_1d: _Percent | None = None
    latency_last_30m: _Percentiles | float | None = None
    throughput_last_30m: _Percentiles | float | None = None
    service_tier: str | None = None
    supports_implicit_caching: bool | None = None
    supports_diarization: bool | None = None
    supports_tool_choice: dict[str, object] | None = None
    native_tools: dict[str, object] | None = None


class Offers(Upstream, frozen=True, kw_only=True):
    """One model's offers, not yet decoded."""

    id: str
    endpoints: msgspec.Raw = ABSENT


def read_model(row: msgspec.Raw) -> CatalogModel:
    """One entry of ``/models``; raises ``RowProblem``."""
    model = decode_row(row, _Model)
    check_texts(model, _READ_APART)
    architecture = model.architecture or _Architecture()
    top = model.top_provider or _TopProvider()
    alias = model.alias_target or _Alias()
    return CatalogModel(
        id=check_model_id(model.id, "id"),
        permaslug=check_model_id(model.canonical_slug, "canonical_slug"),
        name=check_text("name", model.name),
        created=model.created,
        description=described(model.description),
        context_length=model.context_length or None,
        modality=architecture.modality,
        input_modalities=architecture.input_modalities or (),
        output_modalities=architecture.output_modalities or (),
        tokenizer=architecture.tokenizer,
        instruct_type=architecture.instruct_type,
        prices=read_prices(model.pricing),
        provider_context_length=top.context_length or None,
        max_completion_tokens=top.max_completion_tokens or None,
        is_moderated=top.is_moderated,
        per_request_limits=_scalars(model.per_request_limits),
        supported_parameters=model.supported_parameters or (),
        default_parameters=_scalars(model.default_parameters),
        supported_voices=model.supported_voices,
        details_path=model.links.details if model.links else None,
        hugging_face_id=_hugging_face_id(model.hugging_face_id),
        knowledge_cutoff=model.knowledge_cutoff or None,
        expiration_date=model.expiration_date or None,
        reasoning=_reasoning(model.reasoning),
        alias_slug=alias.slug,
        alias_name=alias.name,
    )


def read_provider(row: msgspec.Raw) -> Provider:
    """One entry of ``/providers``; raises ``RowProblem``."""
    provider = decode_row(row, _Provider)
    check_texts(provider)
    return Provider(
        slug=check_text("slug", provider.slug),
        name=check_text("name", provider.name),
        headquarters=provider.headquarters or None,
        datacenters=provider.datacenters,
        privacy_policy_url=provider.privacy_policy_url or None,
        terms_of_service_url=provider.terms_of_service_url or None,
        status_page_url=provider.status_page_url or None,
    )


def read_endpoint(model_id: str, row: msgspec.Raw) -> Endpoint:
    """One offer of a model; an offer without a tag goes by its provider's name. Raises ``RowProblem``."""
    endpoint = decode_row(row, _Endpoint)
    check_texts(endpoint, _READ_APART)
    return Endpoint(
        model_id=model_id,
        provider_name=check_text("provider_name", endpoint.provider_name),
        tag=check_text("tag", endpoint.tag or endpoint.provider_name),
        context_length=endpoint.context_length or None,
        max_completion_tokens=endpoint.max_completion_tokens or None,
        max_prompt_tokens=endpoint.max_prompt_tokens or None,
        quantization=endpoint.quantization or None,
        prices=read_prices(endpoint.pricing),
        supported_parameters=endpoint.supported_parameters or (),
        status=endpoint.status,
        uptime_last_5m_percent=endpoint.uptime_last_5m,
        uptime_last_30m_percent=endpoint.uptime_last_30m,
        uptime_last_1d_percent=endpoint.uptime_last_1d,
        latency_last_30m=_percentiles(endpoint.latency_last_30m),
        throughput_last_30m=_percentiles(endpoint.throughput_last_30m),
        service_tier=endpoint.service_tier or None,
        supports_implicit_caching=endpoint.supports_implicit_caching,
        supports_diarization=endpoint.supports_diarization,
        tool_choices=_passed(endpoint.supports_tool_choice),
        native_tools=_native_tools(endpoint.native_tools),
    )


def _percentiles(written: _Percentiles | float | None) -> Percentiles | None:
    """A spread whose median is known; a median of 0 is how nothing was measured, a bare number has no meaning."""
    if not isinstance(written, _Percentiles) or not written.p50:
        return None
    return Percentiles(p50=written.p50, p75=written.p75, p90=written.p90, p99=written.p99)


def _passed(written: dict[str, object] | None) -> tuple[str, ...] | None:
    return None if written is None else tuple(sorted(name for name, passed in written.items() if passed is True))


def _native_tools(written: dict[str, object] | None) -> dict[str, str] | None:
    """What the provider calls each tool; a tool without a name of its own is left out."""
    if written is None:
        return None
    names = {tool: own.get("type") for tool, own in written.items() if isinstance(own, dict)}
    return {tool: check_text(f"native_tools.{tool}", name) for tool, name in names.items() if isinstance(name, str)}


def check_model_id(text: str, what: str) -> str:
    """An ``author/slug`` id; raises ``RowProblem``."""
    check_text(what, text)
    if not is_model_id(text):
        raise RowProblem(f"{what} is {text[:80]!r}, expected author/slug")
    return text


def is_model_id(text: str) -> bool:
    """Whether a text has the shape of a catalogue id: ``author/slug`` without spaces."""
    author, slash, slug = text.partition("/")
    return bool(author.strip("~") and slash and slug) and not any(map(str.isspace, text)) and not has_unprintable(text)


def _reasoning(written: _Reasoning | None) -> Reasoning | None:
    return None if written is None else Reasoning(**msgspec.structs.asdict(written))


def _hugging_face_id(written: str | None) -> str | None:
    return written.strip() or None if written else None


def _scalars(written: dict[str, object] | None) -> dict[str, Scalar] | None:
    """Parameters with plain values; one that is a list or an object has no place in the catalogue."""
    if written is None:
        return None
    return {name: value for name, value in written.items() if value is None or _is_plain(value)}


def _is_plain(value: object) -> TypeGuard[str | int | float]:
    return isinstance(value, str) or (isinstance(value, int | float) and abs(value) <= GREATEST_NUMBER)
