"""The nouns of serving: a route, the question read from a request, what an answer may look at."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from msgspec import Struct

from benchbook.api.ledger import Ledger
from benchbook.api.resolution import Names
from benchbook.errors import RequestError
from benchbook.leaderboard import Leaderboard
from benchbook.model import NOW, ApiKey, Moment, Noun, Times
from benchbook.publication import Audience, Publication
from benchbook.snapshot import Snapshot
from benchbook.votes.log.summaries import BallotBox

GUARDS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""The headers of every page: nothing comes from elsewhere, no script or style stands in the page itself."""


MOST_FORM_BYTES = 16 * 1024
MOST_FORM_SECONDS = 10.0
"""What a posted form may have, and how long it may take to come."""


class Settings(Noun, frozen=True, kw_only=True):
    """How to serve; a limit of 0 is none. ``public``: internal figures are for holders of a key only.

    What is posted has a limit of its own. ``site`` is the address under which readers reach this server, e.g.
    ``https://bench.example``, for links in feeds.
    """

    key_requests_per_minute: int = 30
    account_requests_per_day: int = 500
    key_posts_per_minute: int = 600
    cache_bytes: int = 32 * 1024 * 1024
    public: bool = False
    site: str | None = None


class NoQuery(Noun, frozen=True, kw_only=True):
    """The parameters of a path that takes none."""


class Asked(Noun, frozen=True, kw_only=True):
    """What an answer is made from; ``key`` is None where none is needed.

    ``publication`` is what the snapshot was built from, for what is not encoded yet, and ``leaderboard`` the same
    by model; ``ledger`` and ``times`` are for questions that no snapshot answers, on behalf of ``audience``.
    ``today`` is the day in UTC on which it is asked. ``cookies`` is the browser's header where the route recognises
    readers by it. ``ballots`` takes votes; None where none are taken.
    """

    snapshot: Snapshot
    publication: Publication
    leaderboard: Leaderboard
    names: Names
    settings: Settings
    ledger: Ledger
    times: Times
    audience: Audience
    today: date
    key: ApiKey | None = None
    cookies: str = ""
    ballots: BallotBox | None = None


class Posted(Noun, frozen=True, kw_only=True):
    """What is posted: the whole body, headers by lower-case names, whence."""

    body: bytes
    headers: dict[str, str]
    address: str


class Reply(Noun, frozen=True, kw_only=True):
    """What is answered to what was posted."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


class Posting(Noun, frozen=True, kw_only=True):
    """How a path takes what is posted to it; by default as forms are.

    The body has at most ``most_bytes``, comes within ``most_seconds`` and waits for its turn at most
    ``patience_seconds``. ``permit`` raises ``RequestError`` for a key
    whose holder may not post, before anything of the body is read. ``media`` is that of the reply. ``takes`` and
    ``reply`` are the shapes of a JSON body and of the reply to it, for their description, and ``statuses`` those of
    refusals that are its own.
    """

    answer: Callable[[Asked, Posted], Reply]
    most_bytes: int = MOST_FORM_BYTES
    most_seconds: float = MOST_FORM_SECONDS
    patience_seconds: float = 5
    permit: Callable[[ApiKey | None], None] = lambda _: None
    media: str = "text/html; charset=utf-8"
    takes: type[Struct] | None = None
    reply: type[Struct] | None = None
    statuses: tuple[str, ...] = ()


class Question(Noun, frozen=True, kw_only=True):
    """A query that was read; equal ``canonical`` means equal answers from one snapshot.

    ``moment`` is the one asked about. ``pieces``, where there is one, answers in place of ``answer``
    with a body of any length, piece by piece. ``media`` and ``headers`` are those of this answer if
    they are not the route's.
    """

    canonical: str
    answer: Callable[[Asked], bytes]
    moment: Moment = NOW
    pieces: Callable[[Asked], Iterable[bytes]] | None = None
    media: str | None = None
    headers: dict[str, str] = {}


class Route(Noun, frozen=True, kw_only=True):
    """One path. ``read`` takes the query string and the path's parameters, and raises ``RequestError``.

    Without ``read`` there is nothing to read: the path only takes what is posted, as ``post`` says.

    ``keyed`` needs a key, ``counted`` uses up its limits, ``cached`` depends on what is published and
    the query alone, ``naming`` explains names, ``of_ledger`` asks the ledger itself, which takes a
    moment, as does what is ``long``; ``drawn`` is a picture, of which few are made at once and for
    which nothing else waits, ``dated`` says how old things are, which depends on the day, ``fixed`` is part of
    the program itself, ``warm`` is made before it is asked for. ``reply`` is the shape of a JSON
    answer, for its description; ``media`` is the answer's type, ``also`` are those that a question may ask
    for instead, ``headers`` go with it. ``refusal`` tells an error to a reader by its status, sentence and,
    if it is a request's own, the error; without it the error has the wire's shape. ``recognise`` finds the
    key of a reader who sent none by the request's cookies.
    """

    path: str
    summary: str
    read: Callable[[bytes, Mapping[str, str]], Question] | None = None
    query: type[Noun] = NoQuery
    reply: type[Struct] | None = None
    keyed: bool = False
    counted: bool = False
    cached: bool = True
    naming: bool = False
    of_ledger: bool = False
    dated: bool = False
    fixed: bool = False
    warm: bool = False
    long: bool = False
    drawn: bool = False
    media: str = "application/json"
    also: tuple[str, ...] = ()
    headers: dict[str, str] = {}
    refusal: Callable[[int, str, RequestError | None], bytes] | None = None
    recognise: Callable[[Mapping[str, str]], ApiKey | None] | None = None
    post: Posting | None = None

    @property
    def of_site(self) -> bool:
        """Whether this is a page or what goes with one: other sites' scripts have no business with it."""
        return self.refusal is not None or "Content-Security-Policy" in self.headers
