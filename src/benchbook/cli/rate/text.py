"""A rated board as a person reads it on a terminal."""

import textwrap
from collections.abc import Iterator, Sequence
from math import isfinite
from typing import TYPE_CHECKING

from benchbook.cli.options import printable
from benchbook.wording import counted

if TYPE_CHECKING:
    from benchbook.arena.rated import BoardRatings

_WIDTH = 100
_PERCENT = 100
_MOST_GROUPS = 10
_MOST_NAME = 48
_RIGHT = frozenset({"rank", "rating", "battles", "win rate"})


def board_lines(board: "BoardRatings", remarks: Sequence[str]) -> Iterator[str]:
    """The lines: a heading, the main table, other groups apart, effects of covariates, and how it was rated."""
    yield from _heading(board)
    first, *others = _groups(board)
    yield from _table(board, first)
    for number, group in enumerate(others[:_MOST_GROUPS], start=2):
        yield ""
        yield f"Group {number}: no vote links it with the others, so that its ratings cannot be compared with theirs."
        yield from _table(board, group)
    if len(others) > _MOST_GROUPS:
        yield ""
        yield f"… and {counted(len(others) - _MOST_GROUPS, 'more group')}; --format csv has all."
    yield from _effects(board)
    yield ""
    yield from textwrap.wrap(printable(" ".join(remarks)), _WIDTH, break_on_hyphens=False, break_long_words=False)


def _effects(board: "BoardRatings") -> Iterator[str]:
    from benchbook.arena.effects import effects_of

    effects = effects_of(board)
    if not effects:
        return
    yield ""
    yield "Taken out of the ratings, in points: the effect of a covariate, model a's less model b's."
    header = ("covariate", "per s.d.", "s.e.", "per unit", "s.e.", "s.d.")
    rows = [
        (
            _short(each.name),
            *(
                ("", "", "", "")
                if each.left_out
                else map(_figure, (each.points, each.std_error, each.unit_points, each.unit_std_error))
            ),
            _figure(each.deviation) if each.left_out is None else f"left out: {each.left_out}",
        )
        for each in effects
    ]
    widths = [max(len(row[column]) for row in (header, *rows)) for column in range(len(header))]
    for row in (header, *rows):
        name, *figures = row
        cells = [name.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(figures, widths[1:], strict=True))]
        yield "  ".join(cells).rstrip()


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"


def _heading(board: "BoardRatings") -> Iterator[str]:
    battles = sum(component.battles for component in board.ratings.components)
    models = sum(len(component.models) for component in board.ratings.components)
    until = board.evidence.until
    when = "" if until is None else f", votes as of {until:%Y-%m-%d %H:%M} UTC"
    yield f"{printable(board.name)}: {counted(models, 'model')}, {counted(battles, 'battle')}{when}"
    yield ""


def _groups(board: "BoardRatings") -> list[list[int]]:
    """The places of each group, listed ones first, the best first."""
    groups: dict[int, list[int]] = {}
    for place in board.order:
        groups.setdefault(int(board.ratings.component[place]), []).append(place)
    listed = board.ratings.listed
    return [sorted(group, key=lambda place: not listed[place]) for group in groups.values()]


def _table(board: "BoardRatings", places: Sequence[int]) -> Iterator[str]:
    level = f"{_PERCENT * board.conventions.level:g} %"
    header = ("rank", "spread", "model", "rating", f"± {level}", "battles", "win rate", f"{level} interval", "")
    rows = [_cells(board, place) for place in places]
    widths = [max(len(row[column]) for row in (header, *rows)) for column in range(len(header))]
    for row in (header, *rows):
        cells = zip(header, row, widths, strict=True)
        yield "  ".join(_aligned(title, cell, width) for title, cell, width in cells).rstrip()


def _aligned(title: str, cell: str, width: int) -> str:
    return cell.rjust(width) if title in _RIGHT or title.startswith("±") else cell.ljust(width)


def _cells(board: "BoardRatings", place: int) -> tuple[str, ...]:
    found = board.ratings
    ranked = found.rank[place] > 0
    low, high = found.rank_low[place], found.rank_high[place]
    return (
        f"{found.rank[place]}" if ranked else "-",
        (f"{low}" if low == high else f"{low}-{high}") if ranked else "-",
        _short(board.contestants.names[place]),
        f"{found.rating[place]:.1f}",
        f"{(found.high[place] - found.low[place]) / 2:.1f}",
        f"{found.battles[place]:,}",
        _share(found.win_rate[place]),
        f"{_PERCENT * found.win_low[place]:.1f}-{_PERCENT * found.win_high[place]:.1f} %",
        _mark(board, place),
    )


def _share(share: float) -> str:
    return f"{_PERCENT * share:.1f} %" if isfinite(share) else ""


def _mark(board: "BoardRatings", place: int) -> str:
    if not board.ratings.listed[place]:
        return f"not listed: under {board.conventions.list_battles:,} battles"
    return "preliminary" if board.ratings.preliminary[place] else ""


def _short(name: str) -> str:
    shown = printable(name)
    return shown if len(shown) <= _MOST_NAME else f"{shown[: _MOST_NAME - 1]}…"
