"""Every score of a model, by source and board: each run as it was published, nothing picked."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from benchbook.leaderboard.build import effort_of, effort_place
from benchbook.leaderboard.figures import configuration_of_row
from benchbook.leaderboard.score_columns import SOURCE_ORDER, source_title
from benchbook.metrics import NORMAL_95_PERCENT, main_metric, metric
from benchbook.model import Noun, Number
from benchbook.publication import ScoreRow, configuration_text
from benchbook.web.model.facts import DASH, Told
from benchbook.web.texts import texts
from benchbook.web.words import age, amount, day, figure

MOST_RUNS = 400
MOST_PLACES = 10**9
_MOST_METHOD = 24
_EXTRAS = ("interval", "sample", "method", "via")


class Head(Noun, frozen=True, kw_only=True):
    """The head of a column of figures."""

    title: str
    unit: str
    why: str


class RunLine(Noun, frozen=True, kw_only=True):
    """One published result: its board, its run, its figures and what else is known of it."""

    board: str
    run: str
    name: str
    figures: tuple[Told, ...]
    extras: tuple[Told, ...]
    seen: Told
    remarks: tuple[str, ...] = ()


class RunTable(Noun, frozen=True, kw_only=True):
    """Boards with the same main metric; ``extras`` name the columns that at least one run fills."""

    caption: str
    heads: tuple[Head, ...]
    extras: tuple[str, ...]
    lines: tuple[RunLine, ...]
    without_interval: bool


class SourceScores(Noun, frozen=True, kw_only=True):
    """All runs that one source measured; ``more`` is how many are not shown."""

    id: str
    title: str
    count: int
    tables: tuple[RunTable, ...]
    more: int = 0


def rows_of(rows: Iterable[ScoreRow], base_id: str) -> list[ScoreRow]:
    """The rows of a model, those of its variants among them."""
    return [row for row in rows if row.model_id is not None and row.model_id.partition(":")[0] == base_id]


def scores(rows: Sequence[ScoreRow], columns: Iterable[str], today: date) -> list[SourceScores]:
    """The sections of a model's scores; boards and metrics come in the order of the leaderboard's ``columns``."""
    order = _Order(columns)
    by_source: dict[str, list[ScoreRow]] = defaultdict(list)
    for row in rows:
        by_source[row.source].append(row)
    return [_section(source, by_source[source], order, today) for source in sorted(by_source, key=_place)]


def _place(source: str) -> tuple[int, str]:
    return (SOURCE_ORDER.index(source) if source in SOURCE_ORDER else len(SOURCE_ORDER), source)


class _Order:
    """Where boards and metrics stand; those that no column is of come last by name."""

    def __init__(self, columns: Iterable[str]) -> None:
        self._metrics = {column: place for place, column in enumerate(columns)}
        self._boards: dict[str, int] = {}
        for column, place in self._metrics.items():
            self._boards.setdefault(column.rpartition("/")[0], place)

    def of_metric(self, row: ScoreRow, name: str) -> int:
        return self._metrics.get(f"{row.source}/{row.board}/{name}", len(self._metrics))

    def of_row(self, row: ScoreRow) -> tuple[object, ...]:
        board = self._boards.get(f"{row.source}/{row.board}", len(self._metrics))
        effort = effort_place(effort_of(configuration_of_row(row)))
        return (board, row.board, effort, row.variant or "", row.name, row.via or "", row.last_seen)


def _section(source: str, rows: list[ScoreRow], order: _Order, today: date) -> SourceScores:
    ordered = sorted(rows, key=order.of_row)
    boards: dict[str, set[str]] = defaultdict(set)
    for row in ordered:
        boards[row.board].update(row.measures)
    groups: dict[object, list[ScoreRow]] = defaultdict(list)
    for row in ordered[:MOST_RUNS]:
        groups[main_metric(sorted(boards[row.board])) or row.board].append(row)
    return SourceScores(
        id=source,
        title=source_title(source),
        count=len(rows),
        tables=tuple(_table(source, group, order, today) for group in groups.values()),
        more=max(0, len(rows) - MOST_RUNS),
    )


def _table(source: str, rows: list[ScoreRow], order: _Order, today: date) -> RunTable:
    metrics = _metrics(source, rows, order)
    told = [tuple(_extra(name, row) for name in _EXTRAS) for row in rows]
    filled = [place for place in range(len(_EXTRAS)) if any(extras[place] for extras in told)]
    boards = dict.fromkeys(row.board for row in rows)
    return RunTable(
        caption=_caption(boards),
        heads=tuple(_head(source, name) for name in metrics),
        extras=tuple(_EXTRAS[place] for place in filled),
        lines=tuple(
            _line(row, metrics, [extras[place] for place in filled], today)
            for row, extras in zip(rows, told, strict=True)
        ),
        without_interval=not any(row.std_error is not None for row in rows),
    )


def _caption(boards: Iterable[str]) -> str:
    names = list(boards)
    return names[0] if len(names) == 1 else texts()("boards", count=len(names))


def _metrics(source: str, rows: Sequence[ScoreRow], order: _Order) -> list[str]:
    """The main metric first, then other scores, then what tells of the measurement; ends of intervals are left out."""
    places: dict[str, int] = {}
    for row in rows:
        for name in row.measures:
            known = metric(source, name)
            if known is not None and known.of is not None:
                continue
            places[name] = min(places.get(name, MOST_PLACES), order.of_metric(row, name))
    main = main_metric(places)

    def place(name: str) -> tuple[object, ...]:
        known = metric(source, name)
        return (name != main, known is not None and not known.score, places[name], name)

    return sorted(places, key=place)


def _head(source: str, name: str) -> Head:
    known = metric(source, name)
    if known is None:
        return Head(title=name, unit="", why="")
    better = texts()("column-higher" if known.higher_is_better else "column-lower") if known.score else ""
    return Head(title=known.title, unit=known.unit, why=better)


def _line(row: ScoreRow, metrics: Sequence[str], extras: Sequence[Told | None], today: date) -> RunLine:
    run = ", ".join(part for part in (configuration_text(configuration_of_row(row)), row.variant) if part)
    unknown = Told(text=DASH, title=texts()("missing-unstated"))
    return RunLine(
        board=row.board,
        run=run,
        name=row.name,
        figures=tuple(_figure(row, name) for name in metrics),
        extras=tuple(extra or unknown for extra in extras),
        seen=Told(text=day(row.last_seen), title=age(row.last_seen, today)),
        remarks=tuple(_remarks(row)),
    )


def _figure(row: ScoreRow, name: str) -> Told:
    value = row.measures.get(name)
    if value is None:
        return Told(text=DASH, title=texts()("missing-in-row"))
    return Told(text=figure(value), title=f"{value!r}")


def _extra(name: str, row: ScoreRow) -> Told | None:
    if name == "interval":
        return _interval(row)
    if name == "sample":
        return None if row.sample_size is None else Told(text=amount(row.sample_size))
    text = row.method_version if name == "method" else source_title(row.via) if row.via else None
    if text is not None and len(text) > _MOST_METHOD:
        return Told(text=f"{text[:_MOST_METHOD]}…", title=text)
    return Told(text=text) if text else None


def _interval(row: ScoreRow) -> Told | None:
    """The interval of a row's main figure as its source gives it, else by its standard error."""
    main = main_metric(row.measures)
    low, high = (row.measures.get(f"{main}_{end}") for end in ("low", "high"))
    if low is not None and high is not None:
        return Told(text=f"{figure(low)} {DASH} {figure(high)}", title=texts()("interval-given"))
    return interval(None if main is None else row.measures[main], row.std_error)


def interval(value: Number | None, std_error: float | None) -> Told | None:
    """The 95 % interval of a figure from its standard error; None where either is unknown."""
    if value is None or std_error is None:
        return None
    reach = NORMAL_95_PERCENT * std_error
    return Told(
        text=f"{figure(value - reach)} {DASH} {figure(value + reach)}",
        title=texts()("interval-why", error=figure(std_error)),
    )


def _remarks(row: ScoreRow) -> Iterable[str]:
    told = texts()
    if row.doubt:
        yield told("remark-doubt", reason=row.doubt)
    origins: dict[tuple[str | None, date], list[str]] = defaultdict(list)
    for name, origin in row.completed.items():
        known = metric(row.source, name)
        origins[origin.via, origin.last_seen.date()].append(known.title if known else name)
    for (via, seen), names in origins.items():
        whose = source_title(via or row.source)
        yield told("remark-completed", metrics=", ".join(names), whose=whose, day=day(seen))
    if row.same_as:
        yield told("figure-same-as", names=", ".join(row.same_as))
