"""The trade-off page: which points there are, which are on the frontier, what is not drawn and why."""

import csv
import io
import json
import re
from datetime import UTC, datetime

import pytest
from hostile_labels import HOSTILE
from published import DAY, INDICES, arena, model, publication, score

CODING = f"{INDICES}/coding_index"
ELO = "design-arena/models/website/elo"


@pytest.fixture
def charted(open_pages):
    """Four models: one cheap, one good, one that both others beat, and one free; a run of two efforts, an interval."""
    models = [
        model("acme/cheap", prices={"prompt": "0.0000001"}, created=1_700_000_000),
        model("acme/good", prices={"prompt": "0.00001"}, created=1_750_000_000),
        model("acme/beaten", prices={"prompt": "0.00002"}),
        model("acme/free", prices={"prompt": "0"}),
        model("acme/varies", prices={"prompt": "-1"}),
        model("acme/unmeasured"),
    ]
    scores = [
        score("acme/cheap", {"coding_index": 30}),
        score("acme/good", {"coding_index": 70}, effort="high", std_error=2),
        score("acme/good", {"coding_index": 60}, effort="low"),
        score("acme/beaten", {"coding_index": 50}),
        score("acme/free", {"coding_index": 10}),
        score("acme/varies", {"coding_index": 90}),
        arena("acme/good", 1300),
        arena("acme/cheap", 1200),
    ]
    return open_pages(publication(models, scores))


def points(client, query=""):
    reply = client.get(f"/chart/data.csv?{query}")
    assert reply.status_code == 200, reply.text
    return list(csv.DictReader(io.StringIO(reply.text, newline="")))


def test_a_point_is_a_run_and_what_nothing_beats_is_the_frontier(charted):
    found = points(charted)
    told = {(row["model_id"], row["run"]): (row["prompt"], row[CODING], row["on_frontier"]) for row in found}
    assert told == {
        ("acme/cheap", ""): ("0.1", "30", "true"),
        ("acme/good", "effort high"): ("10.0", "70", "true"),
        ("acme/good", "effort low"): ("10.0", "60", "false"),
        ("acme/beaten", ""): ("20.0", "50", "false"),
        ("acme/free", ""): ("0.0", "10", "true"),
    }
    (good,) = [row for row in found if row["run"] == "effort high"]
    assert (float(good["low"]), float(good["high"])) == (70 - 3.92, 70 + 3.92)


def test_what_is_not_drawn_is_counted_with_its_reason(charted):
    html = charted.get("/chart").text
    assert "5 points, 3 on the frontier" in html
    assert "1 model has no such score." in html
    assert "1 model has the score, but nothing is known for the horizontal axis." in html
    assert "1 point of 0 stands on a strip beside the logarithmic axis." in html
    assert "66.08 to 73.92" in html


def test_one_run_a_model_is_the_one_that_speaks_for_it(charted):
    assert [row["run"] for row in points(charted, "runs=headline") if row["model_id"] == "acme/good"] == ["effort high"]


def test_filters_are_those_of_the_leaderboard(charted):
    assert {row["model_id"] for row in points(charted, "effort=low")} == {"acme/good"}
    assert {row["model_id"] for row in points(charted, "max_price=1")} == {"acme/cheap", "acme/free"}
    assert {row["model_id"] for row in points(charted, "q=cheap")} == {"acme/cheap"}
    assert "No point passes every filter." in charted.get("/chart?q=nothing").text


def test_two_scores_of_different_runs_say_so(charted):
    (cheap, good) = points(charted, f"x={ELO}")
    assert (cheap["model_id"], good["model_id"]) == ("acme/cheap", "acme/good")
    spec = charted.get(f"/chart/spec.json?x={ELO}").json()
    (point,) = [each for each in spec["datasets"]["points"] if each["id"].startswith("acme/good")]
    assert ["Run of website", "run not stated"] in point["facts"]
    assert ["Run of Coding Index", "effort high"] in point["facts"]


def test_dates_are_days(charted):
    found = {row["model_id"]: row["created"] for row in points(charted, "x=created")}
    assert found == {"acme/cheap": "2023-11-14", "acme/good": "2025-06-15"}


def test_figures_of_another_method_are_left_out(open_pages):
    later = datetime(2026, 10, 3, tzinfo=UTC)
    scores = [score(f"acme/{name}", {"coding_index": 5}, method_version="4.1") for name in "ab"]
    scores.append(score("acme/c", {"coding_index": 90}, method_version="4.3", last_seen=later))
    client = open_pages(publication([model(f"acme/{name}") for name in "abc"], scores))
    assert {row["model_id"] for row in points(client)} == {"acme/a", "acme/b"}
    assert "1 model has figures of another method only." in client.get("/chart").text


def test_pictures_are_drawn_without_a_browser(charted):
    svg = charted.get("/chart/picture.svg?theme=dark&width=400")
    assert svg.headers["content-type"] == "image/svg+xml"
    assert svg.text.startswith("<svg")
    assert "<script" not in svg.text
    assert charted.get("/chart/picture.png").content.startswith(b"\x89PNG")
    assert charted.get("/chart").text.count("<noscript>") == 2


def test_the_script_that_draws_is_ours(charted):
    address = re.search(r'data-bundle="([^"]+)"', charted.get("/chart").text).group(1)
    reply = charted.get(address)
    assert "immutable" in reply.headers["cache-control"]
    assert b"vegaEmbed" in reply.content[-4000:]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("y=prompt", "Invalid value &#39;prompt&#39; for parameter &#39;y&#39;: expected a score"),
        ("x=author", "expected one of prompt"),
        ("x=nothing", "no column &#39;nothing&#39;"),
        ("x_scale=cubic", "expected one of linear, log"),
        ("runs=some", "expected one of all, headline"),
    ],
)
def test_a_wrong_address_is_one_sentence(charted, query, sentence):
    reply = charted.get(f"/chart?{query}")
    assert reply.status_code == 400
    assert sentence in reply.text
    assert charted.get(f"/chart?{query}", headers={"accept": "application/json"}).text.count("(hint: ") <= 1


def test_without_scores_there_is_nothing_to_draw(open_pages):
    client = open_pages(publication([model("acme/only")]))
    html = client.get("/chart").text
    assert "There is no score to draw yet." in html
    assert "<figure" not in html
    assert client.get("/chart/spec.json").status_code == 400


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_text_in_page_picture_and_specification(open_pages, name):
    odd = model("acme/odd", name=f"{name}: {name}", prices={"prompt": "0.001"})
    client = open_pages(publication([odd], [score("acme/odd", {"coding_index": 5}, effort=name, name=name)]))
    for address in ("/chart", "/chart/picture.svg"):
        text = client.get(address).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
    spec = json.loads(client.get("/chart/spec.json").content)
    assert spec["datasets"]["points"]


def test_what_is_shown_is_cited(charted):
    assert "Source: Artificial Analysis" in charted.get("/chart").text
    assert "Source: Artificial Analysis" not in charted.get(f"/chart?y={ELO}").text
    assert DAY.date().isoformat() in charted.get("/chart").text
