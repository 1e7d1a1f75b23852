"""``benchbook report``: the models of a benchmark."""

from pathlib import Path
from typing import Literal

import click

from benchbook.cli.moments import moment, moment_options, public_option
from benchbook.cli.options import opened_to_read, store_option


@click.command("report", epilog="Example: benchbook report coding --format csv > coding.csv")
@click.argument("metric")
@click.option(
    "--source",
    "source_id",
    metavar="ID",
    help="Whose figures.  [default: the only source that has them, else artificial-analysis]",
)
@click.option("--top", type=click.IntRange(min=1), default=None, help="Only the best so many.")
@click.option("--variants", is_flag=True, help="List every configuration, not one a model.")
@click.option(
    "--format", "form", type=click.Choice(["markdown", "json", "csv"]), default="markdown", help="How to write it."
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file instead.")
@moment_options
@public_option
@store_option
def command(
    metric: str,
    source_id: str | None,
    top: int | None,
    form: Literal["markdown", "json", "csv"],
    output: Path | None,
    as_of: str | None,
    known_at: str | None,
    store_target: str | None,
    *,
    public: bool,
    variants: bool,
) -> None:
    """Write every model of a benchmark with its full catalogue data, and a summary.

    METRIC is a benchmark's figure: `coding`, `intelligence`, `agentic`, `models/website:elo`, or a
    metric of your own tables. Questionable joins are marked with the reason.
    """
    from benchbook.publication import audience_of, permitted, standing_results
    from benchbook.report import build_report, render

    with opened_to_read(store_target) as store:
        state = store.state(moment(as_of, known_at))
    results = standing_results(permitted(state.results, audience_of(public=public)), state.refreshes)
    report = build_report(
        metric, state.models, results, source=source_id, top=top, variants=variants, endpoints=state.endpoints
    )
    text = render(report, form)
    if output is None:
        click.echo(text, nl=not text.endswith("\n"))
    else:
        try:
            output.write_text(text, encoding="utf-8")
        except OSError as error:
            raise click.FileError(str(output), error.strerror or "cannot be written") from error
        click.echo(f"Wrote {output}.", err=True)
