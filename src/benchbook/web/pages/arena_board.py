"""``/arena/{arena}/{category}``: one board with its ratings, and the same as a file."""

from collections.abc import Callable, Mapping
from typing import Annotated, Literal

from msgspec import Meta

from benchbook.api.boards import BoardOf, board_path
from benchbook.api.route import Asked
from benchbook.arena import (
    Board,
    Column,
    Place,
    arena_boards,
    arranged,
    board_table,
    matching,
    rises,
)
from benchbook.arena.order import COLUMNS
from benchbook.errors import RequestError
from benchbook.export import ExportTable
from benchbook.leaderboard.figures import configuration_of_row
from benchbook.metrics import metric
from benchbook.model import Noun, Number
from benchbook.publication import configuration_text
from benchbook.web.board.columns import Heading
from benchbook.web.pages.arena import BOARD_PATH, board_address, board_of, citations, homepage, model_link
from benchbook.web.pages.arena_history import history_links
from benchbook.web.publishers import publisher
from benchbook.web.query import address
from benchbook.web.rated.chances import contenders
from benchbook.web.rated.method import method_facts, percent_of
from benchbook.web.table_file import FORMATS, Format
from benchbook.web.texts import texts
from benchbook.web.words import age, amount, day, digits_of_ratings, figure, fixed, half_width

PATH = "/arena/{arena}/{category:path}"
FILE_PATH = "/arena/{arena}/{category}/file.{format}"
CHART_PATH = "/arena/{arena}/{category}/chart.svg"
FILE_ROUTE_PATH = "/arena/{arena}/{category:path}/file.{format}"
ON_A_PAGE = 500
_ALWAYS: tuple[Column, ...] = ("name", "rating")
_MILLISECONDS = 1000
_USUAL_LEVEL = 0.95


class BoardQuery(BoardOf, frozen=True, kw_only=True):
    """The parameters of a board."""

    q: Annotated[str, Meta(max_length=200, description="Words that all occur in a name or id, in any case.")] = ""
    sort: Annotated[Column, Meta(description="The column to sort by.")] = "rating"
    order: Annotated[Literal["asc", "desc"], Meta(description="From small to large, or the other way.")] | None = None
    page: Annotated[int, Meta(ge=1, le=10_000, description=f"Which page, of {ON_A_PAGE} rows each.")] = 1


class BoardFileQuery(BoardQuery, frozen=True, kw_only=True):
    """The same, and the format of the file."""

    format: Format


class Cell(Noun, frozen=True, kw_only=True):
    """A figure as it is shown, and in full."""

    text: str
    title: str
    small: str = ""


class BoardLine(Noun, frozen=True, kw_only=True):
    """One rated thing as it is shown; ``href`` is None where it is joined to nothing. ``badges`` are as of models."""

    rank: int
    name: str
    title: str
    run: str
    href: str | None
    badges: tuple[tuple[str, str, str], ...]
    searched: str
    cells: tuple[Cell, ...]


