"""When votes were cast, however it is written."""

from datetime import UTC, date, datetime

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.votes.reading_files import NOW, json_lines, read_table, read_text

from benchbook.errors import Malformed, UnknownThing
from benchbook.votes.reading.chunks import read_rows
from benchbook.votes.reading.nouns import Wanted
from benchbook.votes.reading.times import Clock, _texts

HEADER = "model_a,model_b,winner,time\n"
UTC_NOTE = "times without an offset are taken as UTC; --time-zone says where they were taken"


def read_times(folder, times, **wanted):
    return read_text(folder, HEADER + "".join(f'x,y,a,"{time}"\n' for time in times), **wanted)


def instants(found):
    return [vote["cast_at"] for vote in found.votes]


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2026-07-22T10:00:00Z", datetime(2026, 7, 22, 10, tzinfo=UTC)),
        ("2026-07-22 10:00:00+02:00", datetime(2026, 7, 22, 8, tzinfo=UTC)),
        ("2026-07-22T10:00:00.123456-0530", datetime(2026, 7, 22, 15, 30, 0, 123456, UTC)),
        ("2026-07-22 10:00:00.5 UTC", datetime(2026, 7, 22, 10, 0, 0, 500000, UTC)),
        ("2026-07-22T10:00+02", datetime(2026, 7, 22, 8, tzinfo=UTC)),
        ("2026-07-22t10:00:00.123456789z", datetime(2026, 7, 22, 10, 0, 0, 123456, UTC)),
        ("1784714400", datetime(2026, 7, 22, 10, tzinfo=UTC)),
        ("1784714400.25", datetime(2026, 7, 22, 10, 0, 0, 250000, UTC)),
        ("1784714400250", datetime(2026, 7, 22, 10, 0, 0, 250000, UTC)),
        ("1784714400250001", datetime(2026, 7, 22, 10, 0, 0, 250001, UTC)),
        ("1.7847144e9", datetime(2026, 7, 22, 10, tzinfo=UTC)),
        ("1784714400000000000", datetime(2026, 7, 22, 10, tzinfo=UTC)),
    ],
)
def test_an_instant_is_read_however_it_is_written(tmp_path, written, instant):
    assert instants(read_times(tmp_path, [written])) == [instant]
    assert instants(read_times(tmp_path, [written, "", "x", written])) == [instant, None, instant]
    assert UTC_NOTE not in read_times(tmp_path, [written]).notes


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2026-07-22", datetime(2026, 7, 22, tzinfo=UTC)),
        ("2026-07-22 10:00", datetime(2026, 7, 22, 10, tzinfo=UTC)),
        ("2026-07-22T10:00:00,5", datetime(2026, 7, 22, 10, 0, 0, 500000, UTC)),
    ],
)
def test_times_that_all_bear_no_offset_are_utc_and_that_is_told(tmp_path, written, instant):
    found = read_times(tmp_path, [written, written])
    assert instants(found) == [instant, instant]
    assert UTC_NOTE in found.notes


def test_times_without_an_offset_are_those_of_the_zone_that_is_said(tmp_path):
    found = read_times(
        tmp_path, ["2026-07-22 10:00", "2026-01-22 10:00", "2026-07-22T10:00Z"], time_zone="Europe/Berlin"
    )
    assert [moment.hour for moment in instants(found)] == [8, 9, 10]
    assert UTC_NOTE not in found.notes


def test_an_hour_that_comes_twice_is_the_first_and_one_that_never_comes_is_moved(tmp_path):
    found = read_times(tmp_path, ["2025-10-26 02:30", "2026-03-29 02:30"], time_zone="Europe/Berlin")
    assert instants(found) == [datetime(2025, 10, 26, 0, 30, tzinfo=UTC), datetime(2026, 3, 29, 1, tzinfo=UTC)]


def test_times_with_and_without_an_offset_are_an_error_that_names_both_rows(tmp_path):
    with pytest.raises(Malformed) as raised:
        read_times(tmp_path, ["", "2026-07-22T10:00Z", "2026-07-22T11:00Z", "2026-07-22 10:00"])
    assert raised.value.sentence == (
        "votes: expected times that all bear an offset from UTC, as seconds since 1970 do, or all do not,"
        " found '2026-07-22T10:00Z' in row 2 with one and '2026-07-22 10:00' in row 4 without"
    )
    assert "--time-zone" in raised.value.hint


def test_rows_far_apart_are_compared_too(tmp_path, monkeypatch):
    monkeypatch.setattr("benchbook.votes.reading.files.csv_file.MOST_ROWS", 3)
    with pytest.raises(Malformed, match=r"'1784714400' in row 8 with one and '2026-07-22' in row 1 without"):
        read_times(tmp_path, ["2026-07-22"] * 7 + ["1784714400"])


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("yesterday", "time 'yesterday' is no date or time"),
        ("2026-13-01", "time '2026-13-01' is no date or time"),
        ("2026-02-30T10:00Z", "time '2026-02-30T10:00Z' is no date or time"),
        ("22.07.2026", "time '22.07.2026' is no date or time"),
        ("true", "time 'true' is no date or time"),
        ("infinity", "time 'infinity' is no date or time"),
        ("9999-12-31T23:59:60-14:00", "time '9999-12-31T23:59:60-14:00' is no date or time"),
        ("9999-12-31T23:59:59-14:00", "time '9999-12-31T23:59:59-14:00' lies in the future"),
        ("1e300", "time '1e300' is no date or time"),
        ("0001-01-01T00:00+14:00", "time '0001-01-01T00:00+14:00' lies before 2000"),
        ("0", "time '0' lies before 2000"),
        ("1999-12-31", "time '1999-12-31' lies before 2000"),
        ("2026-11-02T00:00:01Z", "time '2026-11-02T00:00:01Z' lies in the future"),
        ("9999-12-31", "time '9999-12-31' lies in the future"),
    ],
)
def test_a_time_that_cannot_be_costs_its_row(tmp_path, written, reason):
    assert read_times(tmp_path, [written]).reasons == {1: reason}


