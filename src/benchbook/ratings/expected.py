"""What a board's ratings lead to expect of single votes."""

from dataclasses import dataclass

import numpy as np

from benchbook.ratings.columns import KINDS_A_PAIR, SCORES, Floats, Integers, added
from benchbook.ratings.counts import PairCounts
from benchbook.ratings.likelihood import sigmoid

_BINS = 20
_TRUST = 50.0
"""A bin's own share of wins counts as much as the rule of thumb when it has so many battles."""
_LEAST_CHANCE = 1e-6


@dataclass(frozen=True, eq=False, kw_only=True)
class Kinds:
    """What a vote can be, as each of its two models sees it: a win, a loss or a tie against another.

    Kind 3 · pair + outcome is how the pair's first model sees a vote, ``count`` kinds further is how its second does.
    Columns (2 · count,): the model; by how many nats it is the stronger one; what it got, 1, 0 or ½; what it was
    expected to get; the chance that it wins outright, and whether it did.
    """

    count: int
    model: Integers
    gap: Floats
    score: Floats
    expected: Floats
    chance: Floats
    won: Floats

    @classmethod
    def of(cls, counts: PairCounts, strength: Floats) -> "Kinds":
        """The kinds of votes of a board with such strengths (K,), in nats; NaN where models are not rated together."""
        gap = np.repeat(strength[counts.first] - strength[counts.second], KINDS_A_PAIR)
        gap = np.concatenate([gap, -gap])
        expected = sigmoid(gap)
        score = np.tile(SCORES, len(counts.first))
        score = np.concatenate([score, 1 - score])
        return cls(
            count=len(gap) // 2,
            model=np.concatenate([np.repeat(counts.first, KINDS_A_PAIR), np.repeat(counts.second, KINDS_A_PAIR)]),
            gap=gap,
            score=score,
            expected=expected,
            chance=_win_chances(counts, expected),
            won=(score == 1).astype(np.float64),
        )


def _win_chances(counts: PairCounts, expected: Floats) -> Floats:
    """How often a model wins outright where a score is expected, as all votes of the board have it.

    Ties are taken to grow rarer as models grow apart, as p(1 - p) does; by how much more or less wins there were is
    corrected in each twentieth of the expected score.
    """
    of_first, of_second = expected[: len(expected) // 2 : KINDS_A_PAIR], expected[len(expected) // 2 :: KINDS_A_PAIR]
    score = np.concatenate([of_first, of_second])
    wins = np.concatenate([counts.first_wins, counts.second_wins])
    ties, battles = np.tile(counts.ties, 2), np.tile(counts.battles, 2).astype(np.float64)
    known = np.isfinite(score)
    even = (battles * 4 * score * (1 - score))[known].sum()
    tie_share = ties[known].sum() / even if even > 0 else 0.0
    by_rule = _without_ties(score, tie_share)
    bins = _bins(score)[known]
    more = added(bins, (wins - by_rule * battles)[known], _BINS) / (added(bins, battles[known], _BINS) + _TRUST)
    found = _without_ties(expected, tie_share) + more[_bins(expected)]
    chance: Floats = np.clip(found, _LEAST_CHANCE, np.clip(expected, 2 * _LEAST_CHANCE, 1 - _LEAST_CHANCE))
    return chance


def _without_ties(score: Floats, tie_share: float) -> Floats:
    ties = np.minimum(tie_share * 4 * score * (1 - score), 2 * np.minimum(score, 1 - score))
    wins: Floats = score - ties / 2
    return wins


def _bins(score: Floats) -> Integers:
    return np.minimum((np.nan_to_num(score) * _BINS).astype(np.int64), _BINS - 1)
