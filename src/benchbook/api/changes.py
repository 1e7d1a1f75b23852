"""``GET /api/benchbook/v1/changes`` and its feed: what is otherwise than it was, the newest first."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, NamedTuple
from urllib.parse import urlencode

import msgspec
from msgspec import Meta

from benchbook.api.atom import feed
from benchbook.api.own_shapes import ChangesResponse
from benchbook.api.query import TimeQuery, canonical, read_own_query
from benchbook.api.recent_windows import RecentWindows
from benchbook.api.route import Asked, Question
from benchbook.api.shapes import NextLink, to_json, wire_time
from benchbook.changes import Change, Wanted, Window, changes, window
from benchbook.changes.window import DEFAULT_SPAN
from benchbook.errors import RequestError
from benchbook.model import Moment
from benchbook.moments import read_moment, read_time
from benchbook.publication import licences_of
from benchbook.store import Timeline

CHANGES_PATH = "/api/benchbook/v1/changes"
FEED_PATH = "/api/benchbook/v1/changes.atom"
DEFAULT_PAGE = 500
LARGEST_PAGE = 5000
MOST_ENTRIES = 200
MOST_KEPT = 20_000
"""A window with more changes is not kept for the next question."""


_change_to_json = msgspec.json.Encoder(order="deterministic").encode


class WindowQuery(TimeQuery, frozen=True, kw_only=True):
    """The parameters that tell which changes are asked for; None is not given."""

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
    board: (
        Annotated[str, Meta(max_length=500, description="Changes on one board, or a pattern such as models/*.")] | None
    ) = None


class ChangesQuery(WindowQuery, frozen=True, kw_only=True):
    """The parameters of ``/api/benchbook/v1/changes`` and of its feed."""

    offset: Annotated[int, Meta(ge=0, description="How many changes to skip.")] = 0
    limit: Annotated[int, Meta(ge=1, le=LARGEST_PAGE, description="Changes a page.")] = DEFAULT_PAGE


class Found(NamedTuple):
    """The changes that were asked for, the newest first, and from when until when."""

    window: Window
    changes: tuple[Change, ...]


Finder = Callable[[Asked], Found]

_recent: RecentWindows[Found] = RecentWindows(lambda found: len(found.changes) <= MOST_KEPT)


def finder(query: WindowQuery, span: timedelta | None = DEFAULT_SPAN) -> Finder:
    """What finds the changes of a query; raises ``RequestError`` for times that are none or contradict each other."""
    if query.until is not None and query.as_of is not None and query.until != query.as_of:
        raise RequestError("Parameters 'until' and 'as_of' mean the same here: expected one of them")
    now = datetime.now(UTC)
    since = None if query.since is None else read_time("since", query.since, now)
    until = None if query.until is None else read_time("until", query.until, now)
    moment = read_moment(query.as_of, query.known_at, now=now)
    wanted = Wanted(model=query.model, kind=query.kind, source=query.source, board=query.board)

    def find(asked: Asked) -> Found:
        asked_for = window(asked.times, since, until or moment.as_of, moment.known_at, span=span)

        def look(timeline: Timeline, _: Moment) -> Found:
            told = asked_for.begun(timeline.dates_under(licences_of(asked.audience)))
            return Found(told, changes(timeline, told.since, told.until, asked.audience)[::-1])

        found = _recent.get(
            asked.ledger, (asked_for, asked.audience), lambda: asked.ledger.over_time(look, asked_for.moment)
        )
        return found._replace(changes=wanted.choose(found.changes))

    return find


def read(raw: bytes, in_path: Mapping[str, str]) -> Question:
    """The question of a request for JSON."""
    query = read_own_query(raw, ChangesQuery, in_path)
    find = finder(query)
    return Question(canonical=canonical(query), answer=lambda asked: _reply(query, find(asked)))


def read_feed(raw: bytes, in_path: Mapping[str, str]) -> Question:
    """The question of a request for the feed."""
    query = read_own_query(raw, ChangesQuery, in_path)
    find = finder(query)
    return Question(canonical=canonical(query), answer=lambda asked: _feed(asked, query, find(asked).changes))


def _reply(query: ChangesQuery, found: Found) -> bytes:
    start = min(query.offset, len(found.changes))
    end = min(start + query.limit, len(found.changes))
    since, until = found.window.since, found.window.until
    return to_json(
        ChangesResponse(
            data=[msgspec.Raw(_change_to_json(change)) for change in found.changes[start:end]],
            total_count=len(found.changes),
            since=None if since is None else wire_time(since),
            until=None if until is None else wire_time(until),
            links=NextLink(next=_page(query, end) if end < len(found.changes) else None),
        )
    )


def _page(query: ChangesQuery, offset: int) -> str:
    given = {name: getattr(query, name) for name in ChangesQuery.__struct_fields__}
    filters = {name: value for name, value in given.items() if value is not None}
    return f"{CHANGES_PATH}?{urlencode({**filters, 'offset': offset})}"


def _feed(asked: Asked, query: ChangesQuery, found: tuple[Change, ...]) -> bytes:
    most = min(query.limit, MOST_ENTRIES)
    return feed(found[query.offset : query.offset + most], asked.snapshot.as_of, asked.settings.site)
