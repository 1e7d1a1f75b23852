"""A score against a price, a cost, a size or a date: points, the frontier, efforts of one model joined."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from benchbook.charts.drawing import (
    Frame,
    axis_title,
    chart_of,
    finite,
    frame,
    interval_fact,
    label_layers,
    layered,
    ring,
    summary,
    target,
)
from benchbook.charts.frontier import frontier
from benchbook.charts.labels import Anchor, Label, Plot, place_labels
from benchbook.charts.lettering import shorten
from benchbook.charts.nouns import MOST_POINTS, Axis, Chart, Look, Point
from benchbook.charts.palette import palette_of
from benchbook.charts.scales import Scale, as_number, encoding, scale_of
from benchbook.model import Noun

_WIDE_LABEL = 190
_NARROW_LABEL = 118
_LABEL_SIZE = 12
_LABEL_SIZE_NARROW = 11


class Placed(Noun, frozen=True, kw_only=True):
    """A point that is drawn: its place in figures (on the strip instead of zero) and in pixels."""

    point: Point
    x: float
    y: float
    px: float
    py: float


class _Plane(Noun, frozen=True, kw_only=True):
    """Both axes with their scales, the room, and the look."""

    x: Axis
    y: Axis
    across: Scale
    upwards: Scale
    room: Frame
    look: Look

    def place(self, point: Point) -> Placed:
        x, y = as_number(point.x), as_number(point.y)
        return Placed(
            point=point,
            x=self.across.place(x),
            y=self.upwards.place(y),
            px=self.across.pixel(x),
            py=self.upwards.pixel(y),
        )


def tradeoff(points: Sequence[Point], x: Axis, y: Axis, look: Look) -> Chart:
    """A chart of two figures a point, as Vega-Lite, laid out for a look.

    Points without a finite figure, negative ones on a logarithmic axis and those beyond ``MOST_POINTS`` are counted in
    ``left_out``; zeros on a logarithmic axis stand on a strip of their own beside it.
    """
    out: Counter[str] = Counter()
    drawable, best = _bounded(_drawable(points, x, y, out), x, y, out)
    plane = _plane(drawable, x, y, look)
    placed = [plane.place(each) for each in drawable]
    chosen = [placed[index] for index in best]
    labels = _labels(chosen, placed, plane)
    out["unlabelled"] += len(chosen) - len(labels)
    spec = _spec(plane, placed, chosen, labels)
    return chart_of(spec, len(placed), frontier=tuple(each.point.id for each in chosen), out=out)


def _drawable(points: Sequence[Point], x: Axis, y: Axis, out: Counter[str]) -> list[Point]:
    kept = []
    for point in points:
        here = ((as_number(point.x), x), (as_number(point.y), y))
        if not all(finite(value) for value, _ in here):
            out["not_a_number"] += 1
        elif any(value < 0 and axis.scale == "log" for value, axis in here):
            out["negative_on_log"] += 1
        else:
            kept.append(point)
    return kept


def _bounded(points: list[Point], x: Axis, y: Axis, out: Counter[str]) -> tuple[list[Point], tuple[int, ...]]:
    """So many points as are drawn, those on the frontier first of all, and the frontier's indices among them."""
    best = frontier([(as_number(each.x), as_number(each.y)) for each in points], x.better, y.better)
    out["beyond_limit"] += max(0, len(points) - MOST_POINTS)
    if len(points) > MOST_POINTS:
        ahead = set(best)
        points = [points[index] for index in best] + [each for i, each in enumerate(points) if i not in ahead]
        points = points[:MOST_POINTS]
        best = tuple(range(min(len(best), MOST_POINTS)))
    zeros = [
        each
        for each in points
        if (x.scale == "log" and as_number(each.x) == 0) or (y.scale == "log" and as_number(each.y) == 0)
    ]
    out["zero_on_log"] += len(zeros)
    return points, best


