"""The application: every route behind one exchange, and errors of one shape for all the rest."""

import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from anyio import CapacityLimiter
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route as StarletteRoute

from benchbook.api.cache import BodyCache
from benchbook.api.exchange import Exchange, Kitchen, error_response, passer_by, without_body
from benchbook.api.live import Live
from benchbook.api.quota import Clock, Quota
from benchbook.api.route import Route, Settings
from benchbook.api.routes import ROUTES
from benchbook.errors import NoSuchPath

_SHOWN_LENGTH = 200
MOST_LONG_ANSWERS = 2


def create_app(
    live: Live,
    settings: Settings | None = None,
    *,
    routes: Iterable[Route] = ROUTES,
    clock: Clock = time.time,
) -> Starlette:
    """An ASGI application that serves a live snapshot and follows its ledger while it runs.

    ``clock`` gives unix seconds, for the limits.
    """
    chosen = settings or Settings()
    kitchen = Kitchen(
        live=live,
        settings=chosen,
        quota=Quota(chosen.key_requests_per_minute, chosen.account_requests_per_day, clock),
        cache=BodyCache(chosen.cache_bytes),
        long=CapacityLimiter(MOST_LONG_ANSWERS),
    )

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        with live:
            yield

    async def not_found(request: Request, _: Exception) -> Response:
        """Whatever the router itself refuses; routes answer for their own methods."""
        caller = passer_by(kitchen, request.headers.get("authorization"))
        response = error_response(NoSuchPath(request.url.path[:_SHOWN_LENGTH]), caller.headers())
        return without_body(response) if request.method == "HEAD" else response

    app = Starlette(
        routes=[StarletteRoute(route.path, Exchange(route, kitchen)) for route in routes],
        exception_handlers={HTTPException: not_found},
        lifespan=lifespan,
    )
    # A redirect would be built from the client's Host header, and its body is not JSON.
    app.router.redirect_slashes = False
    return app
