"""Votes of the log as an audit looks at them."""

from datetime import UTC, date, datetime

import numpy as np
import pyarrow as pa

from benchbook.votes.audit.judgements import (
    COLUMNS,
    HASHED,
    NO_TIME,
    Judgements,
    date_of,
    mixed,
    moment_of,
)
from benchbook.votes.counting.rows import vote_rows
from benchbook.votes.counting.which import Which
from benchbook.votes.schema import LOG

WHEN = datetime(2026, 11, 21, 10, tzinfo=UTC)


def read(*votes, flagged=True):
    """Votes as the log has them, of which only what is said is known."""
    usual = {"vote_key": b"k" * 16, "recorded_at": WHEN, "kind": "vote", "covariates": []}
    rows = [usual | dict(zip(("model_a", "model_b", "winner"), vote[:3], strict=True)) | vote[3] for vote in votes]
    table = pa.Table.from_pylist([{name: row.get(name) for name in LOG.names} for row in rows], schema=LOG)
    return Judgements.of(vote_rows([], [table], Which(flagged=flagged), COLUMNS, hashed=HASHED))


def test_the_model_that_comes_first_by_name_is_first_and_outcomes_turn_with_it():
    found = read(
        ("zeta", "alpha", "model_a", {}),
        ("alpha", "zeta", "model_a", {}),
        ("zeta", "alpha", "tie", {}),
        ("zeta", "alpha", "both_bad", {}),
    )
    assert found.models == ("alpha", "zeta")
    assert found.first.tolist() == [0, 0, 0, 0]
    assert found.second.tolist() == [1, 1, 1, 1]
    assert found.outcome.tolist() == [1, 0, 2, 3]


def test_left_is_told_of_the_first_model_whichever_was_model_a():
    found = read(
        ("alpha", "zeta", "tie", {"side": "left"}),
        ("alpha", "zeta", "tie", {"side": "right"}),
        ("zeta", "alpha", "tie", {"side": "left"}),
        ("zeta", "alpha", "tie", {"side": "right"}),
        ("zeta", "alpha", "tie", {}),
    )
    assert found.left.tolist() == [1, 0, 0, 1, -1]


def test_columns_that_no_vote_has_are_none():
    found = read(("a", "b", "model_a", {}))
    assert [getattr(found, name) for name in ("left", "voter", "prompt", "tournament", "time", "flag")] == [None] * 6


def test_what_some_votes_lack_is_unknown():
    found = read(
        ("a", "b", "model_a", {"voter": "v", "prompt": "p", "tournament": "t", "cast_at": WHEN, "flag": "self_named"}),
        ("a", "b", "model_a", {}),
        ("a", "b", "model_b", {"voter": "w", "prompt": "p"}),
    )
    assert found.voter.tolist() == [0, -1, 1]
    assert [found.name_of_voter(code) for code in (0, 1)] == ["v", "w"]
    assert found.prompt[0] == found.prompt[2] >= 0
    assert found.prompt[1] == found.tournament[1] == -1
    assert found.time.tolist() == [int(WHEN.timestamp()) * 1_000_000, NO_TIME, NO_TIME]
    assert found.flag.tolist() == [1, -1, -1]
    assert len(found.counted) == 2
    assert found.with_flag.outcome.tolist() == [0]


def test_some_of_the_votes_keep_their_columns_together():
    found = read(*[("a", "b", "model_a", {"voter": f"v{row}", "prompt": f"p{row % 2}"}) for row in range(6)])
    some = found.only(np.arange(6) > 3)
    assert [found.name_of_voter(code) for code in some.voter] == ["v4", "v5"]
    assert some.prompt.tolist() == found.prompt[4:].tolist()
    assert found.only(np.ones(6, bool)) is found
    assert len(found.only(np.array([2, 3]))) == 2


def test_mixed_numbers_are_equal_for_equal_rows_alone():
    rng = np.random.default_rng(1)
    one, other = rng.integers(-1, 50, 20_000), rng.integers(-1, 50, 20_000)
    assert len(np.unique(mixed(one, other))) == len(set(zip(one.tolist(), other.tolist(), strict=True)))


def test_days_and_moments_are_utc():
    assert moment_of(int(WHEN.timestamp()) * 1_000_000) == WHEN
    assert date_of(int(WHEN.timestamp()) // 86_400) == date(2026, 11, 21)
    assert date_of(-1) == date(1969, 12, 31)
