"""The board that is shown as a table to be written: the same lines in the same order."""

from collections.abc import Callable, Sequence

from benchbook.arena.boards import Board, Place
from benchbook.export.fields import Cited, Field, assembled, field
from benchbook.export.table import Cell, ColumnType, ExportTable
from benchbook.leaderboard.figures import configuration_of_row
from benchbook.publication import configuration_text

_POINTS = "rating points"


def board_table(board: Board, places: Sequence[Place]) -> ExportTable:
    """Places of a board in the order given; what is unknown is empty."""
    return assembled(
        "arena",
        (*_naming(board), *_FIGURES),
        lambda: places,
        cited=lambda place: Cited(place.row.citation, place.row.licence),
        as_of=max((place.row.last_seen for place in places), default=None),
    )


def _told(
    name: str, kind: ColumnType, read: Callable[[Place], Cell], description: str, unit: str | None = None
) -> Field[Place]:
    return field(name, kind, read, description, unit)


def _naming(board: Board) -> tuple[Field[Place], ...]:
    return (
        _told("source", "text", lambda _: board.source, "Whose arena it is."),
        _told("via", "text", lambda place: place.row.via, "Who relayed the row."),
        _told("arena", "text", lambda _: board.arena, "The arena."),
        _told("category", "text", lambda _: board.category, "The board."),
        _told("rank", "integer", lambda place: place.rank, "The place by rating; equal ones share it."),
        _told("name", "text", lambda place: place.row.name, "What the arena calls it."),
        _told("model_id", "text", lambda place: place.row.model_id, "The catalogue's id; empty where it has none."),
        _told("model", "text", lambda place: place.name if place.joined else None, "The catalogue's name."),
        _told("doubt", "text", lambda place: place.row.doubt, "Why the join is questionable."),
        _told("run", "text", _run, "How the model was run."),
    )


def _run(place: Place) -> str | None:
    return configuration_text(configuration_of_row(place.row)) or None


def _preliminary(place: Place) -> bool | None:
    return None if place.battles is None else place.preliminary


_INTERVAL = "of the 95 % interval, by the arena's standard error."

_FIGURES: tuple[Field[Place], ...] = (
    _told("rating", "number", lambda place: place.rating, "The rating.", _POINTS),
    _told("low", "number", lambda place: place.low, f"The lower end {_INTERVAL}", _POINTS),
    _told("high", "number", lambda place: place.high, f"The upper end {_INTERVAL}", _POINTS),
    _told("std_error", "number", lambda place: place.row.std_error, "The standard error of the rating.", _POINTS),
    _told("win_rate", "number", lambda place: place.win_rate, "The share of battles won.", "percent"),
    _told("battles", "number", lambda place: place.battles, "How many battles stand behind the rating."),
    _told("preliminary", "boolean", _preliminary, "Whether those are few."),
    _told("tournaments", "number", lambda place: place.tournaments, "How many tournaments it took part in."),
    _told("finishes", "json", lambda place: list(place.finishes) or None, "First to fourth places in them."),
    _told("generation_ms", "number", lambda place: place.generation_ms, "The mean time to generate.", "milliseconds"),
    _told("method_version", "text", lambda place: place.row.method_version, "The version of the method."),
    _told("last_seen", "time", lambda place: place.row.last_seen, "When its source last gave it."),
)
