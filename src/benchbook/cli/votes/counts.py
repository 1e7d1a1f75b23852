"""``benchbook votes counts``: the counts of pairs, from which ratings can be made again."""

from typing import TYPE_CHECKING, Literal

import click

from benchbook.cli.export import write_export
from benchbook.cli.options import opened_to_read, store_option
from benchbook.wording import counted

if TYPE_CHECKING:
    pass


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
    "--format", "form", type=click.Choice(["csv", "json", "ndjson", "parquet"]), default="csv", help="How to write it."
)
@click.option("-o", "--output", metavar="FILE", help="Write to a file, which is there whole or not at all.")
@store_option
def counts(
    arena: str,
    category: str | None,
    kind: Literal["vote", "placement"] | None,
    form: str,
    output: str | None,
    store_target: str | None,
) -> None:
    """Write how often each model of each pair won in an ARENA, tied, or both were bad.

    A rating follows from these counts alone; their sha256 is told with it, so that anybody can make it again.
    """
    from benchbook.export import exported
    from benchbook.export.counts import counts_table
    from benchbook.votes.log.stored import stored_counts

    with opened_to_read(store_target) as store:
        found = stored_counts(store, arena, category, kind)
    pairs = f"{counted(len(found.first), 'pair')} of {counted(len(found.models), 'model')}"
    click.echo(f"{pairs}, {counted(found.votes, 'vote')}; sha256 {found.sha256}", err=True)
    write_export(exported(counts_table(found, arena, category), form), output, "pair")
