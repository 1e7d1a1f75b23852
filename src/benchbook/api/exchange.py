"""One request, one reply: key, limits, cache, ETag, coding, errors, the same for every route."""

import hashlib
import logging
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, date, datetime

from anyio import CapacityLimiter, fail_after, move_on_after, to_thread
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

import benchbook
from benchbook.api.cache import BodyCache
from benchbook.api.encoding import Coding, choose_coding, compress
from benchbook.api.keys import bearer_token, key_id_of, verify
from benchbook.api.live import Live, View
from benchbook.api.query import read_own_query
from benchbook.api.quota import LIMIT_HEADERS, Allowance, Clock, Quota
from benchbook.api.route import GUARDS, Asked, Posted, Posting, Question, Reply, Route, Settings
from benchbook.api.shapes import ErrorDetail, ErrorResponse, to_json
from benchbook.errors import (
    BodyTooLarge,
    HalfSent,
    KeyInvalid,
    KeyRequired,
    NotDrawable,
    RequestError,
    StoreError,
    TooManyRequests,
    WrongMethod,
)
from benchbook.model import NOW, ApiKey, Moment, Noun
from benchbook.publication import Audience
from benchbook.votes.log.summaries import BallotBox

METHODS = ("GET", "HEAD", "OPTIONS")
READING = ("GET", "HEAD")
JSON = "application/json"
HTML = "text/html; charset=utf-8"
NOT_MODIFIED = 304
RETRY = {"Retry-After": "1"}
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": ", ".join(("Content-Disposition", "ETag", "Retry-After", *LIMIT_HEADERS)),
}
PREFLIGHT = CORS | {
    # The star does not cover Authorization, says the Fetch standard.
    "Access-Control-Allow-Headers": "Authorization, *",
    "Access-Control-Max-Age": "86400",
    "Cache-Control": "no-store",
}

_OF_THE_BODY = frozenset({"content-length", "content-type"})

_MOST_DIGITS = 15
_UNREADABLE = "The store cannot be read at the moment"
_UNWRITABLE = "The store cannot be written at the moment; send it again"

Piece = str | bytes | memoryview
"""What a body is streamed in."""

_log = logging.getLogger(__name__)


class Kitchen(Noun, frozen=True, kw_only=True):
    """What all routes share. ``long`` lets few long answers be made at once, so that short ones find a thread.

    ``drawing`` does the same for pictures, ``posting`` for what is posted, which ``posts`` counts. ``clock`` gives
    unix seconds. ``ballots`` takes votes, if any are taken.
    """

    live: Live
    settings: Settings
    quota: Quota
    posts: Quota
    cache: BodyCache
    long: CapacityLimiter
    drawing: CapacityLimiter
    posting: CapacityLimiter
    clock: Clock
    ballots: BallotBox | None = None

    def today(self) -> date:
        """The day in UTC."""
        return datetime.fromtimestamp(self.clock(), UTC).date()


class Caller(Noun, frozen=True, kw_only=True):
    """Who asks, and what is left of their limits; both None for anyone."""

    key: ApiKey | None = None
    allowance: Allowance | None = None

    def headers(self) -> dict[str, str]:
        """The limits' headers."""
        return {} if self.allowance is None else self.allowance.headers()


def reads_pages(headers: Headers) -> bool:
    """Whether a person asks with a browser."""
    return "text/html" in headers.get("accept", "")


def passer_by(kitchen: Kitchen, authorization: str | None) -> Caller:
    """Where no key is needed, a good one is told its limits and a bad one is ignored."""
    if authorization is None:
        return Caller()
    try:
        key = verify(bearer_token(authorization), kitchen.live.keys)
    except (KeyRequired, KeyInvalid):
        return Caller()
    return Caller(key=key, allowance=kitchen.quota.peek(key))


