"""Each pitfall that other engines fall into, measured on boards that show it."""

import numpy as np
import pytest
from simulated_boards import (
    POINTS,
    Truth,
    blurred,
    covered,
    drawn_counts,
    drawn_outcomes,
    drawn_votes,
    outcome_chances,
    truth,
)

from benchbook.errors import NotRatable
from benchbook.ratings import Clusters, Method, PairCounts, rate, repeated, tally
from benchbook.ratings import ranks as ranks_of


def board(models, *rows):
    return PairCounts.of(models, [row[0] for row in rows], [row[1] for row in rows], [(*row[2:], 0) for row in rows])


def test_unconnected_models_are_not_compared(rng):
    one, other = drawn_counts(rng, truth(rng, 30), 5000), drawn_counts(rng, truth(rng, 20), 5000)
    both = PairCounts.of(
        51,
        np.concatenate([one.first, other.first + 30]),
        np.concatenate([one.second, other.second + 30]),
        np.concatenate([one.table, other.table]),
    )
    ratings, alone = rate(both), rate(one)
    assert [len(component.models) for component in ratings.components] == [30, 20]
    np.testing.assert_allclose(ratings.rating[:30], alone.rating, atol=1e-9)
    np.testing.assert_allclose(ratings.std_error[:30], alone.std_error, atol=1e-9)
    assert ratings.rank[:30].tolist() == alone.rank.tolist()
    assert ratings.rank[30:50].min() == 1
    assert np.isnan([*ratings.difference(0, 40), ratings.win_probability(0, 40), ratings.superiority(0, 40)]).all()
    assert np.isnan(ratings.rating[50])
    assert (ratings.component[50], ratings.battles[50], ratings.rank[50]) == (-1, 0, 0)
    assert np.isnan(ratings.win_matrix([0, 40, 50])).tolist() == [
        [False, True, True],
        [True, False, True],
        [True, True, True],
    ]


def test_a_perfect_record_is_far_and_uncertain_and_moves_nobody(rng):
    counts = drawn_counts(rng, truth(rng, 20), 20_000)
    first, second = np.append(counts.first, np.arange(20)), np.append(counts.second, np.full(20, 20))
    won = np.concatenate([counts.table, np.tile([0, 1, 0, 0], (20, 1))])
    with_it = rate(PairCounts.of(21, first, second, won))
    without = rate(counts)
    component = with_it.components[0]
    assert (component.prior, component.strongly_connected, without.components[0].prior) == (0.5, False, 0)
    assert 1400 < with_it.rating[20] < 1900
    assert with_it.std_error[20] > 120
    assert with_it.small_sample[20]
    shift = with_it.rating[:20] - without.rating
    assert np.abs(shift - shift.mean()).max() < 5
    for other in range(1, 20):
        assert with_it.difference(0, other)[1] == pytest.approx(without.difference(0, other)[1], abs=1)


@pytest.mark.parametrize("won", [0, 1, 7, 14])
def test_who_came_just_now_neither_shifts_the_others_nor_makes_them_uncertain(rng, won):
    """A model below the threshold for being listed has no part in the mean that ratings are told against."""
    counts = drawn_counts(rng, truth(rng, 20), 200_000)
    without = rate(counts)
    first, second = np.append(counts.first, np.arange(14)), np.append(counts.second, np.full(14, 20))
    table = np.concatenate([counts.table, np.tile([1, 0, 0, 0], (14, 1))])
    table[len(counts.table) : len(counts.table) + won] = [0, 1, 0, 0]
    with_it = rate(PairCounts.of(21, first, second, table))
    assert not with_it.listed[20]
    assert with_it.std_error[20] > 50
    assert with_it.rating[:20] == pytest.approx(without.rating, abs=1)
    assert with_it.std_error[:20] == pytest.approx(without.std_error, rel=0.01)
    assert with_it.rating[:20].mean() == pytest.approx(1000)


def test_how_far_a_perfect_record_is_makes_all_ratings_against_the_mean_uncertain(rng):
    """One battle lost says more of a model than none, so that the mean, and with it the others, are surer then."""
    counts = drawn_counts(rng, truth(rng, 20), 20_000)
    first, second = np.append(counts.first, np.arange(20)), np.append(counts.second, np.full(20, 20))
    errors = []
    for lost in (0, 1, 5):
        table = np.concatenate([counts.table, np.tile([0, 1, 0, 0], (20, 1))])
        table[len(counts.table) : len(counts.table) + lost] = [1, 0, 0, 0]
        errors.append(rate(PairCounts.of(21, first, second, table)).std_error)
    assert (np.diff(errors, axis=0) < 0).all()


