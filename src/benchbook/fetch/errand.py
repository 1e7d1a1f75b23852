"""One source's documents over HTTP: conditional where an earlier reply is known, and bounded."""

import io
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus

import stamina

from benchbook.documents import MAX_DOCUMENT_BYTES, unpack
from benchbook.errors import BadStatus, KeyMissing, Malformed, TooLarge, Unreachable, UnreadableInput, UpstreamError
from benchbook.fetch.client import Address, Client, Line, Response, address, joined, opened
from benchbook.fetch.nouns import TOTAL_SECONDS, Cache, CachedBody, Fetched, Limits, Progress, Reply
from benchbook.fetch.patience import Passing, Patience, http_date, phrase, printable, retry_after_seconds
from benchbook.model import Raw
from benchbook.sources import Source

MAX_REQUESTS = 2_000
"""An upstream whose pages never end is left after so many."""

MAX_REDIRECTS = 5

_CODINGS = {"identity": b"", "gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}
_MARK = "[key]"
_SHORTEST_REDACTED = 4
_SHORTEST_SECONDS = 0.001
_MOST_DATE_AGE = timedelta(days=1)
_HTML_TITLE = re.compile(rb"<title[^>]*>([^<]{1,200})", re.IGNORECASE)
_NOWHERE = Address("")


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
    limits = Limits(
        attempts=attempts, timeout_seconds=timeout_seconds, total_seconds=total_seconds, max_bytes=max_bytes
    )
    with opened(source.id, _headers(source, key), timeout_seconds) as client:
        errand = Errand(source, client, _base(source, base), key, cache, now, progress, limits)
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


def _base(source: Source, text: str) -> Address:
    """The address below which everything is asked for."""
    url = address(text) or _NOWHERE
    if url.scheme not in {"http", "https"} or not url.host or url.userinfo or url.query or url.fragment:
        raise UpstreamError(
            f"{source.id}: cannot ask the given base address:"
            " expected http:// or https://, a host and a path, without user name, query or fragment"
        )
    return url


def _headers(source: Source, key: str | None) -> dict[str, str]:
    headers = {"Accept": "application/json, */*;q=0.5", "Accept-Encoding": "gzip, zstd"}
    if key is not None and source.key_header is not None:
        name, template = source.key_header
        headers[name] = template.format(key=key)
    return headers


class Errand:
    """One fetch of one source: what was got so far, and what may still be got."""

    def __init__(
        self,
        source: Source,
        client: Client,
        base: Address,
        key: str | None,
        cache: Cache | None,
        now: Callable[[], datetime],
        progress: Progress | None,
        limits: Limits,
    ) -> None:
        self.replies: list[Reply] = []
        self.unchanged = 0
        self._source = source
        self._base = base
        self._has_key = key is not None
        self._key = key if key is not None and len(key) >= _SHORTEST_REDACTED else None
        self._cache = cache
        self._now = now
        self._progress = progress or (lambda _what, _received_bytes: None)
        self._limits = limits
        self._left_bytes = limits.max_bytes
        self._requests = 0
        self._line = Line(
            client,
            timeout_seconds=limits.timeout_seconds,
            total_seconds=limits.total_seconds,
            redacted=self._redacted,
        )

    def get(self, path: str, query: Mapping[str, str]) -> Raw:
        """The document at a path below the base; this is the ``Get`` that sources are handed."""
        self._requests += 1
        if self._requests > MAX_REQUESTS:
            raise UpstreamError(f"{self._base}: more than {MAX_REQUESTS:,} pages; the store is unchanged")
        url = self._url(path, query)
        shown = self._redacted(str(url))
        left_seconds = max(self._line.left_seconds(), _SHORTEST_SECONDS)
        patience = Patience(min(self._limits.patience_seconds, left_seconds))
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
        except Passing as failure:
            told = failure if self._line.left_seconds() > 0 else self._line.too_late()
            raise _final(told, shown, max(1, patience.failures)) from None

    def _url(self, path: str, query: Mapping[str, str]) -> Address:
        url = address(f"{str(self._base).rstrip('/')}/{path.lstrip('/')}", query)
        if url is None:
            raise UpstreamError(f"{self._source.id}: {path[:80]!r} makes no address below {self._base}")
        if _origin(url) != _origin(self._base):
            raise UpstreamError(f"{self._source.id}: {path[:80]!r} leaves {self._base}")
        return url

    def _ask(self, url: Address, shown: str, path: str) -> Raw:
        """One attempt; raises ``Passing`` when another may do better."""
        cached = self._cache.lookup(shown) if self._cache else None
        target = url
        for _ in range(MAX_REDIRECTS + 1):
            with self._line.answered("GET", target, _validators(cached)) as response:
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

    def _redirected(self, response: Response, shown: str) -> Address:
        """Where a redirect leads, if that is the same host and no less safe."""
        here = response.request.url
        there = joined(here, response.headers["Location"]) or _NOWHERE
        safer = there.host == here.host and here.scheme == "http" and there.scheme == "https"
        if there.userinfo or not (_origin(there) == _origin(here) or (safer and here.port == there.port)):
            elsewhere = self._redacted(printable(f"{there.scheme}://{there.netloc.decode()}"))
            raise BadStatus(
                shown,
                response.status_code,
                f"{phrase(response.status_code)}, to {elsewhere}, which is not the host that was asked",
                hint="if that address is the right one, name it with --base-url",
            )
        return there

    def _accepted(self, response: Response, shown: str, path: str) -> Raw:
        body = self._body(response, shown, path)
        _refuse_html(response, body, shown)
        raw = Raw(body=body, origin=shown, received_at=self._received_at(response))
        etag, last_modified = (self._validator(response, name) for name in ("ETag", "Last-Modified"))
        self.replies.append(Reply(url=shown, etag=etag, last_modified=last_modified, raw=raw))
        self._left_bytes -= len(body)
        return raw

    def _body(self, response: Response, shown: str, path: str) -> bytes:
        """The unpacked body, read no further than the bound; the key, should it be echoed, is masked.

        It is unpacked here and not by the client, which would unpack a whole chunk before its size
        can be looked at.
        """
        coding = response.headers.get("Content-Encoding", "identity").strip().lower()
        if coding not in _CODINGS:
            raise UnreadableInput(shown, f"the answer is packed as {printable(coding)[:40]!r}, which was not asked for")
        packed = io.BytesIO()
        for chunk in self._line.chunks(response):
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

    def _refusal(self, response: Response, shown: str) -> Exception:
        """The error for a status that brings no document."""
        status = response.status_code
        if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            wait = retry_after_seconds(response.headers.get("Retry-After"), self._now())
            return Passing(phrase(status), status=status, retry_after_seconds=wait)
        return BadStatus(shown, status, phrase(status), hint=self._hint(status))

    def _hint(self, status: int) -> str | None:
        variable = self._source.key_variable
        if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN} and variable is not None:
            return f"the key in {variable} was refused" if self._has_key else f"set {variable} to a key"
        if status == HTTPStatus.GONE:
            return "the endpoint has ended; a newer benchbook may know its successor"
        if status == HTTPStatus.NOT_FOUND:
            return "check the base address, or upgrade benchbook if the endpoint has moved"
        return None

    def _received_at(self, response: Response) -> datetime:
        """The reply's own date if it can be so, else the clock's."""
        now = self._now()
        date = http_date(response.headers.get("Date"))
        return date if date is not None and now - _MOST_DATE_AGE <= date <= now else now

    def _validator(self, response: Response, name: str) -> str | None:
        value = response.headers.get(name)
        return value if value and not (self._key and self._key in value) else None

    def _redacted(self, text: str) -> str:
        return text.replace(self._key, _MARK) if self._key else text


