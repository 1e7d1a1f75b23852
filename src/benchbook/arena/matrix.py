"""How likely each of a board's best is to be preferred to each other one, by their ratings."""

from benchbook.arena.boards import Board, Place
from benchbook.model import Noun, Number


class WinMatrix(Noun, frozen=True, kw_only=True):
    """``chances[i][j]`` is the probability, 0 to 1, that place ``i`` is preferred to place ``j``; None to itself."""

    places: tuple[Place, ...]
    chances: tuple[tuple[float | None, ...], ...]


def win_chance(rating: Number, other: Number) -> float:
    """1 / (1 + 10 ** ((other - rating) / 400)): Bradley and Terry (1952) on the scale of ratings.

    Where a board counts a tie as half a win for each, it is the expected score; where ties are modelled apart, it is
    the probability among votes that are no ties.
    """
    return 1 / (1 + 10 ** ((other - rating) / 400))


def win_matrix(board: Board, most: int) -> WinMatrix:
    """The first ``most`` of a board against each other."""
    places = board.places[:most]
    return WinMatrix(
        places=places,
        chances=tuple(tuple(None if a is b else win_chance(a.rating, b.rating) for b in places) for a in places),
    )
