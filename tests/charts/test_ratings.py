"""Ratings: the best first, with whiskers where an interval is known."""

import math

from benchbook.charts import Axis, LeftOut, Look, Rating, ratings

ELO = Axis(title="Elo", better="higher")


def rows():
    """Synthetic."""
    return [
        Rating(id="a", label="Middle", value=1200, low=1190, high=1215, interval="95 % interval", href="/a"),
        Rating(id="b", label="Best", value=1300),
        Rating(id="c", label="Last", value=900, low=math.nan, high=950),
        Rating(id="d", label="None", value=math.nan),
    ]


def test_the_best_stands_first_and_what_is_no_number_is_counted():
    chart = ratings(rows(), ELO, Look(width=700))
    assert [each["text"] for each in chart.spec["datasets"]["names"]] == ["Best", "Middle", "Last"]
    assert [each["text"] for each in chart.spec["datasets"]["values"]] == ["1,300", "1,200", "900"]
    assert chart.left_out == (LeftOut(reason="not_a_number", count=1),)


def test_lower_may_be_better():
    spec = ratings(rows(), Axis(title="Rank", better="lower"), Look()).spec
    assert spec["datasets"]["names"][0]["text"] == "Last"


def test_whiskers_stand_only_where_both_ends_are_known():
    points = ratings(rows(), ELO, Look()).spec["datasets"]["points"]
    assert [(each["id"], each.get("low"), each.get("high")) for each in points] == [
        ("b", None, None),
        ("a", 1190, 1215),
        ("c", None, None),
    ]
    assert points[1]["facts"] == [["95 % interval", "1,190 … 1,215"]]


def test_the_picture_is_as_high_as_its_rows_and_no_higher_than_it_may_be():
    many = [Rating(id=str(number), label=f"Model {number}", value=number) for number in range(500)]
    few, all_rows = ratings(many[:10], ELO, Look()), ratings(many, ELO, Look())
    assert all_rows.spec["height"] - few.spec["height"] == 22 * 390
    assert all_rows.left_out == (LeftOut(reason="beyond_limit", count=100),)


def test_no_row_is_an_empty_plot():
    assert ratings([], ELO, Look()).drawn == 0
