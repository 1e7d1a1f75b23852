"""A board by its name, or those that may have been meant."""

import difflib
from collections.abc import Sequence

from benchbook.arena.boards import Board

MOST_NEAR = 5


def find_board(boards: Sequence[Board], arena: str, category: str) -> Board | None:
    """The board of this name; an own arena's comes before one of the Design Arena's that is called the same."""
    return next((board for board in boards if (board.arena, board.category) == (arena, category)), None)


def nearest_boards(boards: Sequence[Board], arena: str, category: str) -> tuple[Board, ...]:
    """Boards that may have been meant: those of the same category, then those that are spelt alike."""
    by_name = {board.name: board for board in reversed(boards)}
    same = [board.name for board in boards if board.category == category]
    alike = difflib.get_close_matches(f"{arena}/{category}", by_name, n=MOST_NEAR, cutoff=0.4)
    return tuple(by_name[name] for name in [*dict.fromkeys([*same, *alike])][:MOST_NEAR])
