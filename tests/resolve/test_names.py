import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchbook.model import Configuration
from benchbook.resolve import normalise, packaged_facts
from benchbook.resolve.names import split_brackets, split_trailing

WORDS = packaged_facts().vocabulary


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


@pytest.mark.parametrize(
    ("name", "base", "configuration"),
    [
        ("Lumen 5 (high)", "lumen 5", Configuration(effort="high")),
        ("Lumen 5 (xhigh)", "lumen 5", Configuration(effort="xhigh")),
        ("Lumen 5 (Reasoning)", "lumen 5", Configuration(mode="reasoning")),
        ("Lumen 5 (Non-reasoning, Low Effort)", "lumen 5", Configuration(mode="non-reasoning", effort="low")),
        ("Lumen 5 (Adaptive Reasoning, Max Effort)", "lumen 5", Configuration(mode="adaptive", effort="max")),
        (
            "Lumen 5 (Adaptive Reasoning, Max Effort, Lumen 4 Fallback)",
            "lumen 5",
            Configuration(mode="adaptive", effort="max", harness="Lumen 4 Fallback"),
        ),
        ("Lumen 5 (Sep '25) (Reasoning)", "lumen 5 sep 25", Configuration(mode="reasoning")),
    ],
)
def test_brackets_that_say_how_a_model_ran_are_split_off(name, base, configuration):
    split = split_brackets(name, WORDS)
    assert split is not None
    assert (split.base, split.configuration) == (base, configuration)


@pytest.mark.parametrize("name", ["Lumen 5", "Lumen 5 (Sep '25)", "Lumen 5 (Preview, high)", "Lumen (high) 5"])
def test_other_brackets_belong_to_the_name(name):
    assert split_brackets(name, WORDS) is None


@pytest.mark.parametrize(
    ("slug", "base", "configuration"),
    [
        ("lumen-5-thinking", "lumen 5", Configuration(mode="reasoning")),
        ("lumen-5-non-reasoning", "lumen 5", Configuration(mode="non-reasoning")),
        ("lumen-5-non-reasoning-low", "lumen 5", Configuration(mode="non-reasoning", effort="low")),
        ("lumen-5-xhigh", "lumen 5", Configuration(effort="xhigh")),
    ],
)
def test_trailing_words_of_slugs_are_split_off(slug, base, configuration):
    split = split_trailing(slug, WORDS)
    assert split is not None
    assert (split.base, split.configuration) == (base, configuration)


@pytest.mark.parametrize("slug", ["lumen-5-max", "lumen-medium", "lumen-mini", "thinking"])
def test_words_that_also_name_tiers_are_not_split_off(slug):
    assert split_trailing(slug, WORDS) is None


def test_deeply_bracketed_names_end_quickly():
    assert split_brackets("(" * 500 + "high" + ")" * 500, WORDS) is None
