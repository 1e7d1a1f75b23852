"""A process of its own that draws, so that drawing stops nobody and cannot take the server with it.

Vega runs in an engine that holds Python's lock while it draws (a third of a second for a few hundred points), keeps
some hundred megabytes, and ends the whole process when it runs out of memory. So it lives in a child, which reads
requests from its standard input, one JSON line each, and ends with it::

    {"picture": "png", "scale": 2, "spec": "…"}  ->  {"bytes": 1234, "error": null} and that many bytes
"""

import atexit
import json
import subprocess
import sys
import threading
from contextlib import suppress
from typing import IO, Literal

from benchbook.errors import NotDrawable

MOST_SECONDS = 60.0
"""So long one picture may take."""

_MOST_PICTURES = 200
_START = "from benchbook.charts.drawer import serve; serve()"

Picture = Literal["svg", "png"]


class Drawer:
    """The child, started when the first picture is wanted and again when it ended; one picture at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._drawn = 0

    def draw(self, picture: Picture, spec: str, scale: float = 1.0, most_seconds: float = MOST_SECONDS) -> bytes:
        """A Vega-Lite specification in JSON as a picture. Raises ``NotDrawable`` where there will be none."""
        request = json.dumps({"picture": picture, "scale": scale, "spec": spec}).encode() + b"\n"
        with self._lock:
            child = self._running()
            late = threading.Timer(most_seconds, child.kill)
            late.start()
            try:
                return self._asked(child, request)
            except (OSError, ValueError) as error:
                self._end()
                raise NotDrawable("what draws it ended, or took too long") from error
            finally:
                late.cancel()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is not None and (self._child.poll() is not None or self._drawn >= _MOST_PICTURES):
            self._end()
        if self._child is None:
            self._drawn = 0
            self._child = subprocess.Popen(  # noqa: S603 - our own interpreter and our own text
                [sys.executable, "-P", "-c", _START],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._child

    def _asked(self, child: subprocess.Popen[bytes], request: bytes) -> bytes:
        if child.stdin is None or child.stdout is None:
            raise OSError("the child has no pipes")
        child.stdin.write(request)
        child.stdin.flush()
        head = json.loads(child.stdout.readline())
        body = child.stdout.read(head["bytes"])
        if len(body) != head["bytes"]:
            raise OSError("the child ended amid a picture")
        self._drawn += 1
        if head["error"] is not None:
            raise NotDrawable(head["error"])
        return body

    def close(self) -> None:
        """End the child; the next picture starts another."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        child.wait()


DRAWER = Drawer()
atexit.register(DRAWER.close)


def serve() -> None:
    """What the child does until its standard input ends."""
    answer(sys.stdin.buffer, sys.stdout.buffer)


def answer(requests: IO[bytes], replies: IO[bytes]) -> None:
    """Draw each request in turn; what Vega refuses is told as an error of one line."""
    import vl_convert  # noqa: PLC0415 - only in the child

    for line in requests:
        asked = json.loads(line)
        body, error = b"", None
        try:
            if asked["picture"] == "svg":
                body = vl_convert.vegalite_to_svg(asked["spec"], allowed_base_urls=[]).encode()
            else:
                body = vl_convert.vegalite_to_png(asked["spec"], scale=asked["scale"], allowed_base_urls=[])
        except ValueError as refused:
            error = " ".join(str(refused).split())[:200]
        replies.write(json.dumps({"bytes": len(body), "error": error}).encode() + b"\n" + body)
        replies.flush()
