import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchbook.resolve import normalise


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("Lumen-4.1 Pro", "lumen 4 1 pro"),
        ("lumen_4.1-PRO", "lumen 4 1 pro"),
        ("author/lumen-4.1:free", "author lumen 4 1 free"),
        ("Order R+", "order r +"),
        ("ＬＵＭＥＮ", "lumen"),  # noqa: RUF001 full-width letters are the point
        ("", ""),
    ],
)
def test_normalise_takes_case_and_punctuation_alone(written, normal):
    assert normalise(written) == normal


@given(st.text(max_size=60))
def test_normalise_is_idempotent(text):
    once = normalise(text)
    assert normalise(once) == once


def test_plus_tells_models_apart():
    assert normalise("Order R+") != normalise("Order R")
