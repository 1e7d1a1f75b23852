"""Synthetic votes by voters, and the tables that tests of voters start from."""

from dataclasses import dataclass

import numpy as np
from simulated_boards import outcome_chances

from benchbook.ratings import PairCounts, rate, tally
from benchbook.ratings.clusters import Groups, pair_rows
from benchbook.ratings.expected import Kinds


@dataclass(frozen=True)
class Judged:
    """Votes with their voters; the first model's index is the lower one."""

    strength: np.ndarray
    first: np.ndarray
    second: np.ndarray
    outcome: np.ndarray
    voter: np.ndarray

    @property
    def models(self):
        return len(self.strength)

    @property
    def counts(self) -> PairCounts:
        return tally(self.first, self.second, self.outcome, self.models)

    @property
    def kinds(self) -> Kinds:
        return Kinds.of(self.counts, rate(self.counts).strength)

    @property
    def kind(self):
        return pair_rows(self.counts, self.first, self.second) * 3 + self.outcome

    @property
    def groups(self) -> Groups:
        return Groups.of(self.kind, 3 * len(self.counts.first), self.voter)


def judged(rng, votes=6_000, models=12, voters=150, spread=0.7):
    """Votes of honest voters."""
    strength = rng.normal(0, spread, models)
    first = rng.integers(0, models, votes)
    second = (first + rng.integers(1, models, votes)) % models
    first, second = np.minimum(first, second), np.maximum(first, second)
    chances = outcome_chances(strength[first] - strength[second])
    drawn = rng.random(votes)
    outcome = np.select([drawn < chances[:, 0], drawn < chances[:, 0] + chances[:, 1]], [0, 1], 2)
    return Judged(strength, first, second, outcome, rng.integers(0, voters, votes))
