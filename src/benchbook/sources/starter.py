"""The data that Benchbook starts with: one coding list and what the catalogue said of its models.

The document is TOML of Benchbook's own (``benchbook/starter/coding.toml``), so it is read strictly: an
unknown key, a name given twice or a price out of its bounds refuses the whole document.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from importlib import resources
from itertools import chain
from typing import Annotated, Literal

import msgspec
from msgspec.structs import replace

from benchbook.errors import Malformed, NothingToImport
from benchbook.model import (
    CatalogModel,
    Claim,
    Labels,
    Noun,
    Parsed,
    Prices,
    Raw,
    Reasoning,
    Result,
    Scalar,
    Scope,
)
from benchbook.sources import Glimpse, Source

SOURCE_ID = "starter"
MARKER = "starter_format"
DOCUMENT = "coding.toml"
HIGHEST_PRICE_PER_TOKEN = Decimal("0.01")

_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=1000, pattern=r"^[^\x00-\x1f\x7f]+$")]
_Slug = Annotated[str, msgspec.Meta(max_length=200, pattern=r"^[a-z0-9][a-z0-9._-]*/[a-z0-9][a-z0-9._-]*$")]
_Price = Annotated[str, msgspec.Meta(max_length=40, pattern=r"^[0-9]+(\.[0-9]+)?$")]
_Size = Annotated[str, msgspec.Meta(max_length=12, pattern=r"^[0-9]+(\.[0-9]+)?[MBT]$")]
_Count = Annotated[int, msgspec.Meta(ge=1, le=10**12)]
_Score = Annotated[float, msgspec.Meta(ge=0, le=100)]


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class _Origin(_Strict, frozen=True, kw_only=True):
    citation: _Text
    date: date


class _Benchmark(_Strict, frozen=True, kw_only=True):
    source: _Text
    metric: _Text
    title: _Text
    origin: str
    corrections: tuple[_Text, ...] = ()


class _Reasoning(_Strict, frozen=True, kw_only=True):
    mandatory: bool | None = None
    default_enabled: bool | None = None
    default_effort: _Text | None = None
    supported_efforts: tuple[_Text, ...] | None = None
    supports_max_tokens: bool | None = None
    thinking_tokens: bool = False
    start_token: _Text | None = None
    end_token: _Text | None = None
    note: _Text | None = None


class _Catalogue(_Strict, frozen=True, kw_only=True):
    origin: str
    permaslug: _Slug | None = None
    created: _Count | None = None
    tokenizer: _Text | None = None


class _Model(_Strict, frozen=True, kw_only=True):
    label: _Text
    written: _Text | None = None
    score: _Score
    slug: _Slug
    name: _Text
    short_name: _Text
    origin: str
    providers: tuple[_Text, ...]
    description: _Text
    context_length: _Count
    input_modalities: tuple[_Text, ...]
    output_modalities: tuple[_Text, ...]
    supports_reasoning: bool
    is_free: bool
    max_completion_tokens: _Count | None = None
    hugging_face_id: _Text | None = None
    is_moe: bool | None = None
    total_parameters: _Size | None = None
    active_parameters: _Size | None = None
    features: tuple[_Text, ...] = ()
    supported_parameters: tuple[_Text, ...] = ()
    data_policy: tuple[_Text, ...] = ()
    reasoning: _Reasoning | None = None
    prices: dict[Literal["prompt", "completion", "input_cache_read", "input_cache_write"], _Price] = {}
    default_parameters: dict[str, Scalar] | None = None
    catalogue: _Catalogue | None = None


class StatedJoin(Noun, frozen=True, kw_only=True):
    """A join that the document asserts: a label of ``source`` as the document spells it, and the model it names."""

    written: str
    source: str
    model: CatalogModel


class _Document(_Strict, frozen=True, kw_only=True):
    starter_format: Literal[1]
    origins: dict[str, _Origin]
    benchmark: _Benchmark
    model: tuple[_Model, ...]


def starter_document(now: datetime) -> Raw:
    """The packaged document as if received at ``now`` (aware UTC)."""
    body = resources.files("benchbook").joinpath("starter", DOCUMENT).read_bytes()
    return Raw(body=body, origin=f"benchbook/starter/{DOCUMENT}", received_at=now)


def starter_models() -> Mapping[str, CatalogModel]:
    """The packaged document's models by id; each cites the document alone, not what was added from elsewhere."""
    document = _packaged()
    return {
        model.slug: replace(_catalog_model(model, document.origins), citation=document.origins[model.origin].citation)
        for model in document.model
    }


def starter_joins() -> tuple[StatedJoin, ...]:
    """The joins that the packaged document asserts, in its order."""
    source, models = _packaged().benchmark.source, starter_models()
    return tuple(
        StatedJoin(written=model.written or model.label, source=source, model=models[model.slug])
        for model in _packaged().model
    )


def starter_corrections() -> tuple[str, ...]:
    """What stands otherwise in the packaged document than in the one that it was made from."""
    return _packaged().benchmark.corrections


@cache
def _packaged() -> _Document:
    return _read(starter_document(datetime.min.replace(tzinfo=UTC)))


def parse(pages: tuple[Raw, ...]) -> Parsed:
    """Read a starter document; raises ``Malformed`` for anything in it that is not as it should be."""
    page = pages[0]
    document = _read(page)
    _check(document, page.origin)
    stated = document.origins[document.benchmark.origin]
    return Parsed(
        source=SOURCE_ID,
        observed_at=page.observed_at(datetime.combine(stated.date, time(), UTC)),
        rows_read=len(document.model),
        claims=tuple(
            _claim(model, document.benchmark, f"model[{index}]") for index, model in enumerate(document.model)
        ),
        models=tuple(_catalog_model(model, document.origins) for model in document.model),
        facts_scope=Scope(source="openrouter", feed="models"),
        citation=stated.citation,
    )


