"""Costs are exact sums of prices and counts; what is not priced is never a number."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchbook.catalogue import Usage, cost_of
from benchbook.model import PriceOverride, Prices

PRICES = Prices(by_kind={"prompt": "0.000001", "completion": "0.000004", "input_cache_read": "0.0000001"})

written = st.decimals(min_value=0, max_value="0.001", places=30).map(lambda price: f"{price:f}")
counts = st.integers(0, 10**12)


def usages():
    return st.builds(
        lambda cached, rest, completion, requests: Usage(
            prompt=cached + rest, cached=cached, completion=completion, requests=requests
        ),
        counts,
        counts,
        counts,
        st.integers(1, 10**9),
    )


@given(written, written, written, usages())
def test_a_cost_is_the_exact_sum(prompt, completion, cached, usage):
    prices = Prices(by_kind={"prompt": prompt, "completion": completion, "input_cache_read": cached})
    expected = usage.requests * (
        Fraction(prompt) * (usage.prompt - usage.cached)
        + Fraction(cached) * usage.cached
        + Fraction(completion) * usage.completion
    )
    found = cost_of(prices, usage)
    assert Fraction(found.dollars) == expected
    assert sum(Fraction(part.dollars) for part in found.parts) == expected
    assert found.missing == {}


@given(usages(), st.integers(1, 1000))
def test_more_requests_cost_that_many_times_as_much(usage, times):
    once = cost_of(PRICES, Usage(prompt=usage.prompt, cached=usage.cached, completion=usage.completion))
    many = cost_of(PRICES, Usage(prompt=usage.prompt, cached=usage.cached, completion=usage.completion, requests=times))
    assert many.dollars == once.dollars * times


@given(usages())
def test_what_is_used_and_not_priced_leaves_no_number(usage):
    found = cost_of(Prices(by_kind={"prompt": "-1", "completion": "0.000001"}), usage)
    variable, unknown = usage.prompt > usage.cached, usage.cached > 0
    assert (found.dollars is None) == (variable or unknown)
    assert found.missing == (
        ({"prompt": "variable"} if variable else {}) | ({"input_cache_read": "unknown"} if unknown else {})
    )


def test_free_is_nothing_and_not_unknown():
    assert cost_of(Prices(by_kind={"prompt": "0", "completion": "0"}), Usage(prompt=5, completion=5)).dollars == 0
    assert cost_of(Prices(), Usage(prompt=5)).dollars is None


def test_a_fee_is_counted_where_one_is_listed():
    fee = Prices(by_kind={"prompt": "0.000001", "request": "0.01"})
    assert cost_of(fee, Usage(prompt=1_000_000, requests=3)).dollars == Decimal("3.03")


def test_prices_of_a_large_prompt_hold_from_their_size_on():
    prices = Prices(
        by_kind=PRICES.by_kind,
        overrides=(
            PriceOverride(prices={"prompt": "0.000002"}, min_prompt_tokens=100),
            PriceOverride(prices={"prompt": "0.000003"}, min_prompt_tokens=200),
        ),
    )
    below, first, second = (cost_of(prices, Usage(prompt=size, completion=1)) for size in (99, 100, 200))
    assert (below.dollars, below.least_prompt) == (Decimal("0.000103"), None)
    assert (first.dollars, first.least_prompt) == (Decimal("0.000204"), 100)
    assert (second.dollars, second.least_prompt) == (Decimal("0.000604"), 200)


def test_prices_of_a_time_of_day_are_told_beside_the_usual_ones():
    prices = Prices(
        by_kind=PRICES.by_kind,
        overrides=(
            PriceOverride(prices={"prompt": "0.000002"}, utc_start="1630", utc_end="0030"),
            PriceOverride(prices={"prompt": "0.000009"}, utc_start="0100", min_prompt_tokens=10**6),
        ),
    )
    found = cost_of(prices, Usage(prompt=1000))
    assert found.dollars == Decimal("0.001")
    assert [(each.start, each.end, each.dollars) for each in found.windows] == [("1630", "0030", Decimal("0.002"))]


def test_more_cached_than_there_is_is_refused():
    with pytest.raises(ValueError, match="more tokens"):
        cost_of(PRICES, Usage(prompt=1, cached=2))


@pytest.mark.parametrize("turned", [1, -1])
def test_the_condition_for_the_largest_prompts_holds_in_whatever_order_they_are_listed(turned):
    steps = [PriceOverride(min_prompt_tokens=least, prices={"prompt": price}) for least, price in STEPS]
    found = cost_of(Prices(by_kind={"prompt": "0.000001"}, overrides=tuple(steps[::turned])), Usage(prompt=200_000))
    assert (found.dollars, found.least_prompt) == (Decimal("0.6"), 128_000)


STEPS = ((32_000, "0.000002"), (128_000, "0.000003"), (256_000, "0.000009"))
