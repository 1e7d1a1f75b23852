"""Arenas: who is rated how on each of their boards, with ranks, intervals and the reason of every gap.

Nothing here knows HTTP or HTML: a publication goes in, boards and tables to be written come out.
"""

from benchbook.arena.boards import Board, Place, arena_boards
from benchbook.arena.file import board_table
from benchbook.arena.order import Column, arranged, matching, rises

__all__ = [
    "Board",
    "Column",
    "Place",
    "arena_boards",
    "arranged",
    "board_table",
    "matching",
    "rises",
]
