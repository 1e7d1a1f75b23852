"""The process that draws: it may end, hang or be refused, and the next picture comes all the same."""

import io
import json
import os
import signal

import pytest

from benchbook.charts.drawer import Drawer, answer
from benchbook.errors import NotDrawable

SPEC = json.dumps({"width": 50, "height": 50, "data": {"values": [{"a": 1}]}, "mark": "point"})


@pytest.fixture
def drawer():
    made = Drawer()
    yield made
    made.close()


def test_a_refused_specification_leaves_the_child_as_it_was(drawer):
    drawer.draw("svg", SPEC)
    before = drawer._child.pid
    with pytest.raises(NotDrawable, match="conversion failed"):
        drawer.draw("svg", '{"mark": 5}')
    assert b"<svg" in drawer.draw("svg", SPEC)
    assert drawer._child.pid == before


def test_a_child_that_ended_is_started_again(drawer):
    drawer.draw("svg", SPEC)
    before = drawer._child
    os.kill(before.pid, signal.SIGKILL)
    before.wait()
    assert b"<svg" in drawer.draw("svg", SPEC)
    assert drawer._child.pid != before.pid


def test_what_takes_too_long_is_ended_and_told(drawer):
    with pytest.raises(NotDrawable, match="took too long"):
        drawer.draw("svg", SPEC, most_seconds=0)
    assert b"<svg" in drawer.draw("svg", SPEC)


def test_each_request_has_its_reply():
    requests = b"".join(
        json.dumps({"picture": picture, "scale": 2, "spec": spec}).encode() + b"\n"
        for picture, spec in (("svg", SPEC), ("png", SPEC), ("svg", "{}"))
    )
    replies = io.BytesIO()
    answer(io.BytesIO(requests), replies)
    replies.seek(0)
    heads, bodies = [], []
    for _ in range(3):
        heads.append(json.loads(replies.readline()))
        bodies.append(replies.read(heads[-1]["bytes"]))
    assert bodies[0].startswith(b"<svg")
    assert bodies[1].startswith(b"\x89PNG")
    assert heads[2]["bytes"] == 0
    assert heads[2]["error"].startswith("Vega-Lite to SVG conversion failed")
