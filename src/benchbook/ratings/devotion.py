"""Single voters who choose one model, or its rivals, far more often than the ratings say."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchbook.ratings.clusters import Groups
from benchbook.ratings.columns import Flags, Floats, Integers
from benchbook.ratings.expected import Kinds
from benchbook.ratings.likelihood import sigmoid
from benchbook.ratings.seats import Seats, seats
from benchbook.ratings.tails import log_tail

TASTE_NATS = 1.0
"""So much may a voter like or dislike a model more than all voters together do, and does not stand out."""

_CANDIDATE = 3.0
_MOST_KEPT = 1_000


@dataclass(frozen=True, eq=False, kw_only=True)
class Devotion:
    """Voters who stand out in their judgement of one model; columns (D,), the least likely one first.

    ``direction`` is 1 for a voter who chose the model more often than the ratings say, -1 for one who did less often;
    ``log_chance`` bounds the log-probability of that from a voter whose taste differs by ``TASTE_NATS``. ``score`` and
    ``expected`` are what the model got and was expected to get in these ``votes``. ``tested`` is how many tests that
    were.
    """

    voter: Integers
    model: Integers
    direction: Integers
    votes: Integers
    score: Floats
    expected: Floats
    log_chance: Floats
    tested: int


def devotion(groups: Groups, kinds: Kinds, models: int, least_votes: int) -> Devotion:
    """Test every voter's judgement of every model on which it cast ``least_votes`` or more, in both directions."""
    found, tested = _joined([]), 0
    for some in seats(groups, kinds, models):
        enough = some.votes >= least_votes
        tested += 2 * int(np.count_nonzero(enough))
        rows = [_standing_out(some, enough, kinds, direction) for direction in (1, -1)]
        found = _joined([found, *rows])
        found = found[:, np.argsort(found[-1], kind="stable")[:_MOST_KEPT]]
    group, model, direction, votes = found[:4].astype(np.int64)
    return Devotion(
        voter=groups.cluster[group],
        model=model,
        direction=direction,
        votes=votes,
        score=found[4],
        expected=found[5],
        log_chance=found[6],
        tested=tested,
    )


def _joined(rows: Sequence[Floats]) -> Floats:
    return np.concatenate([np.zeros((7, 0)), *rows], axis=1)


def _standing_out(some: Seats, enough: Flags, kinds: Kinds, direction: int) -> Floats:
    """Group, model, direction, votes, score, expected score and log-chance (7, S) of the seats that may stand out."""
    chance = sigmoid(kinds.gap + direction * TASTE_NATS)
    beyond = direction * some.sums(kinds.score - chance)
    spread = np.sqrt(some.sums(chance * (1 - chance)))
    chosen = np.flatnonzero(enough & (beyond > _CANDIDATE * spread))
    if not len(chosen):
        return np.zeros((7, 0))
    kind, starts = some.kinds_at(chosen)
    weight = np.full(len(kind), float(direction))
    return np.array(
        [
            some.group[chosen],
            some.model[chosen],
            np.full(len(chosen), direction),
            some.votes[chosen],
            np.add.reduceat(kinds.score[kind], starts),
            np.add.reduceat(kinds.expected[kind], starts),
            log_tail(weight, chance[kind], starts, beyond[chosen]),
        ],
        np.float64,
    )
