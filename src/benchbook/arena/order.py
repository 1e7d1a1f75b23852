"""The columns of a board: what each holds, how it is sorted, and which places pass a search."""

from collections.abc import Callable, Iterable
from typing import Any, Literal

from benchbook.arena.boards import Place

Column = Literal[
    "name",
    "rating",
    "interval",
    "spread",
    "win_rate",
    "ties",
    "both_bad",
    "battles",
    "tournaments",
    "generation",
    "seen",
]

COLUMNS: dict[Column, Callable[[Place], Any]] = {
    "name": lambda place: place.name.casefold(),
    "rating": lambda place: place.rating,
    "interval": lambda place: None if place.low is None or place.high is None else place.high - place.low,
    "spread": lambda place: None if place.rank_low is None else (place.rank_low, place.rank_high or place.rank_low),
    "win_rate": lambda place: place.win_rate,
    "ties": lambda place: place.tie_share,
    "both_bad": lambda place: place.both_bad_share,
    "battles": lambda place: place.battles,
    "tournaments": lambda place: place.tournaments,
    "generation": lambda place: place.generation_ms,
    "seen": lambda place: place.row.last_seen.timestamp(),
}
"""What each column is sorted by, numbers, texts or pairs of numbers; None is unknown."""

_RISING: frozenset[Column] = frozenset({"name", "interval", "spread", "both_bad", "generation"})


def rises(column: Column) -> bool:
    """Whether a column is first sorted from small to large: where small is what is looked for."""
    return column in _RISING


def arranged(places: Iterable[Place], column: Column, *, rising: bool) -> tuple[Place, ...]:
    """The places by a column, unknown ones last both ways; ties by rank, then name."""
    read = COLUMNS[column]
    by_rank = sorted(places, key=lambda place: (place.rank, place.name.casefold(), place.row.name))
    known = [place for place in by_rank if read(place) is not None]
    unknown = [place for place in by_rank if read(place) is None]
    return (*sorted(known, key=read, reverse=not rising), *unknown)


def matching(places: Iterable[Place], q: str) -> tuple[Place, ...]:
    """The places in whose names or id all words of a search occur, in any case."""
    words = q.lower().split()
    return tuple(place for place in places if all(word in place.searched for word in words))
