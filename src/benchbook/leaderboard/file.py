"""The table that is shown as a table to be written: the same lines, columns and order."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from benchbook.export.fields import Cited, Field, assembled, field
from benchbook.export.table import Cell as Written
from benchbook.export.table import ColumnType, ExportTable
from benchbook.leaderboard.columns import FACT_COLUMNS, Kind
from benchbook.leaderboard.shown import Line, Shown
from benchbook.publication import configuration_text
from benchbook.sources import source_by_id

_TYPES: dict[Kind, ColumnType] = {
    "text": "text",
    "texts": "texts",
    "tokens": "integer",
    "price": "decimal",
    "date": "text",
}


class _At(NamedTuple):
    """A line, to be read cell by cell."""

    line: Line


def shown_table(shown: Shown) -> ExportTable:
    """Every line that passes the filters, of all pages, in the order shown.

    Each score is followed by the configuration that it is of and the day on which it was last seen. Prices are
    dollars per million tokens. Licence and citation are those of all figures on the line.
    """
    fields = [*_naming(), *(each for at, column in enumerate(shown.columns) for each in _of_column(shown, at, column))]
    return assembled(
        "leaderboard",
        fields,
        lambda: map(_At, shown.lines()),
        cited=lambda item: _cited(item.line),
        as_of=shown.board.as_of,
    )


def _naming() -> Iterator[Field[_At]]:
    yield field("rank", "integer", lambda item: item.line.rank, "The place by the sorted column; equal ones share it.")
    yield field("model", "text", lambda item: item.line.entry.name, "The model's name.")
    yield field("model_id", "text", _model_id, "The catalogue's id.")
    yield field("run", "text", _run, "The configuration of a line that is one run of the model.")


def _model_id(item: _At) -> str:
    return item.line.offer.id if item.line.offer else item.line.entry.model.id


def _run(item: _At) -> str | None:
    return configuration_text(item.line.run.configuration) if item.line.run else None


def _of_column(shown: Shown, at: int, column: str) -> Iterator[Field[_At]]:
    if column in FACT_COLUMNS:
        kind = FACT_COLUMNS[column].kind
        unit = {"price": "US dollars per million tokens", "tokens": "tokens"}.get(kind)
        yield field(column, _TYPES[kind], lambda item: _written(item.line, at), "What the catalogue says.", unit)
        return
    told = shown.board.columns[column]
    yield field(column, "number", lambda item: _written(item.line, at), f"{told.title}, {told.place}.", told.unit)
    yield field(f"{column} run", "text", lambda item: _configuration(item.line, at), "The run that the figure is of.")
    yield field(
        f"{column} method", "text", lambda item: _method(item.line, at), "Its method, where that is not the column's."
    )
    yield field(f"{column} last_seen", "time", lambda item: _seen(item.line, at), "When its source last gave it.")


def _written(line: Line, at: int) -> Written:
    value = line.cells[at].value
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value


def _configuration(line: Line, at: int) -> str | None:
    figure = line.cells[at].figure
    return configuration_text(figure.configuration) or None if figure else None


def _method(line: Line, at: int) -> str | None:
    figure = line.cells[at].figure
    return figure.other_method if figure else None


def _seen(line: Line, at: int) -> Written:
    figure = line.cells[at].figure
    return figure.last_seen if figure else None


def _cited(line: Line) -> Cited:
    figures = [cell.figure for cell in line.cells if cell.figure]
    catalogue = source_by_id("openrouter")
    citations = [line.entry.model.citation or catalogue.citation, *(figure.citation for figure in figures)]
    licences = {catalogue.licence, *(figure.licence for figure in figures)}
    strictest = next(each for each in ("internal", "attribution", "open") if each in licences)
    return Cited(" ".join(dict.fromkeys(text for text in citations if text)), strictest)
