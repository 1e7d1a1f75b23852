"""What changed: the differences of consecutive states, told one by one; and one model through time."""

from benchbook.changes.history import ModelHistory, model_history
from benchbook.changes.nouns import Change, Kind
from benchbook.changes.sequence import changes
from benchbook.changes.window import Wanted, Window, window

__all__ = ["Change", "Kind", "ModelHistory", "Wanted", "Window", "changes", "model_history", "window"]
