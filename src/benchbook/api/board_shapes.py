"""What boards are told as: nouns whose JSON form is what is served, every field always there."""

from datetime import datetime
from typing import Literal

from benchbook.api.shapes import Shape
from benchbook.model import Licence, Noun, Number
from benchbook.sources.arena import Component, RatingMethod, VoteCounts


class BoardComponents(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """Groups of models without a battle between them: how many, the one that is rated, the sizes of the others."""

    count: int
    main: Component | None
    others: tuple[int, ...]


class LeftOutModels(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """Models that have votes and do not stand on the board: too few battles, or not connected with the others."""

    few: int
    apart: int


class BoardAbout(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """A board as a whole. What only an own arena tells is null for others, as is what is unknown.

    ``as_of`` is its newest observation; an own arena's board was rated then. ``rows`` is how many models stand on it.
    """

    source: str
    arena: str
    category: str
    as_of: datetime
    models: int
    method_version: str | None
    basis: Literal["votes", "placements"] | None
    votes_until: datetime | None
    method: RatingMethod | None
    counts: VoteCounts | None
    components: BoardComponents | None
    left_out: LeftOutModels | None
    licences: tuple[Licence, ...]
    citations: tuple[str, ...]


class ListedBoard(BoardAbout, frozen=True, kw_only=True, omit_defaults=False):
    """A board in the list of all; ``path`` is where the whole of it is, ``first`` what it calls its first."""

    path: str
    first: str
    first_rating: Number


class BoardRow(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """One rated model; every field is always there, null is unknown. Rates are in percent.

    ``name`` is what the arena calls it, ``merged`` are other names whose votes count for it. ``low`` and ``high`` bound
    the rating, ``rank_low`` and ``rank_high`` are the ranks that cannot be excluded. ``both_bad`` is apart from
    ``battles``, ``win_rate_elo`` the win rate as 400 times the decimal logarithm of its odds.
    """

    rank: int
    rank_low: int | None
    rank_high: int | None
    name: str
    merged: tuple[str, ...]
    model_id: str | None
    permaslug: str | None
    doubt: str | None
    configuration: str | None
    rating: Number
    std_error: float | None
    low: float | None
    high: float | None
    battles: Number | None
    wins: Number | None
    losses: Number | None
    ties: Number | None
    both_bad: Number | None
    win_rate: Number | None
    win_rate_low: Number | None
    win_rate_high: Number | None
    win_rate_elo: Number | None
    preliminary: bool | None
    first_place: Number | None
    second_place: Number | None
    third_place: Number | None
    fourth_place: Number | None
    tournaments: Number | None
    last_seen: datetime
    licence: Licence | None
    citation: str | None


class BoardMatrix(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """``chances[i][j]`` is the probability that ``names[i]`` is preferred to ``names[j]``, null to itself.

    Where ``ties`` count half it is the expected score, with davidson the probability among votes that are no ties.
    """

    ties: Literal["half", "davidson"]
    names: tuple[str, ...]
    chances: tuple[tuple[float | None, ...], ...]


class WholeBoard(BoardAbout, frozen=True, kw_only=True, omit_defaults=False):
    """A board with its rows by rank; ``matrix`` is null unless it is asked for, and without a method."""

    rows: tuple[BoardRow, ...]
    matrix: BoardMatrix | None


class BoardsResponse(Shape, frozen=True, kw_only=True):
    """The reply of ``/api/benchbook/v1/arena``: own arenas first, arena by arena, the largest board first."""

    data: tuple[ListedBoard, ...]


class BoardResponse(Shape, frozen=True, kw_only=True):
    """The reply of ``/api/benchbook/v1/arena/{arena}/{category}``."""

    data: WholeBoard
