"""``/chart``: a score against a price, a size, a speed, a date or another score, with the models that nothing beats."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from benchbook.api.catalogue.query import HIGHEST_PRICE_PER_MILLION
from benchbook.api.query import TimeQuery, canonical, moment_of
from benchbook.api.route import GUARDS, Asked, Question, Route
from benchbook.charts import Chart, bundle, look_for, png, svg
from benchbook.errors import RequestError, UnknownThing
from benchbook.export import ExportTable
from benchbook.leaderboard import Leaderboard, Wanted, default_columns
from benchbook.leaderboard.shown import check_column
from benchbook.web import static
from benchbook.web.board.columns import Choice, Menu, title_of
from benchbook.web.chart_file import points_table
from benchbook.web.notes import citations
from benchbook.web.page import page, refusal
from benchbook.web.query import address, read_page_query
from benchbook.web.table_file import FORMATS, Format, file_route
from benchbook.web.texts import texts
from benchbook.web.tradeoffs import X_FACTS, Asking, AxisScale, Drawing, drawing, words

PATH = "/chart"
SPEC_PATH = "/chart/spec.json"
PICTURE_PATH = "/chart/picture.{form}"
FILE_PATH = "/chart/data.{format}"
BUNDLE = "vega.js"
MOST_IN_TABLE = 200
WIDTH = 900
_MEDIA = {"svg": "image/svg+xml", "png": "image/png"}
_SCALE = Meta(description="How the axis is divided; chosen by what is counted unless given.")


class ChartQuery(TimeQuery, frozen=True, kw_only=True):
    """The parameters of the chart; filters are those of the leaderboard."""

    y: Annotated[str, Meta(description="The score on the vertical axis, a column's id.")] | None = None
    x: Annotated[str, Meta(description="The column on the horizontal axis.")] | None = None
    x_scale: Annotated[AxisScale, _SCALE] | None = None
    y_scale: Annotated[AxisScale, _SCALE] | None = None
    runs: Annotated[Literal["all", "headline"], Meta(description="Every run, or the one that speaks for a model.")] = (
        "all"
    )
    q: Annotated[str, Meta(max_length=200, description="Words that all occur in id or name, in any case.")] = ""
    author: Annotated[tuple[str, ...], Meta(description="Authors' slugs, one of which made the model.")] = ()
    effort: Annotated[tuple[str, ...], Meta(description="Efforts or modes; only runs of these are drawn.")] = ()
    context: Annotated[int, Meta(ge=0, le=10**12, description="The least context length in tokens.")] | None = None
    max_price: (
        Annotated[
            Decimal,
            Meta(
                extra={"most": HIGHEST_PRICE_PER_MILLION}, description="The highest price of a million prompt tokens."
            ),
        ]
        | None
    ) = None
    free: Annotated[bool, Meta(description="Only models that are free or have a free variant.")] = False
    weights: Annotated[bool, Meta(description="Only models whose weights are published.")] = False
    reasoning: Annotated[bool, Meta(description="Only models that reason.")] = False
    gone: Annotated[bool, Meta(description="Models that left the catalogue, too.")] = False


class DrawnQuery(ChartQuery, frozen=True, kw_only=True):
    """The same, for a drawing of some width in one theme."""

    width: Annotated[int, Meta(ge=100, le=5000, description="CSS pixels.")] = WIDTH
    theme: Annotated[Literal["light", "dark"], Meta(description="For which theme.")] = "light"


class PictureQuery(DrawnQuery, frozen=True, kw_only=True):
    """A drawing as a picture."""

    form: Annotated[Literal["svg", "png"], Meta(description="Which kind of picture.")]


class FileQuery(ChartQuery, frozen=True, kw_only=True):
    """The points as a file."""

    format: Format


def axes(board: Leaderboard, query: ChartQuery) -> tuple[str, str] | None:
    """The columns of both axes; None where there is no score at all. Raises ``RequestError`` for one that is none."""
    first = next((column for column in default_columns(board) if column in board.columns), None)
    y = query.y or first
    if y is None:
        return None
    x = query.x or "prompt"
    try:
        for column in (y, x):
            check_column(board, column)
    except UnknownThing as error:
        raise RequestError(error.sentence, hint=error.hint) from None
    if y not in board.columns:
        raise RequestError(f"Invalid value {y[:80]!r} for parameter 'y': expected a score")
    if x not in board.columns and x not in X_FACTS:
        raise RequestError(
            f"Invalid value {x[:80]!r} for parameter 'x': expected one of {', '.join(X_FACTS)}, or a score"
        )
    return x, y


def drawn(asked: Asked, query: ChartQuery) -> Drawing | None:
    """The points that are asked for; None where there is nothing to draw."""
    board = asked.leaderboard
    chosen = axes(board, query)
    if chosen is None:
        return None
    x, y = chosen
    shared = set(Wanted.__struct_fields__) & set(query.__struct_fields__)
    wanted = Wanted(**{name: getattr(query, name) for name in shared})
    return drawing(
        Asking(
            board=board,
            wanted=wanted,
            x=x,
            y=y,
            today=asked.today,
            runs=query.runs,
            x_scale=query.x_scale,
            y_scale=query.y_scale,
            moment=query,
        )
    )


def values(asked: Asked, query: ChartQuery) -> Mapping[str, object]:
    """What the template shows."""
    board = asked.leaderboard
    found = drawn(asked, query)
    if found is None:
        return {"found": None}
    x, y = axes(board, query) or ("", "")
    chart = found.chart(look_for("tradeoff", WIDTH, "light", words()))
    best = set(chart.frontier)
    ordered = sorted(found.dots, key=lambda dot: (dot.point.id not in best, -dot.point.y, dot.point.id))
    told = texts()
    return {
        "found": found,
        "chart": chart,
        "x_title": title_of(board, x),
        "y_title": title_of(board, y),
        "x_menus": [_facts_menu(x), *_score_menus(board, x, scores_only=False)],
        "y_menus": _score_menus(board, y, scores_only=True),
        "dots": ordered[:MOST_IN_TABLE],
        "hidden": max(0, len(ordered) - MOST_IN_TABLE),
        "best": best,
        "left_out": [
            *(told(f"left-out-{out.reason}", count=out.count) for out in chart.left_out),
            *(told(f"missing-{reason}", count=count) for reason, count in sorted(found.missing.items())),
        ],
        "spec": address(SPEC_PATH, query),
        "bundle": static.address(BUNDLE),
        "picture": {theme: address(PICTURE_PATH, _pictured(query, theme), form="svg") for theme in ("light", "dark")},
        "png": address(PICTURE_PATH, query, form="png"),
        "svg": address(PICTURE_PATH, query, form="svg"),
        "files": [(form, address(FILE_PATH, query, format=form)) for form in FORMATS],
        "authors": [
            Choice(value=slug, label=name, checked=slug in query.author) for slug, name in board.authors.items()
        ],
        "efforts": [Choice(value=effort, label=effort, checked=effort in query.effort) for effort in board.efforts],
        "blank": address(PATH, ChartQuery(as_of=query.as_of, known_at=query.known_at)),
        "notes": citations(
            (dot.entry for dot in found.dots),
            (each.figure for dot in found.dots for each in (dot.y, dot.x) if each.figure),
        ),
        "table": address("/", None, sort=y, as_of=query.as_of, known_at=query.known_at),
    }


def _pictured(query: ChartQuery, theme: Literal["light", "dark"]) -> DrawnQuery:
    return DrawnQuery(**{name: getattr(query, name) for name in query.__struct_fields__}, theme=theme)


def _facts_menu(chosen: str) -> Menu:
    told = texts()
    choices = (Choice(value=each, label=told(f"column-{each}"), checked=each == chosen) for each in X_FACTS)
    return Menu(name="facts", label=told("column-facts"), choices=tuple(choices))


def _score_menus(board: Leaderboard, chosen: str, *, scores_only: bool) -> list[Menu]:
    """The score columns by whose they are; few models make no chart."""
    found: dict[str, list[Choice]] = {}
    for column in board.columns.values():
        if column.id == chosen or ((column.score or not scores_only) and column.models > 1):
            count = texts()("column-models", count=column.models)
            choice = Choice(value=column.id, label=f"{column.title} ({count})", checked=column.id == chosen)
            found.setdefault(column.place, []).append(choice)
    return [Menu(name=place, label=place, choices=tuple(choices)) for place, choices in found.items()]


# --- what the page loads -----------------------------------------------------------------------


def _chart(asked: Asked, query: DrawnQuery) -> Chart:
    found = drawn(asked, query)
    if found is None:
        raise RequestError(texts()("chart-nothing"))
    return found.chart(look_for("tradeoff", query.width, query.theme, words()))


def _read_spec(raw: bytes, in_path: Mapping[str, str]) -> Question:
    query = read_page_query(raw, DrawnQuery, in_path)
    return Question(
        canonical=canonical(query),
        answer=lambda asked: msgspec.json.encode(_chart(asked, query).spec),
        moment=moment_of(query),
    )


def _read_picture(raw: bytes, in_path: Mapping[str, str]) -> Question:
    query = read_page_query(raw, PictureQuery, in_path)

    def answer(asked: Asked) -> bytes:
        spec = _chart(asked, query).spec
        return svg(spec) if query.form == "svg" else png(spec)

    return Question(canonical=canonical(query), answer=answer, moment=moment_of(query), media=_MEDIA[query.form])


def _points(asked: Asked, query: FileQuery) -> ExportTable:
    found = drawn(asked, query)
    if found is None:
        raise RequestError(texts()("chart-nothing"))
    chart = found.chart(look_for("tradeoff", WIDTH, "light", words()))
    return points_table(found, frozenset(chart.frontier), axes(asked.leaderboard, query) or ("x", "y"), asked)


def _read_bundle(raw: bytes, in_path: Mapping[str, str]) -> Question:
    del raw
    return Question(canonical="", answer=lambda _: bundle(), headers=static.kept_if_ours(in_path["digest"]))


ROUTES: tuple[Route, ...] = (
    page(PATH, "chart", ChartQuery, values),
    Route(path=SPEC_PATH, summary="A chart", query=DrawnQuery, read=_read_spec, dated=True, long=True, headers=GUARDS),
    Route(
        path=PICTURE_PATH,
        summary="A chart as a picture",
        query=PictureQuery,
        read=_read_picture,
        dated=True,
        long=True,
        drawn=True,
        media=_MEDIA["svg"],
        headers=GUARDS,
        refusal=refusal,
    ),
    file_route(FILE_PATH, "A chart's points as a file", FileQuery, "chart", _points),
    Route(
        path=f"/static/{{digest}}/{BUNDLE}",
        summary="The script that draws charts",
        read=_read_bundle,
        fixed=True,
        long=True,
        media="text/javascript; charset=utf-8",
        headers=GUARDS,
    ),
)
