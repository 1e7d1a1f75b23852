"""``/changes``: what is otherwise than it was, the newest first, day by day."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from benchbook.api.changes import CHANGES_PATH, FEED_PATH, Found, WindowQuery, finder
from benchbook.api.exports import CHANGES_EXPORT_PATH
from benchbook.api.route import Asked
from benchbook.changes import Change
from benchbook.changes.nouns import KINDS
from benchbook.errors import RequestError
from benchbook.model import Noun
from benchbook.web.board.columns import Choice
from benchbook.web.board.lines import model_address
from benchbook.web.notes import Note
from benchbook.web.publishers import publisher
from benchbook.web.query import address
from benchbook.web.texts import texts

PATH = "/changes"
ON_A_PAGE = 100
_GROUPS = ("model-*", "free-*", "score*", "join-*", "*-read")
_FILTERS = ("model", "kind", "source", "board")


class ChangesPageQuery(WindowQuery, frozen=True, kw_only=True):
    """The parameters of the page of changes."""

    page: Annotated[int, Meta(ge=1, le=10_000, description=f"Which page, of {ON_A_PAGE} changes each.")] = 1


class Event(Noun, frozen=True, kw_only=True):
    """A change as it is shown: its sentence before and after the model that it names, which is a link.

    ``after`` is when it was otherwise, where that was another day.
    """

    change: Change
    kind: str
    before: str
    model: tuple[str, str] | None
    rest: str
    source: str
    via: str | None
    after: date | None


class Day(Noun, frozen=True, kw_only=True):
    """The changes of one day in UTC that stand on the page."""

    day: date
    events: tuple[Event, ...]


def values(asked: Asked, query: ChangesPageQuery) -> Mapping[str, object]:
    """What the template shows; raises ``RequestError`` for times that are none or contradict each other."""
    found = finder(query)(asked)
    total = len(found.changes)
    pages = max(1, -(-total // ON_A_PAGE))
    if query.page > pages:
        raise RequestError(f"Invalid value '{query.page}' for parameter 'page': expected at most {pages}")
    shown = found.changes[(query.page - 1) * ON_A_PAGE : query.page * ON_A_PAGE]
    blank = ChangesPageQuery(as_of=query.as_of, known_at=query.known_at)
    first = min(asked.times.observed, default=None)
    return {
        "window": found.window,
        "count": total,
        "days": [
            Day(day=day, events=tuple(_event(change, query) for change in some))
            for day, some in groupby(shown, key=lambda change: change.at.date())
        ],
        "newer": address(PATH, query, page=query.page - 1) if query.page > 1 else None,
        "older": address(PATH, query, page=query.page + 1) if query.page < pages else None,
        "last_page": pages,
        "readings": len(asked.times.observed),
        "whole": None if first is None or _begins(found, first) else address(PATH, query, since=_before(first), page=1),
        "loosen": list(_loosened(query)) if not total else [],
        "blank": address(PATH, blank),
        "kinds": _kinds(query),
        "source_choices": _sources(asked, query),
        "boards": sorted({row.board for row in asked.publication.scores}),
        "feed": address(FEED_PATH, _asked_of_api(query)),
        "data": address(CHANGES_PATH, _asked_of_api(query)),
        "file": address(CHANGES_EXPORT_PATH, _asked_of_api(query), since=_since(found, first)),
        "notes": _citations(shown),
    }


def _event(change: Change, query: ChangesPageQuery) -> Event:
    named = change.model_id or ""
    before, found, rest = change.summary.partition(named) if named else (change.summary, "", "")
    after = change.after.date() if change.after else None
    return Event(
        change=change,
        kind=texts()(f"kind-{change.kind}"),
        before=before,
        model=(named, model_address(named, query)) if found else None,
        rest=rest,
        source=publisher(change.source),
        via=None if change.via is None else publisher(change.via),
        after=None if after == change.at.date() else after,
    )


def _begins(found: Found, first: datetime) -> bool:
    """Whether the window begins at the beginning."""
    return found.window.since is None or found.window.since < first


def _since(found: Found, first: datetime | None) -> str | None:
    """From when the file tells: a file begins at the beginning, the page need not."""
    return None if first is None or found.window.since is None or _begins(found, first) else _exact(found.window.since)


def _before(first: datetime) -> str:
    """A day before which nothing was read, so that the first reading counts."""
    return f"{first.date() - timedelta(days=1)}"


def _exact(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _asked_of_api(query: ChangesPageQuery) -> WindowQuery:
    """The same question without the page."""
    return WindowQuery(**{name: getattr(query, name) for name in WindowQuery.__struct_fields__})


def _loosened(query: ChangesPageQuery) -> Iterator[tuple[str, str]]:
    """Each filter that is set, with the address where it is not."""
    for name in _FILTERS:
        if getattr(query, name) is not None:
            yield name, address(PATH, replace(query, page=1, **{name: None}))


def _kinds(query: ChangesPageQuery) -> list[Choice]:
    told = texts()
    asked_for = query.kind
    known = {f"{kind}": told(f"kind-{kind}") for kind in KINDS}
    groups = {group: told(f"kinds-{group.strip('*').strip('-')}") for group in _GROUPS}
    offered = groups | known
    if asked_for is not None and asked_for not in offered:
        offered[asked_for] = asked_for
    return [Choice(value=value, label=label, checked=value == asked_for) for value, label in offered.items()]


def _sources(asked: Asked, query: ChangesPageQuery) -> list[Choice]:
    """Whose changes may be told, and the one that is asked for."""
    known = {row.source for row in asked.publication.scores} | {"openrouter"}
    names = sorted(known | ({query.source} if query.source else set()))
    return [Choice(value=name, label=publisher(name), checked=name == query.source) for name in names]


def _citations(shown: tuple[Change, ...]) -> list[Note]:
    found = {(change.citation, change.licence): None for change in shown if change.citation}
    return [Note(citation=citation, licence=licence) for citation, licence in found]
