"""Options and forms of output that several verbs share."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

from benchbook.wording import counted

if TYPE_CHECKING:
    from pathlib import Path

    from benchbook.model import CatalogModel
    from benchbook.resolve import Facts
    from benchbook.store import Store

BUSY_TIMEOUT_SECONDS = 30.0

F = TypeVar("F", bound=Callable[..., Any])


def _where(option: str, parameter: str, metavar: str, variable: str, told: str) -> Callable[[F], F]:
    """An option that says where something is kept, the same on every command; a variable may say it, too."""
    return click.option(option, parameter, metavar=metavar, envvar=variable, show_envvar=True, default=None, help=told)


store_option = _where(
    "--store",
    "store_target",
    "PATH|URL",
    "BENCHBOOK_STORE",
    "The store: a file, or a database URL (postgresql://…).  [default: a file in the user's data folder]",
)
facts_option = _where(
    "--facts",
    "facts_folder",
    "DIR",
    "BENCHBOOK_FACTS",
    "Your own facts about names, which win over ours.  [default: the folder facts beside the store]",
)
log_option = _where(
    "--log",
    "log_folder",
    "DIR",
    "BENCHBOOK_VOTES_LOG",
    "Where votes are kept, in Parquet files.  [default: the folder votes beside the store]",
)


def json_option(command: F) -> F:
    """``--json`` for output that a program reads."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for a program to read.")(command)


def calculate_alone() -> None:
    """Let numpy's algebra use one thread, unless the user says otherwise; to be called before numpy is imported.

    Most boards are small: on them several threads wait for each other longer than they work, above all where other
    processes are busy.
    """
    import os

    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def opened(store_target: str | None, busy_timeout_seconds: float | None = None) -> "Store":
    """The store of ``--store``, made if it is not there yet, for use in a ``with``; None waits as long as usual."""
    from benchbook.store import open_store

    seconds = BUSY_TIMEOUT_SECONDS if busy_timeout_seconds is None else busy_timeout_seconds
    return open_store(store_target or None, busy_timeout_seconds=seconds)


def opened_to_read(store_target: str | None) -> "Store":
    """The store of ``--store`` for a verb that only reads: one that was named must be there."""
    from benchbook.store import open_store

    return open_store(store_target or None, busy_timeout_seconds=BUSY_TIMEOUT_SECONDS, create=not store_target)


def folder_beside(store_target: str | None, name: str) -> "Path":
    """A folder beside the store's file; for a database on a server, in the user's data folder."""
    from pathlib import Path

    from benchbook.places import data_folder, default_store
    from benchbook.store.engine import locate

    file = locate(store_target or default_store()).path
    return (Path(file).parent if file else data_folder()) / name


def default_facts_folder(store_target: str | None) -> "Path":
    """The folder ``facts`` beside the store."""
    return folder_beside(store_target, "facts")


def log_folder_of(log_folder: str | None, store_target: str | None) -> "Path":
    """The folder of the log of votes: the one that was named, or ``votes`` beside the store; there or not."""
    from pathlib import Path

    return Path(log_folder).expanduser() if log_folder else folder_beside(store_target, "votes")


def own_facts_folder(facts_folder: str | None, store_target: str | None) -> "Path":
    """The folder that decisions are written to: the one that was named or the default one, there or not."""
    from pathlib import Path

    return Path(facts_folder).expanduser() if facts_folder else default_facts_folder(store_target)


def facts_folder_of(facts_folder: str | None, store_target: str | None) -> "Path | None":
    """The user's folder of facts: the one that was named, or the default one if it is there."""
    from pathlib import Path

    if facts_folder:
        return Path(facts_folder).expanduser()
    default = default_facts_folder(store_target)
    try:
        return default if default.is_dir() else None
    except OSError:
        return default  # where it cannot be looked at, reading it says why


def loaded_facts(facts_folder: str | None, store_target: str | None) -> "Facts":
    """The packaged facts with the user's own laid over them; raises ``FactsError``."""
    from benchbook.resolve.user_facts import load_facts

    return load_facts(facts_folder_of(facts_folder, store_target))


def loaded_catalogue(path: str, max_bytes: int | None) -> "tuple[CatalogModel, ...]":
    """The entries of ``--catalog FILE``; says on standard error how many could not be read."""
    from benchbook.documents import MAX_DOCUMENT_BYTES
    from benchbook.resolve.catalog_file import read_catalogue

    found = read_catalogue(path, now=now(), max_bytes=max_bytes or MAX_DOCUMENT_BYTES)
    for origin, count in found.left_out.items():
        entries = counted(count, "entry", "entries")
        click.echo(
            f"{printable(origin)}: {entries} cannot be read and {'is' if count == 1 else 'are'} left out", err=True
        )
    return found.models


def user_name() -> str:
    """Who gives the command, as the system tells it."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown user"


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


def printable(text: str) -> str:
    """Text from outside without control characters, so that it cannot steer a terminal."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