def test_a_perfect_record_of_many_battles_is_uncertain_too(rng):
    """The sandwich alone would promise a few points, as residuals vanish where nothing was lost."""
    counts = drawn_counts(rng, truth(rng, 20), 20_000)
    first, second = np.append(counts.first, np.arange(20)), np.append(counts.second, np.full(20, 20))
    ratings = rate(PairCounts.of(21, first, second, np.concatenate([counts.table, np.tile([0, 20, 0, 0], (20, 1))])))
    assert ratings.battles[20] == 400
    assert ratings.small_sample.tolist() == [False] * 20 + [True]
    assert ratings.std_error[20] > 200


@pytest.mark.parametrize("ties", ["half", "davidson"])
def test_twenty_to_none_between_two_is_no_certainty(ties):
    ratings = rate(board(2, (0, 1, 20, 0, 0)), Method(ties=ties))
    assert ratings.components[0].prior == 0.5
    assert ratings.rating[0] - ratings.rating[1] > 400
    assert ratings.difference(0, 1)[1] > 350
    assert ratings.superiority(0, 1) < 0.99


def test_a_group_that_only_wins_is_as_uncertain_as_a_model_that_does():
    """No record in the group is perfect, but nothing of the other group ever won against it."""
    within = [(0, 1, 30, 30, 0), (2, 3, 300, 300, 0), (2, 4, 300, 300, 0), (3, 4, 300, 300, 0)]
    ratings = rate(board(5, *within, (0, 2, 50, 0, 0), (1, 3, 50, 0, 0)))
    assert ratings.small_sample.all()
    assert ratings.difference(0, 2)[1] > 200
    assert ratings.difference(0, 1)[1] < 80
    assert ratings.difference(2, 3)[1] < 20


@pytest.mark.parametrize("link", [(0, 0, 1), (1, 0, 0), (0, 0, 4)])
@pytest.mark.parametrize("ties", ["half", "davidson"])
def test_halves_joined_by_a_few_votes_are_hardly_compared(link, ties):
    """Residuals of ties between equals vanish: the sandwich alone would be surest where there is least to go by."""
    half = [(a, b, 300, 200, 100) for a in range(8) for b in range(a + 1, 8)]
    other = [(a + 8, b + 8, *votes) for a, b, *votes in half]
    ratings = rate(board(16, *half, *other, (0, 8, *link)), Method(ties=ties))
    assert len(ratings.components) == 1
    assert ratings.small_sample.all()
    assert ratings.difference(0, 8)[1] > 350 / np.sqrt(4 * max(1, sum(link)))
    assert ratings.rank_low[8] == 1
    # What each half knows of its own models stays as it is.
    assert ratings.difference(0, 1)[1] < 20
    assert ratings.superiority(0, 7) > 0.999


def test_battles_with_few_opponents_that_are_well_known_are_no_thin_link(rng):
    counts = drawn_counts(rng, truth(rng, 20), 100_000)
    first, second = np.append(counts.first, 0), np.append(counts.second, 20)
    ratings = rate(PairCounts.of(21, first, second, np.append(counts.table, [[20, 20, 0, 0]], axis=0)))
    assert ratings.small_sample.tolist() == [False] * 21


def test_ties_alone_are_no_certainty():
    ratings = rate(board(2, (0, 1, 0, 0, 40)))
    assert ratings.rating == pytest.approx([1000, 1000])
    assert ratings.difference(0, 1)[1] > 14
    assert rate(board(2, (0, 1, 0, 0, 40)), Method(ties="davidson")).std_error[0] > 100


def test_a_small_prior_moves_three_to_none_less(rng):
    counts = drawn_counts(rng, truth(rng, 50), 100_000)
    first, second = np.append(counts.first, [0, 1, 2]), np.append(counts.second, [50, 50, 50])
    new = PairCounts.of(51, first, second, np.concatenate([counts.table, np.tile([0, 1, 0, 0], (3, 1))]))
    found = [rate(new, Method(prior=prior)).rating[50] for prior in (0.1, 0.5, 1, 2, 5)]
    assert found == sorted(found, reverse=True)
    assert found[0] - found[-1] > 400
    plain = rate(counts).rating
    for prior in (0.1, 0.5, 1):
        moved = rate(new, Method(prior=prior)).rating[:50]
        assert np.abs(moved - moved.mean() - plain + plain.mean()).max() < 5


