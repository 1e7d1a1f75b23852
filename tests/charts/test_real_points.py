"""Real figures, where the shared data is at hand: the labels of crowded frontiers overlap in no browser."""

import json
from datetime import date
from pathlib import Path

import pytest
from chart_page import Site, serving
from chart_window import label_boxes, opened, overlaps

from benchbook.charts import Axis, Look, Point, tradeoff

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "artificial-analysis"
FILE = DATA / "llms-models-2026-07-22.json"
SCORE = Axis(title="Intelligence index", unit="0 to 100", better="higher")
AXES = {
    "price": Axis(title="Price in", unit="US dollars per million tokens", scale="log", better="lower", zero="free"),
    "speed": Axis(title="Speed", unit="tokens per second", scale="log", better="higher"),
    "released": Axis(title="Released", scale="time", better="lower"),
}

pytestmark = pytest.mark.skipif(not FILE.exists(), reason="the shared data is not here")


def figure(model, name):
    if name == "released":
        return None if model["release_date"] is None else date.fromisoformat(model["release_date"])
    return model["pricing"]["price_1m_input_tokens"] if name == "price" else model["median_output_tokens_per_second"]


def plot(name):
    rows = [
        (model, figure(model, name), model["evaluations"]["artificial_analysis_intelligence_index"])
        for model in json.loads(FILE.read_bytes())["models"]
    ]
    points = [
        Point(id=model["id"], model_id=model["name"].split(" (")[0], label=model["name"], x=x, y=y)
        for model, x, y in rows
        if x is not None and y is not None
    ]
    return points, AXES[name], SCORE


@pytest.mark.parametrize("width", [375, 940])
@pytest.mark.parametrize("name", AXES)
def test_labels_of_real_frontiers_are_apart(chromium, name, width):
    site = Site(real=plot(name))
    with serving(site) as origin, opened(chromium, f"{origin}/?points=real", width=width) as page:
        boxes = label_boxes(page)
        assert len(boxes) >= 5
        assert overlaps(boxes) == []
        assert all(each["inside"] for each in boxes)


@pytest.mark.parametrize("name", AXES)
def test_most_of_a_real_frontier_is_labelled(name):
    chart = tradeoff(*plot(name), Look())
    assert len(chart.spec["datasets"]["points"]) > 300
    assert len(chart.spec["datasets"]["labels"]) >= 0.8 * len(chart.frontier)
