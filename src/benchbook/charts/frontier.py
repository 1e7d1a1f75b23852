"""The Pareto frontier: the points that no other beats on both axes."""

from collections.abc import Sequence
from typing import Literal

Better = Literal["higher", "lower"] | None


def frontier(places: Sequence[tuple[float, float]], x_better: Better, y_better: Better) -> tuple[int, ...]:
    """The indices of the places on the frontier, from the best on the first axis to the best on the second.

    A place beats another that it equals or betters on both axes and betters on one; so equal places are on the
    frontier together. Without a direction on either axis nothing beats anything, and there is no frontier.
    """
    if x_better is None or y_better is None:
        return ()
    x_sign = -1 if x_better == "higher" else 1
    y_sign = -1 if y_better == "higher" else 1
    cost = [(x_sign * x, y_sign * y) for x, y in places]
    chosen: list[int] = []
    best: tuple[float, float] | None = None
    for index in sorted(range(len(cost)), key=lambda each: (*cost[each], each)):
        if best is None or cost[index][1] < best[1]:
            best = cost[index]
        elif cost[index] != best:
            continue
        chosen.append(index)
    return tuple(chosen)
