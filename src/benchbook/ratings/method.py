"""The conventions by which a board is rated."""

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

from benchbook.errors import NotRatable
from benchbook.ratings.columns import one_integer, one_number

Ties = Literal["half", "davidson"]

POINTS_PER_NAT = 400 / math.log(10)
"""A rating is this many points for one unit of natural-logarithmic odds: 400 points are odds of ten to one."""

AUTOMATIC_PRIOR = 0.5
"""The virtual draws of each model where the automatic prior needs one."""

_LEAST_PRIOR, _MOST_PRIOR = 0.001, 1_000.0
_MOST_POINTS = 1e6
_LEAST_LEVEL = 1e-6


@dataclass(frozen=True, kw_only=True)
class Method:
    """How counts become ratings. Raises NotRatable where a value makes no sense.

    ``ties``: ``half`` counts a tie as half a win and half a loss (quasi-likelihood), ``davidson`` gives ties their own
    parameter. ``prior`` is how many virtual draws each model has with an average opponent; None means none where
    the votes alone determine the ratings, and half a draw where they don't. ``mean`` is the rating of the average
    model of a component; ``anchor`` instead gives one model (its index) a rating. ``level`` is the level of all
    intervals. Below ``small_sample_battles`` the rule for small samples applies, below ``list_battles`` a model has no
    rank, below ``preliminary_battles`` it is called preliminary. ``simultaneous`` makes the claims of the rank spread
    hold all at once, by simulation from ``seed``.
    """

    ties: Ties = "half"
    prior: float | None = None
    mean: float = 1000.0
    anchor: tuple[int, float] | None = None
    level: float = 0.95
    small_sample_battles: int = 30
    list_battles: int = 15
    preliminary_battles: int = 200
    simultaneous: bool = False
    seed: int = 1952

    def __post_init__(self) -> None:
        if self.ties not in ("half", "davidson"):
            raise _refusal("ties", self.ties, "half or davidson")
        if self.prior is not None and self.prior != 0:
            one_number(self.prior, "method, prior", _LEAST_PRIOR, _MOST_PRIOR, "0 or a number")
        one_number(self.mean, "method, mean", -_MOST_POINTS, _MOST_POINTS)
        if self.anchor is not None:
            if not isinstance(self.anchor, tuple) or len(self.anchor) != 2:  # noqa: PLR2004 - a pair
                raise _refusal("anchor", self.anchor, "the index of a model and its rating")
            one_integer(self.anchor[0], "method, anchor", 0)
            one_number(self.anchor[1], "method, anchor", -_MOST_POINTS, _MOST_POINTS)
        one_number(self.level, "method, level", _LEAST_LEVEL, 1 - _LEAST_LEVEL)
        for name in ("small_sample_battles", "list_battles", "preliminary_battles", "seed"):
            one_integer(getattr(self, name), f"method, {name}", 0)

    @property
    def critical(self) -> float:
        """How many standard errors an interval of this level reaches to either side: 1.96 for 0.95."""
        return NormalDist().inv_cdf((1 + self.level) / 2)

    def text(self) -> str:
        """The method in one line, for people and for comparing methods; whatever can change a figure stands in it."""
        prior = "automatic" if self.prior is None else f"{self.prior:g}"
        zero = (
            f"mean of listed {self.mean:g}" if self.anchor is None else f"model {self.anchor[0]} at {self.anchor[1]:g}"
        )
        ranks = f"max-t, seed {self.seed}" if self.simultaneous else "pairwise"
        return (
            f"Bradley-Terry; ties {self.ties}; prior {prior}; sandwich; {self.level:g}; 400 log10, {zero};"
            f" small samples below {self.small_sample_battles}; listed from {self.list_battles};"
            f" preliminary below {self.preliminary_battles}; ranks {ranks}"
        )


def _refusal(name: str, value: object, expected: str) -> NotRatable:
    return NotRatable(f"method, {name}", f"{value!r}, expected {expected}")
