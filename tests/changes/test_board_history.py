"""A board through time: every reading of a few, evenly spaced ones of many, and each change of method between."""

from datetime import timedelta

import pytest
from changed_ledger import catalogue, day, entry
from tests.rated_board import publish_board, rated

from benchbook.changes import board_history
from benchbook.model import Moment
from benchbook.store import Board, open_store

MINE = Board("arena", "mine/overall")


@pytest.fixture
def store(tmp_path):
    with open_store(str(tmp_path / "book.db")) as opened:
        catalogue(opened, 1, entry("lumen"))
        yield opened


def told(store, *names, **asked):
    return store.over_time(lambda timeline, _: board_history(timeline, MINE, names or ("Lumen",), **asked))


def hourly(store, count, changed_at=()):
    """So many boards, an hour apart; from some on the method is another."""
    for number in range(count):
        version = f"method {sum(number >= at for at in changed_at)}"
        at = day(2) + timedelta(hours=number)
        publish_board(
            store, rated("Lumen", 1000 + number), rated("yoda", 900), rated_at=at, method={"version": version}
        )


def test_each_reading_is_told_with_its_interval_and_its_ranks(store):
    publish_board(store, rated("Lumen", 1010, 400), rated("yoda", 990, 100), rated_at=day(2))
    publish_board(store, rated("Lumen", 1010, 400), rated("yoda", 980, 110), rated_at=day(3))
    publish_board(store, rated("Lumen", 1020, 410), rated("yoda", 980, 110), rated_at=day(5))
    found = told(store, "yoda", "Lumen", "nobody")
    assert [(each.name, each.rating, each.begins, each.last_seen, each.ends) for each in found] == [
        ("yoda", 990, day(2), day(2), day(3)),
        ("yoda", 980, day(3), day(5), None),
        ("Lumen", 1010, day(2), day(3), day(5)),
        ("Lumen", 1020, day(5), day(5), None),
    ]
    assert (found[-1].low, found[-1].high, found[-1].battles) == (1000.641, 1039.359, 410)
    assert (found[-1].rank, found[-1].rank_low, found[-1].rank_high) == (1, 1, 2)
    assert not any(each.broken for each in found)


def test_a_model_that_was_gone_in_between_is_not_joined(store):
    publish_board(store, rated("Lumen", 1010), rated("yoda", 990), rated_at=day(2))
    publish_board(store, rated("yoda", 990), rated_at=day(3))
    publish_board(store, rated("Lumen", 1011), rated("yoda", 990), rated_at=day(4))
    assert [(each.begins, each.ends) for each in told(store)] == [(day(2), day(3)), (day(4), None)]


def test_another_board_and_another_moment_are_apart(store):
    publish_board(store, rated("Lumen", 1010), rated_at=day(2))
    publish_board(store, rated("Lumen", 1500), rated_at=day(3), category="code")
    publish_board(store, rated("Lumen", 1020), rated_at=day(4))
    assert [each.rating for each in told(store)] == [1010, 1020]
    assert [(each.rating, each.ends) for each in told(store, until=day(3))] == [(1010, None)]


def test_before_it_was_rated_or_known_there_is_nothing(store):
    before = store.imports()[-1].recorded_at
    publish_board(store, rated("Lumen", 1010), rated_at=day(3))
    assert told(store, until=day(2)) == ()

    def known(moment):
        return store.over_time(lambda timeline, at: board_history(timeline, MINE, ["Lumen"], at.as_of), moment)

    assert known(Moment(known_at=before)) == ()
    assert [each.rating for each in known(Moment(known_at=store.imports()[-1].recorded_at))] == [1010]


def test_of_many_readings_evenly_spaced_ones_are_told_as_one_line(store):
    hourly(store, 25)
    found = told(store, most=5)
    assert [each.rating for each in found] == [1000, 1006, 1012, 1018, 1024]
    assert [each.ends for each in found] == [*(each.begins for each in found[1:]), None]
    assert len(told(store, most=25)) == len(told(store)) == 25


@pytest.mark.parametrize("at", [1, 7, 12, 13, 24])
def test_a_change_of_method_is_told_where_it_was_however_few_are_told(store, at):
    hourly(store, 25, changed_at=(at,))
    found = told(store, most=3)
    (broken,) = [each for each in found if each.broken]
    assert (broken.rating, broken.begins) == (1000 + at, day(2) + timedelta(hours=at))
    assert (broken.broken.old, broken.broken.new) == ("method 0", "method 1")
    assert len(found) <= 5


def test_an_internal_reading_is_for_holders_of_a_key(store):
    publish_board(store, rated("Lumen", 1010), rated_at=day(2))
    publish_board(store, rated("Lumen", 1020), rated_at=day(3), licence="internal")
    assert [each.rating for each in told(store, audience="everyone")] == [1010]
    assert len(told(store)) == 2
