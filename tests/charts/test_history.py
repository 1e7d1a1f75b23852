"""Histories: exact prices, solid while seen, and never a line across a break."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
import vl_convert
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from benchbook.charts import Break, LeftOut, Look, Series, Step, dollars_per_million, history, look_for
from benchbook.charts.scales import as_number

START = datetime(2026, 1, 1, tzinfo=UTC)
UNIT = "US dollars per million tokens"


def day(number):
    return START + timedelta(days=number)


def step(value, begins, last_seen, ends=None):
    """Synthetic: a figure by days of 2026."""
    return Step(value=value, begins=day(begins), last_seen=day(last_seen), ends=None if ends is None else day(ends))


def series(*steps, title="Price in", unit=UNIT):
    return Series(title=title, unit=unit, steps=steps)


def stretches(chart):
    """Each piece of a line as (begin, end, old, new, seen) in days."""
    first = as_number(START)
    return [
        (
            (each["begins"] - first) / 86_400_000,
            (each["ends"] - first) / 86_400_000,
            each["old"],
            each["new"],
            each["seen"],
        )
        for each in chart.spec["datasets"]["stretches"]
    ]


def test_a_figure_is_solid_while_it_was_seen_and_faint_until_the_next():
    chart = history([series(step("3", 0, 10, 20), step("2", 20, 30))], (), Look())
    assert stretches(chart) == [(0, 10, 3, 3, True), (10, 20, 3, 3, False), (20, 20, 3, 2, False), (20, 30, 2, 2, True)]


def test_what_was_gone_in_between_is_not_joined():
    chart = history([series(step("3", 0, 10, 15), step("2", 20, 30))], (), Look())
    assert stretches(chart) == [(0, 10, 3, 3, True), (20, 30, 2, 2, True)]


def test_a_break_ends_the_line_of_its_series_only():
    both = [series(step(50, 0, 10, 20), step(40, 20, 30), title=title, unit="") for title in ("one", "two")]
    chart = history(both, [Break(at=day(20), label="method 4.0 to 4.1", series="one")], Look())
    assert [each for each in stretches(chart) if not each[4]] == [(10, 20, 50, 50, False), (20, 20, 50, 40, False)]
    assert [each["text"] for each in chart.spec["datasets"]["marks"]] == ["method 4.0 to 4.1"]


def test_a_break_at_the_very_moment_of_two_sights_parts_them():
    chart = history([series(step(1, 9, 18), step(2, 18, 18))], [Break(at=day(18), label="b")], Look())
    assert stretches(chart) == [(9, 18, 1, 1, True), (18, 18, 2, 2, True)]


@settings(max_examples=60, deadline=None)
@given(
    lengths=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(1, 5)), min_size=1, max_size=8),
    cuts=st.lists(st.integers(0, 120), max_size=4),
)
def test_no_line_ever_crosses_a_break(lengths, cuts):
    steps, now = [], 0
    for seen, unseen, value in lengths:
        steps.append(step(value, now, now + seen, now + seen + unseen))
        now += seen + unseen
    chart = history([series(*steps)], [Break(at=day(cut), label="b") for cut in cuts], Look())
    for begins, ends, old, new, _ in stretches(chart):
        assert not any(begins < cut < ends for cut in cuts)
        assert not (old != new and begins in cuts)


def test_a_single_sight_is_a_visible_point():
    chart = history([series(step(61.5, 0, 0), unit="0 to 100", title="Index")], (), Look())
    assert chart.drawn == 1
    assert 0 < chart.spec["datasets"]["points"][0]["px"] < chart.spec["width"]
    assert vl_convert.vegalite_to_svg(chart.spec).count('aria-roledescription="point"') == 0


def bands(chart):
    """Each corner of a band as (part, day, low, high)."""
    first = as_number(START)
    corners = chart.spec["datasets"]["bands"]
    return [(each["part"], (each["at"] - first) / 86_400_000, each["low"], each["high"]) for each in corners]


def reaching(value, begins, last_seen, ends=None, by=5):
    """Synthetic: a figure with an interval."""
    return replace(step(value, begins, last_seen, ends), low=value - by, high=value + by)


def test_an_interval_is_a_band_as_long_as_its_figure_with_a_whisker_at_the_newest():
    chart = history([series(reaching(50, 0, 10, 20), reaching(60, 20, 30))], (), Look())
    assert bands(chart) == [("0.1", 0, 45, 55), ("0.1", 10, 45, 55), ("0.1", 20, 55, 65), ("0.1", 30, 55, 65)]
    assert [(each["low"], each["high"]) for each in chart.spec["datasets"]["whiskers"]] == [(55, 65)]
    pixels = [each["py"] for each in chart.spec["datasets"]["points"]]
    assert all(0 < each < chart.spec["height"] for each in pixels)


def test_a_band_is_parted_by_breaks_and_gaps():
    steps = (reaching(1, 0, 1, 2), reaching(2, 2, 4, 6), reaching(3, 8, 9))
    chart = history([series(*steps)], [Break(at=day(2), label="b"), Break(at=day(3), label="c")], Look())
    assert [(part, at) for part, at, _, _ in bands(chart)] == [
        *(("0.1", 0), ("0.1", 1)),
        *(("0.2", 2), ("0.2", 3), ("0.3", 3), ("0.3", 4)),
        *(("0.4", 8), ("0.4", 9)),
    ]
    assert len(chart.spec["datasets"]["whiskers"]) == 4


def test_a_figure_without_an_interval_has_no_band():
    chart = history([series(step(50, 0, 10), replace(step(60, 20, 30), low=float("nan"), high=70))], (), Look())
    assert bands(chart) == chart.spec["datasets"]["whiskers"] == []


def test_figures_of_two_units_share_no_axis():
    with pytest.raises(ValueError, match="different units"):
        history([series(step(1, 0, 1)), series(step(1, 0, 1), unit="0 to 100")], (), Look())


def test_variable_prices_are_counted_and_not_drawn():
    chart = history([series(step("-1", 0, 10, 10), step("0", 10, 20), step("what", 20, 30))], (), Look())
    assert chart.left_out == (LeftOut(reason="not_a_number", count=2),)
    assert chart.drawn == 1


def test_the_tooltip_has_the_price_as_it_was_written():
    chart = history([series(step("0.30000000000000004", 0, 10))], (), Look())
    assert chart.spec["datasets"]["points"][0]["facts"] == [["2026-01-01", "0.30000000000000004"]]


@given(price=st.decimals(0, 1, allow_nan=False, allow_infinity=False, places=12))
def test_dollars_per_million_are_exact(price):
    assert Decimal(dollars_per_million(f"{price:f}")) == price * 1_000_000


@pytest.mark.parametrize("price", ["-1", "NaN", "Infinity", "", "a lot"])
def test_no_price_is_no_dollars(price):
    assert dollars_per_million(price) is None


def test_names_of_series_are_apart_and_bounded():
    many = [series(step("1", 0, 10), title=f"Price {number} of something long") for number in range(12)]
    chart = history(many, (), look_for("history", 375, "dark"))
    places = sorted(each["ly"] for each in chart.spec["datasets"]["labels"])
    assert len(places) == 8
    assert all(after - before >= 13.9 for before, after in pairwise(places))
    assert chart.left_out == (LeftOut(reason="beyond_limit", count=4),)


def test_nothing_is_an_empty_plot():
    assert history([], (), Look()).drawn == 0
