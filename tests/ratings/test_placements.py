"""Tournaments: orders become pairs and votes become orders, as one would by hand."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchbook.errors import NotRatable
from benchbook.ratings import pairs_of_placements, placement_counts, placements_of_votes

TOURNAMENTS = st.lists(
    st.lists(st.tuples(st.integers(0, 8), st.integers(1, 5)), min_size=1, max_size=6, unique_by=lambda row: row[0]),
    max_size=6,
)


def rows(tournaments):
    table = [(number * 7 - 3, *row) for number, entrants in enumerate(tournaments) for row in entrants]
    return [np.array([row[at] for row in table], int) for at in range(3)]


@settings(deadline=None)
@given(TOURNAMENTS, st.randoms())
def test_every_two_models_of_a_tournament_are_one_vote(tournaments, random):
    columns = rows(tournaments)
    order = list(range(len(columns[0])))
    random.shuffle(order)
    pairs = pairs_of_placements(*(column[order] for column in columns))
    found = sorted(
        zip(*(getattr(pairs, name).tolist() for name in ("tournament", "first", "second", "outcome")), strict=True)
    )
    expected = []
    for number, entrants in enumerate(tournaments):
        for (a, one), (b, other) in combinations(sorted(entrants), 2):
            expected.append((number * 7 - 3, a, b, 2 if one == other else int(other < one)))
    assert found == sorted(expected)


def test_a_four_way_order_is_six_pairs():
    pairs = pairs_of_placements([5, 5, 5, 5], [7, 3, 9, 1], [1, 2, 3, 4])
    assert len(pairs.first) == 6
    won = {(a, b) if what == 0 else (b, a) for a, b, what in zip(pairs.first, pairs.second, pairs.outcome, strict=True)}
    assert won == {(7, 3), (7, 9), (7, 1), (3, 9), (3, 1), (9, 1)}


def test_tournaments_keep_names_of_any_length():
    """Neighbours beyond the whole numbers that a float holds are two tournaments still."""
    pairs = pairs_of_placements([2**60 + 1, 2**60 + 1, 2**60 + 2, 2**60 + 2], [0, 1, 0, 1], [1, 2, 2, 1])
    assert pairs.tournament.tolist() == [2**60 + 1, 2**60 + 2]
    assert pairs.outcome.tolist() == [0, 1]


def test_places_are_counted():
    counted = placement_counts([0, 1, 2, 3, 0, 1, 0, 3], [1, 2, 3, 4, 1, 2, 5, 2], 5)
    assert counted.tolist() == [[2, 0, 0, 0], [0, 2, 0, 0], [0, 0, 1, 0], [0, 1, 0, 1], [0, 0, 0, 0]]
    assert placement_counts([0, 0], [1, 5], 1, places=5).tolist() == [[1, 0, 0, 0, 1]]


def test_votes_that_order_a_tournament_give_its_places():
    """A-B and C-D, the winners, the losers, and the two in the middle: five votes order four."""
    first, second = [1, 3, 1, 2, 3], [2, 4, 3, 4, 2]
    placed = placements_of_votes([9] * 5, first, second, [0, 0, 0, 0, 0])
    assert dict(zip(placed.model.tolist(), placed.place.tolist(), strict=True)) == {1: 1, 3: 2, 2: 3, 4: 4}
    assert set(placed.tournament.tolist()) == {9}


@pytest.mark.parametrize(
    "votes",
    [
        [(1, 2, 0), (3, 4, 0), (1, 3, 0), (2, 4, 0)],  # 2 and 3 never met, nor through others
        [(1, 2, 0), (2, 3, 0), (3, 1, 0)],  # a circle
        [(1, 2, 0), (2, 1, 0)],  # a contradiction
        [(1, 2, 2)],  # a tie
        [(1, 2, 3)],  # both bad
        [(1, 2, 0), (2, 3, 2)],  # ordered but for a tie
    ],
)
def test_votes_that_leave_an_order_open_give_none(votes):
    first, second, outcome = zip(*votes, strict=True)
    whole = placements_of_votes([1] * len(votes) + [2], [*first, 5], [*second, 6], [*outcome, 1])
    assert whole.tournament.tolist() == [2, 2]
    assert sorted(zip(whole.place.tolist(), whole.model.tolist(), strict=True)) == [(1, 6), (2, 5)]


def test_a_tie_beside_an_order_does_not_undo_it():
    placed = placements_of_votes([1, 1, 1], [1, 2, 3], [2, 3, 1], [0, 0, 2])
    assert placed.place.tolist() == [1, 2, 3]


@settings(deadline=None)
@given(TOURNAMENTS)
def test_an_order_broken_into_pairs_comes_back(tournaments):
    strict = [[(model, place) for place, (model, _) in enumerate(entrants, 1)] for entrants in tournaments]
    columns = rows(strict)
    pairs = pairs_of_placements(*columns)
    placed = placements_of_votes(pairs.tournament, pairs.first, pairs.second, pairs.outcome)
    expected = sorted(
        (number * 7 - 3, model, place) for number, each in enumerate(strict) if len(each) > 1 for model, place in each
    )
    found = zip(placed.tournament.tolist(), placed.model.tolist(), placed.place.tolist(), strict=True)
    assert sorted(found) == expected


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        (([1, 1], [3, 3], [1, 2]), "placements: model 3 stands twice in tournament 1"),
        (([1, 1], [3, 4], [1, 0]), "place: row 1 is 0, expected from 1 to"),
        (([1, 1], [3, 4], [1]), "place: has 1 rows, expected 2, as tournament has"),
        (([1] * 65, range(65), range(1, 66)), "tournament 1 has 65 models, at most 64 can be read"),
    ],
)
def test_impossible_placements_are_refused(columns, sentence):
    with pytest.raises(NotRatable, match=sentence):
        pairs_of_placements(*columns)


def test_nothing_gives_nothing():
    assert len(pairs_of_placements([], [], []).first) == 0
    assert len(placements_of_votes([], [], [], []).model) == 0
    assert placement_counts([], [], 2).tolist() == [[0] * 4] * 2
