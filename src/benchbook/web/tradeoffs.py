"""The leaderboard as points of a chart: a score against what it costs, or against whatever else is known."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Literal

from benchbook.charts import Axis, Chart, Look, Point, Words, tradeoff
from benchbook.leaderboard import Entry, Figure, Leaderboard, Wanted
from benchbook.leaderboard.columns import FACT_COLUMNS, Fact
from benchbook.leaderboard.shown import speaking_runs, spoken
from benchbook.leaderboard.wanted import kept
from benchbook.metrics import NORMAL_95_PERCENT
from benchbook.model import Configuration, Noun, Number
from benchbook.publication import configuration_text
from benchbook.web.board.columns import title_of
from benchbook.web.board.lines import fact_words, model_address, short_configuration
from benchbook.web.texts import texts
from benchbook.web.words import age, day, figure

X_FACTS = ("prompt", "completion", "cache_read", "context", "max_output", "created")
"""The facts that stand on the horizontal axis; every score and measurement may, too."""

_LOG_UNITS = ("US dollars", "seconds", "milliseconds", "US dollars per million tokens")

Missing = Literal["no_x", "no_y", "other_run", "other_method"]
"""Why a model is not drawn."""

Place = Number | date
AxisScale = Literal["linear", "log"]


class Value(Noun, frozen=True, kw_only=True):
    """A model's or a run's place on one axis, and where it comes from if it is a score."""

    at: Place
    told: str
    figure: Figure | None = None


class Dot(Noun, frozen=True, kw_only=True):
    """One point with all that its table and its file say of it."""

    entry: Entry
    configuration: Configuration
    x: Value
    y: Value
    point: Point

    @property
    def told(self) -> str:
        """How the model was run, in words; empty where nothing is stated."""
        return configuration_text(self.configuration)


class Drawing(Noun, frozen=True, kw_only=True):
    """The points of a chart, both axes, and how many models are not there and why."""

    dots: tuple[Dot, ...]
    x: Axis
    y: Axis
    missing: Mapping[Missing, int]

    def chart(self, look: Look) -> Chart:
        """The chart for a look."""
        return tradeoff([dot.point for dot in self.dots], self.x, self.y, look)


class Asking(Noun, frozen=True, kw_only=True):
    """Which models' figures of two columns are asked for; links lead to the moment of the query ``moment``.

    A scale that is None is chosen by what the axis counts.
    """

    board: Leaderboard
    wanted: Wanted
    x: str
    y: str
    today: date
    runs: Literal["all", "headline"] = "all"
    x_scale: AxisScale | None = None
    y_scale: AxisScale | None = None
    moment: Noun | None = None


def drawing(asking: Asking) -> Drawing:
    """The points of every model that passes the filters: a point a run of which both are known.

    Two scores are of one run, or else of the runs that speak for the model, and then say so. Figures of another
    method than most of their column are not drawn.
    """
    dots: list[Dot] = []
    missing: Counter[Missing] = Counter()
    for entry in kept(asking.board.entries, asking.wanted):
        found = list(_dots(asking, entry))
        dots += found
        if not found:
            missing[_why(asking, entry)] += 1
    dots.sort(key=lambda dot: dot.point.id)
    x = axis(asking.board, asking.x, asking.x_scale)
    y = axis(asking.board, asking.y, asking.y_scale)
    return Drawing(dots=tuple(dots), x=x, y=y, missing=missing)


def _dots(asking: Asking, entry: Entry) -> Iterator[Dot]:
    speaking = spoken(entry, asking.wanted.effort, asking.board)
    found = False
    for run in speaking_runs(entry, asking.wanted.effort):
        if asking.runs == "headline" and speaking.get(asking.y) is not run.figures.get(asking.y):
            continue
        x, y = (_value(asking, entry, run.figures, column) for column in (asking.x, asking.y))
        if x is not None and y is not None:
            found = True
            yield _dot(asking, entry, run.configuration, x, y)
    if not found:
        x, y = (_value(asking, entry, speaking, column) for column in (asking.x, asking.y))
        if x is not None and y is not None:
            yield _dot(asking, entry, y.figure.configuration if y.figure else Configuration(), x, y)


def _value(asking: Asking, entry: Entry, figures: Mapping[str, Figure], column: str) -> Value | None:
    if column in FACT_COLUMNS:
        fact = FACT_COLUMNS[column].read(entry.model, entry)
        place = _place(fact)
        return None if place is None else Value(at=place, told=fact_words(column, fact)[0])
    found = figures.get(column)
    if found is None or found.other_method is not None:
        return None
    told = f"{figure(found.value)} ({day(found.last_seen)}, {age(found.last_seen, asking.today)})"
    return Value(at=found.value, told=told, figure=found)


def _place(fact: Fact) -> Place | None:
    if isinstance(fact, Decimal):
        return float(fact)
    return fact if isinstance(fact, int | date) else None


def _dot(asking: Asking, entry: Entry, configuration: Configuration, x: Value, y: Value) -> Dot:
    told = configuration_text(configuration)
    facts = [(title_of(asking.board, column), value.told) for column, value in ((asking.y, y), (asking.x, x))]
    if told:
        facts.insert(0, (texts()("chart-run"), told))
    if _of_two_runs(x, y):
        for column, value in ((asking.y, y), (asking.x, x)):
            facts.append((texts()("chart-run-of", title=title_of(asking.board, column)), _run_of(value)))
    if not entry.listed:
        facts.append((texts()("badge-gone"), texts()("badge-gone-why")))
    low, high = _interval(y)
    point = Point(
        id=f"{entry.model.id} {told}".strip(),
        model_id=entry.model.id,
        label=entry.name,
        configuration=short_configuration(configuration) or None,
        author=entry.author,
        x=x.at,
        y=_number(y.at),
        y_low=low,
        y_high=high,
        interval=None if low is None else texts()("interval-95"),
        href=model_address(entry.model.id, asking.moment),
        facts=tuple(facts),
    )
    return Dot(entry=entry, configuration=configuration, x=x, y=y, point=point)


def _number(place: Place) -> Number:
    return place if isinstance(place, int | float) else place.toordinal()


def _of_two_runs(x: Value, y: Value) -> bool:
    return x.figure is not None and y.figure is not None and x.figure.configuration != y.figure.configuration


def _run_of(value: Value) -> str:
    return (configuration_text(value.figure.configuration) if value.figure else "") or texts()("run-unstated")


def _interval(value: Value) -> tuple[float | None, float | None]:
    if value.figure is None or value.figure.std_error is None:
        return None, None
    reach = NORMAL_95_PERCENT * value.figure.std_error
    return value.figure.value - reach, value.figure.value + reach


def _why(asking: Asking, entry: Entry) -> Missing:
    figures = [run.figures for run in speaking_runs(entry, asking.wanted.effort)]
    if not _known(entry, figures, asking.y):
        return "no_y"
    if not _known(entry, figures, asking.x):
        return "no_x"
    columns = (asking.x, asking.y)
    apart = any(each[column].other_method for each in figures for column in columns if column in each)
    return "other_method" if apart else "other_run"


def _known(entry: Entry, figures: list[Mapping[str, Figure]], column: str) -> bool:
    if column in FACT_COLUMNS:
        return _place(FACT_COLUMNS[column].read(entry.model, entry)) is not None
    return any(column in each for each in figures)


def axis(board: Leaderboard, column: str, scale: AxisScale | None = None) -> Axis:
    """A column as an axis; prices, costs, sizes and times are logarithmic unless asked otherwise."""
    if column in FACT_COLUMNS:
        kind = FACT_COLUMNS[column].kind
        if kind == "date":
            return Axis(title=title_of(board, column), scale="time", better="lower")
        unit = texts()(f"axis-{kind}")
        return Axis(
            title=title_of(board, column),
            unit=unit,
            scale=scale or "log",
            better="lower" if kind == "price" else "higher",
            zero=texts()("price-free") if kind == "price" else "0",
        )
    found = board.columns[column]
    return Axis(
        title=f"{found.title} ({found.place})",
        unit=found.unit or "",
        scale=scale or ("log" if found.unit in _LOG_UNITS else "linear"),
        better="higher" if found.higher_is_better else "lower",
    )


def words() -> Words:
    """The few words that the drawing itself needs."""
    told = texts()
    return Words(
        high=told("chart-high"),
        low=told("chart-low"),
        best=told("chart-best"),
        efforts=told("chart-efforts"),
        against=told("chart-against", y="{y}", x="{x}"),
        holds=told("chart-holds", count="{count}"),
        frontier=told("chart-frontier", names="{names}"),
        more=told("chart-more", count="{count}"),
    )


def written(place: Place) -> Number | str:
    """A place as a file holds it."""
    return place.isoformat() if isinstance(place, date) else place
