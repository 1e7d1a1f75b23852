"""Texts in pictures: what is measured is bounded, what is hidden is gone."""

import unicodedata

import pytest
from chart_page import HOSTILE
from hypothesis import given
from hypothesis import strategies as st

from benchbook.charts.lettering import clean, shorten, width


@given(text=st.text(max_size=400), most=st.integers(20, 300))
def test_a_shortened_text_fits_and_says_that_it_is_shortened(text, most):
    short = shorten(text, 12, most)
    assert width(short, 12) <= most
    assert short == clean(text) or short.endswith("…")


@given(text=st.text(max_size=200))
def test_clean_texts_have_one_line_and_no_hidden_marks(text):
    whole = clean(text)
    assert clean(whole) == whole
    assert not {unicodedata.category(letter) for letter in whole} & {"Cc", "Cs", "Zl", "Zp"}
    assert not set(whole) & set("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_fit_a_label(name):
    assert 0 < width(shorten(name, 12, 120), 12) <= 120


def test_widths_are_those_of_the_font():
    assert width("GPT-5 (high)", 12) == pytest.approx(
        12 * (778 + 667 + 611 + 333 + 556 + 278 + 333 + 556 + 222 + 556 + 556 + 333) / 1000
    )
    assert width("é", 10) == width("e", 10)
