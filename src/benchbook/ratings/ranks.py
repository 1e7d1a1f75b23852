"""Ranks, and the spread of ranks that the data allow: from the standard errors of differences."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from benchbook.ratings.columns import Floats, Integers
from benchbook.ratings.method import Method

_EQUAL_NATS = 1e-9
_DRAWS = 20_000
_LEAST_DRAWS = 2_000
_WORK = 500_000_000
_BLOCK_CELLS = 1 << 21


@dataclass(frozen=True, eq=False, kw_only=True)
class Ranks:
    """Ranks (m,) of the listed models of one piece, from 1, with the best and the worst one that the data allow.

    ``critical`` is how many standard errors a difference must have to count.
    """

    rank: Integers
    low: Integers
    high: Integers
    critical: float


def ranks(strength: Floats, covariance: Floats, method: Method) -> Ranks:
    """Ranks by strength (m,), equal ones alike, as in competitions.

    The best rank that the data allow is 1 and the number of models that are significantly better, the worst one m less
    the number of those significantly worse; significant is a difference of more than ``critical`` standard errors.
    """
    size = len(strength)
    gap = strength[:, None] - strength[None, :]
    error = difference_errors(covariance)
    critical = method.critical
    if method.simultaneous and size > 1:
        critical = simultaneous_critical(covariance, method)
    worse = gap > np.maximum(critical * error, _EQUAL_NATS)
    return Ranks(
        rank=(1 + (gap < -_EQUAL_NATS).sum(axis=1)).astype(np.int32),
        low=(1 + worse.sum(axis=0)).astype(np.int32),
        high=(size - worse.sum(axis=1)).astype(np.int32),
        critical=critical,
    )


def difference_errors(covariance: Floats) -> Floats:
    """The standard error of the difference of each two (m, m) in nats."""
    variance = np.diagonal(covariance)
    return np.sqrt(np.maximum(variance[:, None] + variance[None, :] - covariance - covariance.T, 0))


def simultaneous_critical(covariance: Floats, method: Method) -> float:
    """The critical value at which all m(m - 1)/2 claims hold at once with the chance of ``level`` (m > 1).

    It is that share's quantile of the largest standardised difference of normal draws with this covariance (Hothorn,
    Bretz and Westfall 2008), simulated from the method's seed. Where there are too many pairs to simulate, it is
    Šidák's bound (1967), which is never smaller.
    """
    size = len(covariance)
    pairs = size * (size - 1) // 2
    bound = NormalDist().inv_cdf((1 + method.level ** (1 / pairs)) / 2)
    draws = min(_DRAWS, _WORK // pairs)
    if draws < _LEAST_DRAWS:
        return bound
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 0))
    normal = np.random.default_rng(method.seed).standard_normal((draws, size))
    largest = _largest_differences(normal @ root.T, difference_errors(covariance))
    return min(bound, max(method.critical, float(np.quantile(largest, method.level))))


def _largest_differences(draws: Floats, error: Floats) -> Floats:
    """The largest standardised difference of each draw (draws, m), in blocks that fit a cache."""
    with np.errstate(divide="ignore"):
        inverse = np.where(error > 0, 1 / error, 0)
    largest = np.zeros(len(draws))
    rows = max(1, _BLOCK_CELLS // draws.shape[1])
    for begin in range(0, len(draws), rows):
        block = np.ascontiguousarray(draws[begin : begin + rows].T)
        most = largest[begin : begin + rows]
        for model in range(len(block) - 1):
            apart = np.abs(block[model + 1 :] - block[model])
            apart *= inverse[model + 1 :, model, None]
            np.maximum(most, apart.max(axis=0), out=most)
    return largest
