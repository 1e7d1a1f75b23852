"""``benchbook unresolved``: names that wait for a person."""

from typing import TYPE_CHECKING

import click

from benchbook.cli.moments import moment, moment_options
from benchbook.cli.options import (
    facts_option,
    json_option,
    loaded_facts,
    opened_to_read,
    print_json,
    printable,
    store_option,
)
from benchbook.wording import counted

if TYPE_CHECKING:
    from benchbook.model import Suggestion
    from benchbook.review import WaitingName

_SHOWN_REFUSALS = 5


@click.command("unresolved", epilog="Example: benchbook unresolved --source artificial-analysis --limit 20")
@click.option("--source", "source_id", metavar="ID", help="Only the names of this source.")
@click.option("--limit", type=click.IntRange(min=1), default=None, help="At most so many names.")
@facts_option
@json_option
@moment_options
@store_option
def command(
    source_id: str | None,
    limit: int | None,
    facts_folder: str | None,
    as_of: str | None,
    known_at: str | None,
    store_target: str | None,
    *,
    as_json: bool,
) -> None:
    """List names that were joined to no model, most results first: why not, and what is named most alike.

    Suggestions are for a person to judge; Benchbook never joins a name because it looks alike.
    `benchbook alias add` and `benchbook reject add` decide.
    """
    from benchbook.errors import UnknownThing
    from benchbook.review import Suggestions, waiting_names
    from benchbook.sources import all_sources

    facts = loaded_facts(facts_folder, store_target)
    with opened_to_read(store_target) as store:
        state = store.state(moment(as_of, known_at))
    known = sorted({*all_sources(), *(result.scope.source for result in state.results)})
    if source_id is not None and source_id not in known:
        raise UnknownThing("source", source_id, known)
    near = Suggestions(lambda: (entry.model for entry in state.models), facts)
    found = [(one, near.of(one)) for one in waiting_names(state, source=source_id)[:limit]]
    if as_json:
        print_json([_as_json(one, suggestions) for one, suggestions in found])
        return
    if not found:
        click.echo("No name is waiting.", err=True)
    for one, suggestions in found:
        _show(one, suggestions)


def _as_json(one: "WaitingName", suggestions: "tuple[Suggestion, ...]") -> dict[str, object]:
    return {
        "name": one.name,
        "slug": one.slug,
        "creator": one.creator,
        "source": one.source,
        "via": one.via,
        "results": one.results,
        "reason": one.reason,
        "rejected": one.pinned,
        "refused": one.refused,
        "configuration": one.configuration,
        "suggestions": suggestions,
    }


def _show(one: "WaitingName", suggestions: "tuple[Suggestion, ...]") -> None:
    via = f" via {printable(one.via)}" if one.via else ""
    click.echo(f"{printable(one.name)}  [{printable(one.source)}{via}], {counted(one.results, 'result')}")
    click.echo(f"    {printable(one.reason)}")
    told = [refusal for refusal in one.refused if refusal not in one.reason]
    for refused in told[:_SHOWN_REFUSALS]:
        click.echo(f"    refused: {printable(refused)}")
    hidden = len(told) - _SHOWN_REFUSALS
    if hidden > 0:
        click.echo(f"    … and {hidden:,} more; --json lists them")
    near = ", ".join(f"{nearest.model_id} ({nearest.likeness_percent} %)" for nearest in suggestions)
    click.echo(f"    most alike: {printable(near) or 'nothing'}")
