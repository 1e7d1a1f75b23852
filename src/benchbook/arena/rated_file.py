"""Rated boards as a table to be written: a model a row, all that its board's document says of it."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from benchbook.arena.document import BoardDocument
from benchbook.export.fields import Cited, Field, assembled, field
from benchbook.export.table import Cell, ColumnType, ExportTable
from benchbook.sources._documents import instant
from benchbook.sources.arena import BoardRow

_POINTS = "rating points"
_PERCENT = "percent"


class _Line(NamedTuple):
    board: BoardDocument
    row: BoardRow


def ratings_table(boards: Sequence[BoardDocument]) -> ExportTable:
    """The models of some boards, in their order; what is unknown is empty."""

    def lines() -> Iterator[_Line]:
        return (_Line(board, row) for board in boards for row in board.models)

    return assembled(
        "ratings",
        _FIELDS,
        lines,
        cited=lambda line: Cited(line.board.citation, line.board.licence),
        as_of=max((instant(board.rated_at) for board in boards), default=None),
    )


def _of_row(
    name: str, kind: ColumnType, description: str, unit: str | None = None, *, told: str | None = None
) -> Field[_Line]:
    read: Callable[[_Line], Cell] = lambda line: getattr(line.row, told or name)  # noqa: E731 - it is a column's reading
    return field(name, kind, read, description, unit)


_FIELDS: tuple[Field[_Line], ...] = (
    field("arena", "text", lambda line: line.board.arena, "The arena."),
    field("category", "text", lambda line: line.board.category, "The board."),
    _of_row("component", "integer", "Models of different groups cannot be compared: no vote links them."),
    _of_row("rank", "integer", "The place by rating among listed models of the group; equal ones share it."),
    _of_row("rank_low", "integer", "The best rank that cannot be excluded."),
    _of_row("rank_high", "integer", "The worst rank that cannot be excluded."),
    _of_row("name", "text", "What it was called in the votes."),
    _of_row("merged", "texts", "Other names of the same model, whose votes count for it."),
    _of_row("rating", "number", "The rating.", _POINTS, told="elo"),
    _of_row("std_error", "number", "The standard error of the rating.", _POINTS),
    _of_row("low", "number", "The lower end of its interval.", _POINTS),
    _of_row("high", "number", "The upper end of its interval.", _POINTS),
    _of_row("battles", "integer", "How many battles stand behind the rating."),
    _of_row("wins", "integer", "How many of them it won."),
    _of_row("losses", "integer", "How many of them it lost."),
    _of_row("ties", "integer", "How many of them were ties."),
    _of_row("both_bad", "integer", "How often neither side was good; apart from battles."),
    _of_row("win_rate", "number", "The share of battles won, a tie half of one.", _PERCENT),
    _of_row("win_rate_low", "number", "The lower end of its interval (Wilson).", _PERCENT),
    _of_row("win_rate_high", "number", "The upper end of its interval (Wilson).", _PERCENT),
    _of_row("win_rate_elo", "number", "The win rate as points: 400 times the decimal logarithm of its odds.", _POINTS),
    _of_row("listed", "boolean", "Whether it has battles enough to be listed."),
    _of_row("preliminary", "boolean", "Whether its battles are few."),
    _of_row("first_place", "integer", "Tournaments that it won."),
    _of_row("second_place", "integer", "Tournaments in which it came second."),
    _of_row("third_place", "integer", "Tournaments in which it came third."),
    _of_row("fourth_place", "integer", "Tournaments in which it came fourth."),
    _of_row("total", "integer", "Tournaments whose whole order is known."),
    field("method_version", "text", lambda line: line.board.method.version, "How the board was rated."),
    field("counts_sha256", "text", lambda line: line.board.counts.sha256, "The hash of the counts it was rated from."),
)
