"""``benchbook decisions``: who decided what about names, and when."""

from typing import TYPE_CHECKING

import click

from benchbook.cli.options import json_option, opened_to_read, print_json, printable, store_option
from benchbook.wording import counted

if TYPE_CHECKING:
    from benchbook.store import Decision

_SHOWN = 50


@click.command("decisions", epilog="Example: benchbook decisions --limit 10")
@click.option("--limit", type=click.IntRange(min=1), default=_SHOWN, help="At most so many decisions.")
@json_option
@store_option
def command(limit: int, store_target: str | None, *, as_json: bool) -> None:
    """List what people decided about names, the newest first: who, what, why, and what it changed.

    Every decision is recorded that `benchbook alias` and `benchbook reject` or a reviewer in the
    browser make. Nothing changes the record; facts that are edited by hand do not stand in it.
    """
    with opened_to_read(store_target) as store:
        found = store.decisions(limit)
    if as_json:
        print_json(found)
        return
    if not found:
        click.echo("Nothing was decided yet.", err=True)
    for decision in found:
        _show(decision)


def _show(decision: "Decision") -> None:
    key = f" (key {decision.key_id})" if decision.key_id else ""
    click.echo(f"{decision.recorded_at:%Y-%m-%d %H:%M} UTC  {printable(decision.decider + key)}: {_what(decision)}")
    changed = (("gained", decision.gained), ("lost", decision.lost), ("moved", decision.moved))
    told = ", ".join(f"{counted(count, 'name')} {kind}" for kind, count in changed if count)
    reason = f"{printable(decision.reason)}; " if decision.reason else ""
    click.echo(f"    {reason}{told or 'no name gained, lost or moved'}")


def _what(decision: "Decision") -> str:
    verb = {"alias": "stands for", "rejection": "is not"}[decision.kind]
    withdrawn = ", withdrawn" if decision.action == "withdrawn" else ""
    name, of = decision.name or "(no name)", decision.source or "every source"
    return printable(f"{name} [{of}] {verb} {decision.model_id}{withdrawn}")
