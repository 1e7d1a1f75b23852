"""``/model/{author}/{slug}/history.json`` and ``.svg``: a chart of a model's past, as a specification or a picture."""

from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from benchbook.api.query import canonical, moment_of
from benchbook.api.route import GUARDS, Asked, Question, Route
from benchbook.changes import model_history
from benchbook.charts import look_for, svg
from benchbook.errors import RequestError
from benchbook.model import Noun
from benchbook.moments import settled
from benchbook.web import static
from benchbook.web.model.charted import Drawable, chart_of, drawables
from benchbook.web.model.found import ModelQuery, Record, found_model
from benchbook.web.page import refusal
from benchbook.web.pages.chart import BUNDLE
from benchbook.web.query import address, read_page_query
from benchbook.web.texts import texts
from benchbook.web.tradeoffs import words

PATH = "/model/{author}/{slug:path}/history.{form}"
WIDTH = 900
_MEDIA = {"json": "application/json", "svg": "image/svg+xml"}


class HistoryChartQuery(ModelQuery, frozen=True, kw_only=True):
    """The parameters of a chart of a model's past."""

    form: Annotated[Literal["json", "svg"], Meta(description="A specification or a picture.")]
    width: Annotated[int, Meta(ge=100, le=5000, description="CSS pixels.")] = WIDTH
    theme: Annotated[Literal["light", "dark"], Meta(description="For which theme.")] = "light"


class ShownChart(Noun, frozen=True, kw_only=True):
    """A chart with what else there is to choose, where its specification and its pictures are, and what it says."""

    chosen: Drawable
    others: tuple[Drawable, ...]
    spec: str
    pictures: tuple[tuple[str, str], ...]
    bundle: str
    alt: str
    name: str


def chosen(options: list[Drawable], key: str | None) -> Drawable:
    """The chart that is asked for, else the first; raises ``RequestError`` for one that there is not."""
    found = next((each for each in options if key in {None, each.key}), None)
    if found is None:
        raise RequestError(f"Invalid value {(key or '')[:80]!r} for parameter 'chart': nothing of that name ever moved")
    return found


def shown_chart(asked: Asked, query: ModelQuery, record: Record) -> ShownChart | None:
    """The chart of a model's page; None where nothing ever moved."""
    options = drawables(record.history, tuple(asked.leaderboard.columns.values()))
    if not options:
        return None
    found = chosen(options, query.chart)
    same = {"a": query.author, "b": query.slug, "chart": found.key, "as_of": query.as_of, "known_at": query.known_at}
    path = "/model/{a}/{b}/history."
    return ShownChart(
        chosen=found,
        others=tuple(options),
        spec=address(f"{path}json", None, **same),
        pictures=tuple((theme, address(f"{path}svg", None, **same, theme=theme)) for theme in ("light", "dark")),
        bundle=static.address(BUNDLE),
        alt=texts()("history-chart-alt", title=found.title),
        name=f"{record.history.model_id} {found.key}".replace("/", "-"),
    )


def read(raw: bytes, in_path: Mapping[str, str]) -> Question:
    """The question for a chart."""
    query = read_page_query(raw, HistoryChartQuery, in_path)
    return Question(
        canonical=canonical(query),
        answer=lambda asked: drawn(asked, query),
        moment=moment_of(query),
        media=_MEDIA[query.form],
    )


def drawn(asked: Asked, query: HistoryChartQuery) -> bytes:
    """The chart's specification or picture; raises ``NoSuchModel`` and ``RequestError``."""
    moment = moment_of(query)
    settled(moment, asked.times)
    model = found_model(asked, query.author, query.slug).model
    past = asked.ledger.over_time(
        lambda timeline, at: model_history(timeline, model.id, at.as_of, asked.audience), moment
    )
    found = chosen(drawables(past, tuple(asked.leaderboard.columns.values())), query.chart)
    chart = chart_of(past, found.key, look_for("history", query.width, query.theme, words()))
    return msgspec.json.encode(chart.spec) if query.form == "json" else svg(chart.spec)


HISTORY_CHART_ROUTE = Route(
    path=PATH,
    summary="A chart of a model's past",
    query=HistoryChartQuery,
    read=read,
    of_ledger=True,
    drawn=True,
    media=_MEDIA["json"],
    also=(_MEDIA["svg"],),
    headers=GUARDS,
    refusal=refusal,
)
