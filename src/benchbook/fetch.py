"""From a source to its documents over HTTP: the only module that opens outbound sockets.

Polite: one request at a time, conditional where an earlier reply is known, waiting as long as the
upstream asks. Bounded: in bytes, in time and in the number of requests. Discreet: the key goes to
the source's own host and nowhere else, not into a message, a log line or the archive.
"""

import io
import logging
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Protocol

import httpx2
import stamina

from benchbook import __version__
from benchbook.documents import MAX_DOCUMENT_BYTES, unpack
from benchbook.errors import BadStatus, KeyMissing, Malformed, TooLarge, Unreachable, UnreadableInput, UpstreamError
from benchbook.model import Noun, Raw
from benchbook.sources import Source

DEADLINE_FACTOR = 4
"""A whole reply may take this many times as long as its connection or any pause within it."""

MAX_REQUESTS = 2_000
"""An upstream whose pages never end is left after so many."""

MAX_REDIRECTS = 5
PATIENCE_SECONDS = 60.0

TOTAL_SECONDS = 15 * 60.0
"""A source whose pages are not all there by then is left."""

_CODINGS = {"identity": b"", "gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}
_MARK = "[key]"
_SHORTEST_REDACTED = 4
_SHORTEST_SECONDS = 0.001
_MOST_DATE_AGE = timedelta(days=1)
_CHUNK_BYTES = 64 * 1024
_HTML_TITLE = re.compile(rb"<title[^>]*>([^<]{1,200})", re.IGNORECASE)
_NOISE = re.compile(r"^\[Errno -?\d+\] | \(_ssl\.c:\d+\)$")

# Without a handler of its own each retry would be printed on standard error by logging's last resort.
logging.getLogger("stamina").addHandler(logging.NullHandler())

Progress = Callable[[str, int], None]
"""Is told what is being fetched and how many bytes more have come."""


class CachedBody(Noun, frozen=True, kw_only=True):
    """An earlier reply's validators and unpacked body."""

    etag: str | None = None
    last_modified: str | None = None
    body: bytes


class Cache(Protocol):
    """Earlier replies by URL."""

    def lookup(self, url: str) -> CachedBody | None:
        """The last reply of this URL, if it is still there."""
        ...


class Reply(Noun, frozen=True, kw_only=True):
    """A reply to remember for the next conditional request."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    raw: Raw


class Fetched(Noun, frozen=True, kw_only=True):
    """A source's documents, each a tuple of pages; ``unchanged`` counts the pages that came from the cache."""

    source: Source
    documents: tuple[tuple[Raw, ...], ...]
    replies: tuple[Reply, ...]
    unchanged: int


class _Limits(Noun, frozen=True, kw_only=True):
    """How long and how much: seconds bound any pause, all tries of one URL, and everything in total."""

    attempts: int = 5
    timeout_seconds: float = 30
    patience_seconds: float = PATIENCE_SECONDS
    total_seconds: float = TOTAL_SECONDS
    max_bytes: int = MAX_DOCUMENT_BYTES


def fetch_source(  # noqa: PLR0913  (all but the source are keywords)
    source: Source,
    *,
    environ: Mapping[str, str],
    base_url: str | None = None,
    cache: Cache | None = None,
    now: Callable[[], datetime],
    progress: Progress | None = None,
    attempts: int = 5,
    timeout_seconds: float = 30,
    total_seconds: float = TOTAL_SECONDS,
    max_bytes: int = MAX_DOCUMENT_BYTES,
) -> Fetched:
    """Fetch every document of a source; ``max_bytes`` and ``total_seconds`` bound them together.

    Raises:
        KeyMissing: the source needs a key and ``environ`` has none.
        Unreachable: no connection, or no whole answer in time, after all attempts; or the total time is over.
        BadStatus: an answer that is neither the document nor worth another attempt.
        InputError: the answer is too large, an HTML page, or not what the source expects.
    """
    if source.fetch is None or (base := base_url or source.base_url) is None:
        raise UpstreamError(f"{source.id}: has nothing to fetch", hint="import a file instead")
    key = _key(source, environ)
    limits = _Limits(
        attempts=attempts, timeout_seconds=timeout_seconds, total_seconds=total_seconds, max_bytes=max_bytes
    )
    with _client(source, key, timeout_seconds) as client:
        errand = _Errand(source, client, _base(source, base), key, cache, now, progress, limits)
        documents = tuple(source.fetch(errand.get))
    return Fetched(source=source, documents=documents, replies=tuple(errand.replies), unchanged=errand.unchanged)


def _key(source: Source, environ: Mapping[str, str]) -> str | None:
    """The source's key, or None when it takes or needs none."""
    if source.key_variable is None or source.key_header is None:
        return None
    key = environ.get(source.key_variable, "").strip()
    if key and not (key.isascii() and key.isprintable()):
        raise UpstreamError(
            f"{source.id}: the environment variable {source.key_variable} holds characters that no key has",
            hint="copy the key again, as one line",
        )
    if not key and not source.key_optional:
        raise KeyMissing(source.id, source.key_variable)
    return key or None


def _base(source: Source, text: str) -> httpx2.URL:
    """The address below which everything is asked for."""
    try:
        url = httpx2.URL(text)
    except httpx2.InvalidURL:
        url = httpx2.URL("")
    if url.scheme not in {"http", "https"} or not url.host or url.userinfo or url.query or url.fragment:
        raise UpstreamError(
            f"{source.id}: cannot ask the given base address:"
            " expected http:// or https://, a host and a path, without user name, query or fragment"
        )
    return url


@contextmanager
def _client(source: Source, key: str | None, timeout_seconds: float) -> Iterator[httpx2.Client]:
    headers = {
        "User-Agent": f"benchbook/{__version__}",
        "Accept": "application/json, */*;q=0.5",
        "Accept-Encoding": "gzip, zstd",
    }
    if key is not None and source.key_header is not None:
        name, template = source.key_header
        headers[name] = template.format(key=key)
    try:
        client = httpx2.Client(headers=headers, timeout=timeout_seconds, follow_redirects=False)
    except (ValueError, ImportError, OSError, httpx2.InvalidURL):
        # The text is left out: a proxy's address may hold a password.
        raise UpstreamError(
            f"{source.id}: the proxy or the TLS certificates that the environment names cannot be used",
            hint="check HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY, SSL_CERT_FILE and SSL_CERT_DIR",
        ) from None
    with client:
        yield client


class _Passing(Exception):
    """A failure that may pass: no connection, no answer, or a status that says "later"; ``again`` is whether to ask."""

    def __init__(
        self, reason: str, *, status: int | None = None, retry_after_seconds: float | None = None, again: bool = True
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.retry_after_seconds = retry_after_seconds
        self.again = again

    def final(self, url: str, attempts: int) -> UpstreamError:
        """The error that tells the user, once no further attempt is made."""
        if self.status is None:
            return Unreachable(url, self.reason, attempts)
        if self.retry_after_seconds:
            hint = f"it asks to wait {self.retry_after_seconds:,.0f} s; try again then"
        else:
            hint = f"tried {attempts} times; try again later"
        return BadStatus(url, self.status, self.reason, hint=hint)


class _Patience:
    """Decides after each failure whether another attempt is worth it, and how long to wait before."""

    def __init__(self, seconds: float) -> None:
        self.failures = 0
        self._seconds = seconds
        self._waited_seconds = 0.0
        self._began = time.monotonic()

    def __call__(self, failure: Exception) -> bool | float:
        self.failures += 1
        if not isinstance(failure, _Passing) or not failure.again:
            return False
        if failure.retry_after_seconds is None:
            return True
        spent_seconds = max(self._waited_seconds, time.monotonic() - self._began)
        if spent_seconds + failure.retry_after_seconds > self._seconds:
            return False
        self._waited_seconds += failure.retry_after_seconds
        return failure.retry_after_seconds


class _Errand:
    """One fetch of one source: what was got so far, and what may still be got."""

    def __init__(
        self,
        source: Source,
        client: httpx2.Client,
        base: httpx2.URL,
        key: str | None,
        cache: Cache | None,
        now: Callable[[], datetime],
        progress: Progress | None,
        limits: _Limits,
    ) -> None:
        self.replies: list[Reply] = []
        self.unchanged = 0
        self._source = source
        self._client = client
        self._base = base
        self._has_key = key is not None
        self._key = key if key is not None and len(key) >= _SHORTEST_REDACTED else None
        self._cache = cache
        self._now = now
        self._progress = progress or (lambda _what, _received_bytes: None)
        self._limits = limits
        self._left_bytes = limits.max_bytes
        self._requests = 0
        self._ends = time.monotonic() + limits.total_seconds
        self._watch = _Watch()

    def get(self, path: str, query: Mapping[str, str]) -> Raw:
        """The document at a path below the base; this is the ``Get`` that sources are handed."""
        self._requests += 1
        if self._requests > MAX_REQUESTS:
            raise UpstreamError(f"{self._base}: more than {MAX_REQUESTS:,} pages; the store is unchanged")
        url = self._url(path, query)
        shown = self._redacted(str(url))
        left_seconds = max(self._left_seconds(), _SHORTEST_SECONDS)
        patience = _Patience(min(self._limits.patience_seconds, left_seconds))
        call = stamina.RetryingCaller(
            attempts=self._limits.attempts,
            timeout=min(self._limits.patience_seconds, left_seconds),
            wait_initial=0.5,
            wait_max=min(10, left_seconds),
            wait_jitter=1,
        )
        self._progress(path, 0)
        try:
            return call(patience, self._ask, url, shown, path)
        except _Passing as failure:
            told = failure if self._left_seconds() > 0 else self._too_late()
            raise told.final(shown, max(1, patience.failures)) from None

    def _left_seconds(self) -> float:
        return self._ends - time.monotonic()

    def _too_late(self) -> _Passing:
        return _Passing(f"not everything was fetched within {self._limits.total_seconds:,g} s", again=False)

    def _url(self, path: str, query: Mapping[str, str]) -> httpx2.URL:
        try:
            url = httpx2.URL(f"{str(self._base).rstrip('/')}/{path.lstrip('/')}", params=query or None)
        except httpx2.InvalidURL:
            raise UpstreamError(f"{self._source.id}: {path[:80]!r} makes no address below {self._base}") from None
        if _origin(url) != _origin(self._base):
            raise UpstreamError(f"{self._source.id}: {path[:80]!r} leaves {self._base}")
        return url

    def _ask(self, url: httpx2.URL, shown: str, path: str) -> Raw:
        """One attempt; raises ``_Passing`` when another may do better."""
        cached = self._cache.lookup(shown) if self._cache else None
        target = url
        for _ in range(MAX_REDIRECTS + 1):
            with self._answered(target, _validators(cached)) as response:
                if response.has_redirect_location:
                    target = self._redirected(response, shown)
                elif response.status_code == HTTPStatus.NOT_MODIFIED and cached is not None:
                    self.unchanged += 1
                    return Raw(body=cached.body, origin=shown, received_at=self._received_at(response))
                elif response.status_code == HTTPStatus.OK:
                    return self._accepted(response, shown, path)
                else:
                    raise self._refusal(response, shown)
        raise BadStatus(shown, HTTPStatus.FOUND, f"and redirects more than {MAX_REDIRECTS} times")

    @contextmanager
    def _answered(self, url: httpx2.URL, headers: dict[str, str]) -> Iterator[httpx2.Response]:
        """An answer whose body is still to be read, by ``_chunks``; every transport error becomes one of ours."""
        with self._watch.within(self._patient_seconds()):
            with self._translated():
                response = self._client.send(self._request(url, headers), stream=True)
            try:
                yield response
            finally:
                with suppress(httpx2.TransportError, ValueError, OSError):  # it has served
                    response.close()

    def _patient_seconds(self) -> float:
        """How long one whole reply may take; raises ``_Passing`` when no time is left for any."""
        left_seconds = self._left_seconds()
        if left_seconds <= 0:
            raise self._too_late()
        return min(self._limits.timeout_seconds * DEADLINE_FACTOR, left_seconds)

    def _request(self, url: httpx2.URL, headers: dict[str, str]) -> httpx2.Request:
        timeout_seconds = max(_SHORTEST_SECONDS, min(self._limits.timeout_seconds, self._left_seconds()))
        extensions = {"trace": self._watch.trace}
        return self._client.build_request("GET", url, headers=headers, timeout=timeout_seconds, extensions=extensions)

    def _chunks(self, response: httpx2.Response) -> Iterator[bytes]:
        """The body as it comes. What its user raises between two chunks is not taken for the transport's."""
        chunks = response.iter_raw(_CHUNK_BYTES)
        while True:
            with self._translated():
                chunk = next(chunks, None)
            if chunk is None:
                break
            yield chunk
        # A body of no declared length seems whole when its connection is cut.
        self._check_time()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Makes what a connection may raise an error of ours; besides the client's own, those are a socket's.

        A connection that was cut under its reader raises ``ValueError``, for a socket that is closed.
        """
        try:
            yield
        except (httpx2.TransportError, ValueError, OSError) as error:
            self._check_time()
            raise _Passing(self._reason(error)) from None

    def _check_time(self) -> None:
        if self._watch.rang:
            seconds = self._limits.timeout_seconds * DEADLINE_FACTOR
            late = _Passing(f"no whole answer within {seconds:g} s", again=False)
            raise (late if self._left_seconds() > 0 else self._too_late()) from None

    def _reason(self, error: Exception) -> str:
        """A transport error in words, without anything secret."""
        if isinstance(error, httpx2.TimeoutException | TimeoutError):
            return f"no answer within {self._limits.timeout_seconds:g} s"
        words = _NOISE.sub("", self._redacted(_printable(str(error))))
        return words or "the connection failed"

    def _redirected(self, response: httpx2.Response, shown: str) -> httpx2.URL:
        """Where a redirect leads, if that is the same host and no less safe."""
        here = response.request.url
        try:
            there = here.join(response.headers["Location"])
        except httpx2.InvalidURL:
            there = httpx2.URL("")
        safer = there.host == here.host and here.scheme == "http" and there.scheme == "https"
        if there.userinfo or not (_origin(there) == _origin(here) or (safer and here.port == there.port)):
            elsewhere = self._redacted(_printable(f"{there.scheme}://{there.netloc.decode()}"))
            raise BadStatus(
                shown,
                response.status_code,
                f"{_phrase(response.status_code)}, to {elsewhere}, which is not the host that was asked",
                hint="if that address is the right one, name it with --base-url",
            )
        return there

    def _accepted(self, response: httpx2.Response, shown: str, path: str) -> Raw:
        body = self._body(response, shown, path)
        _refuse_html(response, body, shown)
        raw = Raw(body=body, origin=shown, received_at=self._received_at(response))
        etag, last_modified = (self._validator(response, name) for name in ("ETag", "Last-Modified"))
        self.replies.append(Reply(url=shown, etag=etag, last_modified=last_modified, raw=raw))
        self._left_bytes -= len(body)
        return raw

    def _body(self, response: httpx2.Response, shown: str, path: str) -> bytes:
        """The unpacked body, read no further than the bound; the key, should it be echoed, is masked.

        It is unpacked here and not by the client, which would unpack a whole chunk before its size
        can be looked at.
        """
        coding = response.headers.get("Content-Encoding", "identity").strip().lower()
        if coding not in _CODINGS:
            raise UnreadableInput(
                shown, f"the answer is packed as {_printable(coding)[:40]!r}, which was not asked for"
            )
        packed = io.BytesIO()
        for chunk in self._chunks(response):
            if packed.tell() + len(chunk) > self._left_bytes:
                raise TooLarge(shown, self._limits.max_bytes)
            packed.write(chunk)
            self._progress(path, len(chunk))
        if not packed.getbuffer()[:4].tobytes().startswith(_CODINGS[coding]):
            raise UnreadableInput(shown, "the answer's compression is damaged")
        packed.seek(0)
        try:
            body = packed.getvalue() if coding == "identity" else unpack(packed, shown, self._left_bytes)
        except TooLarge:
            raise TooLarge(shown, self._limits.max_bytes) from None
        return body.replace(self._key.encode(), _MARK.encode()) if self._key else body

    def _refusal(self, response: httpx2.Response, shown: str) -> Exception:
        """The error for a status that brings no document."""
        status = response.status_code
        if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            wait = _retry_after_seconds(response.headers.get("Retry-After"), self._now())
            return _Passing(_phrase(status), status=status, retry_after_seconds=wait)
        return BadStatus(shown, status, _phrase(status), hint=self._hint(status))

    def _hint(self, status: int) -> str | None:
        variable = self._source.key_variable
        if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN} and variable is not None:
            return f"the key in {variable} was refused" if self._has_key else f"set {variable} to a key"
        if status == HTTPStatus.GONE:
            return "the endpoint has ended; a newer benchbook may know its successor"
        if status == HTTPStatus.NOT_FOUND:
            return "check the base address, or upgrade benchbook if the endpoint has moved"
        return None

    def _received_at(self, response: httpx2.Response) -> datetime:
        """The reply's own date if it can be so, else the clock's."""
        now = self._now()
        date = _http_date(response.headers.get("Date"))
        return date if date is not None and now - _MOST_DATE_AGE <= date <= now else now

    def _validator(self, response: httpx2.Response, name: str) -> str | None:
        value = response.headers.get(name)
        return value if value and not (self._key and self._key in value) else None

    def _redacted(self, text: str) -> str:
        return text.replace(self._key, _MARK) if self._key else text


class _Watch:
    """Cuts a request's connection when its whole reply takes too long.

    The client's own timeouts begin anew with every byte that comes, so that an upstream which
    trickles could hold a request for ever.
    """

    def __init__(self) -> None:
        self.rang = False
        self._sockets: list[socket.socket] = []

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Rings after so long, unless the block has ended."""
        self.rang = False
        timer = threading.Timer(seconds, self._ring)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def trace(self, event: str, info: Mapping[str, object]) -> None:
        """Takes note of the sockets that the client opens."""
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            opened = info["return_value"].get_extra_info("socket")  # type: ignore[attr-defined]
            if isinstance(opened, socket.socket):
                self._sockets = [held for held in self._sockets if held.fileno() != -1] + [opened]

    def _ring(self) -> None:
        self.rang = True
        for held in self._sockets:
            try:
                # Not held.shutdown(): a TLS socket's own would take its state away from under the reader.
                socket.socket.shutdown(held, socket.SHUT_RDWR)
            except OSError:
                continue


def _origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _validators(cached: CachedBody | None) -> dict[str, str]:
    """The headers that ask for a body only if it has changed."""
    if cached is None:
        return {}
    headers = {"If-None-Match": cached.etag, "If-Modified-Since": cached.last_modified}
    return {name: value for name, value in headers.items() if value}


def _refuse_html(response: httpx2.Response, body: bytes, shown: str) -> None:
    start = body[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    declared = response.headers.get("Content-Type", "").lower().startswith(("text/html", "application/xhtml"))
    if not start.startswith(b"<") and not (declared and not start.startswith((b"{", b"["))):
        return
    title = _HTML_TITLE.search(body[: 64 * 1024])
    named = f" ({_printable(title[1].decode(errors='replace'))})" if title else ""
    raise Malformed(
        shown,
        "",
        f"JSON; this is an HTML page{named}",
        hint="open the address in a browser; a login, a proxy or an outage may stand in between",
    )


def _retry_after_seconds(text: str | None, now: datetime) -> float | None:
    """A ``Retry-After`` header, seconds or a date, as seconds from now; None when it says nothing."""
    if text is None:
        return None
    if text.isascii() and text.strip().isdigit():
        return float(text)
    date = _http_date(text)
    return None if date is None else max(0.0, (date - now).total_seconds())


def _http_date(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        date = parsedate_to_datetime(text)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _phrase(status: int) -> str:
    """A status in words; the upstream's own words are not repeated."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "(an unknown status)"


def _printable(text: str) -> str:
    words = " ".join(text.split())[:200]
    return "".join(character for character in words if character.isprintable())