def test_without_a_prior_there_is_a_sentence_instead_of_a_number():
    with pytest.raises(NotRatable, match="not finite without a prior"):
        rate(board(3, (0, 1, 5, 5, 0), (1, 2, 7, 0, 0)), Method(prior=0.0))


def test_duplicates_narrow_the_interval_unless_they_are_found(rng):
    board_ = truth(rng, 20)
    first, second, outcome = drawn_votes(rng, board_, 5000)
    voter, prompt = rng.integers(0, 2000, size=5000), np.arange(5000)
    twice = [np.concatenate([column, column]) for column in (first, second, outcome, voter, prompt)]
    once = rate(tally(first, second, outcome, 20))
    double = rate(tally(*twice[:3], 20))
    assert double.std_error / once.std_error == pytest.approx(np.full(20, np.sqrt(0.5)), rel=1e-6)
    again = repeated(twice[1], twice[0], *twice[3:])
    assert again.tolist() == [False] * 5000 + [True] * 5000
    kept = rate(tally(*(column[~again] for column in twice[:3]), 20))
    assert kept.std_error == pytest.approx(once.std_error)
    counts = tally(*twice[:3], 20)
    clustered = rate(counts, clusters=Clusters.of(counts, *twice[:3], twice[4]))
    assert clustered.std_error == pytest.approx(once.std_error, rel=1e-3)


def test_fake_wins_move_a_model_by_more_than_its_interval(rng):
    board_ = truth(rng, 100)
    counts = drawn_counts(rng, board_, 350_000)
    model = int(np.argmin(np.abs(rate(counts).battles - 7000)))
    battles = rate(counts).battles[model]
    others = np.delete(np.arange(100), model)[rng.integers(0, 99, size=200)]
    fake = tally(np.full(200, model), others, np.zeros(200, int), 100)
    spam = PairCounts.of(
        100,
        np.append(counts.first, fake.first),
        np.append(counts.second, fake.second),
        np.concatenate([counts.table, fake.table]),
    )
    moved = rate(spam).rating[model] - rate(counts).rating[model]
    assert moved > rate(spam).std_error[model] * 1.5
    assert moved == pytest.approx(13.7 * 7000 / battles, rel=0.5)


def test_one_voter_is_one_witness(rng):
    """All votes of a model from one voter: its clustered sandwich alone would be zero."""
    board_ = truth(rng, 10)
    first, second, outcome = drawn_votes(rng, board_, 4000)
    voter = rng.integers(0, 400, size=4000)
    mine = (first == 9) | (second == 9)
    voter[mine] = 1000
    counts = tally(first, second, outcome, 10)
    alone, clustered = rate(counts), rate(counts, clusters=Clusters.of(counts, first, second, outcome, voter))
    assert alone.battles[9] > 100
    assert not alone.small_sample.any()
    assert clustered.small_sample[9]
    assert clustered.std_error[9] >= alone.std_error[9] * 0.999
    everything = rate(counts, clusters=Clusters.of(counts, first, second, outcome, np.zeros(4000, int)))
    assert everything.components[0].clusters == 1
    assert (everything.std_error >= alone.std_error * 0.999).all()


