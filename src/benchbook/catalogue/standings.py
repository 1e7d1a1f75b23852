"""What benchmarks say of each catalogue entry: its indices, and its place on every arena board."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable

from benchbook.model import CatalogModel, Noun, Number
from benchbook.publication import ArenaRow, IndexRow, headline_order


class BoardPlace(Noun, frozen=True, kw_only=True):
    """A model's rating on one board. ``rank`` is 1 for the highest elo; equal ratings share a rank."""

    arena: str
    category: str
    elo: Number
    win_rate: Number
    rank: int


class Standing(Noun, frozen=True, kw_only=True):
    """All that is published of one model: indices are None when unknown, boards come by arena and category."""

    intelligence: Number | None = None
    coding: Number | None = None
    agentic: Number | None = None
    boards: tuple[BoardPlace, ...] = ()

    @property
    def measured(self) -> bool:
        """Whether there is an index at all."""
        return not (self.intelligence is None and self.coding is None and self.agentic is None)

    @property
    def best_elo(self) -> Number | None:
        """The highest rating on any board."""
        return max((place.elo for place in self.boards), default=None)


def standings(
    models: Iterable[CatalogModel], index_rows: Iterable[IndexRow], arena_rows: Iterable[ArenaRow]
) -> dict[str, Standing]:
    """The standing of every listed permaslug of which something is published.

    Variants and aliases share their permaslug's standing and count once. Ranks are among the models
    listed. Where several rows say something of one model, the headline row gives the indices, and the
    highest elo the place on a board.
    """
    listed = {model.permaslug for model in models}
    indices = _indices(row for row in index_rows if row.permaslug in listed and _says_anything(row))
    places = _places(row for row in arena_rows if row.permaslug in listed and row.model_id is not None)
    return {
        permaslug: _standing(indices.get(permaslug), places.get(permaslug, []))
        for permaslug in indices.keys() | places.keys()
    }


def _standing(row: IndexRow | None, places: list[BoardPlace]) -> Standing:
    boards = tuple(sorted(places, key=lambda place: (place.arena, place.category)))
    if row is None:
        return Standing(boards=boards)
    return Standing(intelligence=row.intelligence, coding=row.coding, agentic=row.agentic, boards=boards)


def _indices(rows: Iterable[IndexRow]) -> dict[str, IndexRow]:
    best: dict[str, IndexRow] = {}
    for row in sorted(rows, key=_headline_first):
        best.setdefault(row.permaslug, row)
    return best


def _says_anything(row: IndexRow) -> bool:
    return not (row.intelligence is None and row.coding is None and row.agentic is None)


def _headline_first(row: IndexRow) -> tuple[object, ...]:
    order = headline_order(row.coding, row.intelligence)
    return (order, -(row.coding or 0), row.display_name, -(row.agentic or 0))


def _places(rows: Iterable[ArenaRow]) -> dict[str, list[BoardPlace]]:
    boards: dict[tuple[str, str], dict[str, ArenaRow]] = defaultdict(dict)
    for row in sorted(rows, key=lambda row: (-row.elo, -row.win_rate, row.display_name)):
        boards[row.arena, row.category].setdefault(row.permaslug, row)
    places: dict[str, list[BoardPlace]] = defaultdict(list)
    for board in boards.values():
        falling = [-row.elo for row in board.values()]
        for permaslug, row in board.items():
            places[permaslug].append(_place(row, bisect_left(falling, -row.elo) + 1))
    return places


def _place(row: ArenaRow, rank: int) -> BoardPlace:
    return BoardPlace(arena=row.arena, category=row.category, elo=row.elo, win_rate=row.win_rate, rank=rank)
