"""The points of a chart as a table to be written: exactly what is drawn."""

from datetime import datetime

from benchbook.api.route import Asked
from benchbook.export.fields import Cited, assembled, field
from benchbook.export.table import ColumnType, ExportTable
from benchbook.leaderboard.columns import FACT_COLUMNS
from benchbook.leaderboard.file import cited
from benchbook.web.tradeoffs import Dot, Drawing, written


def points_table(found: Drawing, best: frozenset[str], columns: tuple[str, str], asked: Asked) -> ExportTable:
    """A row a point: which run of which model, where it stands, and whether any other beats it on both axes."""
    x, y = columns
    across: ColumnType = "text" if FACT_COLUMNS.get(x) and FACT_COLUMNS[x].kind == "date" else "number"
    return assembled(
        "chart",
        (
            field("model_id", "text", lambda dot: dot.entry.model.id, "The catalogue's id."),
            field("model", "text", lambda dot: dot.entry.name, "The model's name."),
            field("author", "text", lambda dot: dot.entry.author, "Who made the model."),
            field("run", "text", lambda dot: dot.told or None, "How the model was run."),
            field(x, across, lambda dot: written(dot.x.at), f"{found.x.title}.", found.x.unit or None),
            field(y, "number", lambda dot: dot.point.y, f"{found.y.title}.", found.y.unit or None),
            field("low", "number", lambda dot: dot.point.y_low, "The interval's lower end, where it is known."),
            field("high", "number", lambda dot: dot.point.y_high, "The interval's upper end."),
            field("last_seen", "time", _seen, "When the source last gave the score."),
            field("on_frontier", "boolean", lambda dot: dot.point.id in best, "Whether no other beats it."),
        ),
        lambda: found.dots,
        cited=_cited,
        as_of=asked.leaderboard.as_of,
    )


def _seen(dot: Dot) -> datetime | None:
    return dot.y.figure.last_seen if dot.y.figure else None


def _cited(dot: Dot) -> Cited:
    return cited(dot.entry, [value.figure for value in (dot.x, dot.y) if value.figure])
