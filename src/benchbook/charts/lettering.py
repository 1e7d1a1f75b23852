"""Texts in a picture: cleaned, measured and shortened.

Widths are those of Arial, which Liberation Sans and Helvetica share, in thousandths of the font size; charts name
these fonts, so what is measured here is what is drawn.
"""

import re
import unicodedata
from functools import lru_cache

FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif"
ELLIPSIS = "…"

_GROUPS = {
    191: "'",
    222: "ijl",
    260: "|",
    278: " !,./:;I[\\]tf",
    333: "()-`r",
    334: "{}",
    355: '"',
    389: "*",
    469: "^",
    500: "Jcksvxyz",
    556: "#$0123456789?L_abdeghnopqu",
    584: "+<=>~",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    1000: "…—",
    1015: "@",
}
_WIDTHS = {letter: width for width, letters in _GROUPS.items() for letter in letters}
_OTHER = 720
_WIDE = 1_250
_UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
_MOST_READ = 2_000


def clean(text: str) -> str:
    """A text on one line, without control characters and marks that turn the direction of others."""
    spaced = "".join(" " if unicodedata.category(each) in {"Cc", "Zl", "Zp"} else each for each in text[:_MOST_READ])
    visible = "".join(each for each in _UNSEEN.sub("", spaced) if unicodedata.category(each) != "Cs")
    return " ".join(visible.split())


@lru_cache(maxsize=4096)
def _thousandths(letter: str) -> int:
    if letter in _WIDTHS:
        return _WIDTHS[letter]
    if unicodedata.combining(letter):
        return 0
    if unicodedata.east_asian_width(letter) in {"W", "F"} or unicodedata.category(letter) == "So":
        return _WIDE
    plain = unicodedata.normalize("NFD", letter)[0]
    return _WIDTHS.get(plain, _OTHER)


def width(text: str, size: float) -> float:
    """How wide a text is in pixels at a font size in pixels."""
    return sum(_thousandths(letter) for letter in text) * size / 1000


def shorten(text: str, size: float, most: float) -> str:
    """A cleaned text that is at most so many pixels wide, with an ellipsis where something is missing."""
    whole = clean(text)
    if width(whole, size) <= most:
        return whole
    room = most - width(ELLIPSIS, size)
    kept = 0
    for letter in whole:
        room -= _thousandths(letter) * size / 1000
        if room < 0:
            break
        kept += 1
    return whole[:kept].rstrip() + ELLIPSIS