def test_a_clock_may_be_a_day_ahead(tmp_path):
    assert len(read_times(tmp_path, ["2026-11-02T00:00:00Z"]).votes) == 1


def test_a_zone_that_is_none_is_told(tmp_path):
    with pytest.raises(UnknownThing, match=r"no time zone 'Europe/Berlim'.*Europe/Berlin"):
        read_times(tmp_path, ["2026-07-22"], time_zone="Europe/Berlim")
    with pytest.raises(UnknownThing, match=r"'\+02:00' among those of IANA, such as Europe/Berlin, UTC, or Etc/GMT-2"):
        read_times(tmp_path, ["2026-07-22"], time_zone="+02:00")


@pytest.mark.parametrize(
    ("column", "instant"),
    [
        (pa.array([1784714400000], pa.timestamp("ms", "Europe/Berlin")), datetime(2026, 7, 22, 10, tzinfo=UTC)),
        (pa.array([1784714400000], pa.timestamp("ms")), datetime(2026, 7, 22, 10, tzinfo=UTC)),
        (pa.array([1784714400000000001], pa.timestamp("ns")), datetime(2026, 7, 22, 10, tzinfo=UTC)),
        (pa.array([date(2026, 7, 22)]), datetime(2026, 7, 22, tzinfo=UTC)),
        (pa.array([1784714400], pa.uint32()), datetime(2026, 7, 22, 10, tzinfo=UTC)),
        (pa.array([1784714400.25]), datetime(2026, 7, 22, 10, 0, 0, 250000, UTC)),
        (pa.array(["2026-07-22T10:00Z"]).dictionary_encode(), datetime(2026, 7, 22, 10, tzinfo=UTC)),
    ],
)
def test_times_of_parquet_are_read_by_their_types(tmp_path, column, instant):
    found = read_table(tmp_path, {"model_a": ["x"], "model_b": ["y"], "winner": ["a"], "time": column})
    assert instants(found) == [instant]
    assert (UTC_NOTE in found.notes) == (pa.types.is_date(column.type) or getattr(column.type, "tz", "") is None)


def test_times_of_parquet_beyond_all_years_cost_their_rows(tmp_path):
    times = pa.array([2**62, -(2**62), None], pa.timestamp("ms"))
    found = read_table(tmp_path, {"model_a": ["x"] * 3, "model_b": ["y"] * 3, "winner": ["a"] * 3, "time": times})
    assert [vote["row"] for vote in found.votes] == [3]
    assert [reason.rpartition(" lies ")[2] for reason in found.reasons.values()] == ["in the future", "before 2000"]


def test_a_time_in_a_zone_that_there_is_not_costs_its_row(tmp_path):
    times = pa.array([0, None], pa.timestamp("us", "Nowhere/Else"))
    found = read_table(tmp_path, {"model_a": ["x"] * 2, "model_b": ["y"] * 2, "winner": ["a"] * 2, "time": times})
    assert found.reasons == {1: "time '0' lies before 2000"}


def test_times_of_json_may_be_numbers_and_texts(tmp_path):
    rows = [
        {"model_a": "x", "model_b": "y", "winner": "a", "time": time} for time in (1784714400, "1784714400.5", 1.78e9)
    ]
    assert [moment.year for moment in instants(read_text(tmp_path, json_lines(rows)))] == [2026] * 3


def test_times_of_python_keep_what_they_know():
    row = {"model_a": "x", "model_b": "y", "winner": "a"}
    naive = read_rows([{**row, "time": datetime(2026, 7, 22, 10)}], Wanted(now=NOW, time_zone="Europe/Berlin"))  # noqa: DTZ001
    assert naive.table.column("cast_at").to_pylist() == [datetime(2026, 7, 22, 8, tzinfo=UTC)]
    with pytest.raises(Malformed, match=r"in row 1 with one and .* in row 2 without"):
        read_rows(
            [{**row, "time": datetime(2026, 7, 22, tzinfo=UTC)}, {**row, "time": date(2026, 7, 22)}], Wanted(now=NOW)
        )


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.datetimes(), st.none()), max_size=20))
def test_times_read_at_once_and_one_by_one_are_the_same(moments):
    texts = [None if moment is None else moment.isoformat(" ") for moment in moments]
    at_once, kind, blank = _texts(pa.array(texts, pa.string()))
    single, kinds_of_single, blank_single = _texts(pa.array([*texts, "x"], pa.string()))
    assert at_once.tolist() == single.tolist()[:-1]
    assert kind.tolist() == kinds_of_single.tolist()[:-1]
    assert blank.tolist() == blank_single.tolist()[:-1]


def test_a_clock_without_times_assumes_nothing():
    assert Clock("votes", None, NOW).assumed_utc is False
