"""A real board, where the shared data is at hand: the same ratings and covariances as statsmodels' on its rows."""

import csv
from pathlib import Path

import numpy as np
import pytest
from row_level import by_statsmodels

from benchbook.ratings import Clusters, Method, cluster_influence, fewest_removals, rate, side_effect, tally

VOTES = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "pairwise" / "llmfao.csv"

pytestmark = pytest.mark.skipif(not VOTES.exists(), reason="the shared data is not here")


@pytest.fixture(scope="module")
def votes():
    """Left, right, outcome, worker, and the number of models."""
    with VOTES.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    names = sorted({row[side] for row in rows for side in ("left", "right")})
    place = {name: number for number, name in enumerate(names)}
    left, right = (np.array([place[row[side]] for row in rows]) for side in ("left", "right"))
    outcome = np.array([("left", "right", "tie").index(row["winner"]) for row in rows])
    return left, right, outcome, np.array([int(row["worker"]) for row in rows]), len(names)


def test_it_is_rated_as_by_statsmodels(votes):
    left, right, outcome, worker, models = votes
    counts = tally(left, right, outcome, models)
    assert counts.battles.sum() == len(left)
    clusters = Clusters.of(counts, left, right, outcome, worker)
    number = len(np.unique(worker))
    for given, factor, kind in (
        (None, 1, {"cov_type": "HC0"}),
        (
            clusters,
            number / (number - 1),
            {"cov_type": "cluster", "cov_kwds": {"groups": worker, "use_correction": False}},
        ),
    ):
        strength, covariance = by_statsmodels(left, right, outcome, models, **kind)
        ratings = rate(counts, Method(small_sample_battles=0), given)
        np.testing.assert_allclose(ratings.strength, strength, atol=1e-9, rtol=0)
        np.testing.assert_allclose(ratings.components[0].covariance, covariance * factor, atol=1e-9, rtol=0)


def test_its_audits_agree_with_rating_again(votes):
    left, right, outcome, worker, models = votes
    counts = tally(left, right, outcome, models)
    whole = rate(counts)
    (worst, *_) = cluster_influence(counts, Clusters.of(counts, left, right, outcome, worker)).worst
    rest = worker != worst.cluster
    again = rate(tally(left[rest], right[rest], outcome[rest], models))
    assert again.rating[worst.model] - whole.rating[worst.model] == pytest.approx(worst.exact, abs=1e-6)
    removals = fewest_removals(counts)
    assert removals.leader == whole.strength.argmax()
    assert removals.lead_after < 0
    assert removals.votes < 50
    assert side_effect(left, right, outcome, models).points > 0
