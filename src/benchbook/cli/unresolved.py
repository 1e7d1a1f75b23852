"""``benchbook unresolved``: names that wait for a person."""

from typing import TYPE_CHECKING

import click

from benchbook.cli.options import json_option, opened_to_read, print_json, printable, store_option

if TYPE_CHECKING:
    from benchbook.model import StoredResult


@click.command("unresolved", epilog="Example: benchbook unresolved --source artificial-analysis --limit 20")
@click.option("--source", "source_id", metavar="ID", help="Only the names of this source.")
@click.option("--limit", type=click.IntRange(min=1), default=None, help="At most so many names.")
@json_option
@store_option
def command(source_id: str | None, limit: int | None, store_target: str | None, *, as_json: bool) -> None:
    """List names that were joined to no model: why not, and which models are named most alike.

    Suggestions are for a person to judge; Benchbook never joins a name because it looks alike.
    """
    from benchbook.errors import UnknownThing
    from benchbook.resolve import Suggester
    from benchbook.sources import all_sources

    with opened_to_read(store_target) as store:
        results = store.results()
        known = sorted({*all_sources(), *(result.scope.source for result in results)})
        if source_id is not None and source_id not in known:
            raise UnknownThing("source", source_id, known)
        waiting = _waiting(results, source_id)[:limit]
        suggester = Suggester(state.model for state in store.models())
    found = [(result, count, suggester.suggest(result.labels)) for result, count in waiting]
    if as_json:
        print_json(
            [
                {
                    "name": result.labels.name,
                    "source": result.scope.source,
                    "via": result.scope.via,
                    "results": count,
                    "reason": getattr(result.identity, "reason", ""),
                    "suggestions": suggestions,
                }
                for result, count, suggestions in found
            ]
        )
        return
    if not found:
        click.echo("No name is waiting.", err=True)
    for result, _, suggestions in found:
        near = ", ".join(f"{nearest.model_id} ({nearest.likeness_percent} %)" for nearest in suggestions)
        click.echo(f"{printable(result.labels.name)}  [{result.scope.source}]")
        click.echo(f"    {printable(getattr(result.identity, 'reason', ''))}")
        click.echo(f"    most alike: {printable(near) or 'nothing'}")


def _waiting(results: "tuple[StoredResult, ...]", source_id: str | None) -> "list[tuple[StoredResult, int]]":
    """One result a name with the number of its results, most results first."""
    from benchbook.model import Unmatched

    names: dict[tuple[str, str | None, str], list[StoredResult]] = {}
    for result in results:
        if result.standing and isinstance(result.identity, Unmatched) and source_id in {None, result.scope.source}:
            names.setdefault((result.scope.source, result.scope.via, result.labels.name), []).append(result)
    ordered = sorted(names.items(), key=lambda item: (-len(item[1]), item[0][0], item[0][2]))
    return [(found[0], len(found)) for _, found in ordered]
