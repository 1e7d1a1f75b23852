"""``benchbook votes audit``: whether an arena's votes can be trusted."""

import click

from benchbook.cli.moments import time
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


@click.command(
    "audit",
    epilog="Example: benchbook votes audit chat --category coding   benchbook votes audit chat --fail-on suspicious",
)
@click.argument("arena")
@click.option("--category", metavar="NAME", help="The votes of one category.  [default: all of them]")
@click.option(
    "--voter-cap",
    type=click.IntRange(min=1),
    default=50,
    metavar="N",
    help="What leaving out a voter's votes after the first N of a day would do.",
)
@click.option(
    "--as-of", metavar="WHEN", help="The votes cast by this date (2026-07-22, its last moment) or instant, UTC."
)
@click.option(
    "--fail-on", type=click.Choice(["look", "suspicious"]), default=None, help="Exit with 1 from this verdict on."
)
@log_option
@json_option
@store_option
def audit(
    arena: str,
    category: str | None,
    voter_cap: int,
    as_of: str | None,
    fail_on: str | None,
    log_folder: str | None,
    store_target: str | None,
    *,
    as_json: bool,
) -> None:
    """Check the votes of an ARENA for what makes ratings wrong, and say of each check what chance alone would give.

    Repeated votes, voters with many votes or with one favourite, voters who judge at random, days that stand out, the
    side that answers are shown on, models that changed, and how few votes decide the first place. Every verdict (fine,
    look, suspicious) is by a rule that is told with it; where columns are missing it is unknown.
    """
    from benchbook.votes.audit import audit_lines, audit_votes
    from benchbook.votes.audit.findings import VERDICTS

    folder = log_folder_of(log_folder, store_target)
    with opened_to_read(store_target) as store, counting("reading votes") as progress:
        found = audit_votes(
            store, folder, arena, category, as_of=time("as-of", as_of), voter_cap=voter_cap, progress=progress
        )
    if as_json:
        print_json(found)
    else:
        for line in audit_lines(found):
            click.echo(printable(line))
    if fail_on is not None and VERDICTS.index(found.verdict) >= VERDICTS.index(fail_on):
        raise SystemExit(1)
