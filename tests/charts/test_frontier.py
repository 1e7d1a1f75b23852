"""The frontier is what no other point beats."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchbook.charts import frontier

PLACES = st.lists(st.tuples(st.integers(0, 12).map(float), st.integers(0, 12).map(float)), max_size=30)
DIRECTIONS = st.sampled_from(["higher", "lower"])


def beats(one, other, x_better, y_better):
    signs = [1 if better == "higher" else -1 for better in (x_better, y_better)]
    gains = [sign * (a - b) for sign, a, b in zip(signs, one, other, strict=True)]
    return min(gains) >= 0 and max(gains) > 0


@given(places=PLACES, x_better=DIRECTIONS, y_better=DIRECTIONS)
def test_it_holds_exactly_what_nothing_beats(places, x_better, y_better):
    found = frontier(places, x_better, y_better)
    unbeaten = {
        index
        for index, place in enumerate(places)
        if not any(beats(other, place, x_better, y_better) for other in places)
    }
    assert set(found) == unbeaten
    assert len(found) == len(unbeaten)


@given(places=PLACES, x_better=DIRECTIONS, y_better=DIRECTIONS)
def test_it_runs_from_the_best_of_one_axis_to_the_best_of_the_other(places, x_better, y_better):
    found = [places[index] for index in frontier(places, x_better, y_better)]
    assert [x for x, _ in found] == sorted((x for x, _ in found), reverse=x_better == "higher")
    assert [y for _, y in found] == sorted((y for _, y in found), reverse=y_better == "lower")


@given(places=PLACES, shift=st.integers(-5, 5))
def test_shifting_an_axis_changes_nothing(places, shift):
    moved = [(x + shift, y) for x, y in places]
    assert frontier(moved, "lower", "higher") == frontier(places, "lower", "higher")


def test_equal_points_are_on_it_together():
    assert frontier([(1, 5), (1, 5), (1, 4), (2, 5)], "lower", "higher") == (0, 1)


@pytest.mark.parametrize(("x_better", "y_better"), [(None, "higher"), ("lower", None), (None, None)])
def test_without_a_direction_there_is_none(x_better, y_better):
    assert frontier([(1, 1), (2, 2)], x_better, y_better) == ()
