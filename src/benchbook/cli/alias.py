"""``benchbook alias``: names that stand for a model by a person's decision."""

from typing import TYPE_CHECKING

import click

from benchbook.cli.options import (
    facts_folder_of,
    facts_option,
    json_option,
    now,
    opened_to_read,
    own_facts_folder,
    print_json,
    print_table,
    printable,
    store_option,
    user_name,
)
from benchbook.cli.reresolve import show_differences

if TYPE_CHECKING:
    from benchbook.resolve import Facts
    from benchbook.resolve.decisions import Change
    from benchbook.resolve.facts import Alias, FactLayer, Rejection
    from benchbook.store import Store

BY_HAND = "decided by hand"


@click.group("alias", epilog='Example: benchbook alias add "Lumen Next" acme/lumen-2')
def command() -> None:
    """Add, remove and list names that stand for a model by your decision."""


@command.command("add", epilog='Example: benchbook alias add "Lumen Next" acme/lumen-2 --source design-arena')
@click.argument("name")
@click.argument("model_id", metavar="MODEL")
@click.option("--source", "source_id", metavar="ID", help="Only what this source calls so.  [default: every source]")
@click.option("--origin", metavar="TEXT", default=BY_HAND, help="How you know.")
@click.option("--unlisted", is_flag=True, help="The store need not have seen the model.")
@facts_option
@json_option
@store_option
def add(
    name: str,
    model_id: str,
    source_id: str | None,
    origin: str,
    facts_folder: str | None,
    store_target: str | None,
    *,
    unlisted: bool,
    as_json: bool,
) -> None:
    """Let NAME stand for MODEL from now on: write it to your facts and re-resolve the store.

    Nothing is fetched again. What would contradict the facts is refused, and then nothing changes.
    """
    from benchbook.resolve.facts import Alias

    alias = Alias(name=name, model=model_id, source=source_id, origin=origin, date=now().date(), unlisted=unlisted)
    decided(alias, source_id, facts_folder, store_target, as_json=as_json)


@command.command("remove", epilog='Example: benchbook alias remove "Lumen Next"')
@click.argument("name")
@click.option("--source", "source_id", metavar="ID", help="The source that the alias was limited to.")
@facts_option
@json_option
@store_option
def remove(
    name: str, source_id: str | None, facts_folder: str | None, store_target: str | None, *, as_json: bool
) -> None:
    """Take the alias NAME out of your facts and re-resolve the store."""
    from benchbook.resolve.decisions import AliasWithdrawn

    decided(AliasWithdrawn(name=name, source=source_id), None, facts_folder, store_target, as_json=as_json)


@command.command("list", epilog="Example: benchbook alias list --json")
@facts_option
@json_option
@store_option
def list_(facts_folder: str | None, store_target: str | None, *, as_json: bool) -> None:
    """List the aliases that are in force: yours, and those that ship with Benchbook."""
    facts, own = in_force(facts_folder, store_target)
    mine = set(own.aliases)
    if as_json:
        print_json([{"own": alias in mine, **fields(alias)} for alias in facts.aliases])
        return
    rows = [
        (
            printable(alias.name),
            printable(alias.source or "every source"),
            printable(alias.model),
            "yours" if alias in mine else "packaged",
            f"{alias.date}",
            printable(alias.origin),
        )
        for alias in facts.aliases
    ]
    print_table(("name", "source", "model", "whose", "date", "origin"), rows)


def decided(
    change: "Change", source_id: str | None, facts_folder: str | None, store_target: str | None, *, as_json: bool
) -> None:
    """Write a decision, re-resolve the store and show what that changed."""
    from benchbook.pipeline import decide
    from benchbook.store import Decider

    folder = own_facts_folder(facts_folder, store_target)
    with opened_to_read(store_target) as store:
        if source_id is not None:
            _check_source(store, source_id)
        done = decide(store, folder, change, now(), by=Decider(name=user_name())).resolution
    if as_json:
        print_json(done)
        return
    show_differences(done)
    if not done.differences:
        click.echo("No score is gained, lost or moved.", err=True)


def _check_source(store: "Store", source_id: str) -> None:
    """Refuse a source that neither Benchbook nor the store knows, nor the boards of: a line for it would never hold."""
    from benchbook.errors import UnknownThing
    from benchbook.sources import all_sources

    known = sorted({*all_sources(), *(subject.scope.source for subject in store.subjects())})
    boards = any(one.startswith(source_id) and not one[len(source_id)].isalnum() for one in known if one != source_id)
    if source_id not in known and not (source_id and boards):
        raise UnknownThing("source", source_id, known)


def in_force(facts_folder: str | None, store_target: str | None) -> "tuple[Facts, FactLayer]":
    """The facts that hold, and the user's own among them."""
    from benchbook.resolve.facts import FactLayer
    from benchbook.resolve.user_facts import merged, read_folder

    folder = facts_folder_of(facts_folder, store_target)
    own = FactLayer() if folder is None else read_folder(folder)
    return merged(own), own


def fields(fact: "Alias | Rejection") -> dict[str, object]:
    """A fact's fields by name, for JSON."""
    import msgspec

    return msgspec.structs.asdict(fact)
