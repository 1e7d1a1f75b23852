"""A figure or a price through time: steps, intervals, what was not seen in between, and breaks that no line crosses."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from benchbook.charts.drawing import chart_of, finite, frame, label_layers, layered, ring, summary, target
from benchbook.charts.lettering import clean, shorten, width
from benchbook.charts.nouns import MOST_POINTS, MOST_SERIES, Break, Chart, Look, Series, Step
from benchbook.charts.palette import palette_of
from benchbook.charts.scales import Scale, as_number, encoding, scale_of
from benchbook.model import Noun, Number

_MILLION = Decimal(1_000_000)
_ZERO_BELOW = 0.4
_LINE = 14
_LABEL_SIZE = 11


def dollars_per_million(price: str) -> str | None:
    """A price per token as dollars per million tokens, both decimal strings; None when variable or no number."""
    try:
        exact = Decimal(price)
    except InvalidOperation:
        return None
    return None if not exact.is_finite() or exact < 0 else f"{(exact * _MILLION).normalize():f}"


class _Stretch(Noun, frozen=True, kw_only=True):
    """A piece of a line: its two ends in time and value; ``seen`` where documents show the figure.

    ``reach`` is the interval around a figure that is seen, where one is known.
    """

    series: int
    begins: float
    ends: float
    old: float
    new: float
    seen: bool
    reach: tuple[float, float] | None = None


def history(series: Sequence[Series], breaks: Sequence[Break], look: Look) -> Chart:
    """A chart of series through time, as Vega-Lite; all must be of one unit (else ``ValueError``).

    A line is solid while documents show its figure, faint where the next one shows another, and ends at a break;
    the interval of a figure is a band that ends there, too, and a whisker at the newest one.
    Values that are no numbers, and what is beyond ``MOST_SERIES`` and ``MOST_POINTS``, are counted in ``left_out``.
    """
    if len({each.unit for each in series}) > 1:
        raise ValueError("series of different units cannot share an axis")
    out: Counter[str] = Counter()
    kept = [(each.title, steps) for each in series if (steps := _drawable(each.steps, out))]
    out["beyond_limit"] += sum(len(steps) for _, steps in kept[MOST_SERIES:])
    lines = _bounded(kept[:MOST_SERIES], out)
    spec = _spec(lines, [each for each in breaks if _concerns(each, lines)], series[0].unit if series else "", look)
    return chart_of(spec, sum(len(steps) for _, steps in lines), out=out)


_Drawn = list[tuple[Step, float]]
_Lines = list[tuple[str, _Drawn]]


def _drawable(steps: Sequence[Step], out: Counter[str]) -> _Drawn:
    found = []
    for step in sorted(steps, key=lambda each: each.begins):
        value = _value(step.value)
        if value is None:
            out["not_a_number"] += 1
        else:
            found.append((step, value))
    return found


def _value(value: Number | str) -> float | None:
    try:
        number = float(Decimal(value)) if isinstance(value, str) else as_number(value)
    except InvalidOperation:
        return None
    return number if finite(number) and not (isinstance(value, str) and number < 0) else None


def _bounded(lines: _Lines, out: Counter[str]) -> _Lines:
    most = MOST_POINTS // max(1, len(lines))
    out["beyond_limit"] += sum(max(0, len(steps) - most) for _, steps in lines)
    return [(title, steps[-most:]) for title, steps in lines]


def _concerns(found: Break, lines: _Lines) -> bool:
    return any(found.series in {None, title} for title, _ in lines)


def _until(step: Step) -> float:
    return as_number(step.last_seen)


def _stretches(index: int, steps: _Drawn, cuts: Sequence[float]) -> Iterator[_Stretch]:
    """The pieces of one line: each figure while it was seen, and the way to the next where no break lies between."""
    for (step, value), following in zip(steps, [*steps[1:], None], strict=True):
        begins, seen = as_number(step.begins), _until(step)
        edges = [begins, *(cut for cut in cuts if begins < cut < seen), seen]
        for first, last in pairwise(edges):
            yield _Stretch(series=index, begins=first, ends=last, old=value, new=value, seen=True, reach=_reach(step))
        if following is None:
            continue
        after, new = as_number(following[0].begins), following[1]
        gone = step.ends is not None and as_number(step.ends) < after
        if gone or any(seen < cut < after or cut == after for cut in cuts):
            continue
        yield _Stretch(series=index, begins=seen, ends=after, old=value, new=value, seen=False)
        if new != value:
            yield _Stretch(series=index, begins=after, ends=after, old=value, new=new, seen=False)


def _reach(step: Step) -> tuple[float, float] | None:
    if step.low is None or step.high is None:
        return None
    low, high = as_number(step.low), as_number(step.high)
    return (low, high) if finite(low) and finite(high) else None


def _bands(stretches: Sequence[_Stretch]) -> Iterator[dict[str, Any]]:
    """The corners of the bands around one line, part by part: a break or a gap parts the band, as it does the line."""
    part, joined = 0, False
    for each in stretches:
        if each.seen and each.reach is not None:
            part += not joined
            low, high = each.reach
            for at in (each.begins, each.ends):
                yield {"series": str(each.series), "part": f"{each.series}.{part}", "at": at, "low": low, "high": high}
        joined = not each.seen


def _whiskers(bands: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The interval at the end of each band: a band of one moment has no width to be seen by."""
    for part in dict.fromkeys(each["part"] for each in bands):
        yield [each for each in bands if each["part"] == part][-1]


