"""Over many simulated boards, intervals of 95 % hold the truth in 93 to 97 % of cases, also for new models."""

import numpy as np
import pytest
from simulated_boards import (
    blurred,
    covered,
    drawn_counts,
    drawn_outcomes,
    outcome_chances,
    truth,
)

from benchbook.ratings import Clusters, PairCounts, pairs_of_placements, rate, tally


@pytest.mark.parametrize(
    ("models", "votes", "repetitions"), [(20, 500, 300), (20, 2000, 300), (200, 100_000, 50), (200, 10_000_000, 50)]
)
def test_intervals_cover(rng, models, votes, repetitions):
    shares = []
    for _ in range(repetitions):
        board = truth(rng, models)
        shares.append(covered(rate(drawn_counts(rng, board, votes)), board.strength).mean())
    assert 0.93 <= np.mean(shares) <= 0.97
    assert np.mean(shares) >= 0.945 - 3 * np.std(shares) / np.sqrt(repetitions)


def test_intervals_cover_for_new_models_on_a_large_board(rng):
    """Twenty new models with 600 of 10,000,000 votes each, against the old ones."""
    hits = []
    for _ in range(40):
        board = truth(rng, 200)
        new = (board.second >= 180) & (board.first < 180)
        old = board.second < 180
        number = np.zeros(len(board.chance), int)
        number[old] = rng.multinomial(9_988_000, board.chance[old] / board.chance[old].sum())
        number[new] = rng.multinomial(12_000, board.chance[new] / board.chance[new].sum())
        for model in range(180, 200):
            mine = new & (board.second == model)
            number[mine] = rng.multinomial(600, board.chance[mine] / board.chance[mine].sum())
        ratings = rate(drawn_counts(rng, board, number))
        assert (ratings.battles[180:] == 600).all()
        hits.append(covered(ratings, board.strength)[180:])
    assert np.size(hits) == 800
    assert 0.93 <= np.mean(hits) <= 0.97


@pytest.mark.parametrize(("battles", "most"), [(3, 1), (5, 1), (10, 0.99), (30, 0.97)])
def test_intervals_of_models_with_few_battles_are_not_too_short(rng, battles, most):
    """Forty new models beside 60 old ones, in battles against those."""
    hits = []
    for _ in range(40):
        board = truth(rng, 100)
        old = board.second < 60
        number = np.where(old, rng.multinomial(60_000, board.chance / board.chance[old].sum() * old), 0)
        for model in range(60, 100):
            mine = np.flatnonzero((board.second == model) & (board.first < 60))
            number[mine] = rng.multinomial(battles, board.chance[mine] / board.chance[mine].sum())
        ratings = rate(drawn_counts(rng, board, number))
        assert (ratings.small_sample[60:] == (battles < 30)).mean() > 0.99
        hits.append(covered(ratings, board.strength)[60:])
    assert 0.95 - 3 * np.sqrt(0.95 * 0.05 / 1600) <= np.mean(hits) <= most


@pytest.mark.parametrize(("new", "battles", "strength"), [(1, 15, 3.0), (2, 3, 0.0), (2, 15, 1.0), (10, 5, 0.0)])
def test_intervals_cover_beside_models_with_few_battles(rng, new, battles, strength):
    """Ratings are told against the mean of the listed: one that is listed and uncertain makes the others uncertain."""
    hits = []
    for _ in range(150):
        board = truth(rng, 20 + new)
        levels = board.strength.copy()
        levels[20:] += strength
        old = board.second < 20
        number = np.where(old, rng.multinomial(60_000, old / old.sum()), 0)
        for model in range(20, 20 + new):
            mine = np.flatnonzero((board.second == model) & (board.first < 20))
            number[mine] = rng.multinomial(battles, np.full(20, 1 / 20))
        tables = [
            np.bincount(drawn_outcomes(rng, outcome_chances(np.full(votes, levels[a] - levels[b]))), minlength=4)
            for a, b, votes in zip(board.first, board.second, number, strict=True)
        ]
        counts = PairCounts.of(20 + new, board.first, board.second, np.array(tables))
        hits.append(covered(rate(counts), levels)[:20].mean())
    assert np.mean(hits) >= 0.95 - 3 * np.std(hits) / np.sqrt(len(hits))


