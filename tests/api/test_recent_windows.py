"""The last windows are found once a generation of their ledger."""

from benchbook.api.recent_windows import MOST_WINDOWS, RecentWindows


class Counted:
    """A ledger that only tells its generation."""

    def __init__(self):
        self.number = 1

    def generation(self):
        return self.number


def asked(recent, ledger, question):
    """Whether the answer had to be found."""
    found = []
    recent.get(ledger, question, lambda: found.append(question) or len(found))
    return bool(found)


def test_a_window_is_found_once_until_the_ledger_changes():
    recent, ledger = RecentWindows(lambda _: True), Counted()
    assert asked(recent, ledger, "a")
    assert not asked(recent, ledger, "a")
    ledger.number += 1
    assert asked(recent, ledger, "a")
    assert asked(recent, Counted(), "a")


def test_only_the_last_ones_are_kept():
    recent, ledger = RecentWindows(lambda _: True), Counted()
    for number in range(MOST_WINDOWS + 1):
        assert asked(recent, ledger, number)
    assert not asked(recent, ledger, MOST_WINDOWS)
    assert asked(recent, ledger, 0)


def test_what_is_too_large_is_not_kept():
    recent, ledger = RecentWindows(lambda _: False), Counted()
    assert asked(recent, ledger, "a")
    assert asked(recent, ledger, "a")
