"""Trade-offs: what is drawn, what is counted instead, and that Vega draws where we say."""

import json
import math

import altair as alt
import pytest
import vl_convert
from chart_page import HOSTILE, PRICE, SCORE, hostile_points, plain_points, point
from msgspec.structs import replace

from benchbook.charts import Axis, LeftOut, Look, look_for, tradeoff
from benchbook.charts.nouns import MOST_POINTS

LOOKS = [Look(), Look(theme="dark"), look_for("tradeoff", 375, "light")]


def symbols(mark):
    """The places of all symbols in a scenegraph, in pixels of the plot."""
    if mark.get("marktype") == "symbol":
        yield from ((item["x"], item["y"]) for item in mark["items"])
    for item in mark.get("items", ()):
        for inner in item.get("items", ()) if isinstance(item, dict) else ():
            yield from symbols(inner)


@pytest.mark.parametrize("look", LOOKS, ids=["wide", "dark", "narrow"])
def test_vega_draws_points_where_the_specification_says(look):
    spec = tradeoff(plain_points(), PRICE, SCORE, look).spec
    drawn = {(round(x, 1), round(y, 1)) for x, y in symbols(vl_convert.vegalite_to_scenegraph(spec)["scenegraph"])}
    said = {(round(each["px"], 1), round(each["py"], 1)) for each in spec["datasets"]["points"]}
    assert said
    assert all(any(math.dist(one, other) < 0.3 for other in drawn) for one in said)


@pytest.mark.parametrize("look", LOOKS, ids=["wide", "dark", "narrow"])
def test_the_specification_is_valid_vega_lite_of_the_size_of_its_look(look):
    spec = tradeoff(plain_points(), PRICE, SCORE, look).spec
    assert alt.LayerChart.from_dict(spec).to_dict()["$schema"].startswith("https://vega.github.io/schema/vega-lite/v6")
    assert spec["padding"]["left"] + spec["width"] + spec["padding"]["right"] == look.width
    assert spec["padding"]["top"] + spec["height"] + spec["padding"]["bottom"] == look.height


def test_the_frontier_is_told_and_drawn_as_steps():
    chart = tradeoff(plain_points(), PRICE, SCORE, Look())
    assert chart.frontier == ("p1", "p2", "p3")
    corners = [each["y"] for each in chart.spec["datasets"]["frontier"]]
    assert corners == [20, 20, 40, 40, 70, 70]
    assert chart.description == "7 points. Not beaten on both axes: Model 1, Model 2, Model 3 (high)."


def test_free_models_stand_on_the_strip_and_are_counted():
    chart = tradeoff(plain_points(), PRICE, SCORE, Look())
    assert chart.left_out == (LeftOut(reason="zero_on_log", count=1),)
    assert chart.drawn == 7


def test_what_cannot_be_drawn_is_counted_by_its_reason():
    points = [point(1, 1, 1), point(2, -1, 1), point(3, math.nan, 1), point(4, 1, math.inf), point(5, 10**400, 1)]
    chart = tradeoff(points, PRICE, SCORE, Look())
    assert chart.drawn == 1
    assert chart.left_out == (LeftOut(reason="negative_on_log", count=1), LeftOut(reason="not_a_number", count=3))


def test_beyond_the_limit_the_frontier_stays():
    points = [point(number, 1 + number, 10) for number in range(MOST_POINTS + 5)] + [point("best", 0.5, 99)]
    chart = tradeoff(points, PRICE, SCORE, Look())
    assert chart.drawn == MOST_POINTS
    assert chart.frontier == ("pbest",)
    assert LeftOut(reason="beyond_limit", count=6) in chart.left_out


def test_efforts_of_one_model_are_joined_in_the_order_of_price():
    points = [point(n, x, 10 + n, model_id="a/b", configuration=f"e{n}") for n, x in enumerate((3, 1, 2))]
    lines = tradeoff([*points, point(9, 5, 5)], PRICE, SCORE, Look()).spec["datasets"]["efforts"]
    assert [(each["model"], each["x"]) for each in lines] == [("a/b", 1), ("a/b", 2), ("a/b", 3)]


def test_intervals_are_drawn_only_where_both_ends_are_known():
    points = [point(1, 1, 5, y_low=4, y_high=6), point(2, 2, 5, y_low=4), point(3, 3, 5, y_low=math.nan, y_high=6)]
    assert tradeoff(points, PRICE, SCORE, Look()).spec["datasets"]["intervals"] == [{"x": 1, "low": 4, "high": 6}]


def test_without_directions_there_is_no_frontier_and_no_label():
    chart = tradeoff(plain_points(), replace(PRICE, better=None), SCORE, Look())
    assert chart.frontier == ()
    assert chart.spec["datasets"]["labels"] == []


def test_no_points_make_an_empty_plot():
    chart = tradeoff([], Axis(title="Context", scale="log"), SCORE, Look())
    assert chart.drawn == 0
    assert "svg" in vl_convert.vegalite_to_svg(chart.spec)


def test_long_names_are_short_in_the_plot_and_whole_in_the_tooltip():
    datasets = tradeoff(hostile_points(), PRICE, SCORE, look_for("tradeoff", 375, "light")).spec["datasets"]
    assert max(len(each["text"]) for each in datasets["labels"]) < 40
    assert "n" * 300 in {each["name"] for each in datasets["points"]}
    assert len(datasets["points"]) == len(HOSTILE)
    assert "\u202e" not in json.dumps(datasets, ensure_ascii=False)
