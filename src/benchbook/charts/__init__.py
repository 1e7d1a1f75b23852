"""Charts: nouns in, Vega-Lite specifications and pictures out. Nothing here knows HTTP, templates or the ledger.

::

    Point, Axis  -> tradeoff -> Chart ┐
    Series, Break -> history -> Chart ├ .spec -> svg, png (without a browser), chart.js (in one, with the bundle)
    Rating, Axis -> ratings  -> Chart ┘
"""

from benchbook.charts.frontier import frontier
from benchbook.charts.history import dollars_per_million, history
from benchbook.charts.nouns import (
    Axis,
    Break,
    Chart,
    LeftOut,
    Look,
    Point,
    Rating,
    Series,
    Step,
    Words,
    look_for,
)
from benchbook.charts.palette import Palette, palette_of
from benchbook.charts.ratings import ratings
from benchbook.charts.render import png, svg
from benchbook.charts.script import bundle
from benchbook.charts.tradeoff import tradeoff

__all__ = [
    "Axis",
    "Break",
    "Chart",
    "LeftOut",
    "Look",
    "Palette",
    "Point",
    "Rating",
    "Series",
    "Step",
    "Words",
    "bundle",
    "dollars_per_million",
    "frontier",
    "history",
    "look_for",
    "palette_of",
    "png",
    "ratings",
    "svg",
    "tradeoff",
]
