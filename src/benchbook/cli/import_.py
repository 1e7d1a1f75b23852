"""``benchbook import``: files in."""

import sys
from datetime import datetime
from typing import TYPE_CHECKING, Literal

import click

from benchbook.cli.options import (
    facts_option,
    json_option,
    loaded_facts,
    now,
    opened,
    print_json,
    printable,
    store_option,
)
from benchbook.wording import counted

if TYPE_CHECKING:
    from benchbook.errors import BenchbookError
    from benchbook.model import ImportSummary, Rejected, TableDeclaration

_SHOWN_REJECTIONS = 5


@click.command(
    "import",
    epilog="Example: benchbook import models-2026-07-22.json scores.csv.gz   "
    "A table's metric, unit, date and citation may also stand in a TOML file beside it (scores.csv.toml).",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--source", "source_id", metavar="ID", help="The files' source.  [default: told by their content]")
@click.option("--observed-at", metavar="WHEN", help="The date of the figures (2026-07-22, or an instant in UTC).")
@click.option("--max-bytes", type=click.IntRange(min=1), default=None, help="The most that a document may unpack to.")
@click.option(
    "--extent",
    type=click.Choice(["complete", "partial"]),
    default=None,
    help="Whether the files hold all that their source has.  [default: told by their content]",
)
@click.option("--table-id", metavar="ID", help="Tables: an id for the table as a source of its own.")
@click.option("--name-column", metavar="NAME", help="Tables: the column of model names.")
@click.option("--score-column", "score_columns", multiple=True, metavar="NAME", help="Tables: a column of figures.")
@click.option("--metric", metavar="ID", help="Tables: what the figures are.")
@click.option("--unit", metavar="TEXT", help="Tables: the figures' unit.")
@click.option("--minimum", type=float, default=None, help="Tables: the least that a figure may be.")
@click.option("--maximum", type=float, default=None, help="Tables: the most that a figure may be.")
@click.option("--citation", metavar="TEXT", help="Tables: how to cite the table.")
@click.option("--licence", type=click.Choice(["open", "attribution", "internal"]), help="Tables: who may see it.")
@facts_option
@json_option
@store_option
def command(
    files: tuple[str, ...],
    source_id: str | None,
    observed_at: str | None,
    max_bytes: int | None,
    extent: Literal["complete", "partial"] | None,
    facts_folder: str | None,
    store_target: str | None,
    *,
    as_json: bool,
    **table: object,
) -> None:
    """Read FILEs of catalogues and scores into the store.

    A file's source is told by its content. `-` is standard input; gzip, zstd and zip are unpacked.
    Every file is one transaction: all of it or nothing. Repeating an import is safe.
    """
    from benchbook.documents import MAX_DOCUMENT_BYTES
    from benchbook.pipeline import Reading, import_files

    reading = Reading(
        now=now(),
        source_id=source_id,
        stated_at=_instant(observed_at),
        declaration=_declaration(table),
        extent=extent,
        max_bytes=max_bytes or MAX_DOCUMENT_BYTES,
        facts=loaded_facts(facts_folder, store_target),
    )
    with opened(store_target) as store:
        outcomes = []
        for origin, outcome in import_files(store, files, reading):
            outcomes.append((origin, outcome))
            if not as_json:
                _show(outcome)
    if as_json:
        _print_outcomes(outcomes)
    sys.exit(next((error.exit_code for _, error in outcomes if isinstance(error, Exception)), 0))


def _instant(text: str | None) -> "datetime | None":
    from benchbook.documents import parse_instant

    if text is None:
        return None
    try:
        moment = parse_instant(text)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--observed-at") from error
    if moment > now() and (moment.year, moment.month) != (now().year, now().month):
        raise click.BadParameter(f"{text!r} lies in the future", param_hint="--observed-at")
    return min(moment, now())


def _declaration(table: dict[str, object]) -> "TableDeclaration | None":
    import msgspec

    from benchbook.model import TableDeclaration

    given = {name: value for name, value in table.items() if value not in (None, ())}
    if "table_id" in given:
        given["id"] = given.pop("table_id")
    return msgspec.convert(given, TableDeclaration) if given else None


def _show(outcome: "ImportSummary | BenchbookError") -> None:
    if isinstance(outcome, Exception):
        click.echo(f"benchbook: {printable(str(outcome))}", err=True)
        return
    click.echo(summary_line(outcome))
    show_rejections(outcome.rejections)


def summary_line(summary: "ImportSummary") -> str:
    """One line that adds up: what was read and what became of it."""
    kept = [
        counted(count, noun)
        for count, noun in (
            (summary.models, "model"),
            (summary.providers, "provider"),
            (summary.endpoints, "endpoint"),
        )
        if count
    ]
    rows = (
        f"{counted(summary.rows_read, 'row')} = {counted(summary.scores, 'score')}"
        f" + {summary.unresolved:,} unresolved + {summary.rejected:,} rejected"
    )
    news = "nothing new" if summary.changed == 0 else f"{summary.changed:,} new or changed"
    gone = f", {summary.withdrawn:,} gone" if summary.withdrawn else ""
    when = f"{summary.observed_at:%Y-%m-%d}"
    facts = "; ".join([*kept, rows])
    return f"{printable(summary.origin)}: {summary.source}, as of {when}: {facts} ({news}{gone})"


def show_rejections(rejections: "tuple[Rejected, ...]") -> None:
    """The first rejected rows with their reasons, on standard error."""
    for rejected in rejections[:_SHOWN_REJECTIONS]:
        click.echo(f"  rejected {printable(rejected.locator)}: {printable(rejected.reason)}", err=True)
    hidden = len(rejections) - _SHOWN_REJECTIONS
    if hidden > 0:
        click.echo(f"  … and {counted(hidden, 'more row')}; `benchbook status --rejected` lists them", err=True)


def _print_outcomes(outcomes: "list[tuple[str, ImportSummary | BenchbookError]]") -> None:
    imports = [outcome for _, outcome in outcomes if not isinstance(outcome, Exception)]
    errors = [
        {"origin": origin, "error": error.sentence, "hint": error.hint}
        for origin, error in outcomes
        if isinstance(error, Exception)
    ]
    print_json({"imports": imports, "errors": errors})
