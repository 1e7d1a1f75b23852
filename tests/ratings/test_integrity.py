"""Voters, sides, days and single votes: what moves a board, found where it is and not where it is not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from simulated_boards import POINTS, drawn_counts, drawn_outcomes, drawn_votes, outcome_chances, truth

from benchbook.errors import NotRatable
from benchbook.ratings import (
    Clusters,
    Method,
    PairCounts,
    capped,
    cluster_influence,
    drift,
    fewest_removals,
    rate,
    repeated,
    side_effect,
    tally,
)


def voted(rng, models=12, votes=6000, voters=150):
    board = truth(rng, models)
    first, second, outcome = drawn_votes(rng, board, votes)
    return board, first, second, outcome, rng.integers(0, voters, size=votes)


@pytest.mark.parametrize("ties", ["half", "davidson"])
def test_influence_is_the_effect_of_leaving_a_voter_out(rng, ties):
    _, first, second, outcome, voter = voted(rng)
    method = Method(ties=ties)
    counts = tally(first, second, outcome, 12)
    found = cluster_influence(counts, Clusters.of(counts, first, second, outcome, voter), method, worst=5)
    whole = rate(counts, method)
    assert sorted(found.cluster.tolist()) == list(range(150))
    assert found.votes.tolist() == np.bincount(voter)[found.cluster].tolist()
    for worst in found.worst:
        rest = voter != worst.cluster
        again = rate(tally(first[rest], second[rest], outcome[rest], 12), method)
        moved = again.rating - whole.rating
        assert worst.exact == pytest.approx(moved[worst.model], abs=1e-7)
        assert worst.one_step == pytest.approx(worst.exact, rel=0.15, abs=0.3)
        assert abs(moved[worst.model]) > 0.85 * np.abs(moved).max()
        assert worst.votes == (~rest).sum()
        assert (worst.was_first, worst.first) == (whole.strength.argmax(), again.strength.argmax())
    assert np.abs([each.one_step for each in found.worst]).min() >= np.sort(np.abs(found.points))[-5] - 1e-12


def test_the_most_influential_voter_is_the_one_who_cheats(rng):
    _, first, second, outcome, voter = voted(rng, 30, 30_000, 3000)
    fake = np.full(200, 4), np.delete(np.arange(30), 4)[rng.integers(0, 29, size=200)], np.zeros(200, int)
    first, second, outcome = (np.append(*pair) for pair in zip((first, second, outcome), fake, strict=True))
    voter = np.append(voter, np.full(200, 777_777))
    counts = tally(first, second, outcome, 30)
    worst, other, *_ = cluster_influence(counts, Clusters.of(counts, first, second, outcome, voter)).worst
    assert (worst.cluster, worst.model, worst.votes) == (777_777, 4, 200)
    assert worst.exact < 0
    assert abs(worst.exact) > 3 * abs(other.exact)


def test_influence_in_pieces_and_beside_votes_on_their_own(rng):
    _, first, second, outcome, voter = voted(rng, 6, 800, 30)
    columns = [
        np.concatenate([one, two]) for one, two in ((first, first + 6), (second, second + 6), (outcome, outcome))
    ]
    who = np.concatenate([voter, np.where(voter < 10, voter, -1)])
    counts = tally(*columns, 13)
    found = cluster_influence(counts, Clusters.of(counts, *columns, who), worst=100)
    assert len(found.cluster) == 30 + 10
    assert not (found.cluster < 0).any()
    both = [row for row in range(40) if found.cluster[row] == 3]
    assert {found.model[row] // 6 for row in both} == {0, 1}


def test_influence_where_a_model_hangs_on_one_voter():
    first, second, outcome = [0, 0, 1, 1, 2, 2], [1, 1, 0, 0, 0, 0], [0, 1, 0, 1, 0, 1]
    counts = tally(first, second, outcome, 3)
    method = Method(list_battles=0)
    found = cluster_influence(counts, Clusters.of(counts, first, second, outcome, [1, 2, 1, 2, 9, 9]), method)
    (hung,) = [each for each in found.worst if each.cluster == 9]
    assert hung.votes == 2
    without_two = [each.exact for each in found.worst if each.model == 2 and each.cluster == 9]
    assert np.isnan(without_two).all()


def leader_after(counts, removals, method):
    table = counts.table
    row = {pair: at for at, pair in enumerate(zip(counts.first.tolist(), counts.second.tolist(), strict=True))}
    for first, second, outcome, number in zip(
        removals.first.tolist(),
        removals.second.tolist(),
        removals.outcome.tolist(),
        removals.number.tolist(),
        strict=True,
    ):
        table[row[first, second], outcome] -= number
    assert (table >= 0).all()
    return rate(counts.with_table(table), method)


@pytest.mark.parametrize("ties", ["half", "davidson"])
def test_fewest_removals_change_the_first_place(rng, ties):
    method = Method(ties=ties)
    for _ in range(4):
        counts = drawn_counts(rng, truth(rng, 15), 6000)
        removals = fewest_removals(counts, method)
        ratings = rate(counts, method)
        after = leader_after(counts, removals, method)
        assert removals.leader == ratings.strength.argmax()
        assert removals.challenger == after.strength.argmax() != removals.leader
        assert removals.lead_after == pytest.approx(
            (after.strength[removals.leader] - after.strength.max()) * POINTS, abs=1e-6
        )
        assert removals.lead_after < 0 < removals.lead
        assert removals.votes == removals.number.sum()
        assert removals.share == pytest.approx(removals.votes / counts.battles.sum())


@pytest.mark.parametrize("ties", ["half", "davidson"])
def test_whoever_is_first_without_some_votes_is_listed_without_them(ties):
    """On boards where votes are so few that some models would not be listed any more."""
    rng, told = np.random.default_rng(11), 0
    for _ in range(40):
        counts = drawn_counts(rng, truth(rng, 4), 40)
        method = Method(ties=ties, list_battles=int(rng.integers(5, 16)))
        removals = fewest_removals(counts, method)
        if removals is not None:
            told += 1
            assert rate(counts, method).rank[removals.leader] == 1
            assert leader_after(counts, removals, method).rank[removals.challenger] == 1
    assert told > 10


def test_fewest_removals_are_the_fewest_where_all_can_be_tried():
    """Boards so small that every way to remove one, two or three votes can be tried."""
    rng = np.random.default_rng(5)
    method = Method(list_battles=1)
    compared = 0
    for _ in range(12):
        table = np.zeros((3, 4), int)
        table[:, :3] = rng.integers(1, 6, size=(3, 3))
        counts = PairCounts.of(3, [0, 0, 1], [1, 2, 2], table)
        removals = fewest_removals(counts, method)
        fewest = brute_force(counts, method)
        if fewest is not None:
            assert removals.votes <= fewest + 1
            compared += removals.votes == fewest
    assert compared >= 8


def brute_force(counts, method, most=3):
    leader = rate(counts, method).strength.argmax()
    boards = {tuple(counts.table.ravel().tolist())}
    for votes in range(1, most + 1):
        fewer = set()
        for cells in boards:
            for at in range(12):
                if at % 4 < 3 and cells[at]:
                    fewer.add((*cells[:at], cells[at] - 1, *cells[at + 1 :]))
        boards = fewer
        for cells in boards:
            ratings = rate(counts.with_table(np.reshape(cells, (3, 4))), method)
            strength = ratings.strength
            whole = len(ratings.components) == 1 and len(ratings.components[0].models) == 3
            if whole and strength.max() - strength[leader] > 1e-9:
                return votes
    return None


def test_a_lead_of_one_vote_falls_with_two_removed():
    counts = PairCounts.of(2, [0], [1], [[51, 50, 0, 0]])
    removals = fewest_removals(counts)
    assert (removals.leader, removals.challenger, removals.votes) == (0, 1, 2)
    assert (removals.outcome.tolist(), removals.number.tolist()) == ([0], [2])


def test_there_is_nothing_to_change_without_a_race():
    assert fewest_removals(PairCounts.of(2, [0], [1], [[3, 1, 0, 0]])) is None
    assert fewest_removals(PairCounts.of(0, [], [], np.zeros((0, 4), int))) is None
    for certain in ([500, 0, 0, 0], [0, 0, 20, 0]):
        assert fewest_removals(PairCounts.of(2, [0], [1], [certain])) is None


def test_a_shared_first_place_falls_with_one_vote():
    removals = fewest_removals(PairCounts.of(2, [0], [1], [[20, 20, 5, 0]]))
    assert (removals.votes, removals.lead) == (1, pytest.approx(0, abs=1e-6))


def test_fewest_removals_look_at_the_contested_piece(rng):
    counts = drawn_counts(rng, truth(rng, 6), 2000)
    pair = PairCounts.of(9, [*(counts.first + 3), 0], [*(counts.second + 3), 1], [*counts.table, [30, 28, 0, 0]])
    one, other = fewest_removals(counts), fewest_removals(pair)
    assert (one.leader + 3, one.challenger + 3, one.votes) == (other.leader, other.challenger, other.votes)


def test_drift_is_found_where_it_is(rng):
    early, late = truth(rng, 20), None
    strength = early.strength.copy()
    strength[7] += 120 / POINTS
    late = type(early)(strength, early.first, early.second, early.chance)
    before, after = rate(drawn_counts(rng, early, 60_000)), rate(drawn_counts(rng, late, 60_000))
    found = drift(before, after)
    assert found.compared == 20
    assert np.flatnonzero(found.significant).tolist() == [7]
    assert found.points[7] == pytest.approx(120, abs=4 * found.std_error[7] + 5)


def test_drift_is_rarely_found_where_it_is_not(rng):
    alarms, scaled = 0, []
    for _ in range(60):
        board = truth(rng, 20)
        found = drift(rate(drawn_counts(rng, board, 20_000)), rate(drawn_counts(rng, board, 20_000)))
        alarms += bool(found.significant.any())
        scaled.append(found.points / found.std_error)
    assert alarms <= 9
    assert np.std(scaled) == pytest.approx(1, abs=0.08)


def test_drift_compares_what_hangs_together_both_times():
    early = rate(PairCounts.of(6, [0, 2, 4], [1, 3, 5], [[20, 20, 0, 0]] * 3))
    late = rate(PairCounts.of(6, [0, 2, 1], [1, 3, 2], [[20, 20, 0, 0], [30, 10, 0, 0], [9, 9, 0, 0]]))
    found = drift(early, late)
    assert np.isfinite(found.points).tolist() == [True] * 4 + [False] * 2
    assert found.points[2] - found.points[3] == pytest.approx(400 * np.log10(3), abs=1e-6)
    assert found.compared == 4
    with pytest.raises(NotRatable, match="drift: 2 models late and 6 early"):
        drift(early, rate(PairCounts.of(2, [0], [1], [[1, 1, 0, 0]])))


@pytest.mark.parametrize("clustered", [False, True])
def test_a_side_that_helps_is_measured(rng, clustered):
    board = truth(rng, 25)
    left, right, _ = drawn_votes(rng, board, 100_000)
    outcome = drawn_outcomes(rng, outcome_chances(board.gaps(left, right) + 20 / POINTS))
    voter = rng.integers(-1, 5000, size=100_000) if clustered else None
    found = side_effect(left, right, outcome, 25, cluster=voter)
    assert found.points == pytest.approx(20, abs=4 * found.std_error)
    assert found.std_error < 1.5
    assert found.low < 20 < found.high
    assert found.p_value < 1e-6
    assert found.left_wins + found.right_wins + found.ties == 100_000
    turned = side_effect(right, left, np.where(outcome == 2, 2, 1 - outcome), 25, cluster=voter)
    assert turned.points == pytest.approx(-found.points, abs=1e-6)


def test_sides_without_effect_are_seldom_accused(rng):
    accused = 0
    for _ in range(80):
        board = truth(rng, 10)
        accused += side_effect(*drawn_votes(rng, board, 3000), 10).p_value < 0.05
    assert accused <= 10


def test_a_side_cannot_be_told_from_models_that_never_change_it():
    with pytest.raises(NotRatable, match="side effect: cannot be told from the strengths of the models"):
        side_effect([0, 0, 0, 1, 1], [1, 1, 1, 2, 2], [0, 1, 1, 0, 1], 3)
    with pytest.raises(NotRatable, match="side effect: cannot be told"):
        side_effect([], [], [], 3)
    by_hand = side_effect([0, 0, 0, 0, 1, 1, 1, 1], [1, 1, 1, 1, 0, 0, 0, 0], [0, 0, 0, 1, 0, 0, 0, 1], 2)
    assert by_hand.points == pytest.approx(400 * np.log10(3), abs=1e-9)


def test_voters_are_capped_by_day_in_the_order_of_their_votes():
    voter = [1, 1, 1, 2, 1, -1, -1, -1, 1]
    day = [5, 5, 5, 5, 6, 5, 5, 5, 5]
    order = [30, 10, 20, 10, 5, 1, 2, 3, 20]
    kept = capped(voter, day, order, 2)
    assert kept.tolist() == [False, True, True, True, True, True, True, True, False]
    with pytest.raises(NotRatable, match="cap: 0, expected a whole number from 1 to"):
        capped(voter, day, order, 0)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(-1, 3), st.integers(0, 2), st.integers(0, 5)), max_size=40), st.integers(1, 4))
def test_no_voter_has_more_than_the_cap(rows, cap):
    voter, day, order = (np.array([row[at] for row in rows], int) for at in range(3))
    kept = capped(voter, day, order, cap)
    for who, when in set(zip(voter.tolist(), day.tolist(), strict=True)):
        mine = (voter == who) & (day == when)
        if who < 0:
            assert kept[mine].all()
        else:
            assert kept[mine].sum() == min(cap, mine.sum())
            assert order[mine & kept].max() <= order[mine & ~kept].min(initial=99)


@settings(deadline=None)
@given(st.lists(st.tuples(*[st.integers(-1, 2)] * 2, st.sampled_from([(0, 1), (1, 0), (1, 2)])), max_size=30))
def test_a_vote_repeats_what_came_before_it(rows):
    voter, prompt = (np.array([row[at] for row in rows], int) for at in range(2))
    first, second = (np.array([row[2][at] for row in rows], int) for at in range(2))
    seen, expected = set(), []
    for who, what, pair in rows:
        key = (who, what, frozenset(pair))
        expected.append(key in seen and who >= 0 and what >= 0)
        seen.add(key)
    assert repeated(first, second, voter, prompt).tolist() == expected


def test_ties_alone_tell_nothing_of_sides():
    with pytest.raises(NotRatable, match="side effect: cannot be told: every vote is a tie"):
        side_effect([0, 1] * 20, [1, 0] * 20, [2] * 40, 2)