class Exchange:
    """The ASGI application of one route."""

    def __init__(self, route: Route, kitchen: Kitchen) -> None:
        self._route = route
        self._kitchen = kitchen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        method = scope["method"]
        if method == "OPTIONS":
            response = Response(status_code=204, headers=self._allowed())
        elif method in READING and self._route.read is not None:
            in_path = scope.get("path_params", {})
            response = await self._respond(method, Headers(scope=scope), scope["query_string"], in_path)
        elif method == "POST" and self._route.post is not None:
            response = await self._take(scope, receive, self._route.post)
        else:
            headers = Headers(scope=scope)
            caller = passer_by(self._kitchen, headers.get("authorization"))
            response = self._refused(WrongMethod(method[:20], self._methods), caller, headers)
        await (without_body(response) if method == "HEAD" else response)(scope, receive, send)

    def warm(self) -> None:
        """Make what most readers ask for first, so that none of them waits for it."""
        caller = Caller()
        view = self._kitchen.live.present(self._audience(caller))
        for coding in ("gzip", "zstd"):
            self._answer(self._question(caller, b"", {}), caller, view, Headers({"accept-encoding": coding}))

    async def _respond(
        self, method: str, headers: Headers, query_string: bytes, in_path: Mapping[str, str]
    ) -> Response:
        caller = Caller()
        try:
            caller = await self._caller(headers, self._kitchen.quota)
            question = self._question(caller, query_string, in_path)
            view = await self._view(question.moment, caller)
            if self._route.naming:
                await run_in_threadpool(view.names.prepare)
            limiter = self._limiter(question, caller, view)
            if limiter is None:
                response = self._answer(question, caller, view, headers)
            else:
                response = await to_thread.run_sync(self._answer, question, caller, view, headers, limiter=limiter)
            return response if method == "HEAD" else await self._begun(response)
        except Exception as error:  # noqa: BLE001 - the last resort; what is unexpected is logged with its traceback
            return self._failed(error, caller, headers)

    def _limiter(self, question: Question, caller: Caller, view: View) -> CapacityLimiter | None:
        """In whose turn an answer is made; None for one that takes no time, or was made before."""
        route, kitchen = self._route, self._kitchen
        if not route.of_ledger and not route.long:
            return None
        if not route.of_ledger and self._made(question, self._version(view, self._audience(caller))):
            return None
        return kitchen.drawing if route.drawn else kitchen.long

    def _made(self, question: Question, version: str) -> bool:
        return self._kitchen.cache.get((version, self._route.path, question.canonical, "identity")) is not None

    async def _take(self, scope: Scope, receive: Receive, posting: Posting) -> Response:
        """Answer what is posted; nothing of it is cached."""
        headers, caller = Headers(scope=scope), Caller()
        try:
            caller = await self._caller(headers, self._kitchen.posts)
            _require_allowance(caller)
            posting.permit(caller.key)
            if not self._route.of_site:
                read_own_query(scope["query_string"], self._route.query)
            view = self._kitchen.live.present(self._audience(caller))
            posted = Posted(
                body=await _body(receive, headers, posting),
                headers={name.lower(): value for name, value in headers.items()},
                address=(scope.get("client") or ("", 0))[0],
            )
            asked = self._asked(caller, view, headers)
            reply = await self._in_turn(posting, asked, posted)
        except Exception as error:  # noqa: BLE001 - as above
            return self._failed(error, caller, headers, _UNWRITABLE)
        if reply is None:
            return self._unavailable(_UNWRITABLE, caller, headers)
        fields = self._route.headers if self._route.of_site else CORS | caller.headers() | {"Cache-Control": "no-store"}
        response = Response(reply.body, reply.status, fields, posting.media)
        for name, value in reply.headers:
            response.headers.append(name, value)
        return response

    async def _in_turn(self, posting: Posting, asked: Asked, posted: Posted) -> Reply | None:
        """What is answered to what is posted; None where those before it take too long."""
        turns, mine = self._kitchen.posting, object()
        with move_on_after(posting.patience_seconds) as waiting:
            await turns.acquire_on_behalf_of(mine)
        if waiting.cancelled_caught:
            return None
        try:
            return await to_thread.run_sync(posting.answer, asked, posted)
        finally:
            turns.release_on_behalf_of(mine)

    def _failed(self, error: Exception, caller: Caller, headers: Headers, unavailable: str = _UNREADABLE) -> Response:
        if isinstance(error, RequestError):
            return self._refused(error, caller, headers)
        if isinstance(error, StoreError):
            _log.warning("%s cannot be answered: %s", self._route.path, error)
            return self._unavailable(unavailable, caller, headers)
        if isinstance(error, NotDrawable):
            _log.warning("%s cannot be answered: %s", self._route.path, error)
            return self._unavailable("The chart cannot be drawn at the moment", caller, headers)
        # The path's own template, never the request: a key may stand anywhere in that.
        _log.error("%s failed", self._route.path, exc_info=error)
        sentence = "Internal Server Error"
        return self._told(_error_response(500, sentence, caller.headers()), headers, sentence)

    def _unavailable(self, sentence: str, caller: Caller, headers: Headers) -> Response:
        return self._told(_error_response(503, sentence, caller.headers() | RETRY), headers, sentence)

    def _refused(self, error: RequestError, caller: Caller, headers: Headers) -> Response:
        return self._told(error_response(error, caller.headers()), headers, str(error), error)

    def _told(self, response: Response, headers: Headers, message: str, error: RequestError | None = None) -> Response:
        """The same refusal in the words of the route for readers, if it has such; nothing of the site is for others."""
        if self._route.of_site:
            for name in CORS:
                del response.headers[name]
            response.headers.update(GUARDS)
        if self._route.refusal is None or not reads_pages(headers):
            return response
        body = self._route.refusal(response.status_code, message, error)
        kept = {name: value for name, value in response.headers.items() if name not in _OF_THE_BODY}
        return Response(body, response.status_code, kept, HTML)

    async def _view(self, moment: Moment, caller: Caller) -> View:
        """What the caller may see at a moment."""
        live, audience = self._kitchen.live, self._audience(caller)
        if moment == NOW:
            return live.present(audience)
        return await to_thread.run_sync(live.past, moment, audience, limiter=self._kitchen.long)

    def _audience(self, caller: Caller) -> Audience:
        return "everyone" if self._kitchen.settings.public and caller.key is None else "keyholders"

    def _version(self, view: View, audience: Audience) -> str:
        """What an answer to the same question depends on; feeds hold links, so the site does, too."""
        if self._route.fixed:
            return benchbook.__version__
        site = self._kitchen.settings.site or ""
        if self._route.dated:
            site = f"{site} {self._kitchen.today()}"
        if self._route.of_ledger:
            # Another store may have come to as many writes: when the last of them came tells the two apart.
            live = self._kitchen.live
            return f"{live.generation} {live.times(audience).recorded[-1:]} {audience} {site}"
        return f"{view.snapshot.hash} {view.mark} {site}"

    def _question(self, caller: Caller, query_string: bytes, in_path: Mapping[str, str]) -> Question:
        _require_allowance(caller)
        if self._route.read is None:
            raise WrongMethod("GET", self._methods)
        return self._route.read(query_string, in_path)

    async def _caller(self, headers: Headers, quota: Quota) -> Caller:
        authorization = headers.get("authorization")
        if not self._route.keyed:
            caller = passer_by(self._kitchen, authorization)
            if caller.key is None and self._route.recognise is not None and "cookie" in headers:
                key = await run_in_threadpool(self._route.recognise, {"cookie": headers["cookie"]})
                return Caller(key=key)
            return caller
        token = bearer_token(authorization)
        if key_id_of(token) not in self._kitchen.live.keys:
            await run_in_threadpool(self._kitchen.live.refresh_keys)
        key = verify(token, self._kitchen.live.keys)
        return Caller(key=key, allowance=quota.spend(key) if self._route.counted else quota.peek(key))

    def _answer(self, question: Question, caller: Caller, view: View, headers: Headers) -> Response:
        version = self._version(view, self._audience(caller))
        asked = self._asked(caller, view, headers)
        pieces = question.pieces(asked) if question.pieces else None
        body = None if pieces is not None else self._body(question, asked, version)
        coding = "identity" if body is None else choose_coding(headers.get("accept-encoding", ""), len(body))
        fields = ({} if self._route.of_site else CORS) | caller.headers()
        fields |= self._caching(question, version, coding) if self._caught_up() else self._uncached()
        fields |= self._route.headers | question.headers
        if _matches(headers.get("if-none-match"), fields.get("ETag")):
            return Response(status_code=NOT_MODIFIED, headers=fields)
        media = question.media or self._route.media
        if body is None:
            return StreamingResponse(pieces or (), media_type=media, headers=fields)
        if coding != "identity":
            body = self._coded(body, question, version, coding)
            fields["Content-Encoding"] = coding
        return Response(body, media_type=media, headers=fields)

    def _asked(self, caller: Caller, view: View, headers: Headers) -> Asked:
        kitchen, audience = self._kitchen, self._audience(caller)
        return Asked(
            snapshot=view.snapshot,
            publication=view.publication,
            leaderboard=view.leaderboard,
            names=view.names,
            settings=kitchen.settings,
            ledger=kitchen.live.ledger,
            times=kitchen.live.times(audience),
            audience=audience,
            today=kitchen.today(),
            key=caller.key,
            ballots=kitchen.ballots,
            cookies=headers.get("cookie", "") if self._route.recognise else "",
        )

    def _caught_up(self) -> bool:
        """Whether an answer of the ledger itself is of the state that its tag names: an import may have come since."""
        live = self._kitchen.live
        return not self._route.of_ledger or live.ledger.generation() == live.generation

    async def _begun(self, response: Response) -> Response:
        """With a stream's first piece drawn: what goes wrong before it can still be told by a status."""
        if isinstance(response, StreamingResponse):
            pieces = aiter(response.body_iterator)
            async with self._kitchen.long:  # all rows are counted for the first piece, and a database is whole by then
                first = await anext(pieces, b"")
            response.body_iterator = self._rest(first, pieces)
        return response

    async def _rest(self, first: Piece, pieces: AsyncIterator[Piece]) -> AsyncIterator[Piece]:
        yield first
        try:
            async for piece in pieces:
                yield piece
        except Exception:
            _log.exception("%s was cut off", self._route.path)
            raise

    def _caching(self, question: Question, version: str, coding: Coding) -> dict[str, str]:
        if not self._route.cached:
            return self._uncached()
        return {
            "Cache-Control": "private, no-cache" if self._personal else "no-cache",
            "ETag": _etag(version, self._route.path, question.canonical, coding),
            "Vary": self._vary(),
        }

    def _uncached(self) -> dict[str, str]:
        return {"Cache-Control": "no-store", "Vary": self._vary()}

    @property
    def _methods(self) -> tuple[str, ...]:
        reading = METHODS if self._route.read is not None else ("OPTIONS",)
        return reading if self._route.post is None else (*reading, "POST")

    def _allowed(self) -> dict[str, str]:
        """The headers for OPTIONS."""
        methods = ", ".join(self._methods)
        if self._route.of_site:
            return {"Allow": methods, "Cache-Control": "no-store"}
        return PREFLIGHT | {"Access-Control-Allow-Methods": methods}

    @property
    def _personal(self) -> bool:
        """Whether the answer depends on who asks."""
        return self._route.keyed or self._kitchen.settings.public

    def _vary(self) -> str:
        return "Accept-Encoding, Authorization" if self._personal else "Accept-Encoding"

    def _body(self, question: Question, asked: Asked, version: str) -> bytes:
        if not self._route.cached:
            return question.answer(asked)
        cache_key = (version, self._route.path, question.canonical, "identity")
        body = self._kitchen.cache.get(cache_key)
        if body is None:
            body = question.answer(asked)
            self._kitchen.cache.put(cache_key, body)
        return body

    def _coded(self, body: bytes, question: Question, version: str, coding: Coding) -> bytes:
        if not self._route.cached:
            return compress(body, coding)
        cache_key = (version, self._route.path, question.canonical, coding)
        coded = self._kitchen.cache.get(cache_key)
        if coded is None:
            coded = compress(body, coding)
            self._kitchen.cache.put(cache_key, coded)
        return coded


