"""Whether a voter's judgements go with the board's or against them."""

from dataclasses import dataclass

import numpy as np

from benchbook.ratings.clusters import Groups
from benchbook.ratings.columns import Floats, Integers
from benchbook.ratings.expected import Kinds
from benchbook.ratings.likelihood import sigmoid
from benchbook.ratings.seats import rows_of
from benchbook.ratings.tails import log_tail

HALF = 0.5
"""A voter who follows the ratings half as closely as all voters together is not told apart from them."""

_ROWS = 1 << 18
_CANDIDATE = 3.0
_MOST_CANDIDATE_VOTES = 1_000_000
_ROUNDS = 30
_LONGEST_STEP = 1.0
_STEEPEST = 5.0


@dataclass(frozen=True, eq=False, kw_only=True)
class Agreement:
    """How closely voters follow the ratings: those who stand out, columns (V,), the least likely one first.

    ``slope`` is 1 for a voter who judges as the ratings say, 0 for one who chooses at random, -1 for one who always
    means the opposite; ``std_error`` is its own. ``log_random`` bounds the log-probability of so little agreement
    from a voter whose slope is ``HALF``, ``log_reversed`` from one who chooses at random. ``tested`` is how many
    voters had enough votes.
    """

    voter: Integers
    votes: Integers
    slope: Floats
    std_error: Floats
    log_random: Floats
    log_reversed: Floats
    tested: int


def agreement(groups: Groups, kinds: Kinds, least_votes: int) -> Agreement:
    """Test every voter with ``least_votes`` or more against the ratings; ``groups`` are the votes by voter."""
    gap, score = kinds.gap[: kinds.count], kinds.score[: kinds.count]
    enough = groups.sizes >= least_votes
    deviation = _deviations(groups, gap, score)
    chosen = np.flatnonzero(enough & (deviation < -_CANDIDATE))
    chosen = chosen[np.argsort(deviation[chosen], kind="stable")]
    chosen = chosen[np.cumsum(groups.sizes[chosen]) <= _MOST_CANDIDATE_VOTES]
    rows, starts = rows_of(groups.starts[chosen], groups.sizes[chosen])
    kind = groups.kind[rows]
    own_gap, own_score = gap[kind], score[kind]
    slope, error = _slopes(own_gap, own_score, starts)
    random = _log_chances(own_gap, own_score, starts, HALF)
    order = np.argsort(random, kind="stable")
    return Agreement(
        voter=groups.cluster[chosen][order],
        votes=groups.sizes[chosen][order],
        slope=slope[order],
        std_error=error[order],
        log_random=random[order],
        log_reversed=_log_chances(own_gap, own_score, starts, 0.0)[order],
        tested=int(np.count_nonzero(enough)),
    )


def _deviations(groups: Groups, gap: Floats, score: Floats) -> Floats:
    """How far each voter is from one whose slope is ``HALF``, in standard errors, below 0 for less agreement."""
    chance = sigmoid(HALF * gap)
    agreed, varied = gap * (score - chance), gap**2 * chance * (1 - chance)
    found = np.zeros(len(groups.sizes))
    for begin, end in groups.chunks(_ROWS):
        kind = groups.kind[groups.starts[begin] : groups.starts[end]]
        starts = groups.starts[begin:end] - groups.starts[begin]
        variance = np.add.reduceat(varied[kind], starts)
        np.divide(np.add.reduceat(agreed[kind], starts), np.sqrt(variance), out=found[begin:end], where=variance > 0)
    return found


def _log_chances(gap: Floats, score: Floats, starts: Integers, slope: float) -> Floats:
    """Bounds on the log-probability of so little agreement from a voter of this slope."""
    if not len(starts):
        return np.zeros(0)
    chance = sigmoid(slope * gap)
    return log_tail(-gap, chance, starts, np.add.reduceat(-gap * (score - chance), starts))


def _slopes(gap: Floats, score: Floats, starts: Integers) -> tuple[Floats, Floats]:
    """The slope that makes each voter's votes likeliest, between -5 and 5, and its standard error."""
    if not len(starts):
        return np.zeros(0), np.zeros(0)
    sizes = np.diff(starts, append=len(gap))
    slope = np.zeros(len(starts))
    for _ in range(_ROUNDS):
        chance = sigmoid(np.repeat(slope, sizes) * gap)
        bend = np.maximum(np.add.reduceat(gap**2 * chance * (1 - chance), starts), np.finfo(float).tiny)
        step = np.add.reduceat(gap * (score - chance), starts) / bend
        slope = np.clip(slope + np.clip(step, -_LONGEST_STEP, _LONGEST_STEP), -_STEEPEST, _STEEPEST)
    varied = np.add.reduceat((gap * (score - chance)) ** 2, starts)
    return slope, np.sqrt(varied) / bend
