"""Labels that overlap neither each other nor the marked points, and stay within the plot.

Greedy: each label in turn takes the cheapest free place around its point, nearer before farther, where it hides the
fewest other points and lines; a label that finds no place is left to the tooltip.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from benchbook.charts.lettering import width
from benchbook.model import Noun

_DISTANCES = (9.0, 14.0, 22.0, 34.0, 50.0, 70.0, 95.0, 125.0, 160.0)
_DIRECTIONS = 20
_MARGIN = 2.0
_DOT = 5.0
_LED_FROM = 20.0
_CROSSING = 9.0
_AWAY = 3.0
_MISTAKEN = 14.0
_CLEARLY = 3.0
_HIDING = 1.5

Place = tuple[float, float]


class Box(Noun, frozen=True, kw_only=True):
    """A rectangle in pixels; ``top`` is above ``bottom``."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether two boxes share any area."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def holds(self, place: Place, margin: float = 0.0) -> bool:
        """Whether a place lies within the box or nearer than the margin."""
        x, y = place
        return self.left - margin < x < self.right + margin and self.top - margin < y < self.bottom + margin


class Anchor(Noun, frozen=True, kw_only=True):
    """A point that wants a label, in pixels."""

    x: float
    y: float
    text: str


class Label(Noun, frozen=True, kw_only=True):
    """A placed label of the anchor with that index: its box, and whether a leader joins ``point`` and ``tip``."""

    anchor: int
    box: Box
    point: Place
    tip: Place
    led: bool


class Plot(Noun, frozen=True, kw_only=True):
    """What labels must keep clear of: the plot's size, all points, the corners of the frontier's line.

    ``towards`` is the free side, as signs of x and y; labels rather go there.
    """

    width: float
    height: float
    points: tuple[Place, ...] = ()
    line: tuple[Place, ...] = ()
    towards: tuple[int, int] = (1, -1)


def place_labels(anchors: Sequence[Anchor], plot: Plot, size: float) -> tuple[Label, ...]:
    """One label for each anchor that finds room, anchors in order of importance; ``size`` is the font's in pixels."""
    dots = [(anchor.x, anchor.y) for anchor in anchors]
    others = sorted((y, x) for x, y in plot.points)
    corners = [
        Box(left=min(a, c), top=min(b, d), right=max(a, c), bottom=max(b, d)) for (a, b), (c, d) in pairwise(plot.line)
    ]
    placed: list[Label] = []
    for index, anchor in enumerate(anchors):
        best: tuple[float, Label] | None = None
        for distance, label in _candidates(index, anchor, size):
            if best is not None and distance >= best[0]:
                break
            if not _fits(label, plot, placed, dots):
                continue
            cost = distance + _cost(anchor, label, plot, others, corners, dots)
            if best is None or cost < best[0]:
                best = (cost, label)
        if best is not None:
            placed.append(best[1])
    return tuple(placed)


def _candidates(index: int, anchor: Anchor, size: float) -> Iterator[tuple[float, Label]]:
    wide, high = width(anchor.text, size) * 1.02, size * 1.2
    for distance in _DISTANCES:
        for step in range(_DIRECTIONS):
            turn = 2 * math.pi * step / _DIRECTIONS
            across, down = math.cos(turn), math.sin(turn)
            x, y = anchor.x + across * distance, anchor.y + down * distance * 0.9
            left = x - wide * (1 - across) / 2
            middle = y + down * high / 2
            box = Box(left=left, top=middle - high / 2, right=left + wide, bottom=middle + high / 2)
            tip = (min(max(anchor.x, box.left), box.right), min(max(anchor.y, box.top + 1), box.bottom - 1))
            led = math.dist((anchor.x, anchor.y), tip) >= _LED_FROM
            yield distance, Label(anchor=index, box=box, point=(anchor.x, anchor.y), tip=tip, led=led)


def _fits(label: Label, plot: Plot, placed: Sequence[Label], dots: Sequence[Place]) -> bool:
    box = label.box
    inside = box.left >= 0 and box.top >= 0 and box.right <= plot.width and box.bottom <= plot.height
    if not inside or any(box.holds(dot, _DOT) for dot in dots):
        return False
    wider = Box(left=box.left - _MARGIN, top=box.top - _MARGIN, right=box.right + _MARGIN, bottom=box.bottom + _MARGIN)
    return not any(
        wider.meets(other.box) or _strikes(label, other.box) or _strikes(other, wider) or _tangled(label, other)
        for other in placed
    )


def _strikes(label: Label, box: Box) -> bool:
    return any(box.holds(each) for each in _leader(label))


def _tangled(one: Label, other: Label) -> bool:
    """Whether the leaders of two labels cross."""
    if not (one.led and other.led):
        return False
    sides = (
        _side(one.point, one.tip, other.point) * _side(one.point, one.tip, other.tip),
        _side(other.point, other.tip, one.point) * _side(other.point, other.tip, one.tip),
    )
    return max(sides) < 0


def _side(start: Place, end: Place, place: Place) -> float:
    """Positive on one side of a line, negative on the other."""
    return (end[0] - start[0]) * (place[1] - start[1]) - (end[1] - start[1]) * (place[0] - start[0])


def _cost(
    anchor: Anchor,
    label: Label,
    plot: Plot,
    others: Sequence[tuple[float, float]],
    corners: Sequence[Box],
    dots: Sequence[Place],
) -> float:
    box = label.box
    window = others[bisect_left(others, (box.top - 3, -math.inf)) : bisect_right(others, (box.bottom + 3, math.inf))]
    hidden = sum(1 for _, x in window if box.left - 3 < x < box.right + 3)
    crossed = sum(1 for corner in corners if box.meets(_thick(corner)))
    middle = ((box.left + box.right) / 2 - anchor.x, (box.top + box.bottom) / 2 - anchor.y)
    away = sum(1 for sign, offset in zip(plot.towards, middle, strict=True) if sign * offset < -1)
    nearest = min((_gap(box, dot) for dot in dots if dot != label.point), default=math.inf)
    mistaken = not label.led and nearest < _gap(box, label.point) + _CLEARLY
    return _HIDING * hidden + _CROSSING * crossed + _AWAY * away + _MISTAKEN * mistaken


def _gap(box: Box, place: Place) -> float:
    x, y = place
    return math.hypot(max(box.left - x, x - box.right, 0), max(box.top - y, y - box.bottom, 0))


def _thick(box: Box) -> Box:
    return Box(left=box.left - 1, top=box.top - 1, right=box.right + 1, bottom=box.bottom + 1)


def _leader(label: Label) -> tuple[Place, ...]:
    """Places along the leader of a label, without its ends; none where there is no leader."""
    if not label.led:
        return ()
    (x, y), (end_x, end_y) = label.point, label.tip
    return tuple((x + (end_x - x) * part / 16, y + (end_y - y) * part / 16) for part in range(1, 16))
