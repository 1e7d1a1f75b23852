"""``benchbook reject``: names that must never be joined to a model, by a person's decision."""

import click

from benchbook.cli.alias import BY_HAND, decided, fields, in_force
from benchbook.cli.options import facts_option, json_option, now, print_json, print_table, printable, store_option


@click.group("reject", epilog='Example: benchbook reject add "Lumen Next" acme/lumen')
def command() -> None:
    """Add, remove and list pairs of a name and a model that must never be joined."""


@command.command("add", epilog='Example: benchbook reject add "Lumen Next" acme/lumen --reason "a later model"')
@click.argument("name")
@click.argument("model_id", metavar="MODEL")
@click.option("--source", "source_id", metavar="ID", help="Only what this source calls so.  [default: every source]")
@click.option("--reason", metavar="TEXT", default=BY_HAND, help="Why they are not the same.")
@click.option("--origin", metavar="TEXT", default=BY_HAND, help="How you know.")
@click.option("--unlisted", is_flag=True, help="The store need not have seen the model.")
@facts_option
@json_option
@store_option
def add(
    name: str,
    model_id: str,
    source_id: str | None,
    reason: str,
    origin: str,
    facts_folder: str | None,
    store_target: str | None,
    *,
    unlisted: bool,
    as_json: bool,
) -> None:
    """Never join NAME to MODEL from now on: write it to your facts and re-resolve the store.

    It holds for the NAME with any words for effort and mode behind it. Nothing is fetched again.
    """
    from benchbook.resolve.facts import Rejection

    rejection = Rejection(
        name=name,
        model=model_id,
        source=source_id,
        reason=reason,
        origin=origin,
        date=now().date(),
        unlisted=unlisted,
    )
    decided(rejection, source_id, facts_folder, store_target, as_json=as_json)


@command.command("remove", epilog='Example: benchbook reject remove "Lumen Next" acme/lumen')
@click.argument("name")
@click.argument("model_id", metavar="MODEL")
@facts_option
@json_option
@store_option
def remove(name: str, model_id: str, facts_folder: str | None, store_target: str | None, *, as_json: bool) -> None:
    """Take the rejection of NAME on MODEL out of your facts and re-resolve the store."""
    from benchbook.resolve.decisions import RejectionWithdrawn

    decided(RejectionWithdrawn(name=name, model=model_id), None, facts_folder, store_target, as_json=as_json)


@command.command("list", epilog="Example: benchbook reject list --json")
@facts_option
@json_option
@store_option
def list_(facts_folder: str | None, store_target: str | None, *, as_json: bool) -> None:
    """List the rejections that are in force: yours, and those that ship with Benchbook."""
    facts, own = in_force(facts_folder, store_target)
    mine = set(own.rejections)
    if as_json:
        print_json([{"own": rejection in mine, **fields(rejection)} for rejection in facts.rejections])
        return
    rows = [
        (
            printable(rejection.name or f"(what {rejection.via} relays without a name)"),
            printable(rejection.source or "every source"),
            printable(rejection.model),
            "yours" if rejection in mine else "packaged",
            f"{rejection.date}",
            printable(rejection.reason),
        )
        for rejection in facts.rejections
    ]
    print_table(("name", "source", "not", "whose", "date", "reason"), rows)
