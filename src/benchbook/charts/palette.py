"""Colours of both themes, and the configuration of Vega that carries them.

Surface, texts, accent and warning are those of the pages' style sheet, so that a chart is a part of its page.
Texts have a contrast of at least 4.5 with the surface, marks of at least 3; the eight colours of series are told
apart with any of the usual colour deficiencies, and series differ in their labels and symbols, too.
"""

from typing import Any, Literal

from benchbook.charts.lettering import FONT
from benchbook.model import Noun

Theme = Literal["light", "dark"]


class Palette(Noun, frozen=True, kw_only=True):
    """The colours of one theme, as ``#rrggbb``."""

    surface: str
    text: str
    muted: str
    grid: str
    point: str
    effort: str
    accent: str
    warning: str
    series: tuple[str, ...]


PALETTES: dict[Theme, Palette] = {
    "light": Palette(
        surface="#ffffff",
        text="#1b1f22",
        muted="#565e64",
        grid="#e6e8e3",
        point="#7a8590",
        effort="#b3bbc2",
        accent="#0a6457",
        warning="#9c2b21",
        series=("#0a6457", "#c24e00", "#2f66c4", "#a8387f", "#7d6100", "#7048b6", "#565e64", "#6b4a3a"),
    ),
    "dark": Palette(
        surface="#1a1e21",
        text="#e9ecee",
        muted="#a4aeb5",
        grid="#2c3439",
        point="#87929b",
        effort="#505b63",
        accent="#62d2bf",
        warning="#f6a49b",
        series=("#62d2bf", "#f0883e", "#7aa8ff", "#f08bc3", "#d6c046", "#b79cf7", "#a4aeb5", "#c8a48c"),
    ),
}


def palette_of(theme: Theme) -> Palette:
    """The colours of a theme; a page's own surface may be the same, so that a chart has no edge."""
    return PALETTES[theme]


def config(palette: Palette, *, narrow: bool) -> dict[str, Any]:
    """Vega's configuration for a theme: quiet axes, one font, no frame."""
    small = 11 if narrow else 12
    return {
        "font": FONT,
        "background": palette.surface,
        "view": {"stroke": None},
        "axis": {
            "labelColor": palette.muted,
            "labelFontSize": small,
            "titleColor": palette.text,
            "titleFontSize": small,
            "titleFontWeight": "normal",
            "gridColor": palette.grid,
            "domainColor": palette.muted,
            "tickColor": palette.muted,
        },
        "title": {
            "anchor": "start",
            "frame": "bounds",
            "color": palette.text,
            "fontSize": small + 1,
            "fontWeight": "bold",
            "subtitleColor": palette.muted,
            "subtitleFontSize": small,
        },
    }
