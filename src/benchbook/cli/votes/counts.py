"""``benchbook votes counts``: the counts of pairs, from which ratings can be made again."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from benchbook.cli.export import write_export
from benchbook.cli.options import opened_to_read, store_option
from benchbook.wording import counted

if TYPE_CHECKING:
    from benchbook.store import Store

_FORMS = ("csv", "json", "ndjson", "parquet")


@click.command("counts", epilog="Example: benchbook votes counts chat --category coding --output counts.csv")
@click.argument("arena")
@click.option("--category", metavar="NAME", help="The votes of one category.  [default: all of them]")
@click.option(
    "--kind",
    type=click.Choice(["vote", "placement"]),
    default=None,
    help="Votes, or pairs of placements.  [default: votes, if there are any]",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMS),
    default=None,
    help="How to write it.  [default: by the suffix of --output, else csv]",
)
@click.option("-o", "--output", metavar="FILE", help="Write to a file, which is there whole or not at all.")
@store_option
def counts(
    arena: str,
    category: str | None,
    kind: Literal["vote", "placement"] | None,
    form: str | None,
    output: str | None,
    store_target: str | None,
) -> None:
    """Write how often each model of each pair won in an ARENA, tied, or both were bad.

    A rating follows from these counts alone; their sha256 is told with it, so that anybody can make it again.
    """
    from benchbook.export import exported
    from benchbook.export.counts import counts_table
    from benchbook.votes.log.stored import stored_counts

    chosen = form or _told_form(output)
    with opened_to_read(store_target) as store:
        _check_category(store, arena, category)
        found = stored_counts(store, arena, category, kind)
    pairs = f"{counted(len(found.first), 'pair')} of {counted(len(found.models), 'model')}"
    click.echo(f"{pairs}, {counted(found.votes, 'vote')}; sha256 {found.sha256}", err=True)
    write_export(exported(counts_table(found, arena, category), chosen), output, "pair")


def _told_form(output: str | None) -> str:
    """The format that the output's name tells, else CSV."""
    from benchbook.export import format_of

    told = None if output is None else format_of(Path(output))
    if told is not None and told not in _FORMS:
        raise click.UsageError(f"Counts are not written as {told}: give --format, one of {', '.join(_FORMS)}.")
    return told or "csv"


def _check_category(store: "Store", arena: str, category: str | None) -> None:
    """Raises ``NoSuchCategory`` for a category that the arena does not have."""
    from benchbook.errors import NoSuchCategory
    from benchbook.store.voting.nouns import OVERALL
    from benchbook.votes.log.stored import categories

    known = dict.fromkeys((OVERALL, *(each.name for each in categories(store, arena))))
    if category is not None and category not in known:
        raise NoSuchCategory(arena, category, known)
