"""Whether the side on which an answer is shown moves votes."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from benchbook.errors import NotRatable
from benchbook.ratings.columns import ANY, BOTH_BAD, FIRST_WINS, SCORES, SECOND_WINS, TIE, integers, same_length
from benchbook.ratings.contextual import directed_pairs, row_groups
from benchbook.ratings.counts import tally, vote_columns
from benchbook.ratings.fitting import fitted, sandwich_of
from benchbook.ratings.intervals import two_sided
from benchbook.ratings.method import POINTS_PER_NAT, Method
from benchbook.ratings.rating import USUAL
from benchbook.ratings.rows import Rows


@dataclass(frozen=True, kw_only=True)
class SideEffect:
    """By how many points a model is rated higher for standing on the left, at equal strength.

    ``p_value`` is the chance of an effect as large, to either side, where there is none.
    """

    points: float
    std_error: float
    low: float
    high: float
    p_value: float
    left_wins: int
    right_wins: int
    ties: int


def side_effect(
    left: ArrayLike,
    right: ArrayLike,
    outcome: ArrayLike,
    models: int,
    cluster: ArrayLike | None = None,
    method: Method = USUAL,
) -> SideEffect:
    """The advantage of the left side, estimated together with the strengths (Davidson and Beaver 1977), ties as half.

    ``outcome`` (N,) is 0 where the left model won, 1 where the right one did, 2 for a tie; votes of both bad are left
    out. Raises NotRatable where no pair was shown both ways round in enough votes to tell a side from a model, and
    where all votes are ties.
    """
    a, b, codes = vote_columns(left, right, outcome, models)
    which = None if cluster is None else integers(cluster, "cluster", *ANY)
    same_length(left=a, cluster=a if which is None else which)
    counts = tally(a, b, codes, models)
    judged = codes != BOTH_BAD
    a, b, codes = a[judged], b[judged], codes[judged]
    kinds, kind, votes = np.unique(directed_pairs(counts, a, b) * 3 + codes, return_inverse=True, return_counts=True)
    rows = Rows(
        pair=kinds // 3, score=SCORES[kinds % 3], columns=[np.ones(len(kinds))], weight=votes.astype(np.float64)
    )
    found = fitted(counts, rows, ["side"], replace(method, ties="half"))
    if not found.kept:
        raise NotRatable(
            "side effect",
            "cannot be told from the strengths of the models: they do not stand on both sides",
            hint="show each pair of models both ways round",
        )
    if not (codes < TIE).any():
        raise NotRatable("side effect", "cannot be told: every vote is a tie")
    groups = None if which is None else row_groups(which[judged], kind)
    sandwich = sandwich_of(found, groups, method.small_sample_battles)
    ((value, error),) = sandwich.coefficients(found.state)
    points, spread = value * POINTS_PER_NAT, error * POINTS_PER_NAT
    return SideEffect(
        points=points,
        std_error=spread,
        low=points - method.critical * spread,
        high=points + method.critical * spread,
        p_value=two_sided(value / error) if error > 0 else np.nan,
        left_wins=int((codes == FIRST_WINS).sum()),
        right_wins=int((codes == SECOND_WINS).sum()),
        ties=int((codes == TIE).sum()),
    )
