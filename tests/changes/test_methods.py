"""Which changes of method lie between two observations."""

from datetime import UTC, datetime

import pytest

from benchbook.changes.methods import Method, Versions, rebased, rebases


def seen(month, day, stated=None, via=None, metric="coding_index", board="indices"):
    at = datetime(2026, month, day, tzinfo=UTC)
    return Method("artificial-analysis", via, board, metric, stated, at)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (seen(6, 1, "4.1"), seen(7, 1, "4.1"), None),
        (seen(7, 1, "4.1"), seen(7, 2, "4.2"), Versions("4.1", "4.2")),
        (seen(5, 1), seen(7, 1), Versions("4.0", "4.1")),
        (seen(5, 1), seen(7, 1, "4.1"), Versions("4.0", "4.1")),
        (seen(6, 30, "4.1"), seen(7, 22), None),
        (seen(6, 5), seen(6, 20), Versions("4.0", "4.1")),
        (seen(5, 1), seen(5, 2), None),
        (seen(5, 1), seen(10, 2), Versions("4.0", "4.3")),
        (seen(6, 16, via="openrouter"), seen(7, 22, via="openrouter"), Versions("4.0", "4.1")),
        (seen(6, 20, via="openrouter"), seen(7, 1, via="openrouter"), Versions("4.0", "4.1")),
        (seen(7, 22, via="openrouter"), seen(8, 20, via="openrouter"), None),
        (
            seen(6, 16, via="openrouter", metric="intelligence_index"),
            seen(7, 22, via="openrouter", metric="intelligence_index"),
            None,
        ),
        (seen(5, 1, board="evaluations"), seen(7, 1, board="evaluations"), None),
    ],
)
def test_changes_of_method(old, new, expected):
    assert rebased(old, new) == expected


def test_facts_are_in_order_and_their_days_make_sense():
    known = rebases()
    assert len(known) >= 4
    assert all(rebase.after < rebase.until and rebase.old != rebase.new and rebase.origin for rebase in known)
