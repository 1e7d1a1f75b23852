"""What an own arena's board tells as news when it is rated again: not every breath of it."""

import pytest
from changed_ledger import catalogue, day, entry, told
from tests.rated_board import publish_board, rated

from benchbook.changes import model_history
from benchbook.store import open_store


@pytest.fixture
def store(tmp_path):
    """Lumen at 1010, with an interval from 990.4 to 1029.6."""
    with open_store(str(tmp_path / "book.db")) as opened:
        catalogue(opened, 1, entry("lumen"), entry("quill"))
        publish_board(opened, rated("Lumen", 1010), rated("Quill", 990), rated_at=day(2))
        yield opened


def news(store):
    return [(each.kind, each.model_id, each.metric) for each in told(store, since=day(2))]


def test_a_rating_that_stays_within_its_interval_is_no_news(store):
    publish_board(store, rated("Lumen", 1029), rated("Quill", 971), rated_at=day(3))
    publish_board(store, rated("Lumen", 1045), rated("Quill", 955), rated_at=day(4))
    assert news(store) == []


def test_one_that_leaves_it_is_told_with_what_moved_with_it(store):
    publish_board(store, rated("Lumen", 1030), rated("Quill", 989), rated_at=day(3))
    assert news(store) == [("score", "acme/lumen", "elo"), ("score", "acme/lumen", "win_rate")]


def test_who_comes_and_goes_is_always_told(store):
    publish_board(store, rated("Lumen", 1011), rated_at=day(3))
    publish_board(store, rated("Lumen", 1011), rated("Quill", 990), rated_at=day(4))
    assert news(store) == [("score-went", "acme/quill", None), ("score-came", "acme/quill", None)]


def test_a_change_of_method_is_told_once_however_little_it_moved(store):
    publish_board(store, rated("Lumen", 1011), rated("Quill", 989), rated_at=day(3), method={"version": "another"})
    (only,) = told(store, since=day(2))
    assert (only.kind, only.board, only.count, only.new) == ("re-based", "mine/overall", 2, "another")


def test_the_history_has_every_rating_all_the_same(store):
    publish_board(store, rated("Lumen", 1011), rated("Quill", 989), rated_at=day(3))
    past = store.over_time(lambda timeline, _: model_history(timeline, "acme/lumen"))
    assert [each.value for each in past.scores if each.metric == "elo"] == [1010, 1011]
    assert {each.metric for each in past.scores} == {"elo", "win_rate"}
