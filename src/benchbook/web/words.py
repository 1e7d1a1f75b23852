"""Figures, prices, sizes and dates as a reader reads them; the exact value stands in the download and on hover."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from benchbook.model import Number
from benchbook.web.texts import texts

_DIGITS = 4
_THOUSAND = 1000
_MILLION = 1_000_000
_LARGE = 1000
_NARROW_POINTS = 2


def figure(value: Number) -> str:
    """A score with at most four digits that count: ``0.892``, ``57.1``, ``1308``."""
    if isinstance(value, int):
        return f"{value:,}" if abs(value) >= _LARGE * 10 else str(value)
    if abs(value) >= _LARGE:
        return f"{value:,.0f}" if abs(value) >= _LARGE * 10 else f"{value:.0f}"
    text = f"{value:.{_DIGITS}g}" if abs(value) >= 1 or not value else f"{value:.3g}"
    return text if "e" not in text else f"{Decimal(text):f}"


def fixed(value: Number, digits: int = 0) -> str:
    """With so many digits after the point, so that a column of them stands in line: ``1040.0``."""
    text = f"{value:.{digits}f}"
    return text if text.strip("-0.") else text.removeprefix("-")


def half_width(rating: float, low: float, high: float) -> float:
    """The larger half of an interval, in points."""
    return max(high - rating, rating - low)


def digits_of_ratings(halves: Iterable[float]) -> int:
    """How many digits ratings need after the point: none unless half an interval is below two points."""
    return int(any(half < _NARROW_POINTS for half in halves))


def dollars(price: Decimal) -> str:
    """Dollars per million tokens with four digits that count, in full where they are fewer: ``$0.0833``, ``$15``."""
    if not price:
        return texts()("price-free")
    short = Decimal(f"{price:.{_DIGITS}g}") if len(price.normalize().as_tuple().digits) > _DIGITS else price
    return f"${short.normalize():,f}"


def tokens(count: int) -> str:
    """``200k``, ``1.05M``; small ones in full."""
    if count >= _MILLION:
        return f"{count / _MILLION:.3g}M"
    return f"{count / _THOUSAND:.4g}k" if count >= _THOUSAND else str(count)


def amount(count: int) -> str:
    """A count with its thousands parted."""
    return f"{count:,}"


def day(moment: datetime | date) -> str:
    """The day in UTC: ``2026-07-22``."""
    return f"{moment:%Y-%m-%d}"


def instant(moment: datetime) -> str:
    """The minute in UTC: ``2026-07-22 10:00 UTC``."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def age(moment: datetime | date, today: date) -> str:
    """How long ago a day was, in days, months or years."""
    days = (today - (moment.date() if isinstance(moment, datetime) else moment)).days
    return texts()("age", days=days, months=round(days / 30.44), years=round(days / 365.25), unit=_unit(days))


def _unit(days: int) -> str:
    if days <= 0:
        return "today"
    return "days" if days < 90 else "months" if days < 730 else "years"  # noqa: PLR2004 - where a reader counts otherwise
