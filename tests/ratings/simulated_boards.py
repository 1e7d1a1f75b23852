"""Synthetic boards: true strengths, votes drawn from them, and how often intervals hold the truth."""

from dataclasses import dataclass

import numpy as np

from benchbook.ratings import PairCounts, rate

POINTS = 400 / np.log(10)


@dataclass(frozen=True)
class Truth:
    """Strengths in nats at mean zero, and how often each pair of models meets."""

    strength: np.ndarray
    first: np.ndarray
    second: np.ndarray
    chance: np.ndarray

    @property
    def models(self):
        return len(self.strength)

    def gaps(self, first=None, second=None):
        return (
            self.strength[self.first if first is None else first]
            - self.strength[self.second if second is None else second]
        )


def truth(rng, models, spread_points=122.0):
    """Normal strengths, and popularities by Zipf's law that have nothing to do with them."""
    strength = rng.normal(size=models) * spread_points / POINTS
    popularity = rng.permutation(1 / np.arange(1, models + 1))
    first, second = np.triu_indices(models, 1)
    weight = popularity[first] * popularity[second]
    return Truth(strength - strength.mean(), first, second, weight / weight.sum())


def outcome_chances(gap, ties=0.35):
    """Chances (N, 3) of win, loss and tie with which the expected score is the logistic of the gap."""
    share = 1 / (1 + np.exp(-np.asarray(gap)))
    tie = ties * 2 * np.minimum(share, 1 - share)
    return np.stack([share - tie / 2, 1 - share - tie / 2, tie], axis=-1)


def drawn_counts(rng, board, votes, ties=0.35, chances=None):
    """So many votes on a board, drawn pair by pair; ``votes`` may be the number of each pair."""
    number = rng.multinomial(votes, board.chance) if np.ndim(votes) == 0 else np.asarray(votes)
    table = rng.multinomial(number, outcome_chances(board.gaps(), ties) if chances is None else chances)
    met = number > 0
    return PairCounts(
        models=board.models,
        first=board.first[met],
        second=board.second[met],
        first_wins=table[met, 0],
        second_wins=table[met, 1],
        ties=table[met, 2],
        both_bad=np.zeros(met.sum(), int),
    )


def drawn_outcomes(rng, chances):
    """One outcome code a row of chances (N, 3)."""
    at = rng.random(len(chances))
    return ((at >= chances[:, 0]).astype(np.int8) + (at >= chances[:, 0] + chances[:, 1])).astype(np.int8)


def drawn_votes(rng, board, votes, ties=0.35, taste=0.0):
    """So many votes, one a row: first, second, outcome; ``taste`` (N,) is added to the gaps."""
    pair = rng.choice(len(board.chance), size=votes, p=board.chance)
    first, second = board.first[pair], board.second[pair]
    turned = rng.random(votes) < 0.5
    first, second = np.where(turned, second, first), np.where(turned, first, second)
    return first, second, drawn_outcomes(rng, outcome_chances(board.gaps(first, second) + taste, ties))


def rows_of(counts):
    """The votes behind counts, one a row: first, second, outcome."""
    number = counts.table.reshape(-1)
    pair = np.repeat(np.arange(len(number)) // 4, number)
    return counts.first[pair], counts.second[pair], np.repeat(np.arange(len(number)) % 4, number)


def covered(ratings, strength, chosen=slice(None)):
    """Which intervals hold the true strengths, told against the mean of the listed models as the ratings are."""
    told = ratings.listed if np.count_nonzero(ratings.listed) > 1 else np.ones(len(strength), bool)
    strength = strength - strength[told].mean()
    low, high = (ratings.low - ratings.method.mean) / POINTS, (ratings.high - ratings.method.mean) / POINTS
    return ((low <= strength) & (strength <= high))[chosen]


def blurred(board, taste):
    """The strengths that any number of voters would show whose tastes differ (nats, one standard deviation a model).

    Their votes are no longer logistic in the gap, so that ratings tend to these, somewhat nearer to each other.
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(41)
    gap = board.gaps()[:, None] + nodes * taste * np.sqrt(2)
    share = (1 / (1 + np.exp(-gap))) @ weights / weights.sum()
    number = board.chance * 1e12
    wins, losses = np.rint(number * share), np.rint(number * (1 - share))
    none = np.zeros(len(wins))
    return rate(
        PairCounts(
            models=board.models,
            first=board.first,
            second=board.second,
            first_wins=wins,
            second_wins=losses,
            ties=none,
            both_bad=none,
        )
    ).strength
