"""What a chart is made of, and what comes out: points, axes, series, ratings, a look, a chart."""

from datetime import date, datetime
from typing import Any, Literal

from msgspec.structs import replace

from benchbook.model import Noun, Number

Where = Number | date | datetime
"""A place on an axis: a number, or a date where the axis is one of time (a date means midnight, UTC)."""

MOST_POINTS = 5_000
"""So many points a chart draws; what is beyond is counted, not drawn."""

MOST_SERIES = 8
"""So many series a history draws: as many colours as can be told apart."""


_NARROW = 560


class Words(Noun, frozen=True, kw_only=True):
    """The few words that charts add to the caller's own; a translation is another value of this noun.

    ``best`` explains the frontier's line, ``efforts`` the thin one, ``high`` and ``low`` which way is better.
    ``against``, ``holds`` and ``frontier`` are patterns for what a screen reader is told.
    """

    high: str = "higher is better"
    low: str = "lower is better"
    best: str = "line: not beaten on both axes"
    efforts: str = "thin line: efforts of one model"
    against: str = "{y} against {x}"
    holds: str = "{count} points."
    frontier: str = "Not beaten on both axes: {names}."
    more: str = "and {count} more"


class Look(Noun, frozen=True, kw_only=True):
    """For which eyes a chart is drawn. ``width`` and ``height`` are the whole picture's, in CSS pixels."""

    theme: Literal["light", "dark"] = "light"
    width: int = 900
    height: int = 520
    words: Words = Words()

    @property
    def narrow(self) -> bool:
        """Whether this is a picture for a telephone: less room for labels and ticks."""
        return self.width < _NARROW


Kind = Literal["tradeoff", "history"]

_HEIGHTS: dict[Kind, tuple[int, int]] = {"tradeoff": (520, 420), "history": (300, 260)}
_LEAST_WIDTH, _MOST_WIDTH = 280, 1600


def look_for(kind: Kind, width: int, theme: Literal["light", "dark"], words: Words | None = None) -> Look:
    """The look of a kind of chart at a width, kept within bounds; the style sheet reserves the same heights."""
    look = Look(theme=theme, width=min(max(width, _LEAST_WIDTH), _MOST_WIDTH), words=words or Words())
    wide, narrow = _HEIGHTS[kind]
    return replace(look, height=narrow if look.narrow else wide)


class Axis(Noun, frozen=True, kw_only=True):
    """One axis. ``unit`` stands behind the title; ``better`` is the direction that is worth more, None for neither.

    ``zero`` is what the strip for zeros is called on a logarithmic axis (a price of 0 has no logarithm).
    """

    title: str
    unit: str = ""
    scale: Literal["linear", "log", "time"] = "linear"
    better: Literal["higher", "lower"] | None = None
    zero: str = "0"


class Point(Noun, frozen=True, kw_only=True):
    """One model or configuration. ``label`` is its short name, ``facts`` the tooltip's lines, as they are to be read.

    ``y_low`` and ``y_high`` are an interval around ``y``, and ``interval`` says of what kind. ``href`` is where a
    click leads. Points of one ``model_id`` are efforts of one model and joined by a line.
    """

    id: str
    model_id: str
    label: str
    x: Where
    y: Number
    configuration: str | None = None
    author: str | None = None
    y_low: Number | None = None
    y_high: Number | None = None
    interval: str | None = None
    href: str | None = None
    facts: tuple[tuple[str, str], ...] = ()


class Step(Noun, frozen=True, kw_only=True):
    """While a figure held: seen from ``begins`` to ``last_seen``, gone at ``ends`` (None while it holds).

    ``value`` is a number or a decimal string, in the series' unit; ``low`` and ``high`` are an interval around it.
    """

    value: Number | str
    begins: datetime
    last_seen: datetime
    ends: datetime | None = None
    low: Number | None = None
    high: Number | None = None
    facts: tuple[tuple[str, str], ...] = ()


class Series(Noun, frozen=True, kw_only=True):
    """A figure or a price through time; ``unit`` is the axis' and must be that of its neighbours."""

    title: str
    unit: str
    steps: tuple[Step, ...]


class Break(Noun, frozen=True, kw_only=True):
    """When a method changed: figures before and after cannot be compared, and no line crosses it.

    ``series`` is the title of the one that it concerns, None for all.
    """

    at: datetime
    label: str
    series: str | None = None


class Rating(Noun, frozen=True, kw_only=True):
    """One row of an arena: a rating, with its interval where there is one."""

    id: str
    label: str
    value: Number
    low: Number | None = None
    high: Number | None = None
    interval: str | None = None
    href: str | None = None
    facts: tuple[tuple[str, str], ...] = ()


class LeftOut(Noun, frozen=True, kw_only=True):
    """How many things are not drawn, or not where their figure is, and why.

    ``zero_on_log`` are drawn, on the strip for zeros; ``negative_on_log`` and ``not_a_number`` (unknown, variable or
    infinite) are not, nor what is ``beyond_limit``. ``unlabelled`` are drawn without the label that they should have.
    """

    reason: Literal["zero_on_log", "negative_on_log", "not_a_number", "beyond_limit", "unlabelled"]
    count: int


class Chart(Noun, frozen=True, kw_only=True):
    """A Vega-Lite specification with what a page has to say of it.

    ``frontier`` are the ids of the points that no other beats, from the best on the horizontal axis;
    ``drawn`` is the number of points in the picture.
    """

    spec: dict[str, Any]
    title: str
    description: str
    drawn: int
    frontier: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
