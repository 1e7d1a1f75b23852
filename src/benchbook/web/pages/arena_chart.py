"""``/arena/{arena}/{category}/chart.svg``: a board's ratings as dots with whiskers, the best first."""

from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import Meta

from benchbook.api.boards import BoardOf
from benchbook.api.query import canonical, moment_of
from benchbook.api.route import GUARDS, Asked, Question, Route
from benchbook.arena import Place
from benchbook.charts import Axis, Look, Rating, ratings, svg
from benchbook.metrics import metric
from benchbook.web.page import refusal
from benchbook.web.pages.arena import board_of
from benchbook.web.query import read_page_query
from benchbook.web.texts import texts

PATH = "/arena/{arena}/{category:path}/chart.svg"


class BoardChartQuery(BoardOf, frozen=True, kw_only=True):
    """The parameters of a board's chart."""

    theme: Annotated[Literal["light", "dark"], Meta(description="For which background.")] = "light"
    width: Annotated[int, Meta(ge=320, le=1600, description="Pixels from side to side.")] = 900


def read(raw: bytes, in_path: Mapping[str, str]) -> Question:
    """The question for a picture."""
    query = read_page_query(raw, BoardChartQuery, in_path)
    return Question(canonical=canonical(query), answer=lambda asked: picture(asked, query), moment=moment_of(query))


def picture(asked: Asked, query: BoardChartQuery) -> bytes:
    """The board as SVG; raises ``NoSuchBoard``."""
    board = board_of(asked.publication, query)
    told = texts()
    known = metric(board.source, "elo")
    axis = Axis(title=told("arena-chart-axis", board=board.name), unit=known.unit if known else "", better="higher")
    rows = [_rating(at, place) for at, place in enumerate(board.places)]
    return svg(ratings(rows, axis, Look(theme=query.theme, width=query.width)).spec)


def _rating(at: int, place: Place) -> Rating:
    return Rating(
        id=f"{at}",
        label=place.name,
        value=place.rating,
        low=place.low,
        high=place.high,
        interval=None if place.low is None else texts()("arena-chart-interval"),
    )


CHART_ROUTE = Route(
    path=PATH,
    summary="A board's ratings as a picture",
    query=BoardChartQuery,
    read=read,
    long=True,
    drawn=True,
    media="image/svg+xml",
    headers=GUARDS,
    refusal=refusal,
)
