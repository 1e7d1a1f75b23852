from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from report_ledger import model

from benchbook.model import PriceOverride, Prices
from benchbook.report.architecture import architecture
from benchbook.report.catalogue import Catalogue, per_million, short_name
from benchbook.report.contexts import context_buckets


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, (None, None, None)),
        ({"hugging_face_id": "Inkwell/Quill-30B-A3B-BF16"}, (True, "30B", "3B")),
        ({"name": "Inkwell: Quill 235B A22B"}, (True, "235B", "22B")),
        ({"name": "Inkwell: Quill A3.5B"}, (True, None, "3.5B")),
        ({"name": "Inkwell: Quill2a3b"}, (None, None, None)),
        ({"name": "Inkwell: Quill 8B"}, (None, None, None)),
        ({"description": "A Mixture-of-Experts model."}, (True, None, None)),
        ({"description": "A small MoE."}, (True, None, None)),
        ({"description": "A dense model, not a mixture of experts."}, (None, None, None)),
        ({"description": "A non-MoE model of Moesia."}, (None, None, None)),
        ({"is_moe": False, "name": "Inkwell: Quill 30B A3B"}, (False, None, None)),
        ({"total_parameters": "36B"}, (None, "36B", None)),
        ({"total_parameters": "36B", "description": "An MoE, 30B total parameters."}, (True, "36B", None)),
        ({"is_moe": True, "description": "An MoE, 30B total parameters."}, (True, "30B", None)),
        ({"is_moe": False, "description": "30B total, 3B active parameters."}, (False, None, None)),
        ({"description": "A model of 30B total parameters, 3B active."}, (True, "30B", "3B")),
        ({"description": "It has 3B active parameters."}, (True, None, "3B")),
        ({"description": "A 30B-parameter model."}, (None, None, None)),
        ({"description": "A dense model; others have 30B total, 3B active parameters."}, (None, None, None)),
        ({"name": "Inkwell: Quill 30B A3B", "description": "31B total, 4B active parameters."}, (True, "30B", "3B")),
        ({"is_moe": True, "total_parameters": "1T", "active_parameters": "32B"}, (True, "1T", "32B")),
    ],
)
def test_a_mixture_of_experts_is_told_by_facts_name_or_description(fields, expected):
    known = architecture(model("inkwell/quill", **fields).model)
    assert (known.is_moe, known.total_parameters, known.active_parameters) == expected


def test_an_active_size_in_the_id_tells_both_sizes():
    known = architecture(model("inkwell/quill-80b-a3b-thinking:free").model)
    assert (known.total_parameters, known.active_parameters) == ("80B", "3B")
    assert known.evidence == "its name says 80b-a3b"


@pytest.mark.parametrize(
    ("lengths", "expected"),
    [
        ([1_000_000, 1_048_576, 10_000_000], [("1M and more", 3)]),
        ([256_000, 262_144], [("256K-262K", 2)]),
        ([262_144, 400_000], [("262K-400K", 2)]),
        ([131_072], [("128K-131K", 1)]),
        ([131_072, 200_000], [("131K-200K", 2)]),
        ([200_000], [("200K", 1)]),
        ([40_000, 8192, 512], [("40K", 1), ("512-8K", 2)]),
        ([None, 0], [("0", 1), ("unknown", 1)]),
    ],
)
def test_buckets_show_their_members_range(lengths, expected):
    buckets = context_buckets((f"m{index}", tokens) for index, tokens in enumerate(lengths))
    assert [(bucket.label, len(bucket.models)) for bucket in buckets] == expected


@given(st.lists(st.none() | st.integers(-5, 10**8)))
def test_every_model_is_in_exactly_one_bucket(lengths):
    members = [(f"m{index}", tokens) for index, tokens in enumerate(lengths)]
    held = [label for bucket in context_buckets(members) for label in bucket.models]
    assert sorted(held) == sorted(label for label, _ in members)


@pytest.mark.parametrize(
    ("amount", "expected"),
    [("0.0000005", "0.5"), ("0", "0"), ("0.00001", "10"), ("1", "1000000"), ("1e9999999", None), ("free", None)],
)
def test_per_million_is_exact(amount, expected):
    assert per_million(amount) == expected


@given(st.decimals(min_value=0, max_value=1000, places=30))
def test_per_million_equals_exact_arithmetic(amount):
    assert Fraction(per_million(f"{amount:f}")) == Fraction(amount) * 1_000_000


def test_prices_say_what_they_are_for():
    prices = Prices(
        by_kind={"prompt": "0.000002", "request": "0.01", "completion": "-1"},
        overrides=(PriceOverride(prices={"prompt": "0.000004"}, min_prompt_tokens=200_000),),
    )
    state = model("inkwell/quill")
    priced = replace(state, model=replace(state.model, prices=prices))
    facts = Catalogue([priced]).facts("inkwell/quill")
    told = [(price.kind, price.amount, price.unit, price.per_million) for price in facts.prices]
    assert told == [
        ("prompt", "0.000002", "token", "2"),
        ("completion", None, "token", None),
        ("request", "0.01", "piece", None),
    ]
    assert facts.price_conditions[0].condition == "prompts of 200,000 tokens and more"
    assert facts.price_conditions[0].prices[0].per_million == "4"


def test_prices_come_in_the_order_of_asking():
    shuffled = ["web_search", "input_cache_write_1h", "audio", "input_cache_write", "input_cache_read", "completion"]
    facts = Catalogue([model("inkwell/quill", prices=dict.fromkeys([*shuffled, "prompt"], "0.1"))]).facts(
        "inkwell/quill"
    )
    assert [price.kind for price in facts.prices] == [
        "prompt",
        "completion",
        "input_cache_read",
        "input_cache_write",
        "input_cache_write_1h",
        "web_search",
        "audio",
    ]


def test_aliases_are_no_entries_and_odd_times_are_unknown():
    catalogue = Catalogue([model("~inkwell/quill-latest"), model("inkwell/quill", created=10**15)])
    assert catalogue.facts("~inkwell/quill-latest") is None
    assert catalogue.facts("inkwell/quill").created is None


def test_a_short_name_is_without_the_maker():
    assert [short_name(name) for name in ("Inkwell: Quill 2", "Quill", "Inkwell: ")] == [
        "Quill 2",
        "Quill",
        "Inkwell: ",
    ]
