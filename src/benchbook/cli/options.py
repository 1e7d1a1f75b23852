"""Options and forms of output that several verbs share."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from benchbook.store import Store

BUSY_TIMEOUT_SECONDS = 30.0

F = TypeVar("F", bound=Callable[..., Any])


def store_option(command: F) -> F:
    """``--store PATH|URL``, the same on every command."""
    return click.option(
        "--store",
        "store_target",
        metavar="PATH|URL",
        envvar="BENCHBOOK_STORE",
        show_envvar=True,
        default=None,
        help="The store: a file, or a database URL (postgresql://…).  [default: a file in the user's data folder]",
    )(command)


def json_option(command: F) -> F:
    """``--json`` for output that a program reads."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for a program to read.")(command)


def opened(store_target: str | None) -> "Store":
    """The store of ``--store``, made if it is not there yet, for use in a ``with``."""
    from benchbook.store import open_store

    return open_store(store_target or None, busy_timeout_seconds=BUSY_TIMEOUT_SECONDS)


def opened_to_read(store_target: str | None) -> "Store":
    """The store of ``--store`` for a verb that only reads: one that was named must be there."""
    from benchbook.store import open_store

    return open_store(store_target or None, busy_timeout_seconds=BUSY_TIMEOUT_SECONDS, create=not store_target)


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def print_json(value: object) -> None:
    """One JSON document on standard output."""
    import msgspec

    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A plain table on standard output, columns as wide as their widest cell."""
    lines = [header, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    for line in lines:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def age(since: datetime, until: datetime) -> str:
    """How long ago, in words: ``3 days``."""
    seconds = max(0, int((until - since).total_seconds()))
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= length:
            return counted(seconds // length, unit)
    return "just now"


def counted(count: int, noun: str, plural: str | None = None) -> str:
    """``1 model``, ``1,085 models``."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def printable(text: str) -> str:
    """Text from outside without control characters, so that it cannot steer a terminal."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
