"""To a receiver: one body posted, again and again while that may help, and waiting as long as the receiver asks."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from http import HTTPStatus

import stamina

from benchbook.errors import NotDelivered, ReceiverGone, UpstreamError
from benchbook.fetch.client import Client, Line, Response, address, joined, opened
from benchbook.fetch.nouns import PATIENCE_SECONDS
from benchbook.fetch.patience import Passing, Patience, phrase, printable, retry_after_seconds
from benchbook.model import Noun

MOST_WAIT_SECONDS = 3600.0
"""A receiver that asks to wait longer is asked again all the same."""

TIMEOUT_SECONDS = 15.0

_LONGEST_PAUSE_SECONDS = 300.0
_FEW_ATTEMPTS = 5
_LATER = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
_HEADERS = {"Content-Type": "application/json", "Accept": "*/*", "Accept-Encoding": "identity"}


class Post(Noun, frozen=True, kw_only=True):
    """What is posted: a body, and its headers, made anew for each attempt."""

    body: bytes
    headers: Callable[[bytes], Mapping[str, str]]


class Receiver:
    """Where posts go. ``shown`` is what may be told of the address, ``name`` all of it but user and password.

    ``for_ever`` is whether a receiver that is down is tried again until it is back. ``waits`` is told
    why, when a post begins to wait or goes on for another reason.
    """

    def __init__(
        self,
        url: str,
        *,
        now: Callable[[], datetime],
        for_ever: bool = False,
        waits: Callable[[str], None] | None = None,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        found = address(url)
        if found is None or found.scheme not in {"http", "https"} or not found.host or found.fragment:
            raise UpstreamError("cannot post to the given URL: expected http:// or https://, a host and a path")
        origin = f"{found.scheme}://{found.netloc.decode()}"
        self.shown = origin + ("/…" if found.raw_path != b"/" else "/")
        self.name = origin + found.raw_path.decode()
        self._url = found
        self._now = now
        self._for_ever = for_ever
        self._waits = waits or (lambda _reason: None)
        self._timeout_seconds = timeout_seconds

    @contextmanager
    def connected(self) -> Iterator[Callable[[Post], None]]:
        """What posts, over one connection if the receiver likes.

        It returns when the receiver has taken the body, and raises ``NotDelivered`` when it will not
        or did not in time, and ``ReceiverGone`` when it wants no more.
        """
        with opened("the receiver", _HEADERS, self._timeout_seconds) as client:
            yield lambda post: self._deliver(client, post)

    def _deliver(self, client: Client, post: Post) -> None:
        seconds = float("inf") if self._for_ever else PATIENCE_SECONDS
        line = Line(client, timeout_seconds=self._timeout_seconds, redacted=self._redacted)
        patience = Patience(seconds)
        reasons: list[str] = []
        call = stamina.RetryingCaller(
            attempts=None if self._for_ever else _FEW_ATTEMPTS,
            timeout=None if self._for_ever else seconds,
            wait_initial=1.0,
            wait_max=_LONGEST_PAUSE_SECONDS,
            wait_jitter=1.0,
        )

        def worth_it(failure: Exception) -> bool | float:
            verdict = patience(failure)
            if verdict is not False and isinstance(failure, Passing) and _told(failure) not in reasons[-1:]:
                reasons.append(_told(failure))
                self._waits(reasons[-1])
            return verdict

        try:
            call(worth_it, self._attempt, line, post)
        except Passing as failure:
            times = "1 attempt" if patience.failures == 1 else f"{patience.failures} attempts"
            raise NotDelivered(self.shown, f"{_told(failure)} ({times})") from None

    def _redacted(self, text: str) -> str:
        """Words of a transport error without what may be secret in the address."""
        secrets = (self._url.raw_path.decode(), self._url.query.decode(), self._url.userinfo.decode())
        for secret in (*secrets, self._url.password):
            text = text.replace(secret, "…") if len(secret) > 1 else text
        return text

    def _attempt(self, line: Line, post: Post) -> None:
        """One attempt; raises ``Passing`` when another may do better."""
        try:
            with line.answered("POST", self._url, post.headers(post.body), post.body) as response:
                self._judge(response)
                # A short answer that is read to its end leaves the connection to the next post.
                with suppress(Passing):
                    next(line.chunks(response), None)
        except Passing as failure:
            raise Passing(
                failure.reason, status=failure.status, retry_after_seconds=failure.retry_after_seconds
            ) from None

    def _judge(self, response: Response) -> None:
        status = response.status_code
        if response.is_success:
            return
        if status == HTTPStatus.GONE:
            raise ReceiverGone(self.shown)
        if status in _LATER or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            asked = retry_after_seconds(response.headers.get("Retry-After"), self._now())
            wait = None if asked is None else min(asked, MOST_WAIT_SECONDS)
            raise Passing(phrase(status), status=status, retry_after_seconds=wait)
        if response.has_redirect_location:
            raise NotDelivered(self.shown, _redirect(response), hint="name the address itself with --url")
        raise NotDelivered(self.shown, f"answered {status} {phrase(status)}")


def _told(failure: Passing) -> str:
    return failure.reason if failure.status is None else f"answered {failure.status} {failure.reason}"


def _redirect(response: Response) -> str:
    """A redirect in words, without what may be secret in its address."""
    there = joined(response.request.url, response.headers["Location"])
    where = f", to {printable(f'{there.scheme}://{there.netloc.decode()}')}" if there is not None else ""
    return f"answered {response.status_code} {phrase(response.status_code)}{where}; redirects are not followed"
