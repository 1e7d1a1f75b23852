"""``benchbook watch``: what changes, posted to a receiver."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from types import FrameType
from typing import TYPE_CHECKING

import click

from benchbook.cli.options import now, opened_to_read, printable, store_option

if TYPE_CHECKING:
    from benchbook.watch import Signer, Watcher

SECRET_VARIABLE = "BENCHBOOK_WATCH_SECRET"  # noqa: S105 - where it stands, not what it is
_MOST_SECRET_BYTES = 4096


@click.command(
    "watch",
    epilog="Example: benchbook watch --url https://hooks.example/benchbook --filter kind=price --filter "
    "'model=openai/*'   Posts are signed with the secret in the environment variable "
    f"{SECRET_VARIABLE} or in --secret-file.",
)
@click.option("--url", required=True, metavar="URL", help="Where to post: http or https.")
@click.option(
    "--filter",
    "filters",
    multiple=True,
    metavar="KEY=GLOB",
    help="Only changes of this kind, model, source, board or metric. Of one key any may match, of several all must.",
)
@click.option(
    "--since",
    metavar="WHEN",
    help="At the very first start, post also what happened after this day or instant.  [default: nothing]",
)
@click.option("--once", is_flag=True, help="Post what is new now, and exit.")
@click.option("--dry-run", is_flag=True, help="Print what would be posted now, a JSON line each, and record nothing.")
@click.option("--public", is_flag=True, help="Leave out figures that are for internal use (licence internal).")
@click.option(
    "--interval",
    "interval_seconds",
    type=click.FloatRange(min=0.1, max=86_400),
    default=2.0,
    help="Seconds between two looks at the store.",
)
@click.option("--secret-file", metavar="FILE", help=f"Where the secret is, if not in {SECRET_VARIABLE}.")
@store_option
def command(
    url: str,
    filters: tuple[str, ...],
    since: str | None,
    interval_seconds: float,
    secret_file: str | None,
    store_target: str | None,
    *,
    once: bool,
    dry_run: bool,
    public: bool,
) -> None:
    """Post what changes in the store to URL as it appears, as signed JSON, until interrupted.

    At the first start all that is known is taken as told. From then on every change is posted at
    least once, also across restarts and while the receiver is down; a batch that is posted again
    bears the same webhook-id. A watch is known by its URL, its filters and --public.
    """
    from benchbook.fetch import Receiver
    from benchbook.watch import Watch, Watcher, follow, read_filter

    after = None if since is None else _time(since)
    receiver = Receiver(url, now=now, for_ever=not once, waits=lambda reason: _tell(f"waiting: {reason}"))
    watch = Watch(receiver=receiver.name, filter=read_filter(filters), audience="everyone" if public else "keyholders")
    signals = _Signals()
    with opened_to_read(store_target) as store:
        watcher = Watcher(store, watch, now=now, since=after, tell=_tell, uninterrupted=signals.deferred)
        if dry_run:
            _print(watcher)
            return
        signer = _signer(secret_file)
        _tell(f"watching {store.name} for {receiver.shown}")
        with signals.heard():
            if once:
                watcher.step(receiver, signer)
                return
            try:
                follow(watcher, receiver, signer, interval_seconds=interval_seconds, tell=_tell)
            except KeyboardInterrupt:
                _tell("stopped; what was not posted waits for the next start")


def _time(text: str) -> datetime:
    from benchbook.moments import read_time

    return read_time("since", text, now())


def _tell(sentence: str) -> None:
    click.echo(printable(sentence), err=True)


def _print(watcher: "Watcher") -> None:
    import msgspec

    watcher.begin(record=False)
    for batch in watcher.batches():
        click.echo(msgspec.json.encode(batch).decode())


def _signer(secret_file: str | None) -> "Signer":
    """What signs, by the secret of the file or else of the environment."""
    from pathlib import Path

    from benchbook.errors import NoSecret, UnreadableInput
    from benchbook.watch import read_secrets

    if secret_file is None:
        secret = os.environ.get(SECRET_VARIABLE, "")
        if not secret.strip():
            raise NoSecret(f"the environment variable {SECRET_VARIABLE}", "is not set, and there is no --secret-file")
        return read_secrets(secret, f"the environment variable {SECRET_VARIABLE}")
    try:
        with Path(secret_file).expanduser().open("rb") as file:
            text = file.read(_MOST_SECRET_BYTES).decode()
    except OSError as error:
        raise UnreadableInput(secret_file, error.strerror or "not a file") from None
    except ValueError:
        text = "not text"
    return read_secrets(text, secret_file)


class _Signals:
    """SIGINT and SIGTERM end what waits at once, and what is being recorded when it is recorded."""

    def __init__(self) -> None:
        self._deferring = False
        self._came = False

    @contextmanager
    def heard(self) -> Iterator[None]:
        numbers = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.signal(number, self._take) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    @contextmanager
    def deferred(self) -> Iterator[None]:
        self._deferring = True
        try:
            yield
        finally:
            self._deferring = False
            if self._came:
                raise KeyboardInterrupt

    def _take(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._came = True
        if not self._deferring:
            raise KeyboardInterrupt