def _plane(points: Sequence[Point], x: Axis, y: Axis, look: Look) -> _Plane:
    room = frame(look, left=42 if look.narrow else 54, top=76 if look.narrow else 62, right=16, bottom=46)
    heights = [
        as_number(value)
        for each in points
        for value in (each.y, each.y_low, each.y_high)
        if value is not None and finite(value) and (y.scale != "log" or value > 0 or value == each.y)
    ]
    return _Plane(
        x=x,
        y=y,
        across=scale_of([as_number(each.x) for each in points], x.scale, room.width),
        upwards=scale_of(heights, y.scale, room.height, upwards=True),
        room=room,
        look=look,
    )


def _full(point: Point) -> str:
    return f"{point.label} ({point.configuration})" if point.configuration else point.label


def _corners(chosen: Sequence[Placed], plane: _Plane) -> list[dict[str, float]]:
    """The frontier's line: along each best figure until the next, and from the last to the edge of the plot."""
    if not chosen:
        return []
    corners = [{"x": chosen[0].x, "y": chosen[0].y}]
    for before, after in pairwise(chosen):
        corners += [{"x": after.x, "y": before.y}, {"x": after.x, "y": after.y}]
    edge = plane.across.high if plane.x.better == "lower" else plane.across.low
    corners.append({"x": edge, "y": chosen[-1].y})
    return [{"step": step, **corner} for step, corner in enumerate(corners)]


def _labels(chosen: Sequence[Placed], placed: Sequence[Placed], plane: _Plane) -> list[tuple[Label, str]]:
    size = _LABEL_SIZE_NARROW if plane.look.narrow else _LABEL_SIZE
    most = _NARROW_LABEL if plane.look.narrow else _WIDE_LABEL
    ordered = [chosen[index] for index in _from_the_ends(len(chosen))]
    anchors = [Anchor(x=each.px, y=each.py, text=shorten(_full(each.point), size, most)) for each in ordered]
    ahead = {id(each) for each in chosen}
    plot = Plot(
        width=plane.room.width,
        height=plane.room.height,
        points=tuple((each.px, each.py) for each in placed if id(each) not in ahead),
        line=tuple((plane.across.pixel(each["x"]), plane.upwards.pixel(each["y"])) for each in _corners(chosen, plane)),
        towards=(-1 if plane.x.better == "lower" else 1, -1 if plane.y.better == "higher" else 1),
    )
    return [(label, anchors[label.anchor].text) for label in place_labels(anchors, plot, size)]


