"""From a figure and how likely it is by chance to a word, and figures in words."""

import math
from collections.abc import Iterable

from benchbook.votes.audit.findings import LOOK, SUSPICIOUS, VERDICTS, Verdict


def verdict(chance: float, *, matters: bool = True, is_large: bool = True) -> Verdict:
    """The word for something so likely by chance: nothing is worth a look unless it ``matters``.

    What is unlikely and ``is_large`` is suspicious.
    """
    if not matters or chance >= LOOK:
        return "fine"
    return "suspicious" if is_large and chance < SUSPICIOUS else "look"


def verdicts_of(chances: Iterable[float], is_large: Iterable[bool]) -> list[Verdict]:
    """The words for several findings."""
    return [verdict(chance, is_large=large) for chance, large in zip(chances, is_large, strict=True)]


def strongest(verdicts: Iterable[Verdict | None]) -> Verdict:
    """The strongest of some words; without any, ``fine``."""
    return max((each for each in verdicts if each is not None), key=VERDICTS.index, default="fine")


def in_words(chance: float) -> str:
    """How likely something is by chance: ``p 0.03``, ``p < 1e-9``."""
    if chance >= SUSPICIOUS:
        return f"p {min(chance, 1.0):.2g}"
    if chance < 1e-99:  # noqa: PLR2004 - beyond it nobody counts zeros
        return "p < 1e-99"
    return f"p < 1e{math.ceil(math.log10(chance)):d}"


def share_in_words(part: float, whole: float) -> str:
    """A share in percent with two digits: ``1.2 %``, ``0.034 %``."""
    percent = 100 * part / whole if whole else 0.0
    if percent in {0.0, 100.0}:
        return f"{percent:.0f} %"
    digits = max(0, 1 - math.floor(math.log10(abs(percent))))
    return f"{percent:.{digits}f} %"


def points_in_words(points: float) -> str:
    """Points with their sign: ``+13.7``."""
    return f"{points:+.1f}".replace("-", "\N{MINUS SIGN}")


def rounded(value: float, digits: int = 6) -> float:
    """A figure for a document: finite, and without noise."""
    return round(float(value), digits)
