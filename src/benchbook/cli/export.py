"""``benchbook export``: what is published, as files for other programs."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from benchbook.cli.moments import moment, moment_options, public_option, time
from benchbook.cli.options import opened_to_read, store_option
from benchbook.wording import counted

if TYPE_CHECKING:
    from datetime import datetime

    from benchbook.export import Evaluations, ExportTable, FormatName, LeftOut
    from benchbook.export import Export as _Export
    from benchbook.model import Moment
    from benchbook.publication import Audience, Publication
    from benchbook.store import Store

_FORMATS = ("csv", "json", "ndjson", "parquet", "sqlite", "every-eval-ever")
_LONG_ROWS = 20_000


@click.command("export", epilog="Example: benchbook export scores --output scores.parquet")
@click.argument("what", type=click.Choice(["scores", "models", "prices", "changes"]), metavar="WHAT")
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    default=None,
    help="How to write it.  [default: by the suffix of --output, else csv]",
)
@click.option("--output", metavar="FILE", help="Write to a file, which is there whole or not at all.")
@click.option("--since", metavar="WHEN", help="Changes: what changed after then.  [default: from the beginning]")
@moment_options
@public_option
@store_option
def command(
    what: Literal["scores", "models", "prices", "changes"],
    form: "FormatName | None",
    output: str | None,
    since: str | None,
    as_of: str | None,
    known_at: str | None,
    store_target: str | None,
    *,
    public: bool,
) -> None:
    """Write what is published, a row a figure (`scores`), a catalogue entry (`models`), a price (`prices`) or a change.

    Every row has its licence and its citation. Records of Every Eval Ever are for scores alone; with
    --output FOLDER/ they are written as one file each.
    """
    from benchbook.errors import NothingStored
    from benchbook.export import asked, table_of
    from benchbook.export.formats import EVERY_EVAL_EVER
    from benchbook.publication import audience_of, publication_of

    chosen = form or _told_format(output)
    if chosen == EVERY_EVAL_EVER and what != "scores":
        raise click.UsageError(f"--format {EVERY_EVAL_EVER} is for scores; {what} have no such records.")
    if since is not None and what != "changes":
        raise click.UsageError("--since goes with changes.")
    at, audience = moment(as_of, known_at), audience_of(public=public)
    with opened_to_read(store_target) as store:
        if what == "changes":
            table = _changes(store, at, time("since", since), audience)
        else:
            publication = publication_of(store.state(at), audience=audience)
            if chosen == EVERY_EVAL_EVER:
                _write_evaluations(publication, output)
                return
            table = table_of(what, publication)
    if not table.about.rows:
        raise NothingStored(what + (" for everyone to see" if public else "") + (f" as of {as_of}" if as_of else ""))
    _write_table(asked(table, as_of, known_at), chosen, output)


def _changes(store: "Store", at: "Moment", since: "datetime | None", audience: "Audience") -> "ExportTable":
    from benchbook.changes import changes
    from benchbook.export import changes_table

    found = store.over_time(lambda timeline, _: changes(timeline, since, at.as_of, audience), at)
    return changes_table(found)


def _told_format(output: str | None) -> str:
    """The format that the output's name tells; on standard output CSV."""
    from benchbook.export import format_of
    from benchbook.export.formats import FORMATS

    if output is None:
        return "csv"
    told = None if _is_folder(output) else format_of(Path(output))
    if told is None:
        suffixes = ", ".join(each.suffixes[0] for each in FORMATS.values())
        raise click.UsageError(
            f"The name {output!r} tells no format: give --format, or a name that ends in {suffixes}."
        )
    return told


def _is_folder(output: str) -> bool:
    return output.endswith("/") or Path(output).is_dir()


def _write_table(table: "ExportTable", form: str, output: str | None) -> None:
    from benchbook.export import exported

    if output is not None and _is_folder(output):
        raise click.UsageError(f"{output!r} is a folder: only every-eval-ever is written as one.")
    with _watched(table) as rows:
        write_export(exported(rows, form), output, "row")


def _write_evaluations(publication: "Publication", output: str | None) -> None:
    from benchbook.errors import NothingStored
    from benchbook.export import evaluations, exported_evaluations

    found = evaluations(publication)
    if not found.groups:
        _tell_left_out(found.left_out)
        raise NothingStored("scores that can be told as such records")
    if output is not None and _is_folder(output):
        _write_folder(found, Path(output))
    else:
        write_export(exported_evaluations(found), output, "record")
    _tell_left_out(found.left_out)


def _write_folder(found: "Evaluations", folder: Path) -> None:
    from benchbook.export import write_folder

    try:
        count = write_folder(folder, ((record.path, record.body + b"\n") for record in found.records()))
    except OSError as error:
        raise click.FileError(str(folder), error.strerror or "cannot be written") from error
    click.echo(f"Wrote {folder}: {counted(count, 'record')}.", err=True)


def write_export(export: "_Export", output: str | None, noun: str) -> None:
    """Write to a file, whole or not at all, or to standard output; ``noun`` is what it has so many of."""
    from benchbook.export import write_whole

    if output is None:
        if export.binary and sys.stdout.isatty():
            raise click.UsageError(
                "This format is no text for a terminal: give --output FILE, or send it to a program."
            )
        stream = sys.stdout.buffer
        for chunk in export.chunks():
            stream.write(chunk)
        stream.flush()
        return
    try:
        size = write_whole(Path(output), export.chunks())
    except OSError as error:
        raise click.FileError(output, error.strerror or "cannot be written") from error
    click.echo(f"Wrote {output}: {counted(export.rows, noun)}, {counted(size, 'byte')}.", err=True)


def _tell_left_out(left_out: "LeftOut") -> None:
    """How many figures no record holds, on standard error."""
    reasons = {
        "of unresolved names": left_out.unresolved,
        "of questionable joins": left_out.questionable,
        "that are prices": left_out.prices,
        "of metrics that nobody described": left_out.unknown_direction,
    }
    told = [f"{count:,} {reason}" for reason, count in reasons.items() if count]
    if told:
        click.echo(f"Figures left out: {', '.join(told)}.", err=True)


@contextmanager
def _watched(table: "ExportTable") -> "Iterator[ExportTable]":
    """The table with a progress bar on its rows, where a terminal watches and they are many."""
    if table.about.rows < _LONG_ROWS or not sys.stderr.isatty():
        yield table
        return
    from msgspec.structs import replace
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bars:
        yield replace(table, rows=lambda: bars.track(table.rows(), total=table.about.rows, description="rows"))