def _spec(lines: _Lines, breaks: Sequence[Break], unit: str, look: Look) -> dict[str, Any]:
    words = look.words
    most = 92 if look.narrow else 170
    names = [shorten(title, _LABEL_SIZE, most) for title, _ in lines]
    right = 16 if len(lines) < 2 else int(max(width(name, _LABEL_SIZE) for name in names)) + 22  # noqa: PLR2004
    room = frame(look, left=46 if look.narrow else 54, top=44 + (_LINE if breaks else 0), right=right, bottom=30)
    instants = [as_number(at) for _, steps in lines for step, _ in steps for at in (step.begins, step.last_seen)]
    across = scale_of([*instants, *(as_number(each.at) for each in breaks)], "time", room.width)
    reaches = [end for _, steps in lines for step, _ in steps for end in _reach(step) or ()]
    values = [*(value for _, steps in lines for _, value in steps), *reaches]
    ground = [0.0] if values and 0 <= min(values) < _ZERO_BELOW * max(values) else []
    upwards = scale_of([*values, *ground], "linear", room.height, upwards=True)
    heading = unit if len(lines) != 1 else ", ".join(part for part in (clean(lines[0][0]), unit) if part)
    title = ", ".join(clean(title) for title, _ in lines)
    drawn = sum(len(steps) for _, steps in lines)
    pieces = [list(_stretches(index, steps, _cuts(name, breaks))) for index, (name, steps) in enumerate(lines)]
    bands = [list(_bands(some)) for some in pieces]
    return layered(
        look,
        room,
        _layers(across, upwards, look),
        {
            "points": [each for index, line in enumerate(lines) for each in _targets(index, line, across, upwards)],
            "stretches": [_record(each) for some in pieces for each in some],
            "bands": [corner for some in bands for corner in some],
            "whiskers": [whisker for some in bands for whisker in _whiskers(some)],
            "breaks": [{"at": as_number(each.at)} for each in breaks],
            "marks": _marks(breaks, across, room.width),
            "labels": _ends(lines, names, upwards, room.width, room.height),
            "leaders": [],
        },
        heading=heading,
        notes=(),
        title=title,
        description=summary(words, drawn, ()),
    )


def _cuts(title: str, breaks: Sequence[Break]) -> list[float]:
    return sorted(as_number(each.at) for each in breaks if each.series in {None, title})


def _record(stretch: _Stretch) -> dict[str, Any]:
    return {
        "series": str(stretch.series),
        "begins": stretch.begins,
        "ends": stretch.ends,
        "old": stretch.old,
        "new": stretch.new,
        "seen": stretch.seen,
    }


def _targets(index: int, line: tuple[str, _Drawn], across: Scale, upwards: Scale) -> Iterator[dict[str, Any]]:
    title, steps = line
    for number, (step, value) in enumerate(steps):
        at = as_number(step.begins)
        record = target(
            key=f"{index}.{number}",
            label=title,
            at=(across.pixel(at), upwards.pixel(value)),
            href=None,
            facts=step.facts or ((_day(step.begins), str(step.value)),),
        )
        yield {**record, "series": str(index), "x": at, "y": value}


def _day(at: datetime) -> str:
    return at.strftime("%Y-%m-%d")


