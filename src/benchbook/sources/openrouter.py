"""OpenRouter's catalogue: models with their prices and relayed scores, providers, and per-model endpoints.

Replies of ``/models``, ``/providers`` and ``/models/{author}/{slug}/endpoints``, dumps of them with a date
beside, and bare lists.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import Literal

import msgspec

from benchbook.errors import Malformed, NothingToImport
from benchbook.model import CatalogModel, Endpoint, Noun, Parsed, Provider, Raw, Scope
from benchbook.sources import Get, Glimpse, Source
from benchbook.sources._catalogue import Offers, check_model_id, read_endpoint, read_model, read_provider
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
from benchbook.sources._prices import TooDear
from benchbook.sources._relay import BOARDS, INDICES, read_entry, relayed
from benchbook.sources._tally import Tally
from benchbook.sources._units import check_units

SOURCE_ID = "openrouter"

Kind = Literal["models", "providers", "endpoints"]


class _Links(Upstream, frozen=True, kw_only=True):
    next: str | None = None


class _Envelope(Upstream, frozen=True, kw_only=True):
    data: msgspec.Raw = ABSENT
    models: msgspec.Raw = ABSENT
    count: int | None = None
    total_count: int | None = None
    links: _Links | None = None
    fetched_at: str | None = None
    fetched_at_camel: str | None = msgspec.field(default=None, name="fetchedAt")
    collected_at: str | None = None


class _Fields(Upstream, frozen=True, kw_only=True):
    """The fields that tell what kind of entry a row is."""

    id: msgspec.Raw = ABSENT
    slug: msgspec.Raw = ABSENT
    endpoints: msgspec.Raw = ABSENT


class _Listing(Noun, frozen=True, kw_only=True):
    """The entries of a document with their places, and whether it says nothing against holding all there are."""

    origin: str
    empty: Parsed
    places: list[tuple[str, msgspec.Raw]]
    whole: bool


class _Offers:
    """Endpoints by model and tag; several under one tag are told apart by ``#2``, ``#3`` …."""

    def __init__(self) -> None:
        self.by_tag: dict[tuple[str, str], Endpoint] = {}
        self._seen: set[bytes] = set()
        self._last: dict[tuple[str, str], int] = {}

    def add(self, endpoint: Endpoint) -> None:
        """Keep an endpoint, unless an equal one is kept already."""
        written = hashlib.sha256(msgspec.json.encode(endpoint)).digest()
        if written in self._seen:
            return
        self._seen.add(written)
        key = (endpoint.model_id, endpoint.tag)
        number = self._last.get(key, 0) + 1
        while _numbered(key, number) in self.by_tag:
            number += 1
        self._last[key] = number
        model_id, tag = _numbered(key, number)
        self.by_tag[model_id, tag] = msgspec.structs.replace(endpoint, tag=tag)


def _numbered(key: tuple[str, str], number: int) -> tuple[str, str]:
    return key if number == 1 else (key[0], f"{key[1]}#{number}")


def parse(pages: tuple[Raw, ...]) -> Parsed:
    """Read a reply of the catalogue; raises ``Malformed`` or ``NothingToImport``."""
    page = pages[0]
    envelope, path, rows = _open(page)
    observed_at = page.observed_at(
        document_date(
            page,
            (
                ("fetchedAt", envelope.fetched_at_camel),
                ("fetched_at", envelope.fetched_at),
                ("collected_at", envelope.collected_at),
            ),
        )
    )
    if not rows:
        raise NothingToImport(page.origin, "the document has no entries")
    places = [(f"{path}[{index}]" if path != "data." else "data", row) for index, row in enumerate(rows)]
    listing = _Listing(
        origin=page.origin,
        empty=Parsed(source=SOURCE_ID, observed_at=observed_at, rows_read=0),
        places=places,
        whole=_is_whole(envelope, path, len(rows)),
    )
    readers: dict[Kind, Callable[[_Listing], Parsed]] = {
        "models": _models,
        "providers": _providers,
        "endpoints": _endpoints,
    }
    return readers[_kind(rows)](listing)


def _open(page: Raw) -> tuple[_Envelope, str, list[msgspec.Raw]]:
    """The envelope, where its rows stand, and the rows; a lone object stands at ``data.``."""
    if outermost(page) == "[":
        return _Envelope(), "", decode(page, list[msgspec.Raw], "a list of entries")
    envelope = decode(page, _Envelope, "a reply of OpenRouter's catalogue")
    if bytes(memoryview(envelope.data)[:1]) == b"{":
        return envelope, "data.", [envelope.data]
    if present(envelope.data):
        return envelope, "data", rows_in(page, "data", envelope.data)
    if present(envelope.models):
        return envelope, "models", rows_in(page, "models", envelope.models)
    raise Malformed(page.origin, "", "an object with a list `data` or `models`")


