"""How likely what was seen is by chance: bounds that hold for any number of votes, however lopsided.

All are Chernoff's (1952): they are never too small, unlike a normal approximation, which fails where thousands of
voters with few votes each are looked at for the most extreme one. Logarithms are natural.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from benchbook.ratings.columns import Floats, Integers

_MOST_ROUNDS = 30
_MOST_TILT = 50.0
_LONGEST_STEP = 2.0
_SETTLED = 1e-3


def log_tail(weight: Floats, chance: Floats, starts: Integers, excess: Floats) -> Floats:
    """Bounds (G,) on the log-probability that a group's sum of ``weight`` · (score - chance) reaches ``excess``.

    Votes (N,) stand group by group, group g from ``starts[g]`` (none is empty). Scores are independent, from 0 to 1,
    with mean ``chance``; whatever their distribution, ties or not, a decided vote's tail is the largest
    (Hoeffding 1963), so the bound holds with ties counted as half.
    """
    sizes = np.diff(starts, append=len(weight))
    at_most = np.maximum.reduceat(np.abs(weight), starts)
    logit = np.log(chance) - np.log1p(-chance)
    resting = np.logaddexp(0, logit)
    tilt = excess / np.maximum(np.add.reduceat(weight**2 * chance * (1 - chance), starts), 1e-300)
    ceiling = _MOST_TILT / np.maximum(at_most, 1e-300)
    best = np.zeros(len(starts))
    for _ in range(_MOST_ROUNDS):
        tilt = np.clip(tilt, 0, ceiling)
        pushed = np.repeat(tilt, sizes) * weight
        height = np.add.reduceat(np.logaddexp(0, logit + pushed) - resting - pushed * chance, starts)
        best = np.minimum(best, height - tilt * excess)
        tilted = 1 / (1 + np.exp(-(logit + pushed)))
        slope = np.add.reduceat(weight * (tilted - chance), starts) - excess
        bend = np.add.reduceat(weight**2 * tilted * (1 - tilted), starts)
        longest = _LONGEST_STEP / np.maximum(at_most, 1e-300)
        step = np.clip(-slope / np.maximum(bend, 1e-300), -longest, longest)
        if (np.abs(step) * at_most < _SETTLED).all():
            break
        tilt += step
    return best


def log_poisson_tail(seen: ArrayLike, expected: ArrayLike) -> Floats:
    """Bounds on the log-probability that as many are seen, or more, where a Poisson number is ``expected``."""
    k, mean = np.asarray(seen, np.float64), np.asarray(expected, np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        bound = k - mean - k * np.log(k / mean)
    found: Floats = np.where(k <= mean, 0.0, bound)
    return found


def log_share_tail(seen: ArrayLike, trials: ArrayLike, chance: float = 0.5) -> Floats:
    """Bounds on the log-probability that a share of ``trials`` is as far from ``chance``, to the same side."""
    k, n = np.asarray(seen, np.float64), np.asarray(trials, np.float64)
    share = np.divide(k, n, out=np.full_like(k + n, chance), where=n > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        up = np.where(share > 0, share * np.log(share / chance), 0.0)
        down = np.where(share < 1, (1 - share) * np.log((1 - share) / (1 - chance)), 0.0)
    found: Floats = -n * (up + down)
    return found


def corrected(log_chance: float, tests: int) -> float:
    """The probability that the least likely of so many tests is as unlikely as that, at most (Bonferroni)."""
    return float(min(1.0, math.exp(min(0.0, log_chance + math.log(max(1, tests))))))
