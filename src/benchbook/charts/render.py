"""Specifications to pictures, without a browser and without a network."""

import json
from typing import Any
from xml.sax.saxutils import escape

from benchbook.charts.drawer import DRAWER
from benchbook.charts.lettering import clean
from benchbook.errors import NotDrawable

MOST_SPEC_BYTES = 16_000_000
"""So large a specification is drawn: 5,000 points with long names and facts take a few megabytes."""

MOST_SCALE = 4.0
"""So many pixels of a PNG there may be for one of the picture's."""

MOST_PIXELS = 10_000
"""So wide or high a plot may be: a larger one takes the whole process's memory."""


def svg(spec: dict[str, Any]) -> bytes:
    """A specification as SVG with a title and a description for screen readers; no script, no link, no outside image.

    May be called from any thread; a first picture takes a second, the next ones a third of that.
    Raises ``NotDrawable`` for a specification that is too large or that Vega refuses.
    """
    drawn = DRAWER.draw("svg", _bounded(spec)).decode()
    return _named(drawn, str(spec.get("usermeta", {}).get("title", "")), str(spec.get("description", ""))).encode()


def png(spec: dict[str, Any], scale: float = 2.0) -> bytes:
    """A specification as PNG, ``scale`` of its pixels for one of the picture's (at most ``MOST_SCALE``).

    Raises ``NotDrawable`` for a specification that is too large or that Vega refuses.
    """
    return DRAWER.draw("png", _bounded(spec), min(max(scale, 0.5), MOST_SCALE))


def _bounded(spec: dict[str, Any]) -> str:
    text = json.dumps(spec)
    if len(text) > MOST_SPEC_BYTES:
        raise NotDrawable(f"its specification has {len(text):,} bytes, at most {MOST_SPEC_BYTES:,} are drawn")
    for side in ("width", "height"):
        if not _drawable(spec.get(side)):
            raise NotDrawable(f"its {side} must be a number of pixels from 1 to {MOST_PIXELS:,}")
    return text


def _drawable(size: object) -> bool:
    return isinstance(size, int | float) and 1 <= size <= MOST_PIXELS


def _named(picture: str, title: str, description: str) -> str:
    """The picture with a title and a description right inside its root element."""
    end = picture.index(">", picture.index("<svg"))
    told = f"<title>{escape(clean(title))}</title><desc>{escape(clean(description))}</desc>"
    return f'{picture[:end]} role="img">{told}{picture[end + 1 :]}'
