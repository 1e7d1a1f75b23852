"""The table ``scores``: one row a figure, so that a result of three figures has three rows."""

from collections.abc import Callable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

import msgspec

from benchbook.export.fields import Cited, Field, assembled, field
from benchbook.export.table import Cell, ColumnType, ExportTable
from benchbook.metrics import MetricFacts, main_metric, metric
from benchbook.model import Number, Origin
from benchbook.publication import Publication, ScoreRow

_SHOWN: dict[str, tuple[ColumnType, str]] = {
    "source": ("text", "Whose figure it is."),
    "via": ("text", "Who relayed it; unknown for the source's own documents."),
    "board": ("text", "Where it stands at the source, e.g. indices or models/website."),
    "variant": ("text", "Tells apart several runs of one model on one board."),
    "name": ("text", "What the source calls the thing that it measured."),
    "status": ("text", "matched or unresolved."),
    "model_id": ("text", "The catalogue's id of the model; unknown where the name is joined to nothing."),
    "permaslug": ("text", "The id that all variants of the model share."),
}
_CONFIGURATION: dict[str, tuple[ColumnType, str]] = {
    "effort": ("text", "The reasoning effort."),
    "mode": ("text", "reasoning, non-reasoning or adaptive."),
    "thinking_budget": ("text", "The budget of thinking tokens, as it was written."),
    "date": ("text", "The release's date, as much of an ISO date as is known."),
    "quantisation": ("text", "The weights' precision."),
    "harness": ("text", "What ran the model."),
    "provider": ("text", "Who served the model."),
    "rule": ("text", "The rule that joined name and model."),
    "doubt": ("text", "Why the join is questionable."),
    "reason": ("text", "Why the name is joined to nothing."),
    "same_as": ("texts", "Names of other efforts of the model with the very same figures on the board."),
    "method_version": ("text", "The method's version; figures of two versions cannot be compared."),
}
_DATES: dict[str, tuple[ColumnType, str]] = {
    "observed_at": ("time", "The day since which the source gives the figure."),
    "last_seen": ("time", "The last day on which it still did."),
}


class Figure(NamedTuple):
    """One figure of a score."""

    row: ScoreRow
    metric: str
    value: Number

    @property
    def facts(self) -> MetricFacts | None:
        """What is written down of the metric."""
        return metric(self.row.source, self.metric)

    @property
    def origin(self) -> ScoreRow | Origin:
        """Where it comes from: the row, or another document that told the very same run."""
        return self.row.completed.get(self.metric, self.row)

    @property
    def std_error(self) -> float | None:
        """The standard error, which is the main figure's; None for the others."""
        error = self.row.std_error
        return error if error is not None and main_metric(self.row.measures) == self.metric else None


def ordered(publication: Publication) -> list[ScoreRow]:
    """The scores by source, board, model and name, the same for equal publications."""
    rows = sorted(publication.scores, key=_place)
    return [row for _, alike in groupby(rows, _place) for row in _settled(list(alike))]


_encode = msgspec.json.Encoder(order="deterministic").encode


def _place(row: ScoreRow) -> tuple[str | bool, ...]:
    return (row.source, row.board, row.model_id is None, row.model_id or "", row.name)


def _settled(rows: list[ScoreRow]) -> list[ScoreRow]:
    """Rows of one place by all that they say."""
    return sorted(rows, key=_encode) if len(rows) > 1 else rows


def _of_row(name: str, kind: ColumnType, description: str, unit: str | None = None) -> Field[Figure]:
    return field(name, kind, attrgetter(f"row.{name}"), description, unit)


def _of_origin(name: str, kind: ColumnType, description: str) -> Field[Figure]:
    return field(name, kind, attrgetter(f"origin.{name}"), description)


def _of_facts(name: str, kind: ColumnType, read: Callable[[MetricFacts], Cell], description: str) -> Field[Figure]:
    return field(name, kind, lambda figure: read(figure.facts) if figure.facts else None, description)


_FIELDS: tuple[Field[Figure], ...] = (
    *((_of_origin if name == "via" else _of_row)(name, *shown) for name, shown in _SHOWN.items()),
    field("metric", "text", lambda figure: figure.metric, "Which figure."),
    field("value", "number", lambda figure: figure.value, "The figure, in its unit."),
    _of_facts(
        "unit", "text", lambda facts: facts.unit, "What the figure is counted in; unknown for metrics of tables."
    ),
    _of_facts("lower_is_better", "boolean", lambda facts: facts.lower_is_better, "Whether less is better."),
    *(_of_row(name, *shown) for name, shown in _CONFIGURATION.items()),
    _of_row("sample_size", "integer", "How many items or battles stand behind the result."),
    field("std_error", "number", lambda figure: figure.std_error, "The standard error of the board's main figure."),
    *(_of_origin(name, *shown) for name, shown in _DATES.items()),
)


def scores_table(publication: Publication) -> ExportTable:
    """Every figure of every score that speaks, joined or not."""
    rows = ordered(publication)

    def figures() -> Iterator[Figure]:
        for row in rows:
            for name in sorted(row.measures):
                yield Figure(row, name, row.measures[name])

    return assembled(
        "scores",
        _FIELDS,
        figures,
        cited=lambda figure: Cited(figure.origin.citation, figure.origin.licence),
        as_of=max((row.last_seen for row in rows), default=None),
    )
