"""``benchbook keys``: create, list, revoke."""

from typing import TYPE_CHECKING

import click

from benchbook.cli.options import (
    json_option,
    now,
    opened,
    opened_to_read,
    print_json,
    print_table,
    printable,
    store_option,
)

if TYPE_CHECKING:
    from benchbook.model import ApiKey

_MOST_CHARACTERS = 100


@click.group("keys", epilog="Example: benchbook keys create ci")
def command() -> None:
    """Create, list and revoke API keys."""


@command.command("create", epilog="Example: benchbook keys create ci --account platform --json")
@click.argument("name", default="default")
@click.option("--account", default="default", help="The account that shares a daily limit.")
@click.option("--reviewer", is_flag=True, help="Its holder may decide about names, not only read.")
@click.option("--votes", is_flag=True, help="Its holder may post votes, not only read.")
@json_option
@store_option
def create(name: str, account: str, store_target: str | None, *, reviewer: bool, votes: bool, as_json: bool) -> None:
    """Create a key called NAME and print it: the only time that it is shown."""
    from benchbook.api.keys import new_key

    for label, text in (("name", name), ("account", account)):
        if not text.strip() or not text.isprintable() or len(text) > _MOST_CHARACTERS:
            raise click.UsageError(f"A key's {label} is 1 to {_MOST_CHARACTERS} printable characters.")
    token, key = new_key(name, account, now(), reviewer=reviewer, votes=votes)
    with opened(store_target) as store, store.writing() as writer:
        writer.add_key(key)
    if as_json:
        may = {"reviewer": key.reviewer, "votes": key.votes}
        print_json({"key": token, "id": key.id, "name": key.name, "account": key.account, **may})
    else:
        click.echo(token)
        click.echo("Keep it: only a hash of it is stored, so it cannot be shown again.", err=True)


@command.command("list", epilog="Example: benchbook keys list --json")
@json_option
@store_option
def list_(store_target: str | None, *, as_json: bool) -> None:
    """List the keys: never the keys themselves, only what they are called."""
    with opened_to_read(store_target) as store:
        keys = store.keys()
    if as_json:
        print_json(
            [
                {
                    "id": key.id,
                    "name": key.name,
                    "account": key.account,
                    "reviewer": key.reviewer,
                    "votes": key.votes,
                    "created_at": key.created_at,
                    "revoked_at": key.revoked_at,
                }
                for key in keys
            ]
        )
    elif not keys:
        click.echo("No keys yet; `benchbook keys create NAME` makes one.", err=True)
    else:
        print_table(
            ("id", "name", "account", "may", "created", "revoked"),
            [
                (
                    key.id,
                    printable(key.name),
                    printable(key.account),
                    _may(key),
                    f"{key.created_at:%Y-%m-%d %H:%M}",
                    f"{key.revoked_at:%Y-%m-%d %H:%M}" if key.revoked_at else "-",
                )
                for key in keys
            ],
        )


def _may(key: "ApiKey") -> str:
    """What a key's holder may do, in words."""
    more = [what for may, what in ((key.reviewer, "decide"), (key.votes, "vote")) if may]
    return " and ".join(("read", *more))


@command.command("revoke", epilog="Example: benchbook keys revoke 3f9c2a7b10de")
@click.argument("key_id", metavar="ID")
@store_option
def revoke(key_id: str, store_target: str | None) -> None:
    """Revoke the key with this ID; a running server refuses it within a second."""
    from benchbook.errors import UnknownThing

    with opened_to_read(store_target) as store:
        with store.writing() as writer:
            revoked = writer.revoke_key(key_id, now())
        known = [key.id for key in store.keys() if key.revoked_at is None]
    if not revoked:
        raise UnknownThing("key in force with the id", key_id, known)
    click.echo(f"Key {key_id} is revoked.", err=True)
