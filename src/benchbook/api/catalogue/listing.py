"""``GET /api/v1/models`` and ``/models/count``: the catalogue, filtered, ordered, whole or in pages."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

import msgspec

from benchbook.api.catalogue import feed
from benchbook.api.catalogue.filters import select
from benchbook.api.catalogue.query import DEFAULT_PAGE, MODELS_PATH, ModelsQuery
from benchbook.api.catalogue.sorts import ordered, refuse_order
from benchbook.api.shapes import Count, CountResponse, ModelsResponse, NextLink, to_json
from benchbook.catalogue import ModelLine
from benchbook.snapshot import Snapshot

USUAL = ModelsQuery()
_NO_CONDITIONS = dict.fromkeys(("offset", "limit", "as_of", "known_at")) | dict.fromkeys(
    ("use_rss", "use_rss_chat_links"), False
)


def asked_for(snapshot: Snapshot, query: ModelsQuery, day: date) -> Sequence[ModelLine]:
    """All models of a query in their order, before paging; ages are counted on ``day``."""
    if msgspec.structs.replace(query, **_NO_CONDITIONS) == USUAL:
        return snapshot.usual
    refuse_order(snapshot.models, query.sort)
    return ordered(select(snapshot.models, query, day), query.sort)


def reply(snapshot: Snapshot, query: ModelsQuery, day: date, site: str | None = None) -> bytes:
    """The list as JSON, or as RSS where that is asked for, with links below ``site``."""
    found = asked_for(snapshot, query, day)
    start, end = _page(query, len(found))
    if query.use_rss:
        return feed.feed(found[start:end], snapshot.as_of, site)
    following = _link(query, end, end - start) if end < len(found) else None
    return to_json(
        ModelsResponse(
            data=[msgspec.Raw(line.body) for line in found[start:end]],
            total_count=len(found),
            links=NextLink(next=following),
        )
    )


def count_reply(snapshot: Snapshot, query: ModelsQuery, day: date) -> bytes:
    """The number of models of a query as JSON, whatever page of them is asked for."""
    return to_json(CountResponse(data=Count(count=len(asked_for(snapshot, query, day)))))


def _page(query: ModelsQuery, total: int) -> tuple[int, int]:
    if query.offset is None and query.limit is None:
        return 0, total
    start = min(query.offset or 0, total)
    return start, min(start + (query.limit or DEFAULT_PAGE), total)


def _link(query: ModelsQuery, offset: int, limit: int) -> str:
    """The path of a page with the same filters and order."""
    kept = {name: value for name, value in msgspec.to_builtins(query).items() if name not in {"offset", "limit"}}
    spelled = {name: "true" if value is True else value for name, value in kept.items()}
    return f"{MODELS_PATH}?{urlencode({**spelled, 'offset': offset, 'limit': limit})}"
