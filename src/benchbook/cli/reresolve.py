"""``benchbook re-resolve``: every name of the store anew, and what that changed."""

from typing import TYPE_CHECKING

import click

from benchbook.cli.options import (
    facts_option,
    json_option,
    loaded_facts,
    opened_to_read,
    print_json,
    print_table,
    printable,
    store_option,
)
from benchbook.wording import counted

if TYPE_CHECKING:
    from benchbook.resolve.differences import Difference, ReResolution

_SHOWN_DIFFERENCES = 50


@click.command("re-resolve", epilog="Example: benchbook re-resolve --dry-run")
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@facts_option
@json_option
@store_option
def command(facts_folder: str | None, store_target: str | None, *, dry_run: bool, as_json: bool) -> None:
    """Resolve every stored name anew by the facts as they are now, and show the differences.

    Nothing is fetched or read in again. Gained: a name that waited found its model; lost: one has
    none any more; moved: another model; reconfigured: the same one, run otherwise.
    """
    from benchbook.pipeline import re_resolve

    facts = loaded_facts(facts_folder, store_target)
    with opened_to_read(store_target) as store:
        done = re_resolve(store, facts, dry_run=dry_run)
    if as_json:
        print_json(done)
        return
    show_differences(done)
    click.echo()
    show_rules(done)


def show_differences(done: "ReResolution") -> None:
    """Each name whose scores changed their model, and a line with the counts."""
    for difference in done.differences[:_SHOWN_DIFFERENCES]:
        scores = counted(difference.scores, "score")
        click.echo(f"{difference.kind}: {printable(difference.name)}  [{printable(difference.source)}], {scores}")
        click.echo(f"    {printable(_way(difference))}")
        rule = f"{difference.rule}: " if difference.after and difference.rule else ""
        click.echo(f"    {printable(rule + difference.reason)}")
    hidden = len(done.differences) - _SHOWN_DIFFERENCES
    if hidden > 0:
        click.echo(f"… and {counted(hidden, 'more name')}; --json lists them all")
    click.echo(counts_line(done))


def _way(difference: "Difference") -> str:
    if difference.kind == "reconfigured":
        configuration = difference.configuration
        told = [f"{name} {getattr(configuration, name)}" for name in configuration.__struct_fields__]
        return f"{difference.after}: {', '.join(part for part in told if not part.endswith(' None')) or 'as it is'}"
    return f"{difference.before or 'unresolved'} -> {difference.after or 'unresolved'}"


def counts_line(done: "ReResolution") -> str:
    """One line with the counts of every kind of difference."""
    from benchbook.resolve.differences import KINDS

    parts = [f"{done.scores(kind):,} {kind}" for kind in KINDS]
    lead = "Scores that would change" if done.dry_run else "Scores"
    anew = f"; {counted(done.explained_anew, 'name')} explained anew" if done.explained_anew else ""
    return f"{lead}: {', '.join(parts)}{anew}."


def show_rules(done: "ReResolution") -> None:
    """How many names each rule joins, and how many are joined to nothing."""
    rows = [(rule.rule, f"{rule.subjects:,}", f"{rule.scores:,}") for rule in done.rules]
    print_table(("rule", "names", "scores"), rows)
    pinned = f", {done.rejected:,} of them rejected by a person" if done.rejected else ""
    click.echo(f"{counted(done.subjects, 'name')}, {done.unresolved:,} unresolved{pinned}")
