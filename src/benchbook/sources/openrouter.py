"""OpenRouter's catalogue: models with their prices and relayed scores, providers, and per-model endpoints.

Replies of ``/models``, ``/providers`` and ``/models/{author}/{slug}/endpoints``, dumps of them with a date
beside, and bare lists.
"""

from collections.abc import Callable, Iterator
from typing import Literal

import msgspec

from benchbook.errors import Malformed, NothingToImport
from benchbook.model import Endpoint, Parsed, Provider, Raw, Scope
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
from benchbook.sources._relay import BOARDS, INDICES, Carrier, Entry, relayed
from benchbook.sources._tally import Tally

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
    empty = Parsed(source=SOURCE_ID, observed_at=observed_at, rows_read=0)
    readers: dict[Kind, Callable[[Parsed, list[tuple[str, msgspec.Raw]], bool], Parsed]] = {
        "models": _models,
        "providers": _providers,
        "endpoints": _endpoints,
    }
    return readers[_kind(rows)](empty, places, _is_whole(envelope, path, len(rows)))


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


def _models(empty: Parsed, places: list[tuple[str, msgspec.Raw]], whole: bool) -> Parsed:  # noqa: FBT001
    scope = Scope(source=SOURCE_ID, feed="models")
    tally = Tally()
    entries: dict[str, Entry] = {}
    for locator, row in places:
        with tally.entry(locator, row, scope, INDICES, BOARDS):
            model = read_model(row)
            if model.id in entries:
                raise RowProblem(f"a second entry for {model.id}", repeats=True)
            entries[model.id] = Entry(model=model, locator=locator, benchmarks=decode_row(row, Carrier).benchmarks)
    relays = relayed(entries.values(), tally)
    return msgspec.structs.replace(
        empty,
        rows_read=tally.rows_read,
        claims=tuple(tally.claims),
        rejected=tuple(tally.rejected),
        models=tuple(entry.model for entry in entries.values()),
        facts_scope=scope,
        complete=(*tally.whole(scope), *relays) if whole else (),
    )


def _providers(empty: Parsed, places: list[tuple[str, msgspec.Raw]], whole: bool) -> Parsed:  # noqa: FBT001
    scope = Scope(source=SOURCE_ID, feed="providers")
    tally = Tally()
    found: dict[str, Provider] = {}
    for locator, row in places:
        with tally.entry(locator, row, scope):
            provider = read_provider(row)
            if provider.slug in found:
                raise RowProblem(f"a second entry for {provider.slug}", repeats=True)
            found[provider.slug] = provider
    return msgspec.structs.replace(
        empty,
        rows_read=tally.rows_read,
        rejected=tuple(tally.rejected),
        providers=tuple(found.values()),
        facts_scope=scope,
        complete=tally.whole(scope) if whole else (),
    )


def _endpoints(empty: Parsed, places: list[tuple[str, msgspec.Raw]], whole: bool) -> Parsed:  # noqa: FBT001
    tally = Tally()
    lone = places[0][0] == "data"
    scope = Scope(source=SOURCE_ID, feed="endpoints")
    found: dict[tuple[str, str], Endpoint] = {}
    for locator, row in places:
        with tally.entry(locator, row, scope):
            offers = decode_row(row, Offers)
            model_id = check_model_id(offers.id, "id")
            if lone:
                scope = Scope(source=SOURCE_ID, feed=f"endpoints/{model_id}")
            if present(offers.endpoints):
                listed = decode_row(offers.endpoints, list[msgspec.Raw])
                _offers(model_id, f"{locator}.endpoints", listed, tally, (scope, found))
    return msgspec.structs.replace(
        empty,
        rows_read=tally.rows_read,
        rejected=tuple(tally.rejected),
        endpoints=tuple(found.values()),
        facts_scope=scope,
        complete=tally.whole(scope) if whole or lone else (),
    )


def _offers(
    model_id: str,
    path: str,
    rows: list[msgspec.Raw],
    tally: Tally,
    kept: tuple[Scope, dict[tuple[str, str], Endpoint]],
) -> None:
    scope, found = kept
    for index, row in enumerate(rows):
        with tally.entry(f"{path}[{index}]", row, scope):
            endpoint = read_endpoint(model_id, row)
            if (model_id, endpoint.tag) in found:
                raise RowProblem(f"a second endpoint of {model_id} with the tag {endpoint.tag!r}", repeats=True)
            found[model_id, endpoint.tag] = endpoint


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
