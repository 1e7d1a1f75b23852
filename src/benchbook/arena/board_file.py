"""A board as a table to be written, the same lines in the same order as shown; and its past as another."""

from collections.abc import Callable, Sequence

from benchbook.arena.boards import Board, Place, whole
from benchbook.changes import RatingInterval
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


def history_table(board: Board, intervals: Sequence[RatingInterval]) -> ExportTable:
    """What some on a board were rated through time, in the order given."""
    named = {place.row.name: place for place in board.places}
    fields: tuple[Field[RatingInterval], ...] = (
        field("source", "text", lambda _: board.source, "Whose arena it is."),
        field("arena", "text", lambda _: board.arena, "The arena."),
        field("category", "text", lambda _: board.category, "The board."),
        field("name", "text", lambda each: each.name, "What the arena calls it."),
        field("model_id", "text", lambda each: named[each.name].row.model_id, "The catalogue's id, by today's joins."),
        field("rating", "number", lambda each: each.rating, "The rating.", _POINTS),
        field("low", "number", lambda each: each.low, f"The lower end {_INTERVAL}", _POINTS),
        field("high", "number", lambda each: each.high, f"The upper end {_INTERVAL}", _POINTS),
        field("rank", "integer", lambda each: whole(each.rank), "The place by rating; equal ones share it."),
        field("rank_low", "integer", lambda each: whole(each.rank_low), "The best rank that cannot be excluded."),
        field("rank_high", "integer", lambda each: whole(each.rank_high), "The worst rank that cannot be excluded."),
        field("battles", "number", lambda each: each.battles, "How many battles stood behind the rating."),
        field("begins", "time", lambda each: each.begins, "When it was first rated so."),
        field("last_seen", "time", lambda each: each.last_seen, "When it was last rated so."),
        field("ends", "time", lambda each: each.ends, "When it was first rated otherwise, or gone; empty: it holds."),
        field("method_version", "text", lambda each: each.method_version, "The version of the method."),
        field("method_changed", "boolean", lambda each: each.broken is not None, "Whether it changed right before."),
    )
    return assembled(
        "arena-history",
        fields,
        lambda: intervals,
        cited=lambda each: Cited(each.citation, each.licence),
        as_of=max((each.last_seen for each in intervals), default=None),
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
        _told("rank_low", "integer", lambda place: place.rank_low, "The best rank that cannot be excluded."),
        _told("rank_high", "integer", lambda place: place.rank_high, "The worst rank that cannot be excluded."),
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


_INTERVAL = "of the interval, as the board gives it, else the 95 % one by the arena's standard error."
_ODDS = "The win rate as points: 400 times the decimal logarithm of its odds."
_WILSON = "of the win rate's interval (Wilson)."

_FIGURES: tuple[Field[Place], ...] = (
    _told("rating", "number", lambda place: place.rating, "The rating.", _POINTS),
    _told("low", "number", lambda place: place.low, f"The lower end {_INTERVAL}", _POINTS),
    _told("high", "number", lambda place: place.high, f"The upper end {_INTERVAL}", _POINTS),
    _told("std_error", "number", lambda place: place.row.std_error, "The standard error of the rating.", _POINTS),
    _told("win_rate", "number", lambda place: place.win_rate, "The share of battles won.", "percent"),
    _told("win_rate_low", "number", lambda place: place.win_low, f"The lower end {_WILSON}", "percent"),
    _told("win_rate_high", "number", lambda place: place.win_high, f"The upper end {_WILSON}", "percent"),
    _told("win_rate_elo", "number", lambda place: place.win_rate_elo, _ODDS, _POINTS),
    _told("battles", "number", lambda place: place.battles, "How many battles stand behind the rating."),
    _told("wins", "number", lambda place: place.wins, "How many of them it won."),
    _told("losses", "number", lambda place: place.losses, "How many of them it lost."),
    _told("ties", "number", lambda place: place.ties, "How many of them were ties."),
    _told("both_bad", "number", lambda place: place.both_bad, "How often neither side was good; apart from battles."),
    _told("preliminary", "boolean", _preliminary, "Whether those are few."),
    _told("tournaments", "number", lambda place: place.tournaments, "How many tournaments it took part in."),
    _told("finishes", "json", lambda place: list(place.finishes) or None, "First to fourth places in them."),
    _told("generation_ms", "number", lambda place: place.generation_ms, "The mean time to generate.", "milliseconds"),
    _told("method_version", "text", lambda place: place.row.method_version, "The version of the method."),
    _told("last_seen", "time", lambda place: place.row.last_seen, "When its source last gave it."),
)
