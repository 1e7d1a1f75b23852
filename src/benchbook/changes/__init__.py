"""What changed: the differences of consecutive states, told one by one; and one model through time."""

from benchbook.changes.board_history import RatingInterval, board_history
from benchbook.changes.history import ModelHistory, model_history
from benchbook.changes.nouns import Change, Kind
from benchbook.changes.sequence import changes
from benchbook.changes.window import Wanted, Window, window

__all__ = [
    "Change",
    "Kind",
    "ModelHistory",
    "RatingInterval",
    "Wanted",
    "Window",
    "board_history",
    "changes",
    "model_history",
    "window",
]
