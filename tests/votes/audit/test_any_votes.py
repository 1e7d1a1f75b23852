"""Whatever the votes are, an audit ends with figures that are figures, or says that there is nothing to audit."""

import math

import msgspec
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from simulated import DAY, START, audit

from benchbook.errors import NotRatable
from benchbook.votes.audit import Judgements, audit_lines
from benchbook.votes.audit.judgements import NO_TIME


@st.composite
def any_votes(draw):
    """Up to 300 votes on few models by few voters, of which anything may be unknown."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    number, models, voters = draw(st.integers(0, 300)), draw(st.integers(2, 7)), draw(st.integers(1, 8))
    first = rng.integers(0, models - 1, number)
    second = rng.integers(first + 1, models)
    likely = draw(st.sampled_from([(1, 0, 0, 0), (0.4, 0.4, 0.1, 0.1), (0, 0, 1, 0), (0, 0, 0, 1), (0.9, 0, 0, 0.1)]))
    unknown = draw(st.sampled_from([0.0, 0.3, 1.0]))
    gone = rng.random(number) < unknown

    def perhaps(column):
        return column if draw(st.booleans()) else None

    spread = draw(st.sampled_from([1, DAY, 400 * DAY]))
    return Judgements(
        models=tuple(f"m{place}" for place in range(models)),
        first=first.astype(np.int32),
        second=second.astype(np.int32),
        outcome=rng.choice(4, number, p=likely).astype(np.int8),
        left=perhaps(np.where(gone, -1, rng.integers(0, 2, number)).astype(np.int8)),
        voter=perhaps(np.where(gone, -1, rng.integers(0, voters, number)).astype(np.int32)),
        voters=pa.array([f"v{code}" for code in range(voters)]),
        prompt=perhaps(np.where(gone, -1, rng.integers(0, draw(st.integers(1, 300)), number))),
        tournament=perhaps(np.where(gone, -1, rng.integers(0, 50, number))),
        time=perhaps(np.where(gone, NO_TIME, START + rng.integers(0, spread, number))),
        flag=perhaps(rng.choice([-1, -1, -1, 0, 1], number).astype(np.int8)),
    )


def figures(value):
    """Every number of a document."""
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from figures(getattr(value, name))
    elif isinstance(value, tuple):
        for each in value:
            yield from figures(each)
    elif isinstance(value, float):
        yield value


@given(votes=any_votes(), placed=st.booleans(), cap=st.integers(1, 60))
@settings(max_examples=120, deadline=None)
def test_any_votes_are_audited_or_refused(votes, placed, cap):
    basis = "placements" if placed else "votes"
    counts = votes.outcome < 3 if votes.flag is None else (votes.outcome < 3) & (votes.flag < 0)
    if not counts.any():
        with pytest.raises(NotRatable, match="nothing to audit"):
            audit(votes, basis=basis, cap=cap)
        return
    found = audit(votes, basis=basis, cap=cap)
    assert [value for value in figures(found) if not math.isfinite(value)] == []
    assert all(0 <= finding.chance <= 1 for finding in found.findings if finding.chance is not None)
    assert all("nan" not in line.split() for line in audit_lines(found))


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_few_votes_are_audited_or_refused(number):
    one = Judgements(
        models=("a", "b"),
        first=np.zeros(number, np.int32),
        second=np.ones(number, np.int32),
        outcome=np.zeros(number, np.int8),
    )
    if number == 0:
        with pytest.raises(NotRatable, match="no votes, so that there is nothing to audit"):
            audit(one)
    else:
        assert audit(one).verdict == "fine"
