"""A publication -> the boards of its arenas, each with its ratings in order."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from datetime import datetime
from math import isfinite

from benchbook.metrics import NORMAL_95_PERCENT
from benchbook.model import Noun, Number
from benchbook.publication import Publication, ScoreRow

SOURCE = "design-arena"
RATING = "elo"
FEW_BATTLES = 100
"""With fewer battles the interval is wider than 130 points: such a rating is preliminary."""

_ARENAS = ("models", "builders", "agents")
_PLACES = ("first_place", "second_place", "third_place", "fourth_place")


class Place(Noun, frozen=True, kw_only=True):
    """One rated thing. ``rank`` is its place by rating, which equal ones share.

    ``name`` is the catalogue's where ``joined`` tells that it is beyond doubt, else the arena's own. ``low`` and
    ``high`` bound the 95 % interval of the rating, by the standard error that the arena gives. ``win_rate`` is in
    percent; ``finishes`` are first to fourth places in ``tournaments``; ``searched`` is in lower case.
    """

    rank: int
    name: str
    row: ScoreRow
    rating: Number
    joined: bool
    searched: str
    low: float | None = None
    high: float | None = None
    win_rate: Number | None = None
    battles: Number | None = None
    tournaments: Number | None = None
    finishes: tuple[Number | None, ...] = ()
    generation_ms: Number | None = None

    @property
    def preliminary(self) -> bool:
        """Whether few battles stand behind the rating; unknown is not few."""
        return self.battles is not None and self.battles < FEW_BATTLES


class Board(Noun, frozen=True, kw_only=True):
    """One category of an arena; ``places`` come by rank."""

    source: str
    arena: str
    category: str
    places: tuple[Place, ...]
    newest: datetime

    @property
    def name(self) -> str:
        """As scores call it."""
        return f"{self.arena}/{self.category}"

    @property
    def method(self) -> str | None:
        """The version of the method, where the arena states one and all rows agree."""
        versions = {place.row.method_version for place in self.places}
        return versions.pop() if len(versions) == 1 else None


def arena_boards(publication: Publication) -> tuple[Board, ...]:
    """Every board with at least one rating, arena by arena, the largest first."""
    found: dict[str, list[ScoreRow]] = defaultdict(list)
    for row in publication.scores:
        if row.source == SOURCE and "/" in row.board and isfinite(row.measures.get(RATING, float("nan"))):
            found[row.board].append(row)
    names = {model.base_id: model.short_name for model in (*publication.departed, *publication.models)}
    boards = [_board(name, rows, names) for name, rows in found.items()]
    return tuple(sorted(boards, key=_board_order))


def _board_order(board: Board) -> tuple[object, ...]:
    arena = _ARENAS.index(board.arena) if board.arena in _ARENAS else len(_ARENAS)
    return (arena, board.arena, -len(board.places), board.category)


def _board(name: str, rows: list[ScoreRow], names: Mapping[str, str]) -> Board:
    arena, _, category = name.partition("/")
    kept = sorted(_told_once(rows), key=lambda row: (-row.measures[RATING], row.name, row.model_id or ""))
    ranks: dict[Number, int] = {}
    for index, row in enumerate(kept, 1):
        ranks.setdefault(row.measures[RATING], index)
    return Board(
        source=SOURCE,
        arena=arena,
        category=category,
        places=tuple(_place(row, ranks[row.measures[RATING]], names) for row in kept),
        newest=max(row.last_seen for row in kept),
    )


def _told_once(rows: list[ScoreRow]) -> Iterable[ScoreRow]:
    """Without relayed rows that are joined to nothing and repeat another row's figures."""
    joined = {_figures(row) for row in rows if row.model_id is not None or row.via is None}
    return (row for row in rows if row.model_id is not None or row.via is None or _figures(row) not in joined)


def _figures(row: ScoreRow) -> Hashable:
    return row.measures[RATING], row.measures.get("win_rate")


def _place(row: ScoreRow, rank: int, names: Mapping[str, str]) -> Place:
    measures = row.measures
    joined = row.model_id is not None and row.doubt is None
    base_id = (row.model_id or "").partition(":")[0]
    rating = measures[RATING]
    spread = None if row.std_error is None else NORMAL_95_PERCENT * row.std_error
    name = names.get(base_id, row.name) if joined else row.name
    return Place(
        rank=rank,
        name=name,
        row=row,
        rating=rating,
        joined=joined,
        searched=" ".join((name, row.name, base_id if joined else "")).lower(),
        low=None if spread is None else rating - spread,
        high=None if spread is None else rating + spread,
        win_rate=measures.get("win_rate"),
        battles=measures.get("battles", row.sample_size),
        tournaments=measures.get("total") or None,  # the arena writes 0 for boards that it does not count
        finishes=tuple(measures.get(each) for each in _PLACES) if measures.get("total") else (),
        generation_ms=measures.get("avg_generation_time_ms"),
    )
