"""``benchbook status``: what is stored."""

from typing import TYPE_CHECKING

import click

from benchbook.cli.moments import moment, moment_options
from benchbook.cli.options import (
    age,
    json_option,
    now,
    opened_to_read,
    print_json,
    print_table,
    printable,
    store_option,
)
from benchbook.cli.progress import counting
from benchbook.wording import counted

if TYPE_CHECKING:
    from benchbook.store import Store

_SHOWN_ARENAS = 5


@click.command("status", epilog="Example: benchbook status --json")
@click.option("--rejected", is_flag=True, help="List every rejected row with its reason.")
@click.option("--verify", is_flag=True, help="Read everything and say whether the store is sound; exit 1 if not.")
@json_option
@moment_options
@store_option
def command(
    as_of: str | None, known_at: str | None, store_target: str | None, *, rejected: bool, verify: bool, as_json: bool
) -> None:
    """Show what is stored, from where and how old, and how many rows wait or were rejected."""
    from benchbook.model import NOW

    with opened_to_read(store_target) as store:
        if verify:
            _verify(store, as_json=as_json)
            return
        then = moment(as_of, known_at)
        counts = store.counts(then)
        imports = store.imports(then)
        rejections = [
            {"import": done.id, "origin": done.origin, "locator": row.locator, "reason": row.reason}
            for done in imports
            if rejected
            for row in store.rejections(done.id)
        ]
        archive = store.archive_size()
        arenas = _arenas(store) if then == NOW else []
        if as_json:
            votes = [{"arena": name, "votes": known} for name, known in arenas]
            told = {"store": store.name, "counts": counts, "archive": archive, "arenas": votes}
            print_json({**told, "imports": imports, "rejections": rejections})
            return
        click.echo(f"store       {store.name}")
    click.echo(f"models      {counts.listed_models:,} listed, {counts.models - counts.listed_models:,} gone")
    click.echo(f"providers   {counts.providers:,}; endpoints {counts.endpoints:,}")
    click.echo(f"scores      {counts.scores:,}")
    click.echo(f"unresolved  {counts.unresolved:,}")
    click.echo(f"rejected    {counts.rejected:,}")
    pruned = f"; {counted(archive.pruned, 'document')} pruned" if archive.pruned else ""
    packed = f"{archive.bytes:,} bytes, packed {archive.packed_bytes:,}"
    click.echo(f"archive     {packed}, from {counted(counts.imports, 'import')}{pruned}")
    _show_votes(arenas)
    if not imports:
        click.echo("The store is empty; `benchbook import FILE` or `benchbook sync` fills it.", err=True)
        return
    click.echo()
    present = now()
    print_table(
        ("source", "as of", "age", "rows", "scores", "unresolved", "rejected", "from"),
        [
            (
                done.source,
                f"{done.observed_at:%Y-%m-%d}",
                age(done.observed_at, present),
                f"{done.rows_read:,}",
                f"{done.scores:,}",
                f"{done.unresolved:,}",
                f"{done.rejected:,}",
                printable(done.origin),
            )
            for done in imports
        ],
    )
    for row in rejections:
        click.echo(f"rejected {printable(str(row['origin']))}, {row['locator']}: {printable(str(row['reason']))}")


def _show_votes(arenas: list[tuple[str, int]]) -> None:
    if arenas:
        held = ", ".join(name for name, _ in arenas[:_SHOWN_ARENAS])
        more = f" and {len(arenas) - _SHOWN_ARENAS:,} more" if len(arenas) > _SHOWN_ARENAS else ""
        click.echo(f"votes       {sum(known for _, known in arenas):,} in {held}{more}; `benchbook votes list`")


def _arenas(store: "Store") -> list[tuple[str, int]]:
    """Every arena with the number of votes that it knows; nothing is told of their past."""
    return store.of_votes(lambda held: [(each.name, held.known_votes(each.id)) for each in held.arenas()])


def _verify(store: "Store", *, as_json: bool) -> None:
    """Say what is wrong with a store, and end with 1 if anything is."""
    with counting("verifying") as progress:
        complaints = store.check(progress)
    if as_json:
        print_json({"store": store.name, "complaints": complaints})
    elif complaints:
        for complaint in complaints:
            click.echo(printable(complaint))
    else:
        click.echo(f"{store.name}: sound")
    if complaints:
        raise SystemExit(1)