def _from_the_ends(count: int) -> list[int]:
    """Both ends first, then the middles of what is between: so the labels that find room are spread."""
    order: list[int] = []
    spans = [(0, count - 1)]
    while spans:
        first, last = spans.pop(0)
        for index in (first, last, (first + last) // 2):
            if first <= last and index not in order:
                order.append(index)
        if last - first > 1:
            middle = (first + last) // 2
            spans += [(first, middle), (middle, last)]
    return order


def _target(placed: Placed, group: str) -> dict[str, Any]:
    point = placed.point
    facts = (*point.facts, *interval_fact(point.interval, point.y_low, point.y_high))
    record = target(
        key=point.id,
        label=_full(point),
        at=(placed.px, placed.py),
        href=point.href,
        facts=facts,
        author=point.author,
    )
    return {**record, "x": placed.x, "y": placed.y, "group": group, "model": point.model_id}


def _efforts(placed: Sequence[Placed]) -> list[dict[str, Any]]:
    by_model: dict[str, list[Placed]] = defaultdict(list)
    for each in placed:
        by_model[each.point.model_id].append(each)
    return [
        {"model": model, "x": each.x, "y": each.y}
        for model, together in by_model.items()
        if len(together) > 1
        for each in sorted(together, key=lambda one: (one.x, one.y))
    ]


def _intervals(placed: Sequence[Placed], plane: _Plane) -> list[dict[str, Any]]:
    lowest = plane.upwards.edge or plane.upwards.low
    return [
        {"x": each.x, "low": max(float(each.point.y_low), lowest), "high": float(each.point.y_high)}
        for each in placed
        if each.point.y_low is not None
        and each.point.y_high is not None
        and finite(each.point.y_low)
        and finite(each.point.y_high)
        and each.point.y_high > lowest
    ]


def _spec(
    plane: _Plane, placed: Sequence[Placed], chosen: Sequence[Placed], labels: Sequence[tuple[Label, str]]
) -> dict[str, Any]:
    look, words = plane.look, plane.look.words
    ahead = {id(each) for each in chosen}
    efforts = _efforts(placed)
    notes = [text for text, known in ((words.best, chosen), (words.efforts, efforts)) if known]
    return layered(
        look,
        plane.room,
        _layers(plane),
        {
            "points": [_target(each, "best" if id(each) in ahead else "other") for each in placed],
            "efforts": efforts,
            "intervals": _intervals(placed, plane),
            "frontier": _corners(chosen, plane),
            "labels": [
                {"text": text, "lx": label.box.left, "ly": (label.box.top + label.box.bottom) / 2}
                for label, text in labels
            ],
            "leaders": [
                {"px": label.point[0], "py": label.point[1], "tx": label.tip[0], "ty": label.tip[1]}
                for label, _ in labels
                if label.led
            ],
            "edges": _edges(plane),
        },
        heading=axis_title(plane.y, words),
        notes=notes,
        title=words.against.format(y=plane.y.title, x=plane.x.title),
        description=summary(words, len(placed), [_full(each.point) for each in chosen]),
    )


def _edges(plane: _Plane) -> list[dict[str, float | None]]:
    return [
        {
            "ex": None if across is None else plane.across.pixel(across),
            "ey": None if up is None else plane.upwards.pixel(up),
        }
        for across, up in ((plane.across.edge, None), (None, plane.upwards.edge))
        if across is not None or up is not None
    ]


def _layers(plane: _Plane) -> list[Any]:
    import altair as alt  # noqa: PLC0415 - takes half a second

    colours = palette_of(plane.look.theme)
    across = encoding(plane.across, axis_title(plane.x, plane.look.words), plane.x.zero)
    x = alt.X("x", **across)
    y = alt.Y("y", **encoding(plane.upwards, None, plane.y.zero))
    plain_x, plain_y = alt.X("x", type=across["type"]), alt.Y("y", type="quantitative")

    def layer(name: str) -> Any:  # noqa: ANN401 - altair's charts are made of mixins
        return alt.Chart(alt.NamedData(name))

    edges = [
        layer("edges")
        .transform_filter(f"datum.{field} !== null")
        .mark_rule(strokeDash=[2, 3], color=colours.muted, strokeOpacity=0.7, aria=False)
        .encode(**{channel: kind(field, type="quantitative", scale=None, axis=None)})
        for field, channel, kind in (("ex", "x", alt.X), ("ey", "y", alt.Y))
    ]
    dots = layer("points")
    return [
        dots.transform_filter("datum.group === 'other'")
        .mark_point(filled=True, size=30, color=colours.point, opacity=1, fillOpacity=0.75, aria=False)
        .encode(x=x, y=y),
        *edges,
        layer("efforts")
        .mark_line(strokeWidth=1, color=colours.effort, strokeOpacity=0.8, aria=False)
        .encode(
            x=plain_x, y=plain_y, detail=alt.Detail("model", type="nominal"), order=alt.Order("x", type="quantitative")
        ),
        layer("intervals")
        .mark_rule(strokeWidth=1, color=colours.point, strokeOpacity=0.5, aria=False)
        .encode(x=plain_x, y=alt.Y("low", type="quantitative"), y2="high"),
        layer("frontier")
        .mark_line(strokeWidth=1.75, color=colours.accent, aria=False)
        .encode(x=plain_x, y=plain_y, order=alt.Order("step", type="quantitative")),
        dots.transform_filter("datum.group === 'best'")
        .mark_point(
            filled=True, size=62, color=colours.accent, stroke=colours.surface, strokeWidth=1, opacity=1, aria=False
        )
        .encode(x=plain_x, y=plain_y),
        *label_layers(plane.look, _LABEL_SIZE_NARROW if plane.look.narrow else _LABEL_SIZE),
        ring(plane.look, plain_x, plain_y),
    ]
