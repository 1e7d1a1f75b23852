"""Release dates: every spelling says as much as it says, and no more."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchbook.resolve.dates import agree, compact_date, month_date, spelled_date, tells_day, written

WHOLE = ((2025, 9, 29),)
MONTH = ((2025, 9, None),)
DAY = ((None, 9, 29),)


@pytest.mark.parametrize(
    ("digits", "meanings"),
    [
        ("20250929", WHOLE),
        ("250929", WHOLE),
        ("202509", MONTH),
        ("2509", MONTH),
        ("0929", DAY),
        ("1231", ((None, 12, 31),)),
        ("2025", ((2025, None, None),)),
        ("2212", ((2022, 12, None),)),
        ("3912", ((2039, 12, None),)),
    ],
)
def test_unbroken_digits(digits, meanings):
    assert compact_date(digits) == meanings


@pytest.mark.parametrize(
    "digits",
    [
        *("", "9", "29", "929", "1632", "0000", "1300", "0032", "2513", "2113", "4001", "25.9", "v2509"),
        *("20251301", "20250932", "20210101", "20401201", "202513", "99999999", "20250", "2025092", "202509291"),
        *("٢٥٠٩", "²⁵⁰⁹"),
    ],
)
def test_digits_that_are_no_date(digits):
    assert compact_date(digits) == ()


@pytest.mark.parametrize(
    ("numbers", "length", "meanings"),
    [
        (["2025", "09", "29"], 3, WHOLE),
        (["2025", "09"], 2, MONTH),
        (["09", "2025"], 2, MONTH),
        (["09", "29"], 2, ((None, 9, 29), (2029, 9, None))),
        (["06", "05"], 2, ((None, 6, 5),)),
        (["03", "25"], 2, ((None, 3, 25), (2025, 3, None))),
        (["2025", "09", "29", "7"], 3, WHOLE),
        (["2025", "09", "7"], 2, MONTH),
        (["09", "2025", "5"], 2, MONTH),
    ],
)
def test_numbers_with_breaks_between(numbers, length, meanings):
    assert spelled_date(numbers) == (length, meanings)


@pytest.mark.parametrize(
    "numbers", [[], ["2025"], ["3", "5"], ["13", "45"], ["2025", "13"], ["9", "2025"], ["2025", "9"], ["a", "b"]]
)
def test_numbers_that_are_no_date(numbers):
    assert spelled_date(numbers) == (0, ())


@pytest.mark.parametrize(("year", "told"), [(None, None), (25, 2025), (2025, 2025)])
def test_months_by_name(year, told):
    assert month_date(9, year) == ((told, 9, None),)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (WHOLE, WHOLE, True),
        (WHOLE, MONTH, True),
        (WHOLE, DAY, True),
        (MONTH, DAY, True),
        (WHOLE, ((2025, 9, 30),), False),
        (WHOLE, ((2024, 9, 29),), False),
        (MONTH, ((2025, 8, None),), False),
        (DAY, ((None, 9, 30),), False),
        (DAY, ((None, 10, 29),), False),
        (((2025, None, None),), MONTH, False),
        (((None, 3, 25), (2025, 3, None)), ((2025, 3, 7),), False),
        (((None, 3, 25), (2025, 3, None)), ((2025, 3, None),), True),
        (((None, 3, 25), (2025, 3, None)), ((2024, 3, 25),), True),
        (((None, 3, 25), (2025, 3, None)), ((2024, 3, 7),), False),
        ((), WHOLE, False),
    ],
)
def test_dates_agree_where_nothing_that_both_say_differs(first, second, same):
    assert agree(first, second) is same
    assert agree(second, first) is same


def test_two_dates_of_two_numbers_agree_in_one_and_the_same_meaning():
    """``04-28`` may be a day of April or April 2028, but not one beside ``04-29`` and the other beside it."""
    _, first = spelled_date(["04", "28"])
    _, second = spelled_date(["04", "29"])
    assert agree(first, first)
    assert not agree(first, second)


def test_the_day_is_told_only_if_every_meaning_tells_it():
    assert tells_day(WHOLE)
    assert tells_day(DAY)
    assert not tells_day(MONTH)
    assert not tells_day(((None, 3, 25), (2025, 3, None)))


@pytest.mark.parametrize(
    ("dates", "text"),
    [
        ([WHOLE], "2025-09-29"),
        ([MONTH], "2025-09"),
        ([DAY], "XXXX-09-29"),
        ([((None, 9, None),)], "XXXX-09"),
        ([((2025, None, None),)], "2025"),
        ([DAY, MONTH], "2025-09-29"),
        ([], None),
    ],
)
def test_dates_are_written_as_far_as_they_are_known(dates, text):
    assert written(dates) == text


@given(st.text(max_size=12))
def test_any_text_is_a_date_or_not(text):
    for year, month, day in compact_date(text):
        assert year is None or 2022 <= year <= 2039
        assert month is None or 1 <= month <= 12
        assert day is None or 1 <= day <= 31
    length, _ = spelled_date(text.split("-"))
    assert length in {0, 2, 3}


@given(st.dates(min_value=date(2022, 1, 1), max_value=date(2039, 12, 31)))
def test_all_spellings_of_a_day_agree(day):
    spellings = [compact_date(day.strftime(form)) for form in ("%Y%m%d", "%y%m%d", "%Y%m", "%y%m", "%m%d")]
    spellings += [spelled_date(day.strftime(form).split("-"))[1] for form in ("%Y-%m-%d", "%Y-%m", "%m-%Y", "%m-%d")]
    spellings.append(month_date(day.month, day.year))
    assert all(spellings)
    assert all(agree(first, second) for first in spellings for second in spellings)
