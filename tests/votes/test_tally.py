"""Counts that are gathered equal counting one vote at a time, however the votes are cut into tables."""

from collections import Counter

import pyarrow as pa
import pytest
from ballots import ballot, counted, table
from hypothesis import given, settings
from hypothesis import strategies as st

from benchbook.votes.log import tally
from benchbook.votes.log.tally import Tally
from benchbook.votes.schema import KINDS, WINNERS

MODELS = ["Z", "acme/one", "birch/two", "birch/two (high)", "ünï"]

BALLOTS = st.lists(
    st.builds(
        lambda pair, **told: ballot(a=pair[0], b=pair[1], **told),
        pair=st.permutations(MODELS).map(lambda order: order[:2]),
        winner=st.sampled_from(WINNERS),
        kind=st.sampled_from(KINDS),
        category=st.sampled_from([None, "coding", "poetry"]),
        flag=st.sampled_from([None, None, "names_visible"]),
    ),
    max_size=30,
)


def folded(cells):
    found = {}
    for cell in cells:
        assert cell.model_a < cell.model_b
        counts = found.setdefault((cell.kind, cell.category), Counter())
        for outcome, count in zip(WINNERS, cell[4:], strict=True):
            if count:
                counts[cell.model_a, cell.model_b, outcome] += count
    return found


@settings(max_examples=100, deadline=None)
@given(BALLOTS, st.lists(st.integers(0, 30), max_size=4), st.sampled_from([2, 250_000]))
def test_a_tally_is_the_counting_of_every_vote(ballots, cuts, most_rows):
    whole = table(ballots)
    gathered = Tally()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tally, "MOST_ROWS", most_rows)
        for begin, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(ballots)], strict=True):
            gathered.add(whole.slice(begin, max(0, end - begin)))
    assert folded(gathered.take()) == counted(ballots)
    assert list(gathered.take()) == []


def test_tables_with_other_dictionaries_are_counted_by_their_words():
    gathered, ballots = Tally(), [ballot(a="x", b="y"), ballot(a="y", b="x"), ballot(a="b", b="a", category="c")]
    for each in ballots:
        gathered.add(table([each]))
    gathered.add(pa.concat_tables([table([each]) for each in ballots]))
    assert folded(gathered.take()) == counted(ballots * 2)


@pytest.mark.parametrize(
    ("bound", "value"), [("_MOST_CELLS", 3), ("_MOST_MODELS", 500_002), ("_MOST_CATEGORIES", 250_001)]
)
def test_a_tally_asks_to_be_emptied_before_it_is_too_large(monkeypatch, bound, value):
    gathered = Tally()
    assert not gathered.is_full
    monkeypatch.setattr(tally, bound, value)
    gathered.add(table([ballot(a="x", b="y", category="c"), ballot(a="x", b="z")]))
    assert gathered.is_full
    assert folded(gathered.take())
    assert not gathered.is_full
