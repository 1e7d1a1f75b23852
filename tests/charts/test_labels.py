"""Labels overlap neither each other nor the marked points, and stay in the plot."""

from hypothesis import given, settings
from hypothesis import strategies as st

from benchbook.charts.labels import Anchor, Plot, _tangled, place_labels

WIDTH, HEIGHT, SIZE = 320, 280, 11
ANCHORS = st.lists(
    st.builds(
        Anchor,
        x=st.floats(0, WIDTH),
        y=st.floats(0, HEIGHT),
        text=st.text(st.sampled_from("abcMW …漢🦙"), min_size=1, max_size=24),
    ),
    max_size=16,
)
POINTS = st.lists(st.tuples(st.floats(0, WIDTH), st.floats(0, HEIGHT)), max_size=40).map(tuple)


@settings(max_examples=60, deadline=None)
@given(anchors=ANCHORS, points=POINTS)
def test_placed_labels_are_apart_inside_and_beside_the_points(anchors, points):
    placed = place_labels(anchors, Plot(width=WIDTH, height=HEIGHT, points=points), SIZE)
    assert len({label.anchor for label in placed}) == len(placed)
    for index, label in enumerate(placed):
        box = label.box
        assert box.left >= 0
        assert box.top >= 0
        assert box.right <= WIDTH
        assert box.bottom <= HEIGHT
        assert not any(box.meets(other.box) for other in placed[:index])
        assert not any(box.holds((anchor.x, anchor.y)) for anchor in anchors)


def test_a_lone_label_stands_right_beside_its_point_on_the_free_side():
    (label,) = place_labels([Anchor(x=150, y=140, text="Model")], Plot(width=WIDTH, height=HEIGHT), SIZE)
    assert not label.led
    assert label.box.left > 150
    assert label.box.bottom <= 141 + SIZE


def test_a_label_without_room_is_left_to_the_tooltip():
    assert place_labels([Anchor(x=5, y=5, text="W" * 60)], Plot(width=WIDTH, height=HEIGHT), SIZE) == ()


def test_labels_of_a_steep_frontier_all_find_room():
    anchors = [Anchor(x=200 + 5 * step, y=270 - 18 * step, text=f"Model {step} (high)") for step in range(15)]
    assert len(place_labels(anchors, Plot(width=WIDTH, height=HEIGHT, towards=(-1, -1)), SIZE)) == 15


def test_more_labels_than_there_is_room_for_are_placed_without_a_tangle():
    anchors = [Anchor(x=200 + 2 * step, y=270 - 9 * step, text=f"Model {step} (high)") for step in range(30)]
    placed = place_labels(anchors, Plot(width=WIDTH, height=HEIGHT, towards=(-1, -1)), SIZE)
    assert len(placed) >= 15
    assert any(label.led for label in placed)
    assert not any(_tangled(label, other) for index, label in enumerate(placed) for other in placed[:index])
