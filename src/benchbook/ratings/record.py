"""What each model won, lost and tied."""

from dataclasses import dataclass

import numpy as np

from benchbook.ratings.columns import Floats, Integers, added
from benchbook.ratings.counts import PairCounts


@dataclass(frozen=True, eq=False, kw_only=True)
class Record:
    """Votes by model (K,): wins, losses and ties, and apart from them both bad ones."""

    wins: Integers
    losses: Integers
    ties: Integers
    both_bad: Integers

    @classmethod
    def of(cls, counts: PairCounts) -> "Record":
        """The record of each model of a board."""

        def summed(of_first: Integers, of_second: Integers) -> Integers:
            # Exact: no board has more votes than whole numbers that a float holds.
            total = added(counts.first, of_first, counts.models)
            total += added(counts.second, of_second, counts.models)
            return total.astype(np.int64)

        return cls(
            wins=summed(counts.first_wins, counts.second_wins),
            losses=summed(counts.second_wins, counts.first_wins),
            ties=summed(counts.ties, counts.ties),
            both_bad=summed(counts.both_bad, counts.both_bad),
        )

    @property
    def battles(self) -> Integers:
        """Wins, losses and ties."""
        return self.wins + self.losses + self.ties

    @property
    def win_rate(self) -> Floats:
        """The share of battles won, a tie half a win; NaN without battles."""
        with np.errstate(invalid="ignore"):
            return (self.wins + self.ties / 2) / self.battles
