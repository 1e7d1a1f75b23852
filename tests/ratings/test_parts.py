"""Work is done in parts that fit in memory; how large they are changes no figure."""

import numpy as np
import pytest
from simulated_boards import drawn_votes, truth

from benchbook.ratings import (
    Clusters,
    Method,
    cluster_influence,
    clusters,
    contextual,
    influence,
    meat,
    pairs_of_placements,
    pieces,
    placements,
    placements_of_votes,
    rate,
    rows,
    tally,
)

PARTS = [
    (meat, "_ROWS"),
    (clusters, "_SLICE"),
    (influence, "_ROWS"),
    (influence, "_CELLS"),
    (pieces, "_STACK_CELLS"),
    (rows, "_ROWS"),
    (placements, "_CELLS"),
]


@pytest.fixture
def board(rng):
    """Votes of two pieces of 12 models and one of 5, from voters with one vote, some, and thousands."""
    parts = []
    for start, models, votes in ((0, 12, 3000), (12, 12, 3000), (24, 5, 500)):
        first, second, outcome = drawn_votes(rng, truth(rng, models), votes)
        parts.append((first + start, second + start, outcome))
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    voter = np.minimum(rng.zipf(1.3, size=6500), 5000) - 2
    return columns, voter


@pytest.mark.parametrize("size", [1, 7, 300])
@pytest.mark.parametrize("ties", ["half", "davidson"])
def test_clustered_ratings_do_not_depend_on_the_parts(monkeypatch, board, size, ties):
    votes, voter = board
    counts = tally(*votes, 29)
    given = Clusters.of(counts, *votes, voter)
    whole, moved = rate(counts, Method(ties=ties), given), cluster_influence(counts, given, Method(ties=ties))
    for module, name in PARTS:
        monkeypatch.setattr(module, name, size)
    part, again = rate(counts, Method(ties=ties), given), cluster_influence(counts, given, Method(ties=ties))
    assert (part.small_sample == whole.small_sample).all()
    for ours, theirs in zip(part.components, whole.components, strict=True):
        np.testing.assert_allclose(ours.covariance, theirs.covariance, atol=1e-13, rtol=1e-9)
    np.testing.assert_allclose(again.points, moved.points, atol=1e-9)
    assert again.cluster.tolist() == moved.cluster.tolist()


def test_covariates_and_tournaments_do_not_depend_on_the_parts(monkeypatch, rng, board):
    votes, voter = board
    length = rng.normal(size=len(voter))
    tournament, model, place = (
        np.repeat(np.arange(50), 3),
        rng.permuted(np.tile(np.arange(3), (50, 1)), axis=1).ravel(),
        np.tile([1, 2, 3], 50),
    )
    whole = contextual(*votes, {"length": length}, 29, cluster=voter)
    pairs = pairs_of_placements(tournament, model, place)
    for module, name in PARTS:
        monkeypatch.setattr(module, name, 1)
    monkeypatch.setattr(rows, "_ROWS", 13)
    part = contextual(*votes, {"length": length}, 29, cluster=voter)
    np.testing.assert_allclose(part.ratings.low, whole.ratings.low, atol=1e-8)
    assert part.coefficients[0].std_error == pytest.approx(whole.coefficients[0].std_error, rel=1e-9)
    again = pairs_of_placements(tournament, model, place)
    assert again.outcome.tolist() == pairs.outcome.tolist()
    placed = placements_of_votes(again.tournament, again.first, again.second, again.outcome)
    assert len(placed.place) == 150
