"""The table that is asked for: models in their order, ranked, with a cell a column and a reason for every gap."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from benchbook.errors import UnknownThing
from benchbook.leaderboard.build import effort_of
from benchbook.leaderboard.columns import FACT_COLUMNS, NAME, PRICE_KIND_OF, Fact, default_columns, rises, sorted_by
from benchbook.leaderboard.nouns import Entry, Figure, Leaderboard, Run
from benchbook.leaderboard.speaking import speaking
from benchbook.leaderboard.wanted import Wanted, kept
from benchbook.model import CatalogModel, Configuration, Noun

Missing = Literal["unknown", "variable", "unmeasured", "other-runs", "of-the-model"]
"""Why a cell is empty: nobody says; it varies; nobody measured; measured, but not so; it stands on the model's line."""

Order = float | str | None


class Cell(Noun, frozen=True, kw_only=True):
    """One value, or why there is none. ``figure`` is where a score comes from; ``order`` is what it is sorted by."""

    column: str
    value: Fact | float = None
    figure: Figure | None = None
    missing: Missing | None = None
    order: Order = None


class Line(Noun, frozen=True, kw_only=True):
    """One line: a model, or one of its runs or offers where it is unfolded."""

    entry: Entry
    cells: tuple[Cell, ...]
    rank: int | None = None
    run: Run | None = None
    offer: CatalogModel | None = None


class Shown(Noun, frozen=True, kw_only=True):
    """A table: ``entries`` pass the filters and are in order, ``ranks`` are by id among all models of its kind.

    ``orders`` are what each model is sorted by, and whether it has a value at all.
    """

    board: Leaderboard
    wanted: Wanted
    columns: tuple[str, ...]
    sort: str
    rising: bool
    entries: tuple[Entry, ...]
    ranks: Mapping[str, int]
    orders: Mapping[str, tuple[bool, Order]]

    def everyone(self) -> tuple[Entry, ...]:
        """Every model of its kind in the same order, whether it passes the filters or not."""
        scope = (entry for entry in self.board.entries if entry.listed or self.wanted.gone)
        return tuple(_in_order(scope, self.orders, rising=self.rising))

    def lines(self, start: int = 0, stop: int | None = None) -> Iterator[Line]:
        """The lines of some of the models, in order; each followed by its runs and offers if it is unfolded."""
        for entry in self.entries[start:stop]:
            yield from self.lines_of(entry)

    def lines_of(self, entry: Entry) -> Iterator[Line]:
        """The lines of one model."""
        yield self._folded(entry)
        if self.is_open(entry):
            yield from self._unfolded(entry)

    def headline(self, entry: Entry) -> Configuration | None:
        """The configuration that most of a model's folded line is of."""
        return None if self.wanted.effort else entry.headline

    def is_open(self, entry: Entry) -> bool:
        """Whether a model's runs and offers are shown."""
        named = entry.model.id in (self.wanted.fold if self.wanted.all_open else self.wanted.open)
        return folds(entry) and named != self.wanted.all_open

    def _folded(self, entry: Entry) -> Line:
        figures = spoken(entry, self.wanted.effort, self.board)
        cells = tuple(_cell(column, entry.model, entry, figures, "other-runs") for column in self.columns)
        return Line(entry=entry, cells=cells, rank=self.ranks.get(entry.model.id))

    def _unfolded(self, entry: Entry) -> Iterator[Line]:
        for run in speaking_runs(entry, self.wanted.effort):
            cells = (_cell(column, None, entry, run.figures, "other-runs") for column in self.columns)
            yield Line(entry=entry, run=run, cells=tuple(cells))
        for offer in entry.offers:
            cells = (_cell(column, offer, entry, {}, "of-the-model") for column in self.columns)
            yield Line(entry=entry, offer=offer, cells=tuple(cells))


def show(board: Leaderboard, wanted: Wanted) -> Shown:
    """The table that is asked for; raises ``UnknownThing`` for a column that is none."""
    columns = tuple(dict.fromkeys(wanted.columns)) or default_columns(board)
    sort = wanted.sort or sorted_by(board, columns)
    for column in (*columns, sort):
        check_column(board, column)
    rising = rises(board, sort) if wanted.order is None else wanted.order == "asc"
    orders = {entry.model.id: _order(sort, entry, wanted.effort, board) for entry in board.entries}
    return Shown(
        board=board,
        wanted=wanted,
        columns=columns,
        sort=sort,
        rising=rising,
        entries=tuple(_in_order(kept(board.entries, wanted), orders, rising=rising)),
        ranks=_ranks(board, sort, wanted, orders),
        orders=orders,
    )


