"""The application: every route behind one exchange, and errors of one shape for all the rest."""

import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route as StarletteRoute

from benchbook.api.cache import BodyCache
from benchbook.api.exchange import Exchange, Kitchen, error_response, passer_by, reads_pages, without_body
from benchbook.api.live import Live
from benchbook.api.quota import Clock, Quota
from benchbook.api.route import GUARDS, Route, Settings
from benchbook.api.routes import ROUTES
from benchbook.errors import NoSuchPath, RequestError
from benchbook.votes.log.summaries import BallotBox

_SHOWN_LENGTH = 200
MOST_LONG_ANSWERS = 2
MOST_PICTURES = 1
MOST_POSTS = 2


def create_app(
    live: Live,
    settings: Settings | None = None,
    *,
    routes: Iterable[Route] = ROUTES,
    clock: Clock = time.time,
    missing: Callable[[int, str, RequestError | None], bytes] | None = None,
    ballots: BallotBox | None = None,
) -> Starlette:
    """An ASGI application that serves a live snapshot and follows its ledger while it runs.

    ``clock`` gives unix seconds, for the limits and for how old things are. ``missing`` tells a reader in HTML that
    there is no such page; programs and whatever asks below ``/api`` get the wire's error. ``ballots`` takes votes.
    """
    kitchen = _kitchen(live, settings or Settings(), clock, ballots)
    exchanges = [(route, Exchange(route, kitchen)) for route in routes]

    def warm() -> None:
        warmed = [exchange for route, exchange in exchanges if route.warm]
        for exchange in warmed:
            exchange.warm()
        if warmed:
            live.prepare_names()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        live.tell(warm)
        with live:
            await to_thread.run_sync(warm)
            yield

    async def not_found(request: Request, _: Exception) -> Response:
        """Whatever the router itself refuses; routes answer for their own methods."""
        caller = passer_by(kitchen, request.headers.get("authorization"))
        error = NoSuchPath(request.url.path[:_SHOWN_LENGTH])
        response = error_response(error, caller.headers())
        if missing is not None and _reads(request):
            response = Response(
                missing(error.status, str(error), error), error.status, caller.headers() | GUARDS, "text/html"
            )
        return without_body(response) if request.method == "HEAD" else response

    app = Starlette(
        routes=[StarletteRoute(route.path, exchange) for route, exchange in exchanges],
        exception_handlers={HTTPException: not_found},
        lifespan=lifespan,
    )
    # A redirect would be built from the client's Host header, and its body is not JSON.
    app.router.redirect_slashes = False
    return app


def _kitchen(live: Live, settings: Settings, clock: Clock, ballots: BallotBox | None) -> Kitchen:
    return Kitchen(
        live=live,
        settings=settings,
        quota=Quota(settings.key_requests_per_minute, settings.account_requests_per_day, clock),
        posts=Quota(settings.key_posts_per_minute, 0, clock),
        cache=BodyCache(settings.cache_bytes),
        long=CapacityLimiter(MOST_LONG_ANSWERS),
        drawing=CapacityLimiter(MOST_PICTURES),
        posting=CapacityLimiter(MOST_POSTS),
        clock=clock,
        ballots=ballots,
    )


def _reads(request: Request) -> bool:
    """Whether a person asks with a browser."""
    return not request.url.path.startswith("/api/") and reads_pages(request.headers)
