"""``/arena-history/{arena}/{category}``: what the best of an own arena's board were rated through time."""

from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import Meta

from benchbook.api.boards import BoardOf
from benchbook.api.query import canonical, moment_of
from benchbook.api.route import GUARDS, Asked, Question, Route
from benchbook.arena import Board, Place, history_table
from benchbook.changes import RatingInterval, board_history
from benchbook.charts import Break, Series, Step, history, look_for, svg
from benchbook.export import ExportTable
from benchbook.leaderboard.figures import configuration_of_row
from benchbook.metrics import metric
from benchbook.model import Noun
from benchbook.moments import settled
from benchbook.publication import configuration_text
from benchbook.sources.arena import SOURCE_ID as OWN_ARENAS
from benchbook.store import Board as StoredBoard
from benchbook.web.page import page, refusal
from benchbook.web.pages.arena import board_address, board_of, citations
from benchbook.web.publishers import publisher
from benchbook.web.query import address, read_page_query
from benchbook.web.table_file import FORMATS, Format, file_route
from benchbook.web.texts import texts
from benchbook.web.tradeoffs import words
from benchbook.web.words import digits_of_ratings, half_width

PATH = "/arena-history/{arena}/{category:path}"
PAGE_PATH = "/arena-history/{arena}/{category}"
FILE_PATH = f"{PAGE_PATH}/file.{{format}}"
CHART_PATH = f"{PAGE_PATH}/chart.svg"
MOST_LINES = 200
MOST_DRAWN = 120
MOST_IN_FILE = 5000
"""So many readings of one model stand in a file, and so many are drawn."""


class HistoryQuery(BoardOf, frozen=True, kw_only=True):
    """The parameters of a board's past."""

    top: Annotated[int, Meta(ge=1, le=8, description="How many of the present best.")] = 5


class HistoryFileQuery(HistoryQuery, frozen=True, kw_only=True):
    """The same, and the format of the file."""

    format: Format


class HistoryChartQuery(HistoryQuery, frozen=True, kw_only=True):
    """The parameters of a chart of a board's past."""

    theme: Annotated[Literal["light", "dark"], Meta(description="For which background.")] = "light"
    width: Annotated[int, Meta(ge=320, le=1600, description="Pixels from side to side.")] = 900


class HistoryLinks(Noun, frozen=True, kw_only=True):
    """Where a board's past is: its page, its pictures by theme and its files by format."""

    page: str
    charts: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str], ...]


def history_links(board: Board, query: BoardOf, top: int | None = None) -> HistoryLinks | None:
    """The past of an own arena's board, in the moment of a page; None for other arenas' boards."""
    if board.source != OWN_ARENAS:
        return None
    same = {"arena": board.arena, "category": board.category, "top": top}
    same |= {"as_of": query.as_of, "known_at": query.known_at}
    return HistoryLinks(
        page=address(PAGE_PATH, None, **same),
        charts=tuple((theme, address(CHART_PATH, None, **same, theme=theme)) for theme in ("light", "dark")),
        files=tuple((form, address(FILE_PATH, None, **same, format=form)) for form in FORMATS),
    )


def values(asked: Asked, query: HistoryQuery) -> Mapping[str, object]:
    """What the template shows; raises ``NoSuchBoard``."""
    board = board_of(asked.publication, query)
    found = _past(asked, query, board, MOST_DRAWN)
    names = _titles(board, query.top)
    newest = sorted(found, key=lambda each: (-each.begins.timestamp(), [*names].index(each.name)))
    return {
        "active": "arena",
        "board": board,
        "source": publisher(board.source),
        "back": board_address(board, query),
        "links": history_links(board, query, query.top),
        "lines": [(names[each.name], each) for each in newest[:MOST_LINES]],
        "digits": digits_of_ratings(
            half_width(each.rating, each.low, each.high)
            for each in newest[:MOST_LINES]
            if each.low is not None and each.high is not None
        ),
        "more": max(0, len(newest) - MOST_LINES),
        "notes": citations((board,)),
    }


def _past(asked: Asked, query: HistoryQuery, board: Board, most: int) -> tuple[RatingInterval, ...]:
    if board.source != OWN_ARENAS:
        return ()
    moment = moment_of(query)
    settled(moment, asked.times)
    stored = StoredBoard(board.source, board.name)
    names = list(_titles(board, query.top))
    return asked.ledger.over_time(
        lambda timeline, at: board_history(timeline, stored, names, at.as_of, asked.audience, most), moment
    )


def _titles(board: Board, top: int) -> dict[str, str]:
    """The first of a board by what the arena calls them, with the names by which a reader knows them."""
    return {place.row.name: _title(place) for place in board.places[:top]}


def _title(place: Place) -> str:
    run = configuration_text(configuration_of_row(place.row))
    return f"{place.name} ({run})" if run else place.name


def file_table(asked: Asked, query: HistoryFileQuery) -> ExportTable:
    """Every reading of the best, name by name; raises ``NoSuchBoard``."""
    board = board_of(asked.publication, query)
    return history_table(board, _past(asked, query, board, MOST_IN_FILE))


# --- the picture -------------------------------------------------------------------------------


def _read_chart(raw: bytes, in_path: Mapping[str, str]) -> Question:
    query = read_page_query(raw, HistoryChartQuery, in_path)
    return Question(canonical=canonical(query), answer=lambda asked: _picture(asked, query), moment=moment_of(query))


def _picture(asked: Asked, query: HistoryChartQuery) -> bytes:
    board = board_of(asked.publication, query)
    titles = _titles(board, query.top)
    by_name: dict[str, list[RatingInterval]] = {name: [] for name in titles}
    for each in _past(asked, query, board, MOST_DRAWN):
        by_name[each.name].append(each)
    known = metric(board.source, "elo")
    unit = known.unit if known else ""
    lines = [Series(title=titles[name], unit=unit, steps=_steps(some)) for name, some in by_name.items() if some]
    label = texts()("arena-history-break")
    breaks = [
        Break(at=each.begins, label=label, series=titles[name])
        for name, some in by_name.items()
        for each in some
        if each.broken
    ]
    return svg(history(lines, breaks, look_for("history", query.width, query.theme, words())).spec)


def _steps(intervals: list[RatingInterval]) -> tuple[Step, ...]:
    return tuple(
        Step(
            value=each.rating,
            begins=each.begins,
            last_seen=each.last_seen,
            ends=each.ends,
            low=each.low,
            high=each.high,
        )
        for each in intervals
    )


ROUTES: tuple[Route, ...] = (
    file_route(
        f"{PATH}/file.{{format}}",
        "A board's past as a file",
        HistoryFileQuery,
        "arena-history",
        file_table,
        of_ledger=True,
    ),
    Route(
        path=f"{PATH}/chart.svg",
        summary="A board's past as a picture",
        query=HistoryChartQuery,
        read=_read_chart,
        of_ledger=True,
        drawn=True,
        media="image/svg+xml",
        headers=GUARDS,
        refusal=refusal,
    ),
    page(PATH, "arena-history", HistoryQuery, values, of_ledger=True),
)
