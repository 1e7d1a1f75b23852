"""The nouns of serving: a route, the question read from a request, what an answer may look at."""

from collections.abc import Callable

from msgspec import Struct

from benchbook.api.resolution import Names
from benchbook.model import ApiKey, Noun
from benchbook.snapshot import Snapshot


class Settings(Noun, frozen=True, kw_only=True):
    """How to serve; a limit of 0 is none."""

    key_requests_per_minute: int = 30
    account_requests_per_day: int = 500
    cache_bytes: int = 32 * 1024 * 1024


class NoQuery(Noun, frozen=True, kw_only=True):
    """The parameters of a path that takes none."""


class Asked(Noun, frozen=True, kw_only=True):
    """What an answer is made from; ``key`` is None where none is needed."""

    snapshot: Snapshot
    names: Names
    settings: Settings
    key: ApiKey | None = None


class Question(Noun, frozen=True, kw_only=True):
    """A query that was read; equal ``canonical`` means equal answers from one snapshot."""

    canonical: str
    answer: Callable[[Asked], bytes]


class Route(Noun, frozen=True, kw_only=True):
    """One path. ``read`` raises ``RequestError`` for a bad query string.

    ``keyed`` needs a key, ``counted`` uses up its limits, ``cached`` depends on snapshot and query
    alone, ``naming`` explains names. ``reply`` is the shape of a JSON answer, for its description;
    ``media`` is the answer's type, ``headers`` go with it.
    """

    path: str
    summary: str
    read: Callable[[bytes], Question]
    query: type[Noun] = NoQuery
    reply: type[Struct] | None = None
    keyed: bool = False
    counted: bool = False
    cached: bool = True
    naming: bool = False
    media: str = "application/json"
    headers: dict[str, str] = {}
