"""What changed: the differences of consecutive states, told one by one."""

from benchbook.changes.history import ModelHistory, model_history
from benchbook.changes.nouns import Change, Kind
from benchbook.changes.sequence import changes, of_model

__all__ = ["Change", "Kind", "ModelHistory", "changes", "model_history", "of_model"]
