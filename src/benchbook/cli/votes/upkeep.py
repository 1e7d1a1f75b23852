"""``benchbook votes recount``, ``seal`` and ``check``: the log and what is kept beside it."""

import click

from benchbook.cli.options import (
    json_option,
    log_folder_of,
    log_option,
    opened_to_read,
    print_json,
    printable,
    store_option,
)
from benchbook.cli.progress import counting
from benchbook.wording import counted


@click.command("recount", epilog="Example: benchbook votes recount chat --engine duckdb")
@click.argument("arena")
@click.option(
    "--engine",
    default="arrow",
    metavar="NAME",
    help="What counts: arrow, duckdb, spark, or the address of a database that Ibis knows.",
)
@log_option
@json_option
@store_option
def recount(arena: str, engine: str, log_folder: str | None, store_target: str | None, *, as_json: bool) -> None:
    """Count the log of an ARENA anew, and correct the counts that are kept beside it.

    Exits with 1 if any was wrong.
    """
    from benchbook.votes.log.recounting import recount as counted_anew

    with opened_to_read(store_target) as store:
        found = counted_anew(store, log_folder_of(log_folder, store_target), arena, engine)
    if as_json:
        print_json(found)
    else:
        held = f"{counted(found.votes, 'vote')} in {counted(found.files, 'file')} and in the store"
        wrong = f"{counted(found.corrected, 'count')} corrected" if found.corrected else "all counts were right"
        click.echo(f"{arena}: {held}, counted by {printable(found.engine)}; {wrong}")
    if found.corrected:
        raise SystemExit(1)


@click.command("seal", epilog="Example: benchbook votes seal")
@click.argument("arena", required=False)
@log_option
@json_option
@store_option
def seal(arena: str | None, log_folder: str | None, store_target: str | None, *, as_json: bool) -> None:
    """Write posted votes of an ARENA, or of all, that wait in the store into files of the log.

    It happens by itself when they are many; they are safe and counted either way.
    """
    from benchbook.votes.log.sealing import seal as written

    with opened_to_read(store_target) as store:
        done = written(store, log_folder_of(log_folder, store_target), arena)
    if as_json:
        print_json(done)
        return
    for each in done:
        click.echo(f"{each.arena}: {counted(each.votes, 'vote')} in {counted(each.files, 'new file')}")
    if not done:
        click.echo("No votes wait.", err=True)


@click.command("check", epilog="Example: benchbook votes check")
@click.argument("arena", required=False)
@log_option
@json_option
@store_option
def check(arena: str | None, log_folder: str | None, store_target: str | None, *, as_json: bool) -> None:
    """Read every file of the log of an ARENA, or of all, and compare it with its hash; exits with 1 if any differs.

    What is kept of votes in the store itself is checked by `benchbook status --verify`.
    """
    from benchbook.votes.log.checking import check_log

    with opened_to_read(store_target) as store, counting("checking") as progress:
        found = check_log(store, log_folder_of(log_folder, store_target), arena, progress)
    if as_json:
        print_json(found)
    else:
        for complaint in found.complaints:
            click.echo(printable(complaint))
        for stranger in found.strangers:
            click.echo(
                f"{printable(stranger)}: no vote in it counts: left by a command that was killed, or of another store",
                err=True,
            )
        held = f"{counted(found.files, 'file')}, {counted(found.bytes, 'byte')}"
        click.echo(f"{held}: " + (counted(len(found.complaints), "complaint") if found.complaints else "sound"))
    if found.complaints:
        raise SystemExit(1)
