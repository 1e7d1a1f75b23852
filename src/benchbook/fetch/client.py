"""The one door to the network: a client, and requests that end in time. No other module opens outbound sockets."""

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress

import httpx2

from benchbook import __version__
from benchbook.errors import UpstreamError
from benchbook.fetch.patience import Passing, printable

DEADLINE_FACTOR = 4
"""A whole reply may take this many times as long as its connection or any pause within it."""

Address = httpx2.URL
Client = httpx2.Client
Response = httpx2.Response

_LARGEST_PORT = 65_535
_SHORTEST_SECONDS = 0.001
_CHUNK_BYTES = 64 * 1024
_NOISE = re.compile(r"^\[Errno -?\d+\] | \(_ssl\.c:\d+\)$")


def address(text: str, query: Mapping[str, str] | None = None) -> Address | None:
    """A text as an address, with another query if one is given; None if it is none."""
    try:
        found = Address(text) if query is None else Address(text, params=query or None)
    except httpx2.InvalidURL:
        return None
    # A larger port would be cut to 16 bits, and somebody else's asked.
    return found if (found.port or 0) <= _LARGEST_PORT else None


def joined(here: Address, location: str) -> Address | None:
    """Where a redirect from here leads; None for what leads nowhere."""
    try:
        return here.join(location)
    except httpx2.InvalidURL:
        return None


@contextmanager
def opened(whose: str, headers: Mapping[str, str], timeout_seconds: float) -> Iterator[Client]:
    """A client that follows no redirects by itself; ``whose`` is for messages."""
    named = {"User-Agent": f"benchbook/{__version__}", **headers}
    try:
        client = Client(headers=named, timeout=timeout_seconds, follow_redirects=False)
    except (ValueError, ImportError, OSError, httpx2.InvalidURL):
        # The text is left out: a proxy's address may hold a password.
        raise UpstreamError(
            f"{whose}: the proxy or the TLS certificates that the environment names cannot be used",
            hint="check HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY, SSL_CERT_FILE and SSL_CERT_DIR",
        ) from None
    with client:
        yield client


class Line:
    """A client's requests, one at a time, each cut when its whole reply takes too long; all end in ``total_seconds``.

    ``redacted`` takes what is secret out of the words of an error.
    """

    def __init__(
        self,
        client: Client,
        *,
        timeout_seconds: float,
        total_seconds: float = float("inf"),
        redacted: Callable[[str], str] = str,
    ) -> None:
        self._client = client
        self._timeout_seconds = timeout_seconds
        self._total_seconds = total_seconds
        self._redacted = redacted
        self._ends = time.monotonic() + total_seconds
        self._deadline = _Deadline()

    def left_seconds(self) -> float:
        """How much of the total time is left."""
        return self._ends - time.monotonic()

    def too_late(self) -> Passing:
        """The failure that the total time is over."""
        return Passing(f"not everything was fetched within {self._total_seconds:,g} s", again=False)

    @contextmanager
    def answered(
        self, method: str, url: Address, headers: Mapping[str, str], content: bytes | None = None
    ) -> Iterator[Response]:
        """An answer whose body is still to be read, by ``chunks``; every transport error becomes ``Passing``."""
        with self._deadline.within(self._patient_seconds()):
            with self._translated():
                request = self._request(method, url, headers, content)
                response = self._client.send(request, stream=True)
            try:
                yield response
            finally:
                with suppress(httpx2.TransportError, ValueError, OSError):  # it has served
                    response.close()

    def _patient_seconds(self) -> float:
        """How long one whole reply may take; raises ``Passing`` when no time is left for any."""
        left_seconds = self.left_seconds()
        if left_seconds <= 0:
            raise self.too_late()
        return min(self._timeout_seconds * DEADLINE_FACTOR, left_seconds)

    def _request(self, method: str, url: Address, headers: Mapping[str, str], content: bytes | None) -> httpx2.Request:
        timeout_seconds = max(_SHORTEST_SECONDS, min(self._timeout_seconds, self.left_seconds()))
        extensions = {"trace": self._deadline.trace}
        return self._client.build_request(
            method, url, headers=headers, content=content, timeout=timeout_seconds, extensions=extensions
        )

    def chunks(self, response: Response) -> Iterator[bytes]:
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
            raise Passing(self._reason(error)) from None

    def _check_time(self) -> None:
        if self._deadline.rang:
            seconds = self._timeout_seconds * DEADLINE_FACTOR
            late = Passing(f"no whole answer within {seconds:g} s", again=False)
            raise (late if self.left_seconds() > 0 else self.too_late()) from None

    def _reason(self, error: Exception) -> str:
        """A transport error in words, without anything secret."""
        if isinstance(error, httpx2.TimeoutException | TimeoutError):
            return f"no answer within {self._timeout_seconds:g} s"
        words = _NOISE.sub("", self._redacted(printable(str(error))))
        return words or "the connection failed"


class _Deadline:
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
