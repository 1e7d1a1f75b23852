"""A publication -> the boards of its arenas, each with its ratings in order."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from datetime import datetime
from math import isfinite

from benchbook.metrics import NORMAL_95_PERCENT
from benchbook.model import Noun, Number
from benchbook.publication import Publication, RatedBoard, ScoreRow
from benchbook.sources.arena import SOURCE_ID as OWN_ARENAS

SOURCE = "design-arena"
ARENAS = (OWN_ARENAS, SOURCE)
"""The sources that have arenas, in the order in which they are shown."""

RATING = "elo"
FEW_BATTLES = 100
"""With fewer battles the interval is wider than 130 points: such a rating of the Design Arena's is preliminary."""

_ARENAS = ("models", "builders", "agents")
_PLACES = ("first_place", "second_place", "third_place", "fourth_place")


class Place(Noun, frozen=True, kw_only=True):
    """One rated thing. ``rank`` is its place by rating, which equal ones share.

    ``name`` is the catalogue's where ``joined`` tells that it is beyond doubt, else the arena's own. ``low`` and
    ``high`` bound the interval of the rating, as the board gives it or by the standard error (95 %), ``rank_low`` and
    ``rank_high`` the ranks that cannot be excluded. ``win_rate`` and the ends of its interval are in percent.
    ``battles`` are those that count for the rating, ``ties`` among them; ``both_bad`` are apart from them.
    ``finishes`` are first to fourth places in ``tournaments``; ``searched`` is in lower case. With fewer battles than
    ``few`` a rating is preliminary.
    """

    rank: int
    name: str
    row: ScoreRow
    rating: Number
    joined: bool
    searched: str
    few: int = FEW_BATTLES
    low: float | None = None
    high: float | None = None
    rank_low: int | None = None
    rank_high: int | None = None
    win_rate: Number | None = None
    win_low: Number | None = None
    win_high: Number | None = None
    win_rate_elo: Number | None = None
    battles: Number | None = None
    wins: Number | None = None
    losses: Number | None = None
    ties: Number | None = None
    both_bad: Number | None = None
    tournaments: Number | None = None
    finishes: tuple[Number | None, ...] = ()
    generation_ms: Number | None = None

    @property
    def preliminary(self) -> bool:
        """Whether few battles stand behind the rating; unknown is not few."""
        return self.battles is not None and self.battles < self.few

    @property
    def tie_share(self) -> float | None:
        """Which share of its battles were ties, 0 to 1."""
        return self.ties / self.battles if self.ties is not None and self.battles else None

    @property
    def both_bad_share(self) -> float | None:
        """In which share of all that it took part in neither side was good, 0 to 1."""
        if self.both_bad is None or self.battles is None or not self.both_bad + self.battles:
            return None
        return self.both_bad / (self.both_bad + self.battles)


class Board(Noun, frozen=True, kw_only=True):
    """One category of an arena; ``places`` come by rank. ``rated`` is what is known of an own arena's whole board."""

    source: str
    arena: str
    category: str
    places: tuple[Place, ...]
    newest: datetime
    rated: RatedBoard | None = None

    @property
    def name(self) -> str:
        """As scores call it."""
        return f"{self.arena}/{self.category}"

    @property
    def method(self) -> str | None:
        """The version of the method, where the arena states one and all rows agree."""
        versions = {place.row.method_version for place in self.places}
        return versions.pop() if len(versions) == 1 else None

    @property
    def few(self) -> int:
        """With fewer battles a rating is preliminary."""
        return self.places[0].few


def arena_boards(publication: Publication) -> tuple[Board, ...]:
    """Every board with at least one rating: own arenas first, arena by arena, the largest first."""
    found: dict[tuple[str, str], list[ScoreRow]] = defaultdict(list)
    for row in publication.scores:
        if row.source in ARENAS and "/" in row.board and isfinite(row.measures.get(RATING, float("nan"))):
            found[row.source, row.board].append(row)
    names = {model.base_id: model.short_name for model in (*publication.departed, *publication.models)}
    rated = {(board.source, board.board): board for board in publication.boards}
    boards = [_board(key, rows, names, rated.get(key)) for key, rows in found.items()]
    return tuple(sorted(boards, key=_board_order))


