"""Bounds on chance: never below the exact probability, and not far above it."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from benchbook.ratings.tails import corrected, log_poisson_tail, log_share_tail, log_tail


def alone(weight, chance, excess):
    (found,) = log_tail(np.array(weight), np.array(chance), np.array([0]), np.array([excess]))
    return found


def exact(weight, chance, excess):
    """By all outcomes: every vote decided."""
    total = 0.0
    for scores in product((0, 1), repeat=len(weight)):
        likely = np.prod([p if score else 1 - p for score, p in zip(scores, chance, strict=True)])
        reached = sum(w * (score - p) for w, score, p in zip(weight, scores, chance, strict=True))
        total += likely * (reached >= excess - 1e-12)
    return total


weights = st.floats(0.05, 2) | st.floats(-2, -0.05)
votes = st.lists(st.tuples(weights, st.floats(0.02, 0.98)), min_size=1, max_size=8)


@given(votes=votes, where=st.floats(0.01, 1))
@settings(max_examples=60, deadline=None)
def test_no_bound_is_below_the_exact_chance(votes, where):
    weight, chance = zip(*votes, strict=True)
    most = sum(w * ((w > 0) - p) for w, p in votes)
    assert np.exp(alone(weight, chance, where * most)) >= exact(weight, chance, where * most) * (1 - 1e-9)


@pytest.mark.parametrize(
    ("wins", "number", "chance"), [(200, 200, 0.5), (320, 433, 0.55), (60, 60, 0.9), (12, 400, 0.01)]
)
def test_the_bound_is_close_to_a_binomial_tail(wins, number, chance):
    bound = alone(np.ones(number), np.full(number, chance), wins - number * chance)
    exact_log = stats.binom.logsf(wins - 1, number, chance)
    assert exact_log - 1e-9 <= bound <= exact_log + 4


def test_ties_as_half_wins_are_less_extreme_than_decided_votes():
    rng = np.random.default_rng(7)
    chance = rng.uniform(0.2, 0.8, 40)
    tie = 2 * np.minimum(chance, 1 - chance) * 0.4
    drawn = rng.random((200_000, 40))
    score = np.select([drawn < chance - tie / 2, drawn < chance + tie / 2], [1.0, 0.5], 0.0)
    beyond = (score - chance).sum(axis=1)
    for excess in (2.0, 4.0, 6.0):
        assert np.exp(alone(np.ones(40), chance, excess)) >= (beyond >= excess).mean()


def test_groups_are_bounded_each_by_itself():
    rng = np.random.default_rng(8)
    sizes = [3, 1, 50, 7]
    weight, chance = rng.uniform(0.1, 2, sum(sizes)), rng.uniform(0.1, 0.9, sum(sizes))
    starts = np.cumsum([0, *sizes[:-1]])
    excess = np.array([0.5, 0.05, 9.0, 1.0])
    together = log_tail(weight, chance, starts, excess)
    apart = [
        alone(weight[begin : begin + size], chance[begin : begin + size], more)
        for begin, size, more in zip(starts, sizes, excess, strict=True)
    ]
    assert together == pytest.approx(apart, abs=1e-3)


def test_what_is_not_beyond_the_expected_is_as_likely_as_can_be():
    assert alone([1.0, 1.0], [0.5, 0.5], 0.0) == 0
    assert alone([1.0, 1.0], [0.5, 0.5], -1.0) == 0


@pytest.mark.parametrize(("seen", "expected"), [(1, 0.01), (10, 4.0), (200, 100.0), (3, 3.0)])
def test_a_poisson_tail_is_bounded_closely(seen, expected):
    exact_log = stats.poisson.logsf(seen - 1, expected)
    assert exact_log - 1e-9 <= float(log_poisson_tail(seen, expected)) <= exact_log + 4


def test_nothing_seen_where_nothing_is_expected_is_no_surprise():
    assert float(log_poisson_tail(0, 0.0)) == 0
    assert float(log_poisson_tail(1, 0.0)) == -np.inf


def test_a_share_is_bounded_to_its_own_side():
    for seen in (0, 30, 70, 100):
        exact_log = stats.binom.logsf(max(seen, 100 - seen) - 1, 100, 0.5)
        assert exact_log - 1e-9 <= float(log_share_tail(seen, 100)) <= exact_log + 4
    assert float(log_share_tail(0, 0)) == 0


def test_many_tests_make_a_chance_likelier_up_to_one():
    assert corrected(np.log(1e-6), 1000) == pytest.approx(1e-3)
    assert corrected(np.log(0.5), 1000) == 1
    assert corrected(-np.inf, 10) == 0
