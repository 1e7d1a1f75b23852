"""Votes are tallied as one would by hand, and counts keep what they promise."""

import dataclasses
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchbook.errors import NotRatable
from benchbook.ratings import Clusters, Method, PairCounts, capped, fewest_removals, placement_counts, rate, tally

VOTES = st.integers(2, 6).flatmap(
    lambda models: st.tuples(
        st.just(models),
        st.lists(
            st.tuples(st.integers(0, models - 1), st.integers(0, models - 2), st.integers(0, 3), st.integers(0, 3)).map(
                lambda row: (row[0], row[1] + (row[1] >= row[0]), row[2], row[3])
            ),
            max_size=40,
        ),
    )
)


def by_hand(votes):
    found = Counter()
    for first, second, outcome, weight in votes:
        seen = {0: 1, 1: 0}.get(outcome, outcome) if first > second else outcome
        found[min(first, second), max(first, second), seen] += weight
    return {key: number for key, number in found.items() if number}


def told(counts):
    rows = zip(counts.first.tolist(), counts.second.tolist(), counts.table.tolist(), strict=True)
    return {(a, b, what): number for a, b, row in rows for what, number in enumerate(row) if number}


def columns(votes):
    return [np.array([row[at] for row in votes], int) for at in range(4)]


@settings(deadline=None)
@given(VOTES)
def test_a_tally_is_what_one_counts_by_hand(board):
    models, votes = board
    first, second, outcome, weight = columns(votes)
    assert told(tally(first, second, outcome, models, weight)) == by_hand(votes)
    assert told(tally(first, second, outcome, models)) == by_hand([(*row[:3], 1) for row in votes])


@settings(deadline=None)
@given(VOTES)
def test_a_tally_of_many_models_is_the_same(board):
    """Where the square of the models would not fit, pairs are found by sorting."""
    models, votes = board
    first, second, outcome, weight = columns(votes)
    sparse = tally(first * 100_000, second * 100_000, outcome, models * 100_000, weight)
    dense = tally(first, second, outcome, models, weight)
    met = dense.table.any(axis=1)
    found = sparse.table.any(axis=1)
    assert (sparse.first[found] // 100_000).tolist() == dense.first[met].tolist()
    assert sparse.table[found].tolist() == dense.table[met].tolist()


@settings(deadline=None)
@given(VOTES, st.randoms())
def test_the_hash_knows_models_by_name_and_not_by_place(board, random):
    models, votes = board
    first, second, outcome, weight = columns(votes)
    names = [f"model {number}" for number in range(models)]
    order = list(range(models))
    random.shuffle(order)
    place = np.argsort(order)
    shuffled = tally(place[first], place[second], outcome, models, weight)
    counts = tally(first, second, outcome, models, weight)
    assert counts.sha256(names) == shuffled.sha256([names[at] for at in order])
    assert counts.sha256(names) != tally([0], [1], [0], models, [99]).sha256(names)


@settings(deadline=None)
@given(VOTES)
def test_pairs_in_any_order_and_direction_make_the_same_counts(board):
    models, votes = board
    first, second, outcome, weight = columns(votes)
    table = np.zeros((len(votes), 4), int)
    table[np.arange(len(votes)), outcome] = weight
    assert told(PairCounts.of(models, first, second, table)) == by_hand(votes)


def test_joining_models_drops_votes_between_them():
    counts = tally([0, 1, 2, 2, 0], [1, 2, 0, 3, 3], [0, 1, 2, 3, 0], 4)
    joined = counts.merged([0, 0, 1, -1])
    assert joined.models == 2
    assert told(joined) == {(0, 1, 1): 1, (0, 1, 2): 1}
    assert counts.merged([3, 2, 1, 0]).merged([3, 2, 1, 0]).table.tolist() == counts.table.tolist()


def test_no_votes_are_no_pairs():
    for models in (0, 1, 5, 5000):
        assert len(tally([], [], [], models).first) == 0


def test_battles_leave_out_both_bad():
    counts = tally([0, 0, 0], [1, 1, 1], [0, 2, 3], 2)
    assert counts.battles.tolist() == [2]


def test_counts_cannot_be_changed():
    mine = np.array([3])
    counts = PairCounts(models=2, first=[0], second=[1], first_wins=mine, second_wins=[0], ties=[0], both_bad=[0])
    mine[0] = 99
    assert counts.first_wins.tolist() == [3]
    with pytest.raises(ValueError, match="read-only"):
        counts.first_wins[0] = 4
    with pytest.raises(dataclasses.FrozenInstanceError):
        counts.models = 3


GOOD = {
    "models": 3,
    "first": [0, 0, 1],
    "second": [1, 2, 2],
    "first_wins": [1, 2, 3],
    "second_wins": [0, 0, 0],
    "ties": [0, 0, 0],
    "both_bad": [0, 0, 0],
}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"first_wins": [1, -2, 3]}, "first_wins: row 1 is -2, expected from 0 to"),
        ({"ties": [0, float("nan"), 0]}, "ties: row 1 is nan, expected a whole number"),
        ({"ties": [0, float("inf"), 0]}, "ties: row 1 is inf, expected from 0 to"),
        ({"ties": [0, 0.5, 0]}, "ties: row 1 is 0.5, expected a whole number"),
        ({"ties": ["a", "b", "c"]}, "ties: is of type <U1, expected whole numbers"),
        ({"ties": [0, 0]}, "ties: has 2 rows, expected 3, as first has"),
        ({"ties": [[0, 0, 0]]}, "ties: has 2 dimensions, expected one column"),
        ({"second": [1, 3, 2]}, "second: row 1 is 3, expected from 0 to 2"),
        ({"second": [1, 0, 2]}, r"counts of pairs: row 1 is \(0, 0\), expected the lower model first"),
        ({"second": [1, 1, 2]}, "counts of pairs: row 1 is out of order, expected pairs sorted and each one once"),
        ({"first_wins": [2**53, 2, 0]}, "counts of pairs: more than 9,007,199,254,740,992 votes"),
        ({"models": -1}, "models: -1, expected a whole number from 0 to 1,000,000"),
        ({"models": 2.5}, "models: 2.5, expected a whole number"),
        ({"models": 10**9}, "models: 1000000000, expected a whole number from 0 to 1,000,000"),
    ],
)
def test_bad_counts_are_refused_in_one_sentence(change, sentence):
    with pytest.raises(NotRatable, match=sentence):
        PairCounts(**{**GOOD, **change})


