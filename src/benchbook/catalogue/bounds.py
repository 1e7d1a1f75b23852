"""Prices as they are compared: exact dollars per million tokens."""

from decimal import Decimal

from benchbook.model import Prices

PER_MILLION = Decimal(1_000_000)


def per_million(prices: Prices, kind: str) -> Decimal | None:
    """The dollars per million tokens of a kind, exactly; None when unknown or variable, 0 when free."""
    price = prices.known(kind)
    return None if price is None else Decimal(price) * PER_MILLION
