"""An arena's ratings with their intervals, the best first."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Literal

from msgspec.structs import replace

from benchbook.charts.drawing import axis_title, chart_of, finite, frame, interval_fact, layered, ring, summary, target
from benchbook.charts.lettering import shorten, width
from benchbook.charts.nouns import Axis, Chart, Look, Rating
from benchbook.charts.palette import palette_of
from benchbook.charts.scales import Scale, as_number, encoding, scale_of

ROW = 22
"""The height of a row in pixels."""

MOST_ROWS = 400
"""So many ratings one picture holds, the best ones."""

_LABEL_SIZE = 12
_TOP, _BOTTOM = 44, 30


def ratings(rows: Sequence[Rating], axis: Axis, look: Look) -> Chart:
    """A chart of ratings as dots with whiskers, sorted, as Vega-Lite; as high as its rows need, whatever the look says.

    Ratings that are no number and those beyond ``MOST_ROWS`` are counted in ``left_out``.
    """
    out: Counter[str] = Counter()
    known = [each for each in rows if finite(as_number(each.value))]
    out["not_a_number"] += len(rows) - len(known)
    sign = 1 if axis.better == "lower" else -1
    ordered = sorted(known, key=lambda each: (sign * each.value, each.label, each.id))
    out["beyond_limit"] += max(0, len(ordered) - MOST_ROWS)
    shown = ordered[:MOST_ROWS]
    return chart_of(_spec(shown, axis, look), len(shown), out=out)


def _spec(rows: Sequence[Rating], axis: Axis, look: Look) -> dict[str, Any]:
    look = replace(look, height=_TOP + _BOTTOM + ROW * max(2, len(rows)))
    names = [shorten(each.label, _LABEL_SIZE, look.width * (0.42 if look.narrow else 0.34)) for each in rows]
    left = int(max((width(name, _LABEL_SIZE) for name in names), default=20)) + 18
    room = frame(look, left=left, top=_TOP, right=58, bottom=_BOTTOM)
    figures = [as_number(value) for each in rows for value in (each.value, each.low, each.high) if finite(value)]
    across = scale_of(figures, "linear", room.width)
    return layered(
        look,
        room,
        _layers(across, look),
        {
            "points": [_record(index, each, across) for index, each in enumerate(rows)],
            "names": [{"text": name, "lx": -10, "ly": _middle(index)} for index, name in enumerate(names)],
            "values": [
                {"text": f"{each.value:,.6g}", "lx": room.width + 10, "ly": _middle(index)}
                for index, each in enumerate(rows)
            ],
        },
        heading=axis_title(axis, look.words),
        notes=(),
        title=axis.title,
        description=summary(look.words, len(rows), ()),
    )


def _middle(index: int) -> float:
    return (index + 0.5) * ROW


def _record(index: int, row: Rating, across: Scale) -> dict[str, Any]:
    record = target(
        key=row.id,
        label=row.label,
        at=(across.pixel(as_number(row.value)), _middle(index)),
        href=row.href,
        facts=(*row.facts, *interval_fact(row.interval, row.low, row.high)),
    )
    whisker = {"low": row.low, "high": row.high} if finite(row.low) and finite(row.high) else {}
    return {**record, "x": as_number(row.value), **whisker}


def _layers(across: Scale, look: Look) -> list[Any]:
    import altair as alt  # noqa: PLC0415 - takes half a second

    colours = palette_of(look.theme)
    x = alt.X("x", **encoding(across, None))
    y = alt.Y("py", type="quantitative", scale=None, axis=None)
    points = alt.Chart(alt.NamedData("points"))

    def texts(name: str, align: Literal["left", "right"]) -> Any:  # noqa: ANN401 - altair's charts are made of mixins
        at = alt.X("lx", type="quantitative", scale=None, axis=None)
        written = alt.Chart(alt.NamedData(name)).encode(
            x=at, y=alt.Y("ly", type="quantitative", scale=None, axis=None), text=alt.Text("text", type="nominal")
        )
        return written.mark_text(
            align=align, baseline="middle", fontSize=_LABEL_SIZE, color=colours.text, clip=False, aria=False
        )

    return [
        points.transform_filter("isValid(datum.low)")
        .mark_rule(strokeWidth=2, color=colours.point, aria=False)
        .encode(x=alt.X("low", type="quantitative"), x2="high", y=y),
        points.mark_point(filled=True, size=56, color=colours.accent, opacity=1, aria=False).encode(x=x, y=y),
        texts("names", "right"),
        texts("values", "left"),
        ring(look, alt.X("x", type="quantitative"), y),
    ]