@pytest.mark.parametrize(
    ("votes", "sentence"),
    [
        (([0, 1], [1, 1], [0, 0], 2), "votes: row 1 is model 1 against itself, expected two models"),
        (([0, 2], [1, 1], [0, 0], 2), "first: row 1 is 2, expected from 0 to 1"),
        (([0, -1], [1, 1], [0, 0], 2), "first: row 1 is -1, expected from 0 to 1"),
        (([0, 0], [1, 1], [0, 4], 2), "outcome: row 1 is 4, expected from 0 to 3"),
        (([0, 0], [1, 1], [0], 2), "outcome: has 1 rows, expected 2, as first has"),
        (([0, 0], [1, 1], [0, 0], 2, [1, -1]), "weight: row 1 is -1, expected from 0 to"),
        (([0, float("nan")], [1, 1], [0, 0], 2), "first: row 1 is nan, expected a whole number"),
        (([0], [0], [0], 1), "votes: row 0 is model 0 against itself"),
        (([0], [1], [0], 0), "first: row 0 is 0, expected from 0 to -1"),
    ],
)
def test_bad_votes_are_refused_in_one_sentence(votes, sentence):
    with pytest.raises(NotRatable, match=sentence):
        tally(*votes)


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (lambda _: tally([[0], [0, 1]], [1, 0], [0, 0], 2), "first: has rows of different lengths, expected an array"),
        (lambda _: tally([2**70], [1], [0], 2), "first: is of type object, expected whole numbers"),
        (lambda _: tally([0.0, 2.0**70], [1, 1], [0, 0], 2), "first: row 1 is 1.18.*e.21, expected from 0 to 1"),
        (lambda _: tally([0] * 2048, [1] * 2048, [0] * 2048, 2, [2**53] * 2048), "counts of pairs: more than 9,007"),
        (lambda _: PairCounts.of(2, [0] * 2048, [1] * 2048, [[2**53, 0, 0, 0]] * 2048), "counts of pairs: more than"),
        (lambda _: PairCounts.of(2, [0], [1], [[1, 2], [1]]), "table: has rows of different lengths"),
        (lambda counts: counts.with_table([[1, 2, 3]]), r"table: has the shape \(1, 3\), expected \(1, 4\)"),
        (lambda counts: counts.sha256(["a", 1]), "names: 1, expected text"),
        (lambda counts: counts.sha256(["a", "\ud800"]), r"names: '\\ud800', expected text"),
        (lambda counts: Clusters.of(counts, [0], [1], [0], [2.0**63]), "cluster: row 0 is 9.2.*, expected from -9,223"),
        (lambda counts: rate(counts).difference(0, 0.5), "model: 0.5, expected a whole number from 0 to 1"),
        (lambda counts: rate(counts).difference(0, None), "model: None, expected a whole number from 0 to 1"),
        (lambda counts: fewest_removals(counts, challengers="a"), "challengers: 'a', expected a whole number from 1"),
        (lambda _: placement_counts([0], [1], 1, places=-1), "places: -1, expected a whole number from 1 to 64"),
        (lambda _: capped([1], [0], [0], cap=float("nan")), "cap: nan, expected a whole number from 1 to"),
        (lambda _: Method(level="95"), "method, level: '95', expected a number from 1e-06 to 0.999999"),
        (lambda _: Method(level=1 - 2**-53), "method, level: 0.9999999999999999, expected a number"),
        (lambda _: Method(prior="x"), "method, prior: 'x', expected 0 or a number from 0.001 to 1,000"),
        (lambda _: Method(mean=None), "method, mean: None, expected a number from -1,000,000 to 1,000,000"),
        (lambda _: Method(anchor=(1.5, 1000)), "method, anchor: 1.5, expected a whole number"),
        (lambda _: Method(anchor=5), "method, anchor: 5, expected the index of a model and its rating"),
        (lambda _: Method(ties=["half"]), r"method, ties: \['half'\], expected half or davidson"),
        (lambda _: Method(small_sample_battles=float("nan")), "method, small_sample_battles: nan, expected a whole"),
    ],
)
def test_whatever_is_handed_over_is_refused_in_one_sentence(made, sentence):
    with pytest.raises(NotRatable, match=sentence):
        made(tally([0], [1], [0], 2))


def test_the_number_of_models_may_be_of_any_width():
    counts = tally([0], [99_999], [0], np.int32(100_000))
    assert (counts.first.tolist(), counts.second.tolist(), counts.models) == ([0], [99_999], 100_000)


def test_names_must_be_those_of_the_models():
    counts = tally([0], [1], [0], 2)
    with pytest.raises(NotRatable, match="names: 1 different ones, expected 2, one a model"):
        counts.sha256(["a", "a"])
    with pytest.raises(NotRatable, match="mapping: has 1 rows, expected 2, one a model"):
        counts.merged([0])
