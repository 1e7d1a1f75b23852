"""The options with which every verb that reads asks about a point in time."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from datetime import datetime

    from benchbook.model import Moment

F = TypeVar("F", bound=Callable[..., Any])


def moment_options(command: F) -> F:
    """``--as-of WHEN`` and ``--known-at WHEN``, the same on every verb that reads the store."""
    as_of = click.option(
        "--as-of", metavar="WHEN", help="What was so at this date (2026-07-22, its last moment) or instant, UTC."
    )
    known_at = click.option(
        "--known-at", metavar="WHEN", help="Only by what had been recorded in the store by this date or instant, UTC."
    )
    return as_of(known_at(command))


def moment(as_of: str | None, known_at: str | None) -> "Moment":
    """The moment of the two options; raises ``NoSuchMoment``."""
    from benchbook.moments import read_moment

    return read_moment(as_of, known_at)


def time(name: str, text: str | None) -> "datetime | None":
    """One date or instant of an option; raises ``NoSuchMoment``."""
    from benchbook.cli.options import now
    from benchbook.moments import read_time

    return None if text is None else read_time(name, text, now())


def public_option(command: F) -> F:
    """``--public``: what anyone may see."""
    return click.option(
        "--public", is_flag=True, help="Leave out figures that are for internal use: what anyone may be shown."
    )(command)
