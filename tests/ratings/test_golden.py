"""Small boards whose figures can be checked by hand."""

import math

import numpy as np
import pytest

from benchbook.ratings import Method, PairCounts, rate, tally

POINTS = 400 / math.log(10)


def board(models, *rows):
    """Counts from rows (first, second, first wins, second wins, ties[, both bad])."""
    table = [(*row[2:], *([0] * (6 - len(row)))) for row in rows]
    return PairCounts.of(models, [row[0] for row in rows], [row[1] for row in rows], table)


def test_three_to_one_is_the_logarithm_of_three():
    ratings = rate(board(2, (0, 1, 3, 1, 0)), Method(small_sample_battles=0))
    assert ratings.strength == pytest.approx([math.log(3) / 2, -math.log(3) / 2], abs=1e-12)
    assert ratings.rating == pytest.approx([1000 + 200 * math.log10(3), 1000 - 200 * math.log10(3)], abs=1e-9)
    assert ratings.win_probability(0, 1) == pytest.approx(0.75, abs=1e-12)
    points, error = ratings.difference(0, 1)
    assert points == pytest.approx(400 * math.log10(3), abs=1e-9)
    # Scores vary by 4 * 3/4 * 1/4, which is the information, too: the variance of the gap is 4/3.
    assert error == pytest.approx(POINTS * math.sqrt(4 / 3), abs=1e-9)
    assert ratings.std_error == pytest.approx([POINTS * math.sqrt(1 / 3)] * 2, abs=1e-9)
    assert ratings.superiority(0, 1) == pytest.approx(0.5 * math.erfc(-math.log(3) / math.sqrt(8 / 3)), abs=1e-12)
    assert ratings.high - ratings.rating == pytest.approx(1.959963984540054 * ratings.std_error, abs=1e-9)


def test_ties_are_half_a_win_each():
    ratings = rate(board(2, (0, 1, 2, 0, 2)), Method(small_sample_battles=0))
    assert ratings.strength[0] == pytest.approx(math.log(3) / 2, abs=1e-12)
    # Two wins with residual 1/4, two ties with residual -1/4: the meat is 4/16, the information 3/4.
    assert ratings.difference(0, 1)[1] == pytest.approx(POINTS * math.sqrt(0.25) / 0.75, abs=1e-9)
    assert (ratings.wins.tolist(), ratings.ties.tolist()) == ([2, 0], [2, 2])
    assert ratings.win_rate == pytest.approx([0.75, 0.25])


def test_a_small_sample_has_at_least_the_variance_of_the_likelihood():
    ratings = rate(board(2, (0, 1, 3, 1, 0)))
    assert ratings.small_sample.all()
    component = ratings.components[0]
    assert component.dispersion == 1
    assert ratings.difference(0, 1)[1] == pytest.approx(POINTS * math.sqrt(4 / 3), abs=1e-9)
    # With two ties of four, scores vary by 1/3 of the information; a dispersion below 1 - 2/7 is not believed.
    tied = rate(board(2, (0, 1, 2, 0, 2)))
    assert tied.components[0].dispersion == pytest.approx(1 - 2 / 7)
    assert tied.difference(0, 1)[1] == pytest.approx(POINTS * math.sqrt(5 / 7 * 4 / 3), abs=1e-9)


def test_davidson_tells_ties_from_wins():
    ratings = rate(board(2, (0, 1, 6, 2, 8)), Method(ties="davidson"))
    assert ratings.strength == pytest.approx([math.log(3) / 2, -math.log(3) / 2], abs=1e-12)
    assert ratings.components[0].tie_parameter == pytest.approx(8 / math.sqrt(6 * 2), abs=1e-12)
    assert ratings.win_probability(0, 1) == pytest.approx(0.75, abs=1e-12)


def test_davidson_without_ties_is_bradley_terry():
    counts = board(3, (0, 1, 30, 20, 0), (1, 2, 40, 30, 0), (0, 2, 25, 35, 0))
    plain, davidson = rate(counts), rate(counts, Method(ties="davidson"))
    np.testing.assert_allclose(plain.strength, davidson.strength, atol=1e-12)
    np.testing.assert_allclose(plain.components[0].covariance, davidson.components[0].covariance, atol=1e-12)
    assert davidson.components[0].tie_parameter == 0


def test_a_chain_adds_up():
    ratings = rate(board(3, (0, 1, 30, 10, 0), (1, 2, 40, 20, 0)))
    assert ratings.difference(0, 2)[0] == pytest.approx(400 * math.log10(3 * 2), abs=1e-9)
    assert ratings.rank.tolist() == [1, 2, 3]


def test_the_record_is_counted_from_both_ends():
    ratings = rate(board(3, (0, 1, 5, 3, 2, 7), (1, 2, 1, 0, 0, 4), (0, 2, 0, 2, 1, 0)))
    assert ratings.wins.tolist() == [5, 4, 2]
    assert ratings.losses.tolist() == [5, 5, 1]
    assert ratings.ties.tolist() == [3, 2, 1]
    assert ratings.both_bad.tolist() == [7, 11, 4]
    assert ratings.battles.tolist() == [13, 11, 4]
    assert ratings.components[0].battles == 14


def test_win_rates_have_wilson_intervals_and_a_logit():
    ratings = rate(board(2, (0, 1, 8, 2, 0)))
    # Wilson (1927) for 8 of 10, as statistics textbooks print it.
    assert (ratings.win_low[0], ratings.win_high[0]) == pytest.approx((0.4901625, 0.9433178), abs=1e-6)
    assert ratings.win_rate_rating == pytest.approx([400 * math.log10(4), -400 * math.log10(4)])


def test_placings_by_rank_are_shared_by_equals():
    ratings = rate(board(3, (0, 1, 20, 20, 0), (0, 2, 30, 10, 0), (1, 2, 30, 10, 0)))
    assert ratings.rank.tolist() == [1, 1, 3]
    assert ratings.rank_low.tolist() == [1, 1, 3]
    assert ratings.rank_high.tolist() == [2, 2, 3]


def test_the_hash_of_counts_is_as_documented():
    import hashlib  # noqa: PLC0415 - the test spells the recipe out

    counts = tally([0, 1, 1, 2], [1, 0, 2, 0], [0, 0, 2, 3], 3)
    lines = '["a","c",0,0,1,0]\n["a","é",1,1,0,0]\n["c","é",0,0,0,1]\n'
    assert counts.sha256(["é", "a", "c"]) == hashlib.sha256(lines.encode()).hexdigest()
