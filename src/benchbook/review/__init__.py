"""What waits for a person, and what a person decides of it."""

from benchbook.review.record import recorded_decisions
from benchbook.review.verdicts import Action, Verdict, judge
from benchbook.review.waiting import Suggestions, WaitingName, waiting_names

__all__ = ["Action", "Suggestions", "Verdict", "WaitingName", "judge", "recorded_decisions", "waiting_names"]