def values(asked: Asked, query: BoardQuery) -> Mapping[str, object]:
    """What the template shows; raises ``NoSuchBoard``."""
    board = board_of(asked.publication, query)
    chosen = _chosen(board, query)
    local = len(board.places) <= ON_A_PAGE
    # What fits on one page is all there, what a search leaves out hidden, so that a script may show it again.
    places = arranged(board.places, query.sort, rising=_rising(query)) if local else chosen
    kept = {id(place) for place in chosen}
    pages = max(1, -(-len(places) // ON_A_PAGE))
    if query.page > pages:
        raise RequestError(f"Invalid value '{query.page}' for parameter 'page': expected at most {pages}")
    columns = _columns(board)
    start = (query.page - 1) * ON_A_PAGE
    digits = digits_of_ratings(_half(place) for place in board.places if place.low is not None)
    told = texts()
    return {
        "active": "arena",
        "board": board,
        "source": publisher(board.source),
        "homepage": homepage(board.source),
        "columns": [_heading(column, board, query) for column in columns],
        "lines": [
            (_line(place, columns, asked, query, digits), id(place) not in kept)
            for place in places[start : start + ON_A_PAGE]
        ],
        "shown": len(chosen),
        "local": local,
        "unjoined": sum(not place.joined for place in board.places),
        "preliminary": sum(place.preliminary for place in board.places),
        "few": board.few,
        "rated": method_facts(board.rated) if board.rated else [],
        "battles": _battles(board),
        "contenders": contenders(board),
        "history": history_links(board, query),
        "api": address(board_path(board), None, as_of=query.as_of, known_at=query.known_at),
        "intervals": sum(place.low is not None for place in board.places),
        "relayed": sorted({publisher(place.row.via) for place in board.places if place.row.via}),
        "method": told(f"arena-method-{board.source}") if f"arena-method-{board.source}" in told else None,
        "page_links": [(number, address(BOARD_PATH, query, page=number)) for number in range(1, pages + 1)],
        "files": [(form, address(FILE_PATH, query, format=form, page=1)) for form in FORMATS],
        "charts": [
            (theme, address(CHART_PATH, None, **_moment_of_board(query), theme=theme)) for theme in ("light", "dark")
        ],
        "blank": board_address(board, query),
        "action": address(BOARD_PATH, None, arena=board.arena, category=board.category),
        "notes": citations((board,)),
        "others": [
            (other, board_address(other, query))
            for other in arena_boards(asked.publication)
            if (other.source, other.arena) == (board.source, board.arena)
        ],
        "caption": told("arena-caption", column=told(f"rating-{query.sort}"), rising="yes" if _rising(query) else "no"),
    }


def file_table(asked: Asked, query: BoardFileQuery) -> ExportTable:
    """The table that is shown, of all pages; raises ``NoSuchBoard``."""
    board = board_of(asked.publication, query)
    return board_table(board, _chosen(board, query))


def _battles(board: Board) -> int:
    """How many stand behind the ratings: not those of other groups, nor those between names of one model."""
    facts = board.rated.facts if board.rated else None
    return 0 if facts is None else facts.counts.battles if facts.main is None else facts.main.battles


def _chosen(board: Board, query: BoardQuery) -> tuple[Place, ...]:
    return arranged(matching(board.places, query.q), query.sort, rising=_rising(query))


def _moment_of_board(query: BoardQuery) -> dict[str, object]:
    return {name: getattr(query, name) for name in BoardOf.__struct_fields__}


def _rising(query: BoardQuery) -> bool:
    return rises(query.sort) if query.order is None else query.order == "asc"


def _columns(board: Board) -> list[Column]:
    """The columns of which anything is known."""
    return [
        column
        for column, read in COLUMNS.items()
        if column in _ALWAYS or any(read(place) is not None for place in board.places)
    ]


def _heading(column: Column, board: Board, query: BoardQuery) -> Heading:
    told = texts()
    level = percent_of(board.rated.facts.method.level if board.rated else _USUAL_LEVEL)
    here, rising = query.sort == column, _rising(query)
    turned = (not rising) if here else rises(column)
    return Heading(
        id=column,
        title=told(f"rating-{column}"),
        sub=told(f"rating-{column}-sub", level=level),
        why=told(f"rating-{column}-why", level=level),
        href=address(
            BOARD_PATH,
            query,
            sort=column,
            order=None if turned == rises(column) else ("asc" if turned else "desc"),
            page=1,
        ),
        sorted=("ascending" if rising else "descending") if here else None,
        rises=rises(column),
        kind="text" if column in {"name", "seen"} else "number",
    )


def _line(place: Place, columns: list[Column], asked: Asked, query: BoardQuery, digits: int) -> BoardLine:
    told = texts()
    return BoardLine(
        rank=place.rank,
        name=place.name,
        title=told("arena-called", name=place.row.name),
        run=configuration_text(configuration_of_row(place.row)),
        href=model_link(place, query),
        badges=tuple(_badges(place)),
        searched=place.searched,
        cells=tuple(_cell(place, column, asked, digits) for column in columns if column != "name"),
    )


def _badges(place: Place) -> list[tuple[str, str, str]]:
    told = texts()
    found = []
    if place.row.doubt is not None:
        found.append(("leaving", told("badge-doubt"), told("badge-doubt-why", doubt=place.row.doubt)))
    elif not place.joined:
        reason = place.row.reason or told("missing-unknown")
        found.append(("leaving", told("badge-unjoined"), told("badge-unjoined-why", reason=reason)))
    if place.preliminary:
        why = told("badge-preliminary-why", count=amount(int(place.battles or 0)), few=place.few)
        found.append(("leaving", told("badge-preliminary"), why))
    return found


def _cell(place: Place, column: Column, asked: Asked, digits: int) -> Cell:
    """A figure of a place; ``digits`` are those of ratings after the point."""
    told = texts()
    if column == "seen":
        via = told("figure-via", via=publisher(place.row.via)) if place.row.via else ""
        seen, how_old = day(place.row.last_seen), age(place.row.last_seen, asked.today)
        return Cell(text=seen, small=how_old, title=f"{told('figure-seen', day=seen, age=how_old)} {via}".strip())
    if COLUMNS[column](place) is None:
        return Cell(text="\N{EN DASH}", title=told(f"rating-{column}-missing"))
    if column == "rating":
        return _rating_cell(place, digits)
    if column == "interval":
        return _interval_cell(place, digits)
    return _CELLS[column](place)


def _half(place: Place) -> float:
    return half_width(place.rating, place.low or 0, place.high or 0)


def _interval_cell(place: Place, digits: int) -> Cell:
    told, error = texts(), place.row.std_error
    given = "elo_low" in place.row.measures
    return Cell(
        text=_reach(place.low or 0, place.high or 0, digits),
        small=f"\N{PLUS-MINUS SIGN}{fixed(_half(place), 1)}",
        title=told("rating-interval-given" if given else "rating-interval-exact", error=f"{error!r}"),
    )


def _spread_cell(place: Place) -> Cell:
    low, high = place.rank_low or 0, place.rank_high or place.rank_low or 0
    title = texts()("rating-spread-exact", low=low, high=high)
    return Cell(text=str(low) if low == high else _reach(low, high), title=title)


def _rating_cell(place: Place, digits: int) -> Cell:
    unit = metric(place.row.source, "elo")
    title = texts()("rating-exact", value=f"{place.rating!r}", unit=unit.unit if unit else "")
    return Cell(text=fixed(place.rating, digits), title=title)


def _win_rate_cell(place: Place) -> Cell:
    told, rate = texts(), place.win_rate or 0
    unit = metric(place.row.source, "win_rate")
    known = place.win_low is not None and place.win_high is not None
    return Cell(
        text=told("percent", value=fixed(rate, 1)),
        small=_reach(place.win_low or 0, place.win_high or 0, 1) if known else "",
        title=told("rating-exact", value=f"{rate!r}", unit=unit.unit if unit else "")
        + (f". {told('rating-win_rate-interval')}" if known else ""),
    )


def _share_cell(name: str, count: Number | None, share: float | None) -> Cell:
    told = texts()
    title = told(f"rating-{name}-exact", count=amount(round(count or 0)))
    return Cell(text=told("percent", value=fixed(100 * (share or 0), 1)), title=title)


def _tournaments_cell(place: Place) -> Cell:
    finishes = " / ".join("\N{EN DASH}" if each is None else _whole(each) for each in place.finishes)
    title = texts()("rating-tournaments-exact", finishes=finishes)
    return Cell(text=_whole(place.tournaments or 0), small=finishes, title=title)


def _generation_cell(place: Place) -> Cell:
    told, time = texts(), place.generation_ms or 0
    exact = told("rating-generation-exact", count=f"{time!r}")
    return Cell(text=told("seconds", count=figure(time / _MILLISECONDS)), title=exact)


_CELLS: Mapping[Column, Callable[[Place], Cell]] = {
    "spread": _spread_cell,
    "win_rate": _win_rate_cell,
    "ties": lambda place: _share_cell("ties", place.ties, place.tie_share),
    "both_bad": lambda place: _share_cell("both_bad", place.both_bad, place.both_bad_share),
    "battles": lambda place: Cell(text=_whole(place.battles or 0), title=texts()("rating-battles-why")),
    "tournaments": _tournaments_cell,
    "generation": _generation_cell,
}
"""How each other figure that is known is told."""


def _reach(low: Number, high: Number, digits: int = 0) -> str:
    return f"{fixed(low, digits)}\N{EN DASH}{fixed(high, digits)}"


def _whole(count: Number) -> str:
    return amount(round(count))
