"""What covariates do to the votes, in rating points."""

from math import isfinite

from benchbook.arena.rated import BoardRatings
from benchbook.model import Noun
from benchbook.ratings.method import POINTS_PER_NAT


class Effect(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """By how many points a covariate moves a vote: for one standard deviation of it, and for one unit.

    ``low`` and ``high`` bound the interval of the first; ``left_out`` tells why there are no figures: it never varies
    (``constant``), or follows from the models and the covariates before it (``determined``).
    """

    name: str
    points: float | None
    std_error: float | None
    low: float | None
    high: float | None
    unit_points: float | None
    unit_std_error: float | None
    deviation: float
    left_out: str | None


def effects_of(board: BoardRatings) -> tuple[Effect, ...]:
    """The effects of a board's covariates, in the order in which they were asked for."""
    return tuple(
        Effect(
            name=each.name,
            points=_points(each.value),
            std_error=_points(each.std_error),
            low=_points(each.low),
            high=_points(each.high),
            unit_points=_points(each.raw),
            unit_std_error=_points(each.raw_error),
            deviation=each.deviation,
            left_out=each.left_out,
        )
        for each in board.coefficients
    )


def _points(nats: float) -> float | None:
    return nats * POINTS_PER_NAT if isfinite(nats) else None