def _final(failure: Passing, url: str, attempts: int) -> UpstreamError:
    """The error that tells the user, once no further attempt is made."""
    if failure.status is None:
        return Unreachable(url, failure.reason, attempts)
    if failure.retry_after_seconds:
        hint = f"it asks to wait {failure.retry_after_seconds:,.0f} s; try again then"
    else:
        hint = f"tried {attempts} times; try again later"
    return BadStatus(url, failure.status, failure.reason, hint=hint)


def _origin(url: Address) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _validators(cached: CachedBody | None) -> dict[str, str]:
    """The headers that ask for a body only if it has changed."""
    if cached is None:
        return {}
    headers = {"If-None-Match": cached.etag, "If-Modified-Since": cached.last_modified}
    return {name: value for name, value in headers.items() if value}


def _refuse_html(response: Response, body: bytes, shown: str) -> None:
    start = body[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    declared = response.headers.get("Content-Type", "").lower().startswith(("text/html", "application/xhtml"))
    if not start.startswith(b"<") and not (declared and not start.startswith((b"{", b"["))):
        return
    title = _HTML_TITLE.search(body[: 64 * 1024])
    named = f" ({printable(title[1].decode(errors='replace'))})" if title else ""
    raise Malformed(
        shown,
        "",
        f"JSON; this is an HTML page{named}",
        hint="open the address in a browser; a login, a proxy or an outage may stand in between",
    )