def _read(page: Raw) -> _Document:
    try:
        return msgspec.toml.decode(page.body, type=_Document)
    except msgspec.ValidationError as error:
        reason, _, path = str(error).partition(" - at ")
        raise Malformed(
            page.origin, path.strip("`").removeprefix("$."), f"a starter document as documented: {reason}"
        ) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(page.origin, "", f"TOML in UTF-8 ({error})") from error


def _check(document: _Document, where: str) -> None:
    if not document.model:
        raise NothingToImport(where, "it lists no model")
    _check_origins(document, where)
    spellings: tuple[tuple[str, Callable[[_Model], str]], ...] = (
        ("slug", lambda model: model.slug),
        ("label", lambda model: model.label),
    )
    for key, read in spellings:
        written, times = Counter(map(read, document.model)).most_common(1)[0]
        if times > 1:
            raise Malformed(where, "model", f"each {key} once, found {written!r} {times} times")
    for index, model in enumerate(document.model):
        _check_model(model, where, f"model[{index}]")


def _check_origins(document: _Document, where: str) -> None:
    used = chain(
        [("benchmark", document.benchmark.origin)],
        ((f"model[{index}]", model.origin) for index, model in enumerate(document.model)),
        (
            (f"model[{index}].catalogue", model.catalogue.origin)
            for index, model in enumerate(document.model)
            if model.catalogue
        ),
    )
    for path, origin in used:
        if origin not in document.origins:
            raise Malformed(where, f"{path}.origin", f"one of {', '.join(document.origins)}, found {origin!r}")


def _check_model(model: _Model, where: str, path: str) -> None:
    if not model.name.endswith(model.short_name):
        raise Malformed(where, f"{path}.short_name", f"the end of the name {model.name!r}")
    for kind, price in model.prices.items():
        if Decimal(price) > HIGHEST_PRICE_PER_TOKEN:
            expected = f"dollars per token, at most {HIGHEST_PRICE_PER_TOKEN}, found {price} (a price per million?)"
            raise Malformed(where, f"{path}.prices.{kind}", expected)
    if model.is_free and (model.prices.get("prompt"), model.prices.get("completion")) != ("0", "0"):
        raise Malformed(where, f"{path}.prices", 'prompt and completion "0", since is_free is true')


def _claim(model: _Model, benchmark: _Benchmark, locator: str) -> Claim:
    return Claim(
        scope=Scope(source=benchmark.source, via=SOURCE_ID, feed="coding"),
        subject=model.slug,
        labels=Labels(name=model.label, stated_id=model.slug, authority="catalogue"),
        results=(Result(board="indices", measures={benchmark.metric: model.score}),),
        locator=locator,
    )


def _catalog_model(model: _Model, origins: dict[str, _Origin]) -> CatalogModel:
    catalogue = model.catalogue or _Catalogue(origin=model.origin)
    return CatalogModel(
        id=model.slug,
        permaslug=catalogue.permaslug or model.slug,
        name=model.name,
        created=catalogue.created,
        description=model.description,
        context_length=model.context_length,
        modality=f"{'+'.join(model.input_modalities)}->{'+'.join(model.output_modalities)}",
        input_modalities=model.input_modalities,
        output_modalities=model.output_modalities,
        tokenizer=catalogue.tokenizer,
        prices=Prices(by_kind={str(kind): price for kind, price in model.prices.items()}),
        max_completion_tokens=model.max_completion_tokens,
        supported_parameters=model.supported_parameters,
        default_parameters=model.default_parameters,
        hugging_face_id=model.hugging_face_id,
        reasoning=_reasoning(model.reasoning),
        providers=model.providers,
        supports_reasoning=model.supports_reasoning,
        is_free=model.is_free,
        is_moe=model.is_moe,
        total_parameters=model.total_parameters,
        active_parameters=model.active_parameters,
        features=model.features,
        data_policy=model.data_policy,
        citation=_citation(model, origins),
    )


def _reasoning(written: _Reasoning | None) -> Reasoning | None:
    if written is None:
        return None
    tokens = [("start", written.start_token), ("end", written.end_token)]
    marks = ", ".join(f'{name} "{token}"' for name, token in tokens if token)
    notes = [
        ("thinking tokens" + (f" ({marks})" if marks else "")) if written.thinking_tokens else None,
        written.note,
    ]
    return Reasoning(
        mandatory=written.mandatory,
        default_enabled=written.default_enabled,
        default_effort=written.default_effort,
        supported_efforts=written.supported_efforts,
        supports_max_tokens=written.supports_max_tokens,
        note=_joined(notes),
    )


def _joined(notes: Iterable[str | None]) -> str | None:
    return "; ".join(note for note in notes if note) or None


def _citation(model: _Model, origins: dict[str, _Origin]) -> str:
    stated = origins[model.origin].citation
    if model.catalogue is None:
        return stated
    return f"{stated}; permanent slug, creation time and tokenizer: {origins[model.catalogue.origin].citation}"


def _recognise(glimpse: Glimpse) -> bool:
    return glimpse.format == "toml" and MARKER in glimpse.keys


SOURCE = Source(
    id=SOURCE_ID,
    title="Starter data",
    homepage="https://openrouter.ai",
    licence="attribution",
    citation="Artificial Analysis Coding Benchmark with OpenRouter model data (artificialanalysis.ai, openrouter.ai), "
    "not earlier than 2025-12-17",
    parse=parse,
    recognise=_recognise,
)