@pytest.mark.parametrize(("taste", "most"), [(0.6, 0.91), (1.2, 0.83)])
def test_clustered_intervals_cover_where_votes_of_a_voter_are_alike(rng, taste, most):
    """Voters with tastes of their own, and numbers of votes by Pareto's law; taken for independent they mislead."""
    naive, clustered = [], []
    for _ in range(50):
        board = truth(rng, 20)
        number = np.minimum((rng.pareto(1.5, size=1500) * 10 + 5).astype(int), 500)
        voter = np.repeat(np.arange(1500), number)
        tastes = rng.normal(size=(1500, 20)) * taste
        pair = rng.choice(len(board.chance), size=len(voter), p=board.chance)
        first, second = board.first[pair], board.second[pair]
        lean = tastes[voter, first] - tastes[voter, second]
        outcome = drawn_outcomes(rng, outcome_chances(board.gaps(first, second) + lean))
        counts = tally(first, second, outcome, 20)
        limit = blurred(board, taste)
        naive.append(covered(rate(counts), limit).mean())
        together = rate(counts, clusters=Clusters.of(counts, first, second, outcome, voter))
        assert together.components[0].design_effect > 1
        clustered.append(covered(together, limit).mean())
    assert 0.93 <= np.mean(clustered) <= 0.97
    assert np.mean(naive) < most


def four_way(rng, board, tournaments):
    """Votes and orders of four models each: A-B and C-D, winners and losers meet, then the two in the middle."""
    entrants = np.argsort(rng.random((tournaments, board.models)), axis=1)[:, :4]

    def fought(one, other):
        outcome = drawn_outcomes(rng, outcome_chances(board.gaps(one, other), 0.0))
        votes.append((one, other, outcome, np.arange(tournaments)))
        return np.where(outcome == 0, one, other), np.where(outcome == 0, other, one)

    votes = []
    winner, loser = fought(entrants[:, 0], entrants[:, 1])
    other_winner, other_loser = fought(entrants[:, 2], entrants[:, 3])
    first, second = fought(winner, other_winner)
    third, fourth = fought(loser, other_loser)
    second, third = fought(second, third)
    orders = np.stack([first, second, third, fourth], axis=1)
    return [np.concatenate(column) for column in zip(*votes, strict=True)], orders


def test_clustered_intervals_cover_in_four_way_tournaments(rng):
    shares = []
    for _ in range(40):
        board = truth(rng, 60)
        (first, second, outcome, tournament), _ = four_way(rng, board, 5000)
        counts = tally(first, second, outcome, 60)
        ratings = rate(counts, clusters=Clusters.of(counts, first, second, outcome, tournament))
        shares.append(covered(ratings, board.strength).mean())
    assert 0.93 <= np.mean(shares) <= 0.97


def plackett_luce(orders, models):
    """Newton's method for orders (N, 4) of Plackett and Luce's model: strengths at mean zero."""
    strength = np.zeros(models)
    for _ in range(50):
        gradient, square = np.zeros(models), np.zeros((models, models))
        for stage in range(orders.shape[1] - 1):
            left = orders[:, stage:]
            share = np.exp(strength[left])
            share /= share.sum(axis=1, keepdims=True)
            np.add.at(gradient, left[:, 0], 1)
            np.subtract.at(gradient, left, share)
            np.add.at(square, (left, left), share)
            for at in range(left.shape[1]):
                np.subtract.at(square, (left, left[:, at, None]), share * share[:, at, None])
        step = np.linalg.solve(square + 1, gradient)
        strength = strength + step - step.mean()
        if np.abs(step).max() < 1e-10:
            return strength
    raise AssertionError("the oracle does not settle")


def test_broken_placements_rate_like_plackett_luce_and_cover(rng):
    """Orders by Plackett and Luce: six pairs an order, clustered, hold the truth, near the model's own maximum."""
    shares, distances, errors = [], [], []
    for repetition in range(40):
        board = truth(rng, 60)
        entrants = np.argsort(rng.random((3000, 60)), axis=1)[:, :4]
        orders = np.take_along_axis(
            entrants, np.argsort(-(board.strength[entrants] + rng.gumbel(size=entrants.shape)), axis=1), axis=1
        )
        tournament = np.repeat(np.arange(3000), 4)
        pairs = pairs_of_placements(tournament, orders.ravel(), np.tile([1, 2, 3, 4], 3000))
        votes = pairs.first, pairs.second, pairs.outcome
        counts = tally(*votes, 60)
        ratings = rate(counts, clusters=Clusters.of(counts, *votes, pairs.tournament))
        shares.append(covered(ratings, board.strength).mean())
        errors.append(ratings.strength - board.strength)
        if repetition < 3:
            oracle = plackett_luce(orders, 60)
            distances.append(np.abs(ratings.strength - oracle).max())
            assert np.corrcoef(ratings.strength, oracle)[0, 1] > 0.99
    assert 0.93 <= np.mean(shares) <= 0.97
    assert np.mean(errors) == pytest.approx(0, abs=1e-9)
    assert max(distances) < 0.15