def _board_order(board: Board) -> tuple[object, ...]:
    arena = _ARENAS.index(board.arena) if board.arena in _ARENAS else len(_ARENAS)
    return (ARENAS.index(board.source), arena, board.arena, -len(board.places), board.category)


def _board(key: tuple[str, str], rows: list[ScoreRow], names: Mapping[str, str], rated: RatedBoard | None) -> Board:
    source, name = key
    arena, _, category = name.partition("/")
    kept = sorted(_told_once(rows), key=lambda row: (-row.measures[RATING], row.name, row.model_id or ""))
    ranks = _ranks(kept)
    few = rated.facts.method.preliminary_battles if rated else FEW_BATTLES
    places = [_place(row, rank, few, names) for row, rank in zip(kept, ranks, strict=True)]
    return Board(
        source=source,
        arena=arena,
        category=category,
        places=tuple(sorted(places, key=lambda place: place.rank)),
        newest=max(row.last_seen for row in kept),
        rated=rated,
    )


def _ranks(rows: list[ScoreRow]) -> list[int]:
    """The ranks that the board itself gives, if it does; else by rating, equal ones sharing theirs."""
    given = [row.measures.get("rank") for row in rows if row.source == OWN_ARENAS]
    known = [int(rank) for rank in given if rank is not None]
    if len(known) == len(rows):
        return known
    ranks: dict[Number, int] = {}
    for index, row in enumerate(rows, 1):
        ranks.setdefault(row.measures[RATING], index)
    return [ranks[row.measures[RATING]] for row in rows]


def _told_once(rows: list[ScoreRow]) -> Iterable[ScoreRow]:
    """Without relayed rows that are joined to nothing and repeat another row's figures."""
    joined = {_figures(row) for row in rows if row.model_id is not None or row.via is None}
    return (row for row in rows if row.model_id is not None or row.via is None or _figures(row) not in joined)


def _figures(row: ScoreRow) -> Hashable:
    return row.measures[RATING], row.measures.get("win_rate")


def _place(row: ScoreRow, rank: int, few: int, names: Mapping[str, str]) -> Place:
    measures = row.measures
    joined = row.model_id is not None and row.doubt is None
    base_id = (row.model_id or "").partition(":")[0]
    name = names.get(base_id, row.name) if joined else row.name
    low, high = _interval(row)
    return Place(
        rank=rank,
        name=name,
        row=row,
        rating=measures[RATING],
        joined=joined,
        searched=" ".join((name, row.name, base_id if joined else "")).lower(),
        few=few,
        low=low,
        high=high,
        rank_low=whole(measures.get("rank_low")),
        rank_high=whole(measures.get("rank_high")),
        win_rate=measures.get("win_rate"),
        win_low=measures.get("win_rate_low"),
        win_high=measures.get("win_rate_high"),
        win_rate_elo=measures.get("win_rate_elo"),
        battles=measures.get("battles", row.sample_size),
        **{name: measures.get(name) for name in ("wins", "losses", "ties", "both_bad")},
        tournaments=measures.get("total") or None,  # the arena writes 0 for boards that it does not count
        finishes=tuple(measures.get(each) for each in _PLACES) if measures.get("total") else (),
        generation_ms=measures.get("avg_generation_time_ms"),
    )


def _interval(row: ScoreRow) -> tuple[float | None, float | None]:
    """The interval as the board gives it, else by the standard error."""
    rating, low, high = row.measures[RATING], row.measures.get("elo_low"), row.measures.get("elo_high")
    if low is not None and high is not None:
        return low, high
    spread = None if row.std_error is None else NORMAL_95_PERCENT * row.std_error
    return (None, None) if spread is None else (rating - spread, rating + spread)


def whole(rank: Number | None) -> int | None:
    """A rank as a whole number."""
    return None if rank is None else int(rank)
