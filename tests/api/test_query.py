"""Query strings: whatever comes, a noun or one clear refusal."""

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchbook.api.benchmarks import BenchmarksQuery
from benchbook.api.catalogue import ModelsQuery
from benchbook.api.query import canonical, parameters, read_query
from benchbook.errors import BadParameter, RequestError

NAMES = [parameter.name for parameter in parameters(BenchmarksQuery)]


def read_or_refused(raw):
    try:
        return read_query(raw, BenchmarksQuery)
    except RequestError as error:
        return error


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw):
    assert isinstance(read_or_refused(raw), BenchmarksQuery | RequestError)


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.text(max_size=20)), max_size=4))
def test_any_values_are_read_or_refused_by_name(pairs):
    outcome = read_or_refused(urlencode(pairs).encode())
    if isinstance(outcome, BadParameter):
        assert any(f"parameter {name!r}" in str(outcome) for name, _ in pairs)
    else:
        assert all(value for _, value in pairs)


@given(st.text(min_size=1, max_size=40))
def test_free_text_arrives_as_it_was_sent(text):
    read = read_query(urlencode({"category": text}).encode(), BenchmarksQuery)
    assert read.category == text


@given(st.permutations(["source=openrouter", "max_results=3", "include_run_config=1", "category=%33d", "other=1"]))
def test_order_and_spelling_do_not_change_what_is_asked(pieces):
    read = read_query("&".join(pieces).encode(), BenchmarksQuery)
    plain = read_query(b"source=openrouter&max_results=3&include_run_config=true&category=3d", BenchmarksQuery)
    assert canonical(read) == canonical(plain)


def test_what_a_parameter_takes_is_said():
    expected = {parameter.name: parameter.expected for parameter in parameters(ModelsQuery)}
    assert expected["offset"] == "a whole number at least 0"
    assert expected["limit"] == "a whole number at least 1 and at most 1000"
    assert expected["as_of"] == "a date (2026-07-22) or an instant (2026-07-22T10:00:00Z)"
    assert list(expected)[-2:] == ["as_of", "known_at"]
    by_name = {parameter.name: parameter for parameter in parameters(BenchmarksQuery)}
    assert by_name["source"].expected == "one of artificial-analysis, design-arena, openrouter"
    assert by_name["include_run_config"].kind == "flag"


def test_a_refusal_shows_the_value_shortened():
    with pytest.raises(BadParameter) as caught:
        read_query(b"source=" + b"x" * 1000, BenchmarksQuery)
    assert len(str(caught.value)) < 250
