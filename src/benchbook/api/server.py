"""The server: Granian inside this process, from the first accepted request to a clean stop."""

import asyncio
import contextlib
import ipaddress
import itertools
import signal
import socket
import threading
from collections.abc import Callable
from typing import Any

from granian.constants import Interfaces
from granian.server.embed import Server
from starlette.types import ASGIApp

from benchbook.errors import ServeError
from benchbook.model import Noun

STOP_SECONDS = 1.0
_SETTLE_SECONDS = 0.25
_KNOCK_SECONDS = 0.01
_KNOCK = b"HEAD /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
_LARGEST_PORT = 65535
_ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - what to knock at, not what to bind


class Address(Noun, frozen=True, kw_only=True):
    """A numeric address with a port that is free."""

    ip: str
    port: int

    def url(self, host: str) -> str:
        """Where a client finds it, by the name that was asked for."""
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"


def serve(app_factory: Callable[[], ASGIApp], host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM; ``ready`` gets the URL when requests are answered.

    Port 0 takes any free one. Raises ``ServeError`` when the address cannot be served.
    """
    address = find_address(host, port)
    asyncio.run(_serve(app_factory(), address, host, ready))


def find_address(host: str, port: int) -> Address:
    """Resolve a host and make sure that the port is free.

    The server shares ports on purpose (SO_REUSEPORT), so a second one would bind without a word
    and take half of the requests: the port is tried here without sharing.
    """
    if not 0 <= port <= _LARGEST_PORT:
        raise ServeError(host, port, f"a port is a number from 0 to {_LARGEST_PORT}")
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise ServeError(host, port, reason or "not a host name") from None
    family, kind, protocol, _, sockaddr = found[0]
    try:
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(sockaddr)
            trial.listen(1)
            bound = trial.getsockname()
    except OSError as error:
        raise ServeError(host, port, error.strerror or str(error)) from None
    return Address(ip=str(bound[0]), port=int(bound[1]))


def is_loopback(host: str) -> bool:
    """Whether a host is this machine alone; False for a name that is not known."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        return False
    return all(ipaddress.ip_address(address[4][0]).is_loopback for address in found)


async def _serve(app: ASGIApp, address: Address, host: str, ready: Callable[[str], None]) -> None:
    server = Server(
        app,
        address=address.ip,
        port=address.port,
        interface=Interfaces.ASGI,
        websockets=False,
        log_enabled=False,
        log_access=False,
    )
    stopping = asyncio.Event()
    _on_signals(stopping)
    serving = asyncio.create_task(server.serve())
    knocking = asyncio.create_task(_announce(address, host, ready))
    waiting = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if not stopping.is_set():
            raise _stopped_by_itself(serving, address, host)
        asyncio.get_running_loop().set_exception_handler(_tell_what_is_unexpected)
        server.stop()  # type: ignore[no-untyped-call]
        await asyncio.wait({serving}, timeout=STOP_SECONDS)
        # Its native thread takes the interpreter's lock once more after it says that it is done, and
        # aborts the whole process if the interpreter ends before that.
        await asyncio.sleep(_SETTLE_SECONDS)
    finally:
        for task in (serving, knocking, waiting):
            task.cancel()


def _tell_what_is_unexpected(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Granian ends its future also after it was given up, while a request is still being answered."""
    if not isinstance(context.get("exception"), asyncio.InvalidStateError):
        loop.default_exception_handler(context)


def _on_signals(stopping: asyncio.Event) -> None:
    """Only the main thread hears signals; elsewhere whoever started the thread ends it."""
    if threading.current_thread() is threading.main_thread():
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stopping.set)


def _stopped_by_itself(serving: "asyncio.Task[None]", address: Address, host: str) -> ServeError:
    error = serving.exception() if not serving.cancelled() else None
    return ServeError(host, address.port, f"the server stopped: {error or 'no reason given'}")


async def _announce(address: Address, host: str, ready: Callable[[str], None]) -> None:
    """Knock until a request is answered, then tell."""
    for pause in itertools.repeat(_KNOCK_SECONDS):
        if await _answers(_ANY_ADDRESS.get(address.ip, address.ip), address.port):
            break
        await asyncio.sleep(pause)
    ready(address.url(host))


async def _answers(ip: str, port: int) -> bool:
    with contextlib.suppress(OSError):
        reader, writer = await asyncio.open_connection(ip, port)
        try:
            writer.write(_KNOCK)
            return bool(await reader.read(1))
        finally:
            writer.close()
    return False
