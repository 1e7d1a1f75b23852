"""``GET /api/benchbook/v1/changes`` and its feed: what is otherwise than it was, the newest first."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlencode

import msgspec
from msgspec import Meta

from benchbook.api.atom import feed
from benchbook.api.own_shapes import ChangesResponse
from benchbook.api.query import TimeQuery, canonical, read_own_query
from benchbook.api.route import Asked, Question
from benchbook.api.shapes import NextLink, to_json, wire_time
from benchbook.changes import Change, Wanted, Window, changes, window
from benchbook.errors import RequestError
from benchbook.moments import read_moment, read_time

CHANGES_PATH = "/api/benchbook/v1/changes"
FEED_PATH = "/api/benchbook/v1/changes.atom"
DEFAULT_PAGE = 500
LARGEST_PAGE = 5000
MOST_ENTRIES = 200

_change_to_json = msgspec.json.Encoder(order="deterministic").encode

_Answer = Callable[[Asked, "ChangesQuery", Window, tuple[Change, ...]], bytes]


class ChangesQuery(TimeQuery, frozen=True, kw_only=True):
    """The parameters of ``/api/benchbook/v1/changes`` and of its feed; None is not given."""

    since: (
        Annotated[
            str,
            Meta(description="Changes after this date or instant, UTC; omitted: the last 30 days."),
        ]
        | None
    ) = None
    until: Annotated[str, Meta(description="Changes until this date or instant, UTC; as_of is the same.")] | None = None
    model: (
        Annotated[str, Meta(max_length=500, description="One model with its variants, or a pattern such as openai/*.")]
        | None
    ) = None
    kind: (
        Annotated[str, Meta(max_length=100, description="One kind of change, or a pattern such as model-*.")] | None
    ) = None
    source: Annotated[str, Meta(max_length=500, description="Changes that one source tells.")] | None = None
    offset: Annotated[int, Meta(ge=0, description="How many changes to skip.")] = 0
    limit: Annotated[int, Meta(ge=1, le=LARGEST_PAGE, description="Changes a page.")] = DEFAULT_PAGE


def read(raw: bytes, in_path: Mapping[str, str]) -> Question:
    """The question of a request for JSON."""
    return _read(raw, in_path, _reply)


def read_feed(raw: bytes, in_path: Mapping[str, str]) -> Question:
    """The question of a request for the feed."""
    return _read(raw, in_path, _feed)


def _read(raw: bytes, in_path: Mapping[str, str], answer: _Answer) -> Question:
    query = read_own_query(raw, ChangesQuery, in_path)
    if query.until is not None and query.as_of is not None and query.until != query.as_of:
        raise RequestError("Parameters 'until' and 'as_of' mean the same here: expected one of them")
    now = datetime.now(UTC)
    since = None if query.since is None else read_time("since", query.since, now)
    until = None if query.until is None else read_time("until", query.until, now)
    moment = read_moment(query.as_of, query.known_at, now=now)
    wanted = Wanted(model=query.model, kind=query.kind, source=query.source)

    def reply(asked: Asked) -> bytes:
        asked_for = window(asked.times, since, until or moment.as_of, moment.known_at)
        found = asked.ledger.over_time(
            lambda timeline, _: changes(timeline, asked_for.since, asked_for.until, asked.audience), asked_for.moment
        )
        return answer(asked, query, asked_for, wanted.choose(reversed(found)))

    return Question(canonical=canonical(query), answer=reply)


def _reply(_: Asked, query: ChangesQuery, asked_for: Window, found: tuple[Change, ...]) -> bytes:
    start = min(query.offset, len(found))
    end = min(start + query.limit, len(found))
    return to_json(
        ChangesResponse(
            data=[msgspec.Raw(_change_to_json(change)) for change in found[start:end]],
            total_count=len(found),
            since=None if asked_for.since is None else wire_time(asked_for.since),
            until=None if asked_for.until is None else wire_time(asked_for.until),
            links=NextLink(next=_page(query, end) if end < len(found) else None),
        )
    )


def _page(query: ChangesQuery, offset: int) -> str:
    given = {name: getattr(query, name) for name in ChangesQuery.__struct_fields__}
    filters = {name: value for name, value in given.items() if value is not None}
    return f"{CHANGES_PATH}?{urlencode({**filters, 'offset': offset})}"


def _feed(asked: Asked, query: ChangesQuery, _: Window, found: tuple[Change, ...]) -> bytes:
    most = min(query.limit, MOST_ENTRIES)
    return feed(found[query.offset : query.offset + most], asked.snapshot.as_of, asked.settings.site)