def check_column(board: Leaderboard, column: str) -> None:
    """Raise ``UnknownThing`` for a column that the table does not have."""
    if column != NAME and column not in FACT_COLUMNS and column not in board.columns:
        raise UnknownThing("column", column, (NAME, *FACT_COLUMNS, *board.columns))


def folds(entry: Entry) -> bool:
    """Whether there is more of a model than one line can tell."""
    return bool(entry.offers) or len(entry.runs) > 1


def speaking_runs(entry: Entry, efforts: Sequence[str]) -> tuple[Run, ...]:
    """The runs of some efforts, or all."""
    return tuple(run for run in entry.runs if not efforts or effort_of(run.configuration) in efforts)


def spoken(entry: Entry, efforts: Sequence[str], board: Leaderboard) -> Mapping[str, Figure]:
    """The figures on a model's folded line, of runs of some efforts or of all."""
    return speaking(speaking_runs(entry, efforts), entry.headline, board.columns) if efforts else entry.figures


def _cell(
    column: str, offer: CatalogModel | None, entry: Entry, figures: Mapping[str, Figure], otherwise: Missing
) -> Cell:
    """A cell; ``offer`` is None on the line of a run, which has no facts of its own."""
    if column in FACT_COLUMNS:
        return _fact(column, offer, entry)
    figure = figures.get(column)
    if figure is None:
        measured = any(column in run.figures for run in entry.runs)
        return Cell(column=column, missing=otherwise if measured else "unmeasured")
    order = None if figure.other_method else figure.value
    return Cell(column=column, value=figure.value, figure=figure, order=order)


def _fact(column: str, offer: CatalogModel | None, entry: Entry) -> Cell:
    if offer is None:
        return Cell(column=column, missing="of-the-model")
    value = FACT_COLUMNS[column].read(offer, entry)
    if value is not None:
        return Cell(column=column, value=value, order=order_of(value))
    kind = PRICE_KIND_OF.get(column)
    varies = kind is not None and offer.prices.by_kind.get(kind, "").startswith("-")
    return Cell(column=column, missing="variable" if varies else "unknown")


def order_of(value: Fact) -> Order:
    """What a fact is sorted by: a number, or a text by which two alike compare the same everywhere."""
    if isinstance(value, Decimal | int):
        return float(value)
    if isinstance(value, date):
        return float(value.toordinal())
    if isinstance(value, tuple):
        return ", ".join(value).lower()
    return None if value is None else value.lower()


def _order(column: str, entry: Entry, efforts: Sequence[str], board: Leaderboard) -> tuple[bool, Order]:
    """Whether there is a value at all, and what it is sorted by; that of another method cannot be ranked."""
    if column == NAME:
        return True, entry.name.lower()
    if column in FACT_COLUMNS:
        value = FACT_COLUMNS[column].read(entry.model, entry)
        return value is not None, order_of(value)
    figure = spoken(entry, efforts, board).get(column)
    return figure is not None, None if figure is None or figure.other_method else figure.value


def _in_order(entries: Iterable[Entry], orders: Mapping[str, tuple[bool, Order]], *, rising: bool) -> Iterator[Entry]:
    """Those with a value by it, then those whose value cannot be compared, then those without; equal ones by name."""
    named = sorted(entries, key=lambda entry: (_units(entry.name.lower()), entry.model.id))
    told = [entry for entry in named if orders[entry.model.id][1] is not None]
    told.sort(key=lambda entry: _comparable(orders[entry.model.id][1]), reverse=not rising)
    yield from told
    yield from (entry for entry in named if orders[entry.model.id] == (True, None))
    yield from (entry for entry in named if orders[entry.model.id] == (False, None))


def _comparable(order: Order) -> float | bytes:
    return _units(order) if isinstance(order, str) else order or 0.0


def _units(text: str) -> bytes:
    """By UTF-16 code units, as browsers compare."""
    return text.encode("utf-16-be", "surrogatepass")


def _ranks(board: Leaderboard, sort: str, wanted: Wanted, orders: Mapping[str, tuple[bool, Order]]) -> dict[str, int]:
    """Places by the sorted column among all models of its kind, filtered or not; equal values share one.

    The best is 1, whichever way the table is sorted. Texts give no places.
    """
    scope = (entry for entry in board.entries if entry.listed or wanted.gone)
    told = [(entry.model.id, orders[entry.model.id][1]) for entry in scope]
    numbers = [(model_id, order) for model_id, order in told if isinstance(order, float | int)]
    best_first = sorted(numbers, key=lambda pair: pair[1], reverse=not rises(board, sort))
    ranks: dict[str, int] = {}
    place, last = 0, None
    for at, (model_id, order) in enumerate(best_first, start=1):
        place = place if order == last else at
        ranks[model_id], last = place, order
    return ranks
