"""How far each voter carries the lead of the first place."""

from dataclasses import dataclass

import numpy as np

from benchbook.ratings.clusters import Groups
from benchbook.ratings.columns import KINDS_A_PAIR, Floats, Integers
from benchbook.ratings.counts import PairCounts
from benchbook.ratings.expected import Kinds
from benchbook.ratings.method import POINTS_PER_NAT

_ROWS = 1 << 20


@dataclass(frozen=True, eq=False, kw_only=True)
class Carried:
    """Voters and rivals (V,): by how many ``points`` a voter's votes hold the leader further before a rival.

    That is by one step of Newton's method; ``left`` is what the lead would be without them. Those with the least
    left are first.
    """

    voter: Integers
    votes: Integers
    rival: Integers
    points: Floats
    left: Floats


def carried(
    groups: Groups, kinds: Kinds, counts: PairCounts, strength: Floats, leader: int, rivals: Integers, most: int
) -> Carried:
    """The voters without whom the lead would be least, ``most`` of them, each with the rival that comes nearest.

    ``groups`` are the votes by voter, ``kinds`` what they can be, ``strength`` (K,) in nats; battles must link all
    models. The step is that of the scores of a voter's votes through the inverse information (Pregibon
    1981), with ties as half a win.
    """
    gains = _gains(kinds, counts, leader, rivals)
    lead = strength[leader] - strength[rivals]
    least, nearest = np.empty(len(groups.sizes)), np.empty(len(groups.sizes), np.int64)
    for begin, end in groups.chunks(_ROWS):
        kind = groups.kind[groups.starts[begin] : groups.starts[end]]
        left = lead - np.add.reduceat(gains[kind], groups.starts[begin:end] - groups.starts[begin], axis=0)
        nearest[begin:end] = left.argmin(axis=1)
        least[begin:end] = left.min(axis=1)
    chosen = np.argsort(least, kind="stable")[:most]
    return Carried(
        voter=groups.cluster[chosen],
        votes=groups.sizes[chosen],
        rival=rivals[nearest[chosen]],
        points=(lead[nearest] - least)[chosen] * POINTS_PER_NAT,
        left=least[chosen] * POINTS_PER_NAT,
    )


def _gains(kinds: Kinds, counts: PairCounts, leader: int, rivals: Integers) -> Floats:
    """By how many nats a vote of each kind (kinds,) holds the leader further before each rival (R,)."""
    first, second, expected = counts.first, counts.second, kinds.expected[: kinds.count : KINDS_A_PAIR]
    varied = counts.battles * expected * (1 - expected)
    square = np.zeros((counts.models, counts.models))
    np.subtract.at(square, (first, second), varied)
    square += square.T
    square[range(counts.models), range(counts.models)] = -square.sum(axis=1)
    square[leader, leader] += np.trace(square) / counts.models
    wanted = np.zeros((counts.models, len(rivals)))
    wanted[leader] = 1
    wanted[rivals, range(len(rivals))] = -1
    pull = np.linalg.solve(square, wanted)
    off = (kinds.score - kinds.expected)[: kinds.count, None]
    gains: Floats = np.repeat(pull[first] - pull[second], KINDS_A_PAIR, axis=0) * off
    return gains
