"""A small HTTP server on loopback that plays scripted replies and notes what it was asked.

Replies are scripted by path and query; the last one of a script is played again and again::

    with Replay() as upstream:
        upstream.script("/v1/models?page=2", Scripted(body=b"[]"), Scripted(status=503))
"""

import sys
import threading
from collections import defaultdict
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


@dataclass(frozen=True)
class Scripted:
    """One reply. ``pieces`` of the body are sent with ``pause_seconds`` before each; ``cut`` ends it early.

    ``head_pieces`` replaces the status line and headers by raw bytes, sent with the same pauses.
    """

    body: bytes = b"{}"
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    pieces: int = 1
    pause_seconds: float = 0
    declare_length: bool = True
    cut: bool = False
    head_pieces: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Asked:
    """One request as it came; header names in lower case."""

    target: str
    headers: dict[str, str]
    body: bytes = b""


class Quiet(ThreadingHTTPServer):
    """A server to whom a client that hangs up is nothing special."""

    daemon_threads = True

    def handle_error(self, request, client_address):
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class Replay:
    """The server; ``with`` starts and stops it. ``asked`` lists the requests in order."""

    def __init__(self):
        self.asked = []
        self._scripts = defaultdict(list)
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._server = Quiet(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def url(self):
        """The address without a trailing slash."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def script(self, target: str, *replies: Scripted) -> None:
        """Play these replies, in order, at a path with its query."""
        with self._lock:
            self._scripts[target] = list(replies)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def take(self, asked: Asked) -> Scripted:
        """The next reply for a request, which is noted; 404 where nothing is scripted."""
        with self._lock:
            self.asked.append(asked)
            script = self._scripts.get(asked.target)
            if not script:
                return Scripted(status=404, body=b'{"error": "not scripted"}')
            return script.pop(0) if len(script) > 1 else script[0]

    def pause(self, seconds: float) -> None:
        """Wait, or return at once when the server stops."""
        if seconds:
            self._over.wait(seconds)

    def _handler(self):
        replay = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                headers = {name.lower(): value for name, value in self.headers.items()}
                body = self.rfile.read(int(headers.get("content-length", 0)))
                reply = replay.take(Asked(self.path, headers, body))
                try:
                    play(self, replay, reply)
                except OSError:
                    self.close_connection = True

            do_POST = do_GET  # noqa: N815 the server's word

            def log_message(self, *_):
                pass

        return Handler


def play(handler: BaseHTTPRequestHandler, replay: Replay, reply: Scripted) -> None:
    """Send one scripted reply."""
    if reply.head_pieces:
        handler.close_connection = True
        for piece in reply.head_pieces:
            replay.pause(reply.pause_seconds)
            handler.wfile.write(piece)
        return
    handler.send_response(reply.status)
    for name, value in reply.headers.items():
        handler.send_header(name, value)
    bodiless = reply.status in {204, 304}
    if reply.declare_length and not bodiless:
        handler.send_header("Content-Length", str(len(reply.body)))
    elif not bodiless:
        handler.send_header("Connection", "close")
    handler.end_headers()
    body = b"" if bodiless else reply.body[: len(reply.body) // 2] if reply.cut else reply.body
    handler.close_connection = reply.cut or not reply.declare_length
    step = max(1, -(-len(body) // reply.pieces))
    for start in range(0, len(body), step):
        replay.pause(reply.pause_seconds)
        handler.wfile.write(body[start : start + step])
        handler.wfile.flush()
