"""Arenas: who is rated how on each of their boards, with ranks, intervals and the reason of every gap.

Boards come out of a publication, whosever they are; ratings come out of an arena's own votes. Nothing here knows HTTP
or HTML. Each name is imported when it is first asked for: to rate a file takes none of what a publication needs.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchbook.arena.board_file import board_table, history_table
    from benchbook.arena.boards import Board, Place, arena_boards
    from benchbook.arena.contestants import Contestants
    from benchbook.arena.conventions import AnchorName, Conventions
    from benchbook.arena.document import BoardDocument, Terms, document_of
    from benchbook.arena.evidence import Evidence
    from benchbook.arena.lookup import find_board, nearest_boards
    from benchbook.arena.matrix import WinMatrix, win_chance, win_matrix
    from benchbook.arena.order import Column, arranged, matching, rises
    from benchbook.arena.rated import BoardRatings, rate_evidence
    from benchbook.arena.rater import Rater, rate_board
    from benchbook.arena.remarks import remarks_on

_HOMES = {
    "boards": ("Board", "Place", "arena_boards"),
    "contestants": ("Contestants",),
    "conventions": ("AnchorName", "Conventions"),
    "document": ("BoardDocument", "Terms", "document_of"),
    "evidence": ("Evidence",),
    "board_file": ("board_table", "history_table"),
    "lookup": ("find_board", "nearest_boards"),
    "matrix": ("WinMatrix", "win_chance", "win_matrix"),
    "order": ("Column", "arranged", "matching", "rises"),
    "rated": ("BoardRatings", "rate_evidence"),
    "rater": ("Rater", "rate_board"),
    "remarks": ("remarks_on",),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "AnchorName",
    "Board",
    "BoardDocument",
    "BoardRatings",
    "Column",
    "Contestants",
    "Conventions",
    "Evidence",
    "Place",
    "Rater",
    "Terms",
    "WinMatrix",
    "arena_boards",
    "arranged",
    "board_table",
    "document_of",
    "find_board",
    "history_table",
    "matching",
    "nearest_boards",
    "rate_board",
    "rate_evidence",
    "remarks_on",
    "rises",
    "win_chance",
    "win_matrix",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
