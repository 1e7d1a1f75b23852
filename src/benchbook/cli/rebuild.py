"""``benchbook rebuild``: a new store from the archive of another."""

import click

from benchbook.cli.options import facts_option, loaded_facts, opened, opened_to_read, store_option
from benchbook.cli.progress import counting
from benchbook.wording import counted


@click.command("rebuild", epilog="Example: benchbook rebuild --into rebuilt.db")
@click.option("--into", required=True, metavar="PATH|URL", help="The new store: it must not exist, or be empty.")
@facts_option
@store_option
def command(into: str, facts_folder: str | None, store_target: str | None) -> None:
    """Make a new store from the archived documents of --store, by the facts and the version of today.

    Every import is read, resolved and recorded again with its own dates; API keys are carried over.
    What both stores serve is compared at the end. Killed at any time, the new store is empty.
    """
    from benchbook.errors import RebuiltDiffers
    from benchbook.rebuild import rebuild, snapshot_hash

    facts = loaded_facts(facts_folder, store_target)
    with opened_to_read(store_target) as store:
        before = snapshot_hash(store)
        with opened(into) as new:
            with counting("rebuilding") as progress:
                done = rebuild(store, new, facts, progress)
            after = snapshot_hash(new)
        click.echo(f"{counted(done, 'import')} of {store.name} recorded again in {new.name}")
        click.echo(f"snapshot {before}  {store.name}")
        click.echo(f"snapshot {after}  {new.name}")
    if before != after:
        raise RebuiltDiffers(before, after)
    click.echo("both stores serve the same")
