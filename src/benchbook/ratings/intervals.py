"""Intervals and chances that follow from shares and standard errors."""

import math

import numpy as np

from benchbook.ratings.columns import Floats
from benchbook.ratings.method import POINTS_PER_NAT


def wilson(wins: Floats, battles: Floats, critical: float) -> tuple[Floats, Floats]:
    """Wilson's interval (1927) of a share of wins, low and high (0 to 1); NaN without battles."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share = wins / battles
        square = critical**2 / battles
        middle = (share + square / 2) / (1 + square)
        reach = critical * np.sqrt(share * (1 - share) / battles + square / (4 * battles)) / (1 + square)
    # Rounding must not put the share itself outside.
    return np.clip(middle - reach, 0, share), np.clip(middle + reach, share, 1)


def logit_points(share: Floats) -> Floats:
    """400 log10(w / (1 - w)) of a share of wins, which Design Arena calls Elo; NaN at 0 and at 1."""
    inside = (share > 0) & (share < 1)
    odds = np.where(inside, share, 0.5)
    return np.where(inside, POINTS_PER_NAT * np.log(odds / (1 - odds)), np.nan)


def normal_share(z: float) -> float:
    """The share of the normal distribution below z."""
    return math.erfc(-z / math.sqrt(2)) / 2


def two_sided(z: float) -> float:
    """The chance of a value as far from 0 as z, to either side."""
    return math.erfc(abs(z) / math.sqrt(2))
