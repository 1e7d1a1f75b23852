"""``benchbook votes create`` and ``list``: arenas."""

from typing import TYPE_CHECKING

import click

from benchbook.cli.options import json_option, opened, opened_to_read, print_json, print_table, printable, store_option
from benchbook.wording import counted

if TYPE_CHECKING:
    from benchbook.store.voting import StoredBatch, StoredRejection
    from benchbook.votes.log.stored import Holdings


_SHOWN_CATEGORIES = 5


@click.command("create", epilog="Example: benchbook votes create chat")
@click.argument("arena")
@store_option
def create(arena: str, store_target: str | None) -> None:
    """Make an ARENA, so that votes can be posted to it; an import makes its own.

    Its name has 1 to 64 of a-z, 0-9, '.', '_' and '-'.
    """
    from benchbook.votes.log.arenas import create_arena

    with opened(store_target) as store:
        made = create_arena(store, arena)
    click.echo(f"Arena {arena} is made." if made else f"Arena {arena} is there already.", err=True)


@click.command("list", epilog="Example: benchbook votes list --json")
@click.argument("arena", required=False)
@click.option("--rejected", is_flag=True, help="List the first 1,000 rejected rows of every file, with their reasons.")
@json_option
@store_option
def list_(arena: str | None, store_target: str | None, *, rejected: bool, as_json: bool) -> None:
    """List arenas, or ARENA alone: how many votes in which categories, on how many models, when the last ones came."""
    from benchbook.errors import NoSuchArena
    from benchbook.votes.log.stored import holdings

    with opened_to_read(store_target) as store:
        known = holdings(store)
        found = tuple(held for held in known if arena in {None, held.arena})
        if arena is not None and not found:
            raise NoSuchArena(arena, [held.arena for held in known])
        names = {held.arena for held in found}
        refused = store.of_votes(
            lambda held: [
                (batch, row)
                for batch in held.batches()
                if rejected and batch.arena in names
                for row in held.rejections(batch.id)
            ]
        )
    if as_json:
        told = [{"arena": batch.arena, "origin": batch.origin, "rejected": row} for batch, row in refused]
        print_json({"arenas": found, **({"rejected": told} if rejected else {})})
    elif not found:
        click.echo("No votes yet; `benchbook votes import FILE` reads some.", err=True)
    else:
        _show(found)
        _show_refused(refused)


def _show(found: "tuple[Holdings, ...]") -> None:
    print_table(
        ("arena", "votes", "placements", "models", "categories", "last came", "log", "waiting"),
        [
            (
                held.arena,
                f"{held.votes:,}",
                f"{held.placements:,}",
                f"{held.models:,}",
                _categories(held),
                f"{held.newest:%Y-%m-%d %H:%M}" if held.newest else "-",
                f"{counted(held.files, 'file')}, {held.bytes:,} bytes",
                f"{held.waiting:,}",
            )
            for held in found
        ],
    )


def _categories(held: "Holdings") -> str:
    names = dict.fromkeys(printable(each.name) for each in held.categories if each.name != "overall")
    shown = ", ".join([*names][:_SHOWN_CATEGORIES])
    return f"{shown} … ({len(names):,})" if len(names) > _SHOWN_CATEGORIES else shown or "-"


def _show_refused(refused: "list[tuple[StoredBatch, StoredRejection]]") -> None:
    for batch, row in refused:
        excerpt = f" ({printable(row.excerpt)})" if row.excerpt else ""
        click.echo(f"rejected {printable(batch.origin)}, row {row.row:,}: {printable(row.reason)}{excerpt}")
