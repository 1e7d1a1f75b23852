"""What every page shows around its own content: where one is, of which moment, how old it all is, whose figures."""

from datetime import date, datetime

from benchbook.api.query import TimeQuery
from benchbook.api.route import Asked
from benchbook.model import Noun
from benchbook.web.query import address

STALE_DAYS = 45
"""How old the newest observation may be before a page says so."""

PAGES: tuple[tuple[str, str], ...] = (
    ("leaderboard", "/"),
    ("chart", "/chart"),
    ("compare", "/compare"),
    ("arena", "/arena"),
    ("changes", "/changes"),
    ("unresolved", "/unresolved"),
    ("sources", "/sources"),
    ("reference", "/reference"),
)
"""The pages that each page leads to."""


def frame(asked: Asked, active: str, query: Noun, path: str) -> dict[str, object]:
    """The values of the layout for a page at a path, whose parameters stand in braces."""
    past = query if isinstance(query, TimeQuery) and (query.as_of or query.known_at) else None
    as_of = asked.leaderboard.as_of
    return {
        "active": active,
        "query": query,
        "today": asked.today,
        "as_of": as_of,
        "past": past,
        "present": address(path, query, as_of=None, known_at=None) if past else "",
        "stale_days": None if past else stale_days(as_of, asked.today),
        "moment_query": moment_query(query),
        "public": asked.settings.public,
        "pages": [(name, f"{path}{moment_query(query)}") for name, path in PAGES],
        "empty": not asked.leaderboard.entries and not asked.publication.scores,
    }


def stale_days(as_of: datetime | None, today: date) -> int | None:
    """How old the newest observation is, if that is worth a word."""
    days = None if as_of is None else (today - as_of.date()).days
    return days if days is not None and days > STALE_DAYS else None


def moment_query(query: Noun) -> str:
    """The query string that keeps a link in the moment of its page."""
    if not isinstance(query, TimeQuery):
        return ""
    return address("", None, as_of=query.as_of, known_at=query.known_at)
