"""``benchbook rate``: ratings of an arena, from its votes."""

from typing import Any

import click

from benchbook.cli.options import calculate_alone, facts_option, log_option, opened, opened_to_read, store_option
from benchbook.cli.rate.asked import ARROW, asked, conventions_options
from benchbook.cli.rate.boards import of_files, of_store
from benchbook.cli.rate.forms import finish
from benchbook.cli.vote_columns import columns_options


@click.command(
    "rate",
    epilog="Example: benchbook rate mine --category coding --publish   "
    "Files are rated without storing anything: benchbook rate --votes votes.parquet   "
    "What is said of columns is for such files.",
)
@click.argument("arena", required=False)
@click.option(
    "--category", "categories", multiple=True, metavar="NAME", help="A board, or several.  [default: overall]"
)
@click.option("--all", "every", is_flag=True, help="Every board of the arena.")
@click.option("--as-of", metavar="WHEN", help="By the votes cast until this date (its last moment) or instant, UTC.")
@conventions_options
@click.option(
    "--engine",
    default=ARROW,
    metavar="NAME",
    help="What counts votes: arrow, duckdb, spark, or a URL; all but arrow know files of a log alone.",
)
@click.option("--votes", multiple=True, metavar="FILE", help="Rate a file of votes, or several; nothing is stored.")
@click.option("--counts", metavar="FILE", help="Rate counts of pairs, as `benchbook votes counts` writes them.")
@click.option("--as-voted", is_flag=True, help="Take every name for a model of its own.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "document"]),
    default=None,
    help="How to write it; a document is what `benchbook import` reads.  [default: by the suffix of --output, else"
    " table]",
)
@click.option("--output", "-o", metavar="FILE", help="Write to a file, which is there whole or not at all.")
@click.option("--publish", is_flag=True, help="Write the boards into the ledger, those that changed.")
@click.option(
    "--licence",
    type=click.Choice(["open", "attribution", "internal"]),
    help="Who may see the boards: everyone, everyone with the citation, or holders of a key.  [default: as published"
    " before, else attribution]",
)
@click.option("--citation", metavar="TEXT", help="How to cite what is published.  [default: as published before]")
@columns_options
@log_option
@facts_option
@store_option
def command(**said: Any) -> None:  # noqa: ANN401 - click has checked what was said
    """Rate the models of ARENA by its votes: ratings, intervals, ranks that the votes leave possible, win rates.

    Without ARENA it is the only one of the store. Nothing is written but what --publish or --output ask for.
    """
    calculate_alone()
    wanted = asked(said)
    if wanted.votes or wanted.counts is not None:
        finish(of_files(wanted), wanted)
        return
    with opened(wanted.store_target) if wanted.publish else opened_to_read(wanted.store_target) as store:
        finish(of_store(store, wanted), wanted, store)
