"""``benchbook votes import``: files of votes in."""

from typing import TYPE_CHECKING, Any

import click

from benchbook.cli.options import json_option, log_folder_of, log_option, opened, print_json, printable, store_option
from benchbook.cli.progress import staged
from benchbook.cli.vote_columns import columns_options, wanted_of
from benchbook.wording import counted

if TYPE_CHECKING:
    from benchbook.votes.log.summaries import VotesSummary

_SHOWN_REJECTIONS = 5


@click.command(
    "import",
    epilog="Example: benchbook votes import battles.csv more.jsonl.gz --arena chat --time-zone Europe/Berlin   "
    "CSV, TSV, JSON Lines, JSON and Parquet, plain or packed by gzip or zstd; columns are found by their names.",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--arena", default="votes", metavar="NAME", help="Where the votes belong; made if it is not there.")
@click.option("--category", metavar="NAME", help="The category of all rows, whatever the files say.")
@columns_options
@log_option
@json_option
@store_option
def import_(
    files: tuple[str, ...],
    arena: str,
    category: str | None,
    log_folder: str | None,
    store_target: str | None,
    *,
    as_json: bool,
    **columns: Any,  # noqa: ANN401 - click has checked what was said
) -> None:
    """Read FILEs of votes into an arena.

    Every file is one transaction: all of it or nothing. Votes that are known are counted once, so that an import may
    be repeated, and a file that grew be read again. Votes go to the log, which only grows; see `benchbook votes list`.
    """
    from benchbook.errors import BenchbookError
    from benchbook.votes.log.arenas import checked_name
    from benchbook.votes.log.importing import import_votes

    checked_name(arena)
    wanted = wanted_of(category, columns)
    folder = log_folder_of(log_folder, store_target)
    done: list[VotesSummary] = []
    errors: list[tuple[str, BenchbookError]] = []
    with opened(store_target) as store:
        for path in files:
            try:
                with staged(path) as progress:
                    summary = import_votes(store, folder, arena, path, wanted, progress=progress)
            except BenchbookError as error:
                errors.append((path, error))
                click.echo(f"benchbook: {printable(str(error))}", err=True)
                continue
            done.append(summary)
            if not as_json:
                _show(summary)
    if as_json:
        failed = [{"origin": path, "error": error.sentence, "hint": error.hint} for path, error in errors]
        print_json({"imports": done, "errors": failed})
    if errors:
        raise SystemExit(errors[0][1].exit_code)


def _show(summary: "VotesSummary") -> None:
    click.echo(_line(summary))
    for note in summary.notes:
        click.echo(f"  {printable(note)}", err=True)
    for rejection in summary.rejections[:_SHOWN_REJECTIONS]:
        excerpt = f" ({printable(rejection.excerpt)})" if rejection.excerpt else ""
        click.echo(f"  rejected row {rejection.row:,}: {printable(rejection.reason)}{excerpt}", err=True)
    hidden = summary.rejected - len(summary.rejections[:_SHOWN_REJECTIONS])
    if hidden:
        more = counted(hidden, "more row")
        click.echo(f"  … and {more}; `benchbook votes list --rejected` lists the first 1,000", err=True)


def _line(summary: "VotesSummary") -> str:
    """One line that adds up: what was read and what became of it."""
    others = (
        (summary.flagged, "flagged"),
        (summary.repeated, "repeated"),
        (summary.conflicting, "conflicting"),
        (summary.rejected, "rejected"),
    )
    parts = [counted(summary.votes, "new vote"), *(f"{count:,} {what}" for count, what in others if count)]
    return f"{printable(summary.origin)}: {counted(summary.rows, 'row')} = {' + '.join(parts)}; arena {summary.arena}"
