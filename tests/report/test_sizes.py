import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchbook.report.sizes import described_sizes

CATALOGUES = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "openrouter"

# Invented sentences in the shapes that catalogues use.
SAID = [
    ("Quill is a 118B total parameter model with 8B active parameters.", "118B", "8B"),
    ("Quill has 41B active parameters out of 975B total. It writes.", "975B", "41B"),
    ("An open 117B-parameter Mixture-of-Experts. It activates 5.1B parameters per forward pass.", "117B", "5.1B"),
    ("A 400B\u2011parameter sparse mixture, 13B active parameters per token.", "400B", "13B"),
    ("It has 1 trillion total parameters, 32 billion active per token.", "1T", "32B"),
    ("A hybrid (671B parameters, 37B active) for everything.", "671B", "37B"),
    ("It's 671B parameters in size, with 37B active in a pass.", "671B", "37B"),
    ("It activates only 11B of its 196B parameters.", "196B", "11B"),
    ("A mixture with 10 billion activated parameters (230 billion total).", "230B", "10B"),
    ("Activating 17 billion parameters out of a total of 109B.", "109B", "17B"),
    ("It has 456 billion parameters, with 45.9 billion parameters activated.", "456B", "45.9B"),
    ("A 120B-parameter open model, activating just 12B parameters.", "120B", "12B"),
    ("A 30B parameter model. It has 30 billion parameters.", "30B", None),
    ("It has 22B active parameters.", None, "22B"),
]
UNSAID = [
    "",
    "A model of 128 experts (8 active) and 1M tokens of context.",
    "It has 30B total parameters. It has 32B parameters.",
    "It has 3B active parameters, and 4B activated parameters.",
    "It has 8B active parameters out of 8B total.",
    "Better than a 70B-parameter model.",
    "Distilled from a 671B parameter model, 37B active.",
    "A family of models from 3B parameters on.",
    "Its vision encoder has 2B parameters.",
    "Trained on 15 trillion total tokens, 15T tokens in sum.",
    "It costs $3B total, has 2 million active users and 1.5.2B parameters.",
    "Between 2B-4B total.",
    "Quill 30B is small, Quill-8B smaller.",
]


@pytest.mark.parametrize(("said", "total", "active"), SAID, ids=lambda value: str(value)[:30])
def test_plain_words_give_sizes(said, total, active):
    sizes = described_sizes(said)
    assert (sizes.total, sizes.active) == (total, active)
    assert sizes.words


@pytest.mark.parametrize("said", UNSAID)
def test_what_is_not_plain_stays_unknown(said):
    sizes = described_sizes(said)
    assert (sizes.total, sizes.active, sizes.words) == (None, None, ())


@given(st.text(alphabet="13B .-activetolprmsubg", max_size=300))
def test_an_active_size_is_always_below_the_total(text):
    sizes = described_sizes(text)
    if sizes.total and sizes.active:
        assert float(sizes.active[:-1]) < float(sizes.total[:-1])


def test_a_long_description_is_read_in_time():
    assert described_sizes("activates only about 3B " * 40_000).total is None


@pytest.mark.parametrize("day", ["2026-07-22", "2026-01-29"])
def test_no_size_read_contradicts_the_size_in_a_real_name(day):
    path = CATALOGUES / f"models-{day}.json"
    if not path.exists():
        pytest.skip("the real catalogue is not here")
    read = 0
    for entry in json.loads(path.read_bytes())["data"]:
        sizes = described_sizes(entry["description"])
        name = entry["id"].partition("/")[2].partition(":")[0].upper().split("-")
        read += sizes.active is not None
        named = next((float(word[1:-1]) for word in name if word[:1] == "A" and word[1:-1].isdigit()), None)
        if named and sizes.active:
            assert abs(float(sizes.active[:-1]) - named) <= 0.6, entry["id"]
        whole = next((float(word[:-1]) for word in name if word[-1:] == "B" and word[:-1].isdigit()), None)
        if whole and sizes.total:
            assert abs(float(sizes.total[:-1]) - whole) <= 0.03 * whole + 1, entry["id"]
    assert read >= 25
