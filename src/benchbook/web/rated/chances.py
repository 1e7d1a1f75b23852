"""How likely each of a board's best is to be preferred to each other one, as a table with row and column heads."""

from benchbook.arena import Board, win_matrix
from benchbook.model import Noun
from benchbook.web.texts import texts

MOST_WIDE = 12
MOST_NARROW = 6
"""So many stand in the table, and so many of them on a telephone."""

_EVEN = 0.5
_STEPS = (0.1, 0.25)
_ALMOST = 0.995


class Chance(Noun, frozen=True, kw_only=True):
    """A cell, in percent; ``kind`` is how far it is from even, for its colour, which says no more than the number."""

    text: str
    title: str
    kind: str = ""
    far: bool = False


class Contender(Noun, frozen=True, kw_only=True):
    """A row, and the head of the column of the same place; ``far`` ones are left out where there is little room."""

    rank: int
    name: str
    far: bool
    chances: tuple[Chance, ...]


def contenders(board: Board) -> list[Contender]:
    """The best of a board that is known to be rated so; nothing where there is nobody to compare with."""
    if board.rated is None or len(board.places) == 1:
        return []
    found = win_matrix(board, MOST_WIDE)
    names = [place.name for place in found.places]
    return [
        Contender(
            rank=place.rank,
            name=place.name,
            far=at >= MOST_NARROW,
            chances=tuple(_chance(place.name, names[other], chance, other) for other, chance in enumerate(row)),
        )
        for at, (place, row) in enumerate(zip(found.places, found.chances, strict=True))
    ]


def _chance(name: str, other: str, chance: float | None, at: int) -> Chance:
    told = texts()
    far = at >= MOST_NARROW
    if chance is None:
        return Chance(text="\N{EN DASH}", title=told("chance-self"), far=far)
    title = told("chance-exact", name=name, other=other, share=told("percent", value=f"{100 * chance:.1f}"))
    return Chance(text=_rounded(chance), title=title, kind=_kind(chance), far=far)


def _rounded(chance: float) -> str:
    if chance > _ALMOST:
        return ">99"
    return "<1" if chance < 1 - _ALMOST else f"{100 * chance:.0f}"


def _kind(chance: float) -> str:
    away = abs(chance - _EVEN)
    return f"{'more' if chance >= _EVEN else 'less'}-{1 + sum(away >= step for step in _STEPS)}"
