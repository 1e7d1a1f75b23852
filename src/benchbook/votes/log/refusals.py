"""Rows that were no votes: counted by their reasons, the first of them kept."""

from collections import Counter
from collections.abc import Iterable

from benchbook.store.voting import StoredRejection
from benchbook.store.voting.nouns import reason_counted
from benchbook.votes.reading.nouns import Rejection

MOST_KEPT = 1000


class Refusals:
    """What was refused so far."""

    def __init__(self) -> None:
        self.reasons: Counter[str] = Counter()
        self.first: list[StoredRejection] = []

    @property
    def count(self) -> int:
        """How many rows."""
        return self.reasons.total()

    def sentence(self) -> str:
        """Why nothing is left."""
        if not self.first:
            return "it holds no votes"
        return f"none of {self.count:,} rows is a vote; row {self.first[0].row}: {self.first[0].reason}"

    def add(self, rejections: Iterable[Rejection]) -> None:
        """Count more; a file with ever new reasons fills no memory."""
        for rejection in rejections:
            self.reasons[reason_counted(rejection.reason, self.reasons)] += 1
            if len(self.first) < MOST_KEPT:
                self.first.append(stored(rejection))


def stored(rejection: Rejection) -> StoredRejection:
    """The same as it is kept."""
    return StoredRejection(row=rejection.row, reason=rejection.reason, excerpt=rejection.excerpt)
