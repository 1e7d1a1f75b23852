"""The table that is shown as a table to be written: the same lines, columns and order."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import reduce

from benchbook.export.fields import Cited, Field, assembled, field
from benchbook.export.table import Cell as Written
from benchbook.export.table import ColumnType, ExportTable
from benchbook.leaderboard.columns import FACT_COLUMNS, Kind
from benchbook.leaderboard.nouns import Entry, Figure
from benchbook.leaderboard.shown import Line, Shown
from benchbook.model import Licence
from benchbook.publication import configuration_text
from benchbook.sources import source_by_id
from benchbook.store.identities import stricter

_TYPES: dict[Kind, ColumnType] = {
    "text": "text",
    "texts": "texts",
    "tokens": "integer",
    "price": "decimal",
    "date": "text",
}


def shown_table(shown: Shown) -> ExportTable:
    """Every line that passes the filters, of all pages, in the order shown.

    Each score is followed by the configuration that it is of and the day on which it was last seen. Prices are
    dollars per million tokens. Licence and citation are those of all figures on the line.
    """
    fields = [*_naming(), *(each for at, column in enumerate(shown.columns) for each in _of_column(shown, at, column))]
    return assembled(
        "leaderboard",
        fields,
        shown.lines,
        cited=_cited,
        as_of=shown.board.as_of,
    )


def _naming() -> Iterator[Field[Line]]:
    yield field("rank", "integer", lambda line: line.rank, "The place by the sorted column; equal ones share it.")
    yield field("model", "text", lambda line: line.entry.name, "The model's name.")
    yield field("model_id", "text", _model_id, "The catalogue's id.")
    yield field("run", "text", _run, "The configuration of a line that is one run of the model.")


def _model_id(line: Line) -> str:
    return line.offer.id if line.offer else line.entry.model.id


def _run(line: Line) -> str | None:
    return configuration_text(line.run.configuration) if line.run else None


def _of_column(shown: Shown, at: int, column: str) -> Iterator[Field[Line]]:
    if column in FACT_COLUMNS:
        kind = FACT_COLUMNS[column].kind
        unit = {"price": "US dollars per million tokens", "tokens": "tokens"}.get(kind)
        yield field(column, _TYPES[kind], lambda line: _written(line, at), "What the catalogue says.", unit)
        return
    told = shown.board.columns[column]
    yield field(column, "number", lambda line: _written(line, at), f"{told.title}, {told.place}.", told.unit)
    yield field(f"{column} run", "text", lambda line: _configuration(line, at), "The run that the figure is of.")
    yield field(
        f"{column} method", "text", lambda line: _method(line, at), "Its method, where that is not the column's."
    )
    yield field(f"{column} last_seen", "time", lambda line: _seen(line, at), "When its source last gave it.")


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
    return cited(line.entry, [cell.figure for cell in line.cells if cell.figure])


def cited(entry: Entry, figures: Sequence[Figure]) -> Cited:
    """How to cite a model with some of its figures, under the strictest of their licences."""
    catalogue = source_by_id("openrouter")
    citations = [entry.model.citation or catalogue.citation, *(figure.citation for figure in figures)]
    licences: list[Licence] = [catalogue.licence, *(figure.licence for figure in figures if figure.licence)]
    strictest: Licence = reduce(stricter, licences)
    return Cited(" ".join(dict.fromkeys(text for text in citations if text)), strictest)
