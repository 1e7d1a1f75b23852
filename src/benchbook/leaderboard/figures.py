"""Published rows as figures: what stands in a column, for which model, of which run."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from benchbook.documents import parse_instant
from benchbook.leaderboard.nouns import Figure
from benchbook.metrics import main_metric, packaged_metrics
from benchbook.model import Configuration, Number
from benchbook.publication import EvalRow, Publication, ScoreRow, SearchRow
from benchbook.publication.publish import PLACES
from benchbook.publication.scores import PRICE_UNIT
from benchbook.sources import source_by_id

OPENROUTER = "openrouter"
EVALS = "openrouter-benchmarks"


class Told(NamedTuple):
    """One figure with the model and the column that it belongs to."""

    model_id: str
    source: str
    board: str
    metric: str
    figure: Figure

    @property
    def column(self) -> str:
        """The id of its column."""
        return f"{self.source}/{self.board}/{self.metric}"


def figures_of(publication: Publication) -> Iterator[Told]:
    """Every figure of a model that is beyond doubt.

    OpenRouter's evals are those that are published a model and benchmark: the latest run, or the best
    configuration of a search; every run of them stands on the model's own page.
    """
    for row in publication.scores:
        if row.model_id is not None and row.doubt is None and row.source != OPENROUTER:
            yield from _of_score(row, row.model_id)
    for run in publication.eval_rows:
        yield from _of_eval(run)
    for search in publication.search_rows:
        yield from _of_search(search)


def _of_score(row: ScoreRow, model_id: str) -> Iterator[Told]:
    known = packaged_metrics()
    main = main_metric(row.measures)
    configuration = configuration_of_row(row)
    counted = row.measures.get("total") != 0
    for name in row.measures:
        if name in known and (known[name].unit == PRICE_UNIT or known[name].of is not None):
            continue  # what a token costs is the catalogue's to say, and an end of an interval is told with its figure
        if name in PLACES and not counted:
            continue  # the arena writes zeros where it counts no tournaments
        yield Told(model_id, row.source, row.board, name, figure_of(row, name, configuration, is_main=name == main))


def figure_of(row: ScoreRow, name: str, configuration: Configuration, *, is_main: bool) -> Figure:
    """One figure of a score's row, which is of one run; the row's standard error is that of its main metric alone."""
    origin = row.completed.get(name, row)
    return Figure(
        value=row.measures[name],
        name=row.name,
        configuration=configuration,
        observed_at=origin.observed_at,
        last_seen=origin.last_seen,
        source=row.source,
        via=origin.via,
        method_version=row.method_version,
        sample_size=row.sample_size,
        std_error=row.std_error if is_main else None,
        licence=origin.licence,
        citation=origin.citation,
        same_as=row.same_as,
    )


def configuration_of_row(row: ScoreRow) -> Configuration:
    """How the model was run."""
    return Configuration(**{name: getattr(row, name) for name in Configuration.__struct_fields__})


def _of_eval(row: EvalRow) -> Iterator[Told]:
    measures = {"accuracy": row.accuracy, "avg_cost_per_task": row.avg_cost_per_task}
    yield from _of_run(row, measures)


def _of_search(row: SearchRow) -> Iterator[Told]:
    measures = {
        "primary_score": row.score,
        "avg_cost_per_task": row.avg_cost_per_task,
        "avg_latency_per_task_ms": row.avg_latency_per_task_ms,
    }
    yield from _of_run(row, measures)


def _of_run(row: EvalRow | SearchRow, measures: dict[str, Number | None]) -> Iterator[Told]:
    source = source_by_id(EVALS)
    for name, value in measures.items():
        if value is None or row.model_id is None:
            continue
        figure = Figure(
            value=value,
            name=row.display_name,
            configuration=row.configuration,
            observed_at=_instant(row.last_run) or row.seen_at,
            last_seen=row.seen_at,
            source=OPENROUTER,
            sample_size=row.total_tasks,
            licence=source.licence,
            citation=source.citation,
        )
        yield Told(row.model_id, OPENROUTER, row.benchmark, name, figure)


def _instant(text: str) -> datetime | None:
    try:
        return parse_instant(text).astimezone(UTC)
    except ValueError:
        return None
