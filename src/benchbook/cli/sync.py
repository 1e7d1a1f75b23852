"""``benchbook sync``: sources over the network."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

import click

from benchbook.cli.import_ import show_rejections, summary_line
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

if TYPE_CHECKING:
    from benchbook.model import ImportSummary
    from benchbook.sources import Source


@click.command(
    "sync",
    epilog="Example: AA_API_KEY=… benchbook sync openrouter artificial-analysis   Keys are read from the "
    "environment only: OPENROUTER_API_KEY, AA_API_KEY, DESIGN_ARENA_API_KEY.",
)
@click.argument("source_ids", nargs=-1, metavar="[SOURCE]...")
@click.option("--base-url", metavar="URL", help="Ask this address instead of the source's own (a proxy, a test).")
@click.option("--max-bytes", type=click.IntRange(min=1), default=None, help="The most that a source may send.")
@click.option(
    "--extent",
    type=click.Choice(["complete", "partial"]),
    default=None,
    help="Whether what comes is all that the source has.  [default: told by its content]",
)
@facts_option
@json_option
@store_option
def command(
    source_ids: tuple[str, ...],
    base_url: str | None,
    max_bytes: int | None,
    extent: Literal["complete", "partial"] | None,
    facts_folder: str | None,
    store_target: str | None,
    *,
    as_json: bool,
) -> None:
    """Fetch SOURCEs into the store; without any, all whose keys are set.

    Unchanged documents are not sent again; a source that asks to wait is waited for. A source that
    fails leaves the store as it was, and the others are tried all the same.
    """
    from benchbook.documents import MAX_DOCUMENT_BYTES
    from benchbook.errors import BenchbookError
    from benchbook.pipeline import sync_source

    if base_url is not None and len(set(source_ids)) != 1:
        raise click.UsageError("--base-url goes with exactly one SOURCE.")
    chosen = _chosen(source_ids)
    summaries: list[ImportSummary] = []
    errors: list[tuple[str, BenchbookError]] = []
    facts = loaded_facts(facts_folder, store_target)
    with opened(store_target) as store:
        for source in chosen:
            try:
                with _progress(source.id) as progress:
                    done = sync_source(
                        store,
                        source,
                        environ=os.environ,
                        base_url=base_url,
                        max_bytes=max_bytes or MAX_DOCUMENT_BYTES,
                        extent=extent,
                        facts=facts,
                        now=now,
                        progress=progress,
                    )
            except BenchbookError as error:
                errors.append((source.id, error))
                click.echo(f"benchbook: {printable(str(error))}", err=True)
                continue
            summaries += done
            if not as_json:
                _show(done)
    if as_json:
        failed = [{"source": source_id, "error": error.sentence, "hint": error.hint} for source_id, error in errors]
        print_json({"imports": summaries, "errors": failed})
    if errors:
        raise SystemExit(errors[0][1].exit_code)


def _show(done: "list[ImportSummary]") -> None:
    for summary in done:
        click.echo(summary_line(summary))
        show_rejections(summary.rejections)


def _chosen(source_ids: tuple[str, ...]) -> "list[Source]":
    """The named sources, or all that can be fetched with the keys there are; says which are left out."""
    from benchbook.sources import all_sources, source_by_id

    if source_ids:
        named = [source_by_id(source_id) for source_id in dict.fromkeys(source_ids)]
        for source in named:
            if source.fetch is None:
                raise click.UsageError(f"{source.id} has nothing to fetch; import a file instead.")
        return named
    chosen = []
    for source in all_sources().values():
        if source.fetch is None:
            continue
        if source.key_variable and not source.key_optional and not os.environ.get(source.key_variable):
            click.echo(f"{source.id}: left out, {source.key_variable} is not set", err=True)
            continue
        chosen.append(source)
    return chosen


@contextmanager
def _progress(title: str) -> Iterator[Callable[[str, int], None] | None]:
    """A progress line on a terminal: what is being fetched and how much came; nothing elsewhere."""
    import sys

    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(title, total=None)

        def advance(what: str, received_bytes: int) -> None:
            bars.update(task, description=f"{title} {printable(what)}", advance=received_bytes)

        yield advance