def _require_allowance(caller: Caller) -> None:
    if caller.allowance is not None and not caller.allowance.allowed:
        raise TooManyRequests(caller.allowance.retry_after_seconds)


async def _body(receive: Receive, headers: Headers, posting: Posting) -> bytes:
    """What is posted; raises ``BodyTooLarge`` as soon as it is, and ``HalfSent`` for a part or what is too slow."""
    announced = headers.get("content-length", "")
    if announced.isdecimal() and (len(announced) > _MOST_DIGITS or int(announced) > posting.most_bytes):
        raise BodyTooLarge(posting.most_bytes)
    body, more = bytearray(), True
    try:
        with fail_after(posting.most_seconds):
            while more:
                message = await receive()
                if message["type"] != "http.request":
                    raise HalfSent("it was cut off")
                body += message.get("body", b"")
                more = message.get("more_body", False)
                if len(body) > posting.most_bytes:
                    raise BodyTooLarge(posting.most_bytes)
    except TimeoutError:
        raise HalfSent(f"it was not here after {posting.most_seconds:.0f} seconds") from None
    return bytes(body)


def error_response(error: RequestError, headers: Mapping[str, str] | None = None) -> Response:
    """A refused request in the wire's shape, with the headers that belong to its status."""
    fields = dict(headers or {})
    if isinstance(error, TooManyRequests):
        fields["Retry-After"] = str(error.retry_after_seconds)
    if isinstance(error, WrongMethod):
        fields["Allow"] = ", ".join(error.allowed)
    if isinstance(error, KeyRequired | KeyInvalid):
        fields["WWW-Authenticate"] = "Bearer"
    return _error_response(error.status, str(error), fields)


def _error_response(status: int, message: str, headers: Mapping[str, str]) -> Response:
    body = to_json(ErrorResponse(error=ErrorDetail(code=status, message=message)))
    fields = CORS | {"Cache-Control": "no-store"} | dict(headers)
    return Response(body, status_code=status, media_type=JSON, headers=fields)


def without_body(response: Response) -> Response:
    """The same reply to HEAD: all headers, the body's length among them if it is known, and no body."""
    if isinstance(response, StreamingResponse):
        told = Response(status_code=response.status_code, headers=dict(response.headers))
        # It counted its own body, which is none.
        del told.headers["content-length"]
        return told
    response.body = b""
    return response


def _etag(*parts: str) -> str:
    """A strong tag; another version of the program may say the same things in other words."""
    named = chr(0).join((benchbook.__version__, *parts))
    return f'"{hashlib.sha256(named.encode()).hexdigest()[:32]}"'


def _matches(if_none_match: str | None, etag: str | None) -> bool:
    if if_none_match is None or etag is None:
        return False
    tags = (tag.strip().removeprefix("W/") for tag in if_none_match.split(","))
    return any(tag in {"*", etag} for tag in tags)
