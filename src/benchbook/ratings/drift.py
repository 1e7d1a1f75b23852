"""Whether models are rated otherwise early than late."""

from dataclasses import dataclass

import numpy as np

from benchbook.errors import NotRatable
from benchbook.ratings.board import Ratings
from benchbook.ratings.columns import Flags, Floats, frozen
from benchbook.ratings.intervals import two_sided
from benchbook.ratings.method import POINTS_PER_NAT


@dataclass(frozen=True, eq=False, kw_only=True)
class Drift:
    """By how many points each model (K,) is rated higher late than early, with its standard error.

    ``p_value`` (K,) is the chance that any of the ``compared`` models differs as much where none does (Bonferroni);
    ``significant`` (K,) where that is below 1 less the level. Figures are NaN for models that cannot be compared.
    """

    points: Floats
    std_error: Floats
    p_value: Floats
    significant: Flags
    compared: int


def drift(early: Ratings, late: Ratings) -> Drift:
    """The differences between two ratings of the same models, such as those from votes before and after a day.

    A model can be compared with others that are in one piece with it both times. Differences are from the mean of
    theirs, each weighted by its precision, so that a model of few battles does not shift all others.
    """
    if len(early) != len(late):
        raise NotRatable("drift", f"{len(late):,} models late and {len(early):,} early, expected the same ones")
    points, errors = np.full(len(early), np.nan), np.full(len(early), np.nan)
    met = np.flatnonzero((early.component >= 0) & (late.component >= 0))
    pieces = np.stack([early.component[met], late.component[met]], axis=1)
    for piece in np.unique(pieces, axis=0):
        models = met[(pieces == piece).all(axis=1)]
        if len(models) > 1:
            square = _square(early, models) + _square(late, models)
            weight = 1 / np.maximum(np.diagonal(square), np.finfo(float).tiny)
            weight /= weight.sum()
            gap = late.strength[models] - early.strength[models]
            moved = square - weight @ square
            moved -= (moved @ weight)[:, None]
            points[models] = (gap - weight @ gap) * POINTS_PER_NAT
            errors[models] = np.sqrt(np.maximum(np.diagonal(moved), 0)) * POINTS_PER_NAT
    compared = int(np.isfinite(points).sum())
    chances = np.full(len(points), np.nan)
    for model in np.flatnonzero(errors > 0):
        chances[model] = min(1.0, two_sided(points[model] / errors[model]) * compared)
    return Drift(
        points=frozen(points, np.float64),
        std_error=frozen(errors, np.float64),
        p_value=frozen(chances, np.float64),
        significant=frozen(chances < 1 - late.method.level, np.bool_),
        compared=compared,
    )


def _square(ratings: Ratings, models: np.ndarray) -> Floats:
    component = ratings.components[int(ratings.component[models[0]])]
    at = np.searchsorted(component.models, models)
    square: Floats = component.covariance[np.ix_(at, at)]
    return square
