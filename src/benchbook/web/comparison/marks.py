"""Which of several figures is best, where the data can tell: only if it differs by more than the intervals allow."""

from collections.abc import Sequence
from math import hypot
from typing import Literal

from benchbook.leaderboard import Figure
from benchbook.metrics import NORMAL_95_PERCENT
from benchbook.model import Noun

Verdict = Literal["best", "close", "no-interval", "alone", "methods"]
"""One is best; too close to tell; an interval is missing; fewer than two figures; they are of different methods."""


class Mark(Noun, frozen=True, kw_only=True):
    """What may be said of a row of figures; ``place`` is the best one's, if one is."""

    verdict: Verdict
    place: int | None = None


def mark(figures: Sequence[Figure | None], *, higher_is_better: bool) -> Mark:
    """Whether one figure is better than every other one: |d| > 1.96 · √(se₁² + se₂²), of one method throughout.

    The difference of two independent estimates is normal about the true one, with the root of the summed squares
    as its standard error.
    """
    known = [(place, figure) for place, figure in enumerate(figures) if figure is not None]
    if len(known) < 2:  # noqa: PLR2004 - nothing to compare with
        return Mark(verdict="alone")
    stated = {figure.method_version for _, figure in known if figure.method_version is not None}
    if len(stated) > 1 or len({figure.other_method for _, figure in known}) > 1:
        return Mark(verdict="methods")
    errors = {place: figure.std_error for place, figure in known}
    if any(error is None for error in errors.values()):
        return Mark(verdict="no-interval")
    sign = 1 if higher_is_better else -1
    best, leader = max(known, key=lambda each: sign * each[1].value)
    for place, figure in known:
        ours, theirs = errors[best], errors[place]
        if place != best and ours is not None and theirs is not None:
            lead = sign * (leader.value - figure.value)
            if not lead > NORMAL_95_PERCENT * hypot(ours, theirs):
                return Mark(verdict="close")
    return Mark(verdict="best", place=best)
