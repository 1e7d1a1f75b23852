"""``benchbook prune``: old documents out of the archive."""

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click

from benchbook.cli.options import json_option, now, opened_to_read, print_json, print_table, store_option
from benchbook.wording import counted

if TYPE_CHECKING:
    from benchbook.store import ArchivedDocument

_DAYS = {"d": 1, "w": 7, "y": 365}


@click.command("prune", epilog="Example: benchbook prune --raw-older-than 90d --keep-last 10 --apply")
@click.option("--raw-older-than", "older_than", metavar="AGE", help="How old: 90d, 12w, 1y, or a date (2026-01-31).")
@click.option("--keep-last", type=click.IntRange(min=1), default=None, help="Keep the last so many of each source.")
@click.option("--apply", "is_applied", is_flag=True, help="Do it; without, it is only said what would go.")
@json_option
@store_option
def command(
    older_than: str | None, keep_last: int | None, store_target: str | None, *, is_applied: bool, as_json: bool
) -> None:
    """Let go of the bytes of old archived documents. Scores and all that was read in them stay.

    The newest document of each source stays, and what the next `sync` needs to ask for changes only.
    A store with pruned documents cannot be rebuilt from its archive.
    """
    if older_than is None and keep_last is None:
        raise click.UsageError("Say which: --raw-older-than AGE, --keep-last N, or both.")
    before = None if older_than is None else _cut(older_than)
    with opened_to_read(store_target) as store:
        size = store.archive_size()
        chosen = store.prune if is_applied else store.prunable
        found = chosen(before, keep_last or 1)
        freed = size.packed_bytes - store.archive_size().packed_bytes if is_applied else None
    if as_json:
        print_json({"applied": is_applied, "freed_bytes": freed, "documents": found})
        return
    _show(found, counted(size.documents, "document"), freed)


def _cut(text: str) -> datetime:
    """The time before which a document is old."""
    from benchbook.documents import parse_instant

    age = re.fullmatch(r"(\d{1,5})([dwy])", text.strip().lower(), re.ASCII)
    if age:
        today, days = now(), int(age[1]) * _DAYS[age[2]]
        # Nothing is older than the calendar.
        return today - min(timedelta(days=days), today - datetime.min.replace(tzinfo=today.tzinfo))
    try:
        return parse_instant(text)
    except ValueError as error:
        reason = f"{text!r} is no age: expected days (90d), weeks (12w), years (1y) or a date (2026-01-31)"
        raise click.BadParameter(reason, param_hint="--raw-older-than") from error


def _show(found: "tuple[ArchivedDocument, ...]", all_documents: str, freed: int | None) -> None:
    from benchbook.store.pruning import by_source

    rows = [
        (
            source,
            f"{len(some):,}",
            f"{sum(document.size for document in some):,}",
            f"{sum(document.packed_bytes for document in some):,}",
            f"{some[0].first_recorded_at:%Y-%m-%d}",
            f"{some[-1].first_recorded_at:%Y-%m-%d}",
        )
        for source, some in by_source(found).items()
    ]
    if rows:
        print_table(("source", "documents", "bytes", "packed", "from", "to"), rows)
    if freed is None:
        click.echo(f"{len(found):,} of {all_documents} would go; nothing was changed, --apply does it")
    else:
        click.echo(f"{len(found):,} of {all_documents} went; the archive takes {freed:,} bytes less")