def test_a_voter_with_half_of_the_votes_is_not_one_of_a_thousand(rng):
    """By their number there are many clusters, but the ratings bend towards one, whose residuals so seem small."""
    shares, flagged = [], []
    for _ in range(25):
        board_ = truth(rng, 12)
        voter = np.append(np.zeros(3000, int), 1 + np.arange(3000) // 3)
        tastes = rng.normal(size=(1001, 12)) * 0.6
        pair = rng.choice(len(board_.chance), size=6000, p=board_.chance)
        first, second = board_.first[pair], board_.second[pair]
        lean = tastes[voter, first] - tastes[voter, second]
        outcome = drawn_outcomes(rng, outcome_chances(board_.gaps(first, second) + lean))
        counts = tally(first, second, outcome, 12)
        ratings = rate(counts, clusters=Clusters.of(counts, first, second, outcome, voter))
        flagged.append(ratings.small_sample.all())
        shares.append(covered(ratings, blurred(board_, 0.6)).mean())
    assert all(flagged)
    assert np.mean(shares) > 0.8


@pytest.mark.parametrize("model", range(0, 30, 6))
def test_clusters_are_worth_what_their_sizes_say(rng, model):
    """Whether clusters are few goes by n² / Σ n² of each model, as one counts it by hand."""
    first, second, outcome = drawn_votes(
        rng, Truth(np.zeros(30), *np.triu_indices(30, 1), np.full(435, 1 / 435)), 20_000
    )
    voter = rng.zipf(1.35, size=20_000)
    voter[voter > 3000] = -1
    own = voter[(first == model) | (second == model)]
    sizes = np.append(np.unique(own[own >= 0], return_counts=True)[1], np.ones((own < 0).sum()))
    worth = sizes.sum() ** 2 / (sizes**2).sum()
    assert 5 < worth < 0.2 * len(sizes)
    counts = tally(first, second, outcome, 30)
    clusters = Clusters.of(counts, first, second, outcome, voter)
    for share, few in ((0.87, False), (1.0, True)):
        found = rate(counts, Method(small_sample_battles=int(share * worth) + 1), clusters)
        assert found.small_sample[model] == few


def test_an_anchor_shifts_labels_and_no_widths(rng):
    counts = drawn_counts(rng, truth(rng, 50), 20_000)
    mean = rate(counts)
    for model in (int(mean.battles.argmax()), int(mean.battles.argmin())):
        anchored = rate(counts, Method(anchor=(model, 1114.0)))
        assert anchored.rating[model] == pytest.approx(1114.0)
        assert np.ptp(anchored.rating - mean.rating) < 1e-9
        assert (anchored.std_error == mean.std_error).all()
        assert (anchored.rank_high == mean.rank_high).all()
        # What some engines print: intervals of differences from the anchor, wide where that has few battles.
        towards = [mean.difference(other, model)[1] for other in range(50) if other != model]
        assert np.mean(towards) > mean.std_error.mean()


def test_ranks_by_differences_are_narrower_than_by_overlap(rng):
    ratings = rate(drawn_counts(rng, truth(rng, 100), 300_000))
    overlap = 1 + (ratings.low[None, :] > ratings.high[:, None]).sum(axis=1)
    assert (ratings.rank_low >= overlap).all()
    assert (ratings.rank_high - ratings.rank_low).mean() < 0.85 * (
        (100 - (ratings.high[None, :] < ratings.low[:, None]).sum(axis=1)) - overlap
    ).mean()


def test_simultaneous_claims_are_more_careful_and_hold_together(rng):
    wrong = {False: 0, True: 0}
    for repetition in range(60):
        board_ = truth(rng, 12)
        counts = drawn_counts(rng, board_, 30_000)
        better = board_.strength[:, None] > board_.strength[None, :]
        for simultaneous in wrong:
            ratings = rate(counts, Method(simultaneous=simultaneous, seed=repetition))
            critical = ratings.components[0].critical
            gap = ratings.strength[:, None] - ratings.strength[None, :]
            error = ranks_of.difference_errors(ratings.components[0].covariance)
            wrong[simultaneous] += bool(((np.abs(gap - _gaps(board_)) > critical * error) & better).any())
        assert critical > Method().critical
    assert wrong[True] <= 9
    assert wrong[False] > 25


def _gaps(board_):
    return board_.strength[:, None] - board_.strength[None, :]


def test_both_bad_is_left_out_and_counted(rng):
    """Weak models are called bad together more often; as half a win that would pull the board together."""
    board_ = truth(rng, 60)
    first, second, outcome = drawn_votes(rng, board_, 200_000)
    weak = -(board_.strength[first] + board_.strength[second]) / 2
    bad = rng.random(200_000) < 0.5 / (1 + np.exp(-6 * weak))
    told = rate(tally(first, second, np.where(bad, 3, outcome), 60))
    as_ties = rate(tally(first, second, np.where(bad, 2, outcome), 60))
    assert slope(told.strength, board_.strength) == pytest.approx(1, abs=0.03)
    assert slope(as_ties.strength, board_.strength) < 0.85
    assert told.both_bad.sum() == 2 * bad.sum()
    assert told.battles.sum() == 2 * (~bad).sum()


def slope(found, true):
    return np.polyfit(true, found, 1)[0]


def test_davidson_is_right_where_ties_are_his_and_half_where_they_are_not(rng):
    board_ = truth(rng, 60)
    gap = board_.gaps()
    weight = np.stack([np.exp(gap / 2), np.exp(-gap / 2), np.ones(len(gap))], axis=1)
    his = drawn_counts(rng, board_, 500_000, chances=weight / weight.sum(axis=1, keepdims=True))
    davidson = rate(his, Method(ties="davidson"))
    assert slope(davidson.strength, board_.strength) == pytest.approx(1, abs=0.02)
    assert davidson.components[0].tie_parameter == pytest.approx(1, abs=0.02)
    assert slope(rate(his).strength, board_.strength) == pytest.approx(0.66, abs=0.03)
    half = drawn_counts(rng, board_, 500_000)
    assert slope(rate(half).strength, board_.strength) == pytest.approx(1, abs=0.02)
    assert slope(rate(half, Method(ties="davidson")).strength, board_.strength) > 1.3


def test_the_order_of_votes_does_not_matter(rng):
    votes = drawn_votes(rng, truth(rng, 30), 20_000)
    order = rng.permutation(20_000)
    one, other = rate(tally(*votes, 30)), rate(tally(*(column[order] for column in votes), 30))
    assert (one.rating == other.rating).all()
    assert (one.std_error == other.std_error).all()


def test_rare_models_never_fall_out_of_sight(rng):
    """Resampling would lose the wins of a rare model in some rounds; the analytic interval stays bounded."""
    board_ = truth(rng, 50)
    number = np.where(board_.second == 49, 0, rng.multinomial(50_000, board_.chance))
    number[(board_.second == 49) & (board_.first < 6)] = 1
    ratings = rate(drawn_counts(rng, board_, number))
    assert ratings.low[49] > -1000
    assert ratings.high[49] < 3000


def test_a_board_in_fifty_pieces_is_rated_piece_by_piece():
    rows = [(2 * piece, 2 * piece + 1, 10 + piece, 10, 0) for piece in range(50)]
    ratings = rate(board(100, *rows))
    assert len(ratings.components) == 50
    assert (ratings.rating[::2] + ratings.rating[1::2]) == pytest.approx(np.full(50, 2000.0))
    assert ratings.rank[2::2].tolist() == [1] * 49
    assert ratings.rank[3::2].tolist() == [2] * 49


def test_a_model_on_one_side_profits_from_it(rng):
    """Twenty points for the left: a model that stands there nine times of ten is rated too high."""
    board_ = truth(rng, 30)
    first, second, _ = drawn_votes(rng, board_, 200_000)
    turned = ((second == 0) & (rng.random(200_000) < 0.8)) | ((first == 0) & (rng.random(200_000) < 0.1))
    left, right = np.where(turned, second, first), np.where(turned, first, second)
    outcome = drawn_outcomes(rng, outcome_chances(board_.gaps(left, right) + 20 / POINTS))
    ratings = rate(tally(left, right, outcome, 30))
    assert (ratings.strength[0] - board_.strength[0]) * POINTS > 8


def test_thresholds_list_and_call_preliminary():
    ratings = rate(board(3, (0, 1, 8, 7, 0), (1, 2, 3, 4, 0)))
    assert ratings.battles.tolist() == [15, 22, 7]
    assert ratings.listed.tolist() == [True, True, False]
    assert ratings.preliminary.all()
    assert ratings.rank.tolist() == [1, 2, 0]
    lower = rate(board(3, (0, 1, 8, 7, 0), (1, 2, 3, 4, 0)), Method(list_battles=7, preliminary_battles=20))
    assert lower.listed.all()
    assert lower.preliminary.tolist() == [True, False, True]


def test_identical_truths_are_told_apart_no_more_often_than_promised(rng):
    """A superiority above 97.5 % either way is claimed of equals in five of a hundred cases."""
    equal = Truth(np.zeros(10), *np.triu_indices(10, 1), np.full(45, 1 / 45))
    claims = []
    for _ in range(100):
        ratings = rate(drawn_counts(rng, equal, 4500))
        chances = [ratings.superiority(0, other) for other in range(1, 10)]
        claims.append(np.mean([chance > 0.975 or chance < 0.025 for chance in chances]))
    assert np.mean(claims) == pytest.approx(0.05, abs=0.025)
