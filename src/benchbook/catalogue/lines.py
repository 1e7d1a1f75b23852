"""Catalogue entries as lines: encoded once, with the columns that they are filtered and sorted by."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from benchbook.catalogue.bounds import per_million
from benchbook.catalogue.standings import Standing
from benchbook.model import CatalogModel, Endpoint, Noun, Number, Provider

_NUMBER_AT_END = re.compile(r"[0-9.]+$")
_NUMBERED_TAG = re.compile(r"#[0-9]+$")
USUAL_OUTPUT = "text"
_NOTHING = Standing()
_LAST_SECOND = 253_402_300_799
"""Of the year 9999, with which calendars end."""


class ModelLine(Noun, frozen=True, kw_only=True):
    """An encoded entry. Prices are dollars per million tokens, None when unknown or variable.

    Texts to compare with are case-folded. ``usual`` tells that it writes text, or that what it gives is
    unknown. ``created_on`` is a UTC day. Empty modalities are unknown ones. ``providers`` are names and
    slugs of those who serve the entry, ``throughput`` the highest and ``latency`` the lowest median among
    its ``offers``, which are encoded endpoints.
    """

    entry: CatalogModel
    body: bytes
    offers: tuple[bytes, ...]
    usual: bool
    searched: str
    author: str
    created_on: date | None
    architectures: frozenset[str]
    input_modalities: frozenset[str]
    output_modalities: frozenset[str]
    parameters: frozenset[str]
    providers: frozenset[str]
    prompt: Decimal | None
    completion: Decimal | None
    average: Decimal | None
    context: int | None
    intelligence: Number | None
    coding: Number | None
    agentic: Number | None
    elo: Number | None
    throughput: Number | None
    latency: Number | None


def build_lines(
    models: Iterable[CatalogModel],
    standing: Mapping[str, Standing],
    endpoints: Iterable[Endpoint],
    encode_model: Callable[[CatalogModel, Standing | None], bytes],
    encode_endpoint: Callable[[CatalogModel, Endpoint], bytes],
    providers: Iterable[Provider] = (),
) -> tuple[ModelLine, ...]:
    """The entries as lines, newest first, then by id."""
    offered: dict[str, list[Endpoint]] = defaultdict(list)
    for endpoint in endpoints:
        offered[endpoint.model_id].append(endpoint)
    slugs = {provider.name: provider.slug for provider in providers}
    newest_first = sorted(models, key=lambda model: (-(model.created or 0), model.id))
    return tuple(
        _line(
            model,
            standing.get(model.permaslug),
            sorted(offered.get(model.id, []), key=lambda endpoint: (endpoint.provider_name, endpoint.tag)),
            slugs,
            encode_model,
            encode_endpoint,
        )
        for model in newest_first
    )


def plain_tag(endpoint: Endpoint) -> str:
    """The tag as its source wrote it; several under one tag are kept apart by a number."""
    return _NUMBERED_TAG.sub("", endpoint.tag)


def _line(
    model: CatalogModel,
    standing: Standing | None,
    offers: list[Endpoint],
    slugs: Mapping[str, str],
    encode_model: Callable[[CatalogModel, Standing | None], bytes],
    encode_endpoint: Callable[[CatalogModel, Endpoint], bytes],
) -> ModelLine:
    known = standing or _NOTHING
    outputs = _folded(model.output_modalities)
    prompt, completion = per_million(model.prices, "prompt"), per_million(model.prices, "completion")
    return ModelLine(
        entry=model,
        body=encode_model(model, standing),
        offers=tuple(encode_endpoint(model, offer) for offer in offers),
        usual=not outputs or USUAL_OUTPUT in outputs,
        searched=f"{model.id}\n{model.name}".casefold(),
        author=model.author.casefold(),
        created_on=created_day(model),
        architectures=_architectures(model.tokenizer),
        input_modalities=_folded(model.input_modalities),
        output_modalities=outputs,
        parameters=_folded(model.supported_parameters),
        providers=_folded(name for offer in offers for name in _names(offer, slugs)),
        prompt=prompt,
        completion=completion,
        average=None if prompt is None or completion is None else (prompt + completion) / 2,
        context=model.context_length,
        intelligence=known.intelligence,
        coding=known.coding,
        agentic=known.agentic,
        elo=known.best_elo,
        throughput=max((offer.throughput_last_30m.p50 for offer in offers if offer.throughput_last_30m), default=None),
        latency=min((offer.latency_last_30m.p50 for offer in offers if offer.latency_last_30m), default=None),
    )


def created_day(model: CatalogModel) -> date | None:
    """The day in UTC on which the catalogue took a model in; None where it says none of the calendar."""
    created = model.created
    return datetime.fromtimestamp(created, UTC).date() if created and created <= _LAST_SECOND else None


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word.casefold() for word in words)


def _architectures(tokenizer: str | None) -> frozenset[str]:
    """``Llama3`` is asked for as that and as ``Llama``."""
    if not tokenizer:
        return frozenset()
    return _folded((tokenizer, _NUMBER_AT_END.sub("", tokenizer) or tokenizer))


def _names(offer: Endpoint, slugs: Mapping[str, str]) -> tuple[str, ...]:
    """What a provider may be asked for by: its name, its slug, and the beginning of the tag."""
    slug = slugs.get(offer.provider_name)
    tag = plain_tag(offer).partition("/")[0]
    return (offer.provider_name, tag) if slug is None else (offer.provider_name, tag, slug)