def _marks(breaks: Sequence[Break], across: Scale, most: float) -> list[dict[str, Any]]:
    """The labels of breaks, above the plot; one that would meet its neighbour is left to the page's text."""
    marks: list[dict[str, Any]] = []
    free = 0.0
    for each in sorted(breaks, key=lambda one: one.at):
        text = shorten(each.label, _LABEL_SIZE, 150)
        wide = width(text, _LABEL_SIZE)
        left = min(max(across.pixel(as_number(each.at)) - wide / 2, 0), max(0.0, most - wide))
        if left >= free:
            marks.append({"text": text, "lx": left, "ly": -8})
            free = left + wide + 8
    return marks


def _ends(lines: _Lines, names: Sequence[str], upwards: Scale, plot: float, height: float) -> list[dict[str, Any]]:
    """Each series' name beside its last figure, pushed apart so that none overlaps; nothing for a single one."""
    if len(lines) < 2:  # noqa: PLR2004 - one line needs no name, the heading has it
        return []
    wanted = sorted((upwards.pixel(steps[-1][1]), index) for index, (_, steps) in enumerate(lines))
    places: list[float] = []
    for wish, _ in wanted:
        places.append(max(wish, places[-1] + _LINE if places else _LINE / 2))
    for place in range(len(places) - 1, -1, -1):
        most = height - _LINE / 2 if place == len(places) - 1 else places[place + 1] - _LINE
        places[place] = min(places[place], most)
    return [
        {"text": names[index], "lx": plot + 10, "ly": place, "series": str(index)}
        for place, (_, index) in zip(places, wanted, strict=True)
    ]


def _layers(across: Scale, upwards: Scale, look: Look) -> list[Any]:
    import altair as alt  # noqa: PLC0415 - takes half a second

    colours = palette_of(look.theme)
    domain = [str(index) for index in range(MOST_SERIES)]
    colour = alt.Color(
        "series", type="nominal", legend=None, scale=alt.Scale(domain=domain, range=list(colours.series))
    )
    shapes = ["circle", "square", "triangle-up", "diamond", "triangle-down", "cross", "triangle-right", "triangle-left"]
    shape = alt.Shape("series", type="nominal", legend=None, scale=alt.Scale(domain=domain, range=shapes))
    stretches = alt.Chart(alt.NamedData("stretches")).encode(
        x=alt.X("begins", **encoding(across, None)),
        y=alt.Y("old", **encoding(upwards, None)),
        x2=alt.X2("ends"),
        y2=alt.Y2("new"),
        color=colour,
    )
    x, y = alt.X("x", type="quantitative"), alt.Y("y", type="quantitative")
    bands = alt.Chart(alt.NamedData("bands")).encode(
        x=alt.X("at", **encoding(across, None)),
        y=alt.Y("low", **encoding(upwards, None)),
        y2=alt.Y2("high"),
        color=colour,
        detail=alt.Detail("part", type="nominal"),
    )
    whiskers = alt.Chart(alt.NamedData("whiskers")).encode(
        x=alt.X("at", type="quantitative"), y=alt.Y("low", type="quantitative"), y2=alt.Y2("high"), color=colour
    )
    at = alt.Chart(alt.NamedData("breaks")).encode(x=alt.X("at", type="quantitative"))
    marks = alt.Chart(alt.NamedData("marks")).encode(
        x=alt.X("lx", type="quantitative", scale=None, axis=None),
        y=alt.Y("ly", type="quantitative", scale=None, axis=None),
        text=alt.Text("text", type="nominal"),
    )
    return [
        bands.mark_area(opacity=0.14, interpolate="step-after", aria=False),
        whiskers.mark_rule(strokeWidth=2, opacity=0.6, aria=False),
        stretches.transform_filter("datum.seen").mark_rule(strokeWidth=2.25, strokeCap="round", aria=False),
        stretches.transform_filter("!datum.seen").mark_rule(strokeWidth=1.25, strokeDash=[3, 3], aria=False),
        at.mark_rule(strokeWidth=9, color=colours.surface, aria=False),
        at.mark_rule(strokeWidth=1.5, strokeDash=[5, 4], color=colours.warning, aria=False),
        marks.mark_text(
            align="left", baseline="bottom", fontSize=_LABEL_SIZE, color=colours.warning, clip=False, aria=False
        ),
        alt.Chart(alt.NamedData("points"))
        .mark_point(filled=True, size=44, opacity=1, stroke=colours.surface, strokeWidth=1, aria=False)
        .encode(x=x, y=y, color=colour, shape=shape),
        *label_layers(look, _LABEL_SIZE),
        ring(look, x, y),
    ]
