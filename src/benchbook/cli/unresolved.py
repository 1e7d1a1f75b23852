"""``benchbook unresolved``: names that wait for a person."""

from typing import TYPE_CHECKING, NamedTuple

import click

from benchbook.cli.moments import moment, moment_options
from benchbook.cli.options import (
    counted,
    facts_option,
    json_option,
    loaded_facts,
    opened_to_read,
    print_json,
    printable,
    store_option,
)

if TYPE_CHECKING:
    from benchbook.model import StoredResult, Suggestion, Unmatched

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
    from benchbook.resolve import Suggester
    from benchbook.sources import all_sources

    facts = loaded_facts(facts_folder, store_target)
    with opened_to_read(store_target) as store:
        state = store.state(moment(as_of, known_at))
        known = sorted({*all_sources(), *(result.scope.source for result in state.results)})
        if source_id is not None and source_id not in known:
            raise UnknownThing("source", source_id, known)
        waiting = _waiting(state.results, source_id)[:limit]
        suggester = Suggester((entry.model for entry in state.models), facts)
    found = [
        (one, suggester.suggest(one.result.labels, source=one.result.scope.source, via=one.result.scope.via))
        for one in waiting
    ]
    if as_json:
        print_json([_as_json(one, suggestions) for one, suggestions in found])
        return
    if not found:
        click.echo("No name is waiting.", err=True)
    for one, suggestions in found:
        _show(one, suggestions)


class _Waiting(NamedTuple):
    """A name that waits: one of its results, how it stands, and how many results there are."""

    result: "StoredResult"
    identity: "Unmatched"
    results: int


def _as_json(one: _Waiting, suggestions: "tuple[Suggestion, ...]") -> dict[str, object]:
    labels, scope = one.result.labels, one.result.scope
    return {
        "name": labels.name,
        "slug": labels.slug,
        "creator": labels.creator,
        "source": scope.source,
        "via": scope.via,
        "results": one.results,
        "reason": one.identity.reason,
        "rejected": one.identity.pinned,
        "refused": one.identity.refused,
        "configuration": one.identity.configuration,
        "suggestions": suggestions,
    }


def _show(one: _Waiting, suggestions: "tuple[Suggestion, ...]") -> None:
    scope, identity = one.result.scope, one.identity
    via = f" via {printable(scope.via)}" if scope.via else ""
    click.echo(
        f"{printable(one.result.labels.name)}  [{printable(scope.source)}{via}], {counted(one.results, 'result')}"
    )
    click.echo(f"    {printable(identity.reason)}")
    told = [refusal for refusal in identity.refused if refusal not in identity.reason]
    for refused in told[:_SHOWN_REFUSALS]:
        click.echo(f"    refused: {printable(refused)}")
    hidden = len(told) - _SHOWN_REFUSALS
    if hidden > 0:
        click.echo(f"    … and {hidden:,} more; --json lists them")
    near = ", ".join(f"{nearest.model_id} ({nearest.likeness_percent} %)" for nearest in suggestions)
    click.echo(f"    most alike: {printable(near) or 'nothing'}")


def _waiting(results: "tuple[StoredResult, ...]", source_id: str | None) -> list[_Waiting]:
    """One result a name with the number of its results, most results first."""
    from benchbook.model import Unmatched

    names: dict[tuple[str, str, str], list[_Waiting]] = {}
    for result in results:
        identity = result.identity
        if result.standing and isinstance(identity, Unmatched) and source_id in {None, result.scope.source}:
            key = (result.scope.source, result.labels.name, result.scope.via or "")
            names.setdefault(key, []).append(_Waiting(result, identity, 0))
    ordered = sorted(names.items(), key=lambda item: (-len(item[1]), item[0]))
    return [found[0]._replace(results=len(found)) for _, found in ordered]
