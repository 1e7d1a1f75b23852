"""``benchbook changes``: what is otherwise than it was."""

from typing import TYPE_CHECKING

import click

from benchbook.cli.moments import public_option, time
from benchbook.cli.options import json_option, opened_to_read, print_json, printable, store_option
from benchbook.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchbook.changes import Change, Window


@click.command("changes", epilog="Example: benchbook changes --since 2026-06-16 --model 'anthropic/*' --kind price")
@click.option("--since", metavar="WHEN", help="Changes after this date or instant.  [default: the last 30 days]")
@click.option("--until", "--as-of", "until", metavar="WHEN", help="Changes until this date or instant.  [default: now]")
@click.option("--known-at", metavar="WHEN", help="Only by what had been recorded in the store by this date or instant.")
@click.option("--model", metavar="ID", help="One model with its variants, or a pattern (openai/*).")
@click.option("--kind", metavar="KIND", help="One kind of change, or a pattern (model-*).")
@click.option("--source", "source_id", metavar="ID", help="Only what this source tells.")
@click.option("--board", metavar="NAME", help="Changes on one board, or a pattern (models/*).")
@public_option
@json_option
@store_option
def command(
    since: str | None,
    until: str | None,
    known_at: str | None,
    model: str | None,
    kind: str | None,
    source_id: str | None,
    board: str | None,
    store_target: str | None,
    *,
    public: bool,
    as_json: bool,
) -> None:
    """Tell what changed: models, prices, scores, facts and joins, the oldest first.

    Models that came, went or ended being free, prices and scores with their old and new values. An
    index that was re-based is one line. What a catalogue or board held when it was read for the
    first time is no change. The last 30 days count back from the last observation.
    """
    from benchbook.changes import Wanted, changes, window
    from benchbook.publication import audience_of, licences_of

    asked = (time("since", since), time("until", until), time("known_at", known_at))
    with opened_to_read(store_target) as store:
        wanted = window(store.times(), *asked)
        audience = audience_of(public=public)
        asked_for, found = store.over_time(
            lambda timeline, _: (
                told := wanted.begun(timeline.dates_under(licences_of(audience))),
                changes(timeline, told.since, told.until, audience),
            ),
            wanted.moment,
        )
    _check_kind(kind)
    chosen = Wanted(model=model, kind=kind, source=source_id, board=board).choose(found)
    if as_json:
        print_json(chosen)
        return
    _show(chosen, asked_for)


def _check_kind(kind: str | None) -> None:
    from fnmatch import fnmatchcase

    from benchbook.changes.nouns import KINDS
    from benchbook.errors import UnknownThing

    if kind is not None and not any(fnmatchcase(known, kind) for known in KINDS):
        raise UnknownThing("kind of change", kind, KINDS)


def _show(chosen: "Iterable[Change]", asked_for: "Window") -> None:
    day = None
    cited: dict[str, None] = {}
    count = 0
    for count, change in enumerate(chosen, start=1):  # noqa: B007 told at the end
        if change.at.date() != day:
            day = change.at.date()
            click.echo(f"{day}")
        click.echo(f"  {change.kind:<14}  {printable(change.summary)}")
        if change.citation:
            cited[change.citation] = None
    since = f" since {asked_for.since:%Y-%m-%d}" if asked_for.since else ""
    click.echo(f"{counted(count, 'change')}{since}.", err=True)
    for citation in cited:
        click.echo(printable(citation), err=True)
