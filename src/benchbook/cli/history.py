"""``benchbook history``: one model through time."""

from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from benchbook.cli.moments import moment, moment_options, public_option
from benchbook.cli.options import json_option, opened_to_read, print_json, print_table, printable, store_option

if TYPE_CHECKING:
    from datetime import datetime

    from benchbook.changes import ModelHistory


@click.command("history", epilog="Example: benchbook history openai/gpt-oss-120b --metric coding_index")
@click.argument("model")
@click.option("--source", "source_id", metavar="ID", help="Only scores of this source.")
@click.option("--metric", metavar="ID", help="Only scores of this metric, e.g. coding_index.")
@moment_options
@public_option
@json_option
@store_option
def command(
    model: str,
    source_id: str | None,
    metric: str | None,
    as_of: str | None,
    known_at: str | None,
    store_target: str | None,
    *,
    public: bool,
    as_json: bool,
) -> None:
    """Tell what MODEL cost and scored, and in which interval each figure held.

    MODEL is an id, a variant (:free) or a permaslug. A figure that follows a change of method is
    marked with the versions: it cannot be compared with the one before.
    """
    from benchbook.changes import model_history
    from benchbook.publication import audience_of

    asked = moment(as_of, known_at)
    with opened_to_read(store_target) as store:
        found = store.over_time(
            lambda timeline, at: model_history(timeline, model, at.as_of, audience_of(public=public)), asked
        )
    scores = tuple(each for each in found.scores if source_id in {None, each.source} and metric in {None, each.metric})
    found = replace(found, scores=scores)
    if as_json:
        print_json(found)
        return
    _show(found)


def _show(found: "ModelHistory") -> None:
    from benchbook.changes.words import money

    click.echo(f"{printable(found.model_id)}  {printable(found.name)}")
    for listing in found.listings:
        click.echo(f"  in the catalogue {_interval(listing.begins, listing.ends)}")
    if found.prices:
        click.echo("prices")
    for price in found.prices:
        kind = price.kind.replace("_", " ")
        click.echo(f"  {_interval(price.begins, price.ends)}  {kind}: {printable(money(price.price, price.kind))}")
    if found.scores:
        click.echo("scores")
        print_table(
            ("  from", "until", "source", "board", "metric", "value", "run", "break"),
            [
                (
                    f"  {each.begins:%Y-%m-%d}",
                    f"{each.ends:%Y-%m-%d}" if each.ends else "now",
                    each.source + (f" via {each.via}" if each.via else ""),
                    printable(each.board),
                    each.metric,
                    f"{each.value}",
                    printable(each.configuration or ""),
                    f"re-based {each.broken.old or '?'} -> {each.broken.new or '?'}" if each.broken else "",
                )
                for each in found.scores
            ],
        )
    for citation in dict.fromkeys(each.citation for each in found.scores if each.citation):
        click.echo(printable(citation), err=True)


def _interval(begins: "datetime", ends: "datetime | None") -> str:
    return f"{begins:%Y-%m-%d} to {f'{ends:%Y-%m-%d}' if ends else 'now'}"
