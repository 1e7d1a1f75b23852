"""Scales: everything has room, order is kept, zeros have a strip where there is no logarithm."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchbook.charts.scales import as_number, encoding, scale_of

FIGURES = st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=20)
PRICES = st.lists(st.one_of(st.just(0.0), st.floats(1e-6, 1e6)), min_size=1, max_size=20)


@given(values=FIGURES, upwards=st.booleans())
def test_linear_figures_lie_within_the_plot_in_order(values, upwards):
    scale = scale_of(values, "linear", 500, upwards=upwards)
    pixels = [scale.pixel(value) for value in sorted(values, reverse=upwards)]
    assert all(-0.001 <= pixel <= 500.001 for pixel in pixels)
    assert pixels == sorted(pixels)


@given(values=PRICES)
def test_zeros_stand_on_a_strip_beside_a_logarithmic_axis(values):
    scale = scale_of(values, "log", 500)
    pixels = [scale.pixel(value) for value in sorted(values)]
    assert all(-0.001 <= pixel <= 500.001 for pixel in pixels)
    assert pixels == sorted(pixels)
    positive = [value for value in values if value > 0]
    if positive and 0 in values:
        assert scale.pixel(0) < scale.pixel(scale.edge) <= min(scale.pixel(value) for value in positive) + 0.001


def test_a_logarithmic_axis_of_nothing_but_zeros_is_linear():
    assert scale_of([0, 0], "log", 500).kind == "linear"


def test_the_strip_has_its_own_tick_and_name():
    drawn = encoding(scale_of([0, 0.1, 10], "log", 500), "Price", 'free "of" charge')
    assert drawn["axis"]["values"][1:] == [0.1, 0.2, 0.5, 1, 2, 5, 10]
    assert '? "free \\"of\\" charge" :' in drawn["axis"]["labelExpr"]


@pytest.mark.parametrize("value", [date(2026, 7, 1), datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 7, 1)])  # noqa: DTZ001
def test_dates_are_midnight_in_utc(value):
    assert as_number(value) == 1_782_864_000_000


def test_a_figure_that_no_float_holds_is_infinite():
    assert as_number(10**400) == float("inf")


@pytest.mark.parametrize(
    ("days", "shown"), [(0.5, "%d %b %H:%M"), (5, "%d %b %Y"), (80, "%d %b %Y"), (110, "%d %b %Y"), (400, "%b %Y")]
)
def test_dates_tell_two_neighbours_apart(days, shown):
    scale = scale_of([1.7e12, 1.7e12 + days * 86_400_000], "time", 800)
    axis = encoding(scale, None)["axis"]
    assert len(set(axis["values"])) == len(axis["values"]) > 1
    assert shown in axis["labelExpr"]
