"""What the kinds of charts share: paddings, layers, the points that a pointer or a key can reach."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeGuard

from benchbook.charts.lettering import clean, shorten
from benchbook.charts.nouns import Axis, Chart, LeftOut, Look, Words
from benchbook.charts.palette import config, palette_of
from benchbook.charts.scales import as_number
from benchbook.model import Noun, Number

FOCUS = "focus"
"""The parameter of a specification that holds the id of the point under the pointer or the keys."""

_MOST_NAMED = 12
_FOCUS_RADIUS = 9
_SMALL, _LARGE = 12, 13
_BOLD = 1.1
_MARGIN = 8


class Frame(Noun, frozen=True, kw_only=True):
    """The room around the plot, in pixels, and the plot's own size."""

    left: int
    top: int
    right: int
    bottom: int
    width: int
    height: int


def frame(look: Look, *, left: int, top: int, right: int, bottom: int) -> Frame:
    """The plot that is left of a picture; never less than 40 pixels each way."""
    return Frame(
        left=left,
        top=top,
        right=right,
        bottom=bottom,
        width=max(40, look.width - left - right),
        height=max(40, look.height - top - bottom),
    )


def target(
    *,
    key: str,
    label: str,
    at: tuple[float, float],
    href: str | None,
    facts: Sequence[tuple[str, str]],
    author: str | None = None,
) -> dict[str, Any]:
    """A point as the page's script meets it: whole texts for the tooltip, pixels within the plot, the link."""
    return {
        "id": key,
        "name": clean(label),
        "author": None if author is None else clean(author),
        "px": round(at[0], 2),
        "py": round(at[1], 2),
        "href": href,
        "facts": [[clean(name), clean(value)] for name, value in facts],
    }


def finite(value: float | None) -> TypeGuard[float]:
    """Whether there is a figure that can be drawn."""
    return value is not None and math.isfinite(as_number(value))


def left_out(counted: Counter[str]) -> tuple[LeftOut, ...]:
    """What was counted, as nouns, in the order of the alphabet; nothing where nothing was."""
    return tuple(LeftOut(reason=reason, count=count) for reason, count in sorted(counted.items()) if count)  # type: ignore[arg-type]


def summary(words: Words, count: int, best: Sequence[str]) -> str:
    """What a screen reader is told of a picture: how many points there are, and which are on the frontier."""
    told = words.holds.format(count=f"{count:,}")
    if not best:
        return told
    names = ", ".join(clean(name) for name in best[:_MOST_NAMED])
    if len(best) > _MOST_NAMED:
        names = f"{names} {words.more.format(count=len(best) - _MOST_NAMED)}"
    return f"{told} {words.frontier.format(names=names)}"


def layered(
    look: Look,
    room: Frame,
    layers: Iterable[Any],
    datasets: Mapping[str, list[dict[str, Any]]],
    *,
    heading: str,
    notes: Sequence[str],
    title: str,
    description: str,
) -> dict[str, Any]:
    """A whole specification of layers, with fixed sizes, so that it is laid out alike wherever it is drawn."""
    import altair as alt  # noqa: PLC0415 - takes half a second

    palette = palette_of(look.theme)
    chart = alt.layer(*layers).properties(
        width=room.width,
        height=room.height,
        padding={"left": room.left, "top": room.top, "right": room.right, "bottom": room.bottom},
        autosize=alt.AutoSizeParams(type="none"),
        title=alt.TitleParams(
            text=_fitting(heading, look), subtitle=_lines(notes, look) if notes else alt.Undefined, offset=12
        ),
    )
    spec: dict[str, Any] = chart.to_dict(validate=False)
    spec["config"] = config(palette, narrow=look.narrow)
    spec["params"] = [*spec.get("params", ()), {"name": FOCUS, "value": None}]
    spec["datasets"] = dict(datasets)
    spec["description"] = description
    spec["usermeta"] = {"title": title}
    return spec


def axis_title(axis: Axis, words: Words) -> str:
    """What an axis is called: its title, its unit, and which way is better."""
    better = {"higher": words.high, "lower": words.low, None: ""}[None if axis.scale == "time" else axis.better]
    named = ", ".join(part for part in (clean(axis.title), clean(axis.unit)) if part)
    return f"{named} ({better})" if better else named


def interval_fact(kind: str | None, low: Number | None, high: Number | None) -> tuple[tuple[str, str], ...]:
    """The tooltip's line on an interval, where one is known and named."""
    if kind is None or low is None or high is None:
        return ()
    return ((kind, f"{low:,.6g} … {high:,.6g}"),)


def label_layers(look: Look, size: float) -> list[Any]:
    """Placed labels and their leaders, from the data sets ``labels`` and ``leaders``, in pixels of the plot."""
    import altair as alt  # noqa: PLC0415

    palette = palette_of(look.theme)

    def pixels(kind: Any, field: str) -> Any:  # noqa: ANN401 - altair's channels have no common type
        return kind(field, type="quantitative", scale=None, axis=None)

    x, y = pixels(alt.X, "lx"), pixels(alt.Y, "ly")
    labels = alt.Chart(alt.NamedData("labels")).encode(x=x, y=y, text=alt.Text("text", type="nominal"))

    def written(**looks: Any) -> Any:  # noqa: ANN401
        return labels.mark_text(align="left", baseline="middle", fontSize=size, aria=False, opacity=1, **looks)

    return [
        alt.Chart(alt.NamedData("leaders"))
        .mark_rule(strokeWidth=0.75, color=palette.muted, aria=False)
        .encode(x=pixels(alt.X, "px"), y=pixels(alt.Y, "py"), x2=alt.X2("tx"), y2=alt.Y2("ty")),
        written(stroke=palette.surface, strokeWidth=3, strokeJoin="round", color=palette.surface),
        written(color=palette.text),
    ]


def _fitting(heading: str, look: Look) -> str:
    return shorten(heading, (_SMALL if look.narrow else _LARGE) * _BOLD, look.width - 2 * _MARGIN)


def _lines(notes: Sequence[str], look: Look) -> list[str]:
    return list(notes) if look.narrow else [" · ".join(notes)]


def ring(look: Look, x: Any, y: Any) -> Any:  # noqa: ANN401 - altair's channels have no common type
    """The layer that marks the point under the pointer or the keys."""
    import altair as alt  # noqa: PLC0415

    palette = palette_of(look.theme)
    return (
        alt.Chart(alt.NamedData("points"))
        .transform_filter(f"datum.id === {FOCUS}")
        .mark_point(
            size=_FOCUS_RADIUS**2 * math.pi,
            stroke=palette.text,
            strokeWidth=2,
            filled=False,
            opacity=1,
            aria=False,
        )
        .encode(x=x, y=y)
    )


def chart_of(spec: dict[str, Any], drawn: int, *, frontier: tuple[str, ...] = (), out: Counter[str]) -> Chart:
    """The noun around a specification."""
    return Chart(
        spec=spec,
        title=spec["usermeta"]["title"],
        description=spec["description"],
        drawn=drawn,
        frontier=frontier,
        left_out=left_out(out),
    )
