"""Colours of both themes, and the configuration of Vega that carries them.

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
        text="#1b1f24",
        muted="#57606a",
        grid="#e6e9ed",
        point="#7a8594",
        effort="#b3bcc7",
        accent="#0b5cad",
        warning="#a33c00",
        series=("#0b5cad", "#c24e00", "#00795a", "#a8387f", "#6b5b00", "#7048b6", "#00758f", "#6b4a3a"),
    ),
    "dark": Palette(
        surface="#14181d",
        text="#e8eaed",
        muted="#a7b0bb",
        grid="#2a313a",
        point="#7f8a98",
        effort="#4c5765",
        accent="#6cb6ff",
        warning="#f0883e",
        series=("#6cb6ff", "#f0883e", "#3fc89b", "#f08bc3", "#d6c046", "#b79cf7", "#4cc7dd", "#c8a48c"),
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