def _kind(rows: list[msgspec.Raw]) -> Kind:
    fields = []
    for row in rows:
        try:
            fields.append(decode_row(row, _Fields))
        except RowProblem:
            continue
    if any(present(entry.endpoints) for entry in fields):
        return "endpoints"
    if any(present(entry.slug) for entry in fields) and not any(present(entry.id) for entry in fields):
        return "providers"
    return "models"


def _is_whole(envelope: _Envelope, path: str, length: int) -> bool:
    """Whether the document says nothing against holding every entry; a lone object never does."""
    counts = {count for count in (envelope.count, envelope.total_count) if count is not None}
    more = envelope.links is not None and envelope.links.next is not None
    return path != "data." and counts <= {length} and not more


def _models(listing: _Listing) -> Parsed:
    scope = Scope(source=SOURCE_ID, feed="models")
    tally = Tally(listing.origin)
    models: dict[str, CatalogModel] = {}
    entries = []
    dear = 0
    for locator, row in listing.places:
        entry = read_entry(locator, row)
        entries.append(entry)
        with tally.entry(locator, row, *((scope,) if entry.id else (scope, INDICES, BOARDS))):
            try:
                model = read_model(row)
            except TooDear:
                dear += 1
                raise
            if model.id in models:
                raise RowProblem(f"a second entry for {model.id}", repeats=True)
            models[model.id] = model
    check_units(listing.origin, (model.prices for model in models.values()), dear)
    relays = relayed(entries, tally)
    return msgspec.structs.replace(
        listing.empty,
        rows_read=tally.rows_read,
        claims=tuple(tally.claims),
        rejected=tuple(tally.rejected),
        models=tuple(models.values()),
        facts_scope=scope,
        complete=(*tally.whole(scope), *relays) if listing.whole else (),
    )


def _providers(listing: _Listing) -> Parsed:
    scope = Scope(source=SOURCE_ID, feed="providers")
    tally = Tally(listing.origin)
    found: dict[str, Provider] = {}
    for locator, row in listing.places:
        with tally.entry(locator, row, scope):
            provider = read_provider(row)
            if provider.slug in found:
                raise RowProblem(f"a second entry for {provider.slug}", repeats=True)
            found[provider.slug] = provider
    return msgspec.structs.replace(
        listing.empty,
        rows_read=tally.rows_read,
        rejected=tuple(tally.rejected),
        providers=tuple(found.values()),
        facts_scope=scope,
        complete=tally.whole(scope) if listing.whole else (),
    )


def _endpoints(listing: _Listing) -> Parsed:
    tally = Tally(listing.origin)
    lone = listing.places[0][0] == "data"
    scope = Scope(source=SOURCE_ID, feed="endpoints")
    found = _Offers()
    dear = 0
    for locator, row in listing.places:
        with tally.entry(locator, row, scope):
            offers = decode_row(row, Offers)
            model_id = check_model_id(offers.id, "id")
            if lone:
                scope = Scope(source=SOURCE_ID, feed=f"endpoints/{model_id}")
            if present(offers.endpoints):
                listed = decode_row(offers.endpoints, list[msgspec.Raw])
                places = [(f"{locator}.endpoints[{index}]", offer) for index, offer in enumerate(listed)]
                dear += _offered(model_id, places, tally, scope, found)
    endpoints = tuple(found.by_tag.values())
    check_units(listing.origin, (endpoint.prices for endpoint in endpoints), dear)
    return msgspec.structs.replace(
        listing.empty,
        rows_read=tally.rows_read,
        rejected=tuple(tally.rejected),
        endpoints=endpoints,
        facts_scope=scope,
        complete=tally.whole(scope) if listing.whole or lone else (),
    )


def _offered(model_id: str, places: list[tuple[str, msgspec.Raw]], tally: Tally, scope: Scope, found: _Offers) -> int:
    """Keep the usable offers of a model; returns how many were refused for a price too high."""
    dear = 0
    for locator, row in places:
        with tally.entry(locator, row, scope):
            try:
                found.add(read_endpoint(model_id, row))
            except TooDear:
                dear += 1
                raise
    return dear


def _recognise(glimpse: Glimpse) -> bool:
    if glimpse.format != "json":
        return False
    row = glimpse.row_keys
    model = "id" in row and ("canonical_slug" in row or {"pricing", "architecture"} <= row)
    provider = {"slug", "name"} <= row and bool({"privacy_policy_url", "terms_of_service_url", "status_page_url"} & row)
    return model or provider or ({"id", "endpoints"} <= row)


def _fetch(get: Get) -> Iterator[tuple[Raw, ...]]:
    yield (get("models", {}),)
    yield (get("providers", {}),)


SOURCE = Source(
    id=SOURCE_ID,
    title="OpenRouter catalogue",
    homepage="https://openrouter.ai",
    licence="attribution",
    citation="Source: OpenRouter (openrouter.ai/models)",
    parse=parse,
    recognise=_recognise,
    fetch=_fetch,
    base_url="https://openrouter.ai/api/v1",
    key_variable="OPENROUTER_API_KEY",
    key_header=("Authorization", "Bearer {key}"),
    key_optional=True,
)
