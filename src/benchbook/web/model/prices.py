"""Prices as they are listed: every kind, exact, with the conditions under which another one holds."""

from collections.abc import Mapping
from decimal import Decimal

from benchbook.model import Noun, PriceOverride, Prices
from benchbook.report.catalogue import PER_PIECE
from benchbook.web.model.facts import DASH, Told
from benchbook.web.texts import texts
from benchbook.web.words import amount, dollars

_MILLION = Decimal(1_000_000)
_ORDER = ("prompt", "completion", "input_cache_read", "input_cache_write", "input_cache_write_1h", "internal_reasoning")


class PriceLine(Noun, frozen=True, kw_only=True):
    """A kind of price, what it is for, the usual price, and that under each condition."""

    kind: str
    unit: str
    usual: Told
    others: tuple[Told, ...] = ()


class PriceTable(Noun, frozen=True, kw_only=True):
    """The prices of an offer; ``conditions`` head the prices that hold instead."""

    lines: tuple[PriceLine, ...]
    conditions: tuple[str, ...] = ()
    discount: str | None = None


def price_table(prices: Prices) -> PriceTable:
    """All prices of an offer, those that most will ask for first."""
    named = dict.fromkeys((*prices.by_kind, *(kind for each in prices.overrides for kind in each.prices)))
    kinds = sorted(named, key=kind_place)
    return PriceTable(
        lines=tuple(
            PriceLine(
                kind=kind_words(kind),
                unit=texts()("per-piece" if kind in PER_PIECE else "per-million"),
                usual=price_words(kind, prices.by_kind.get(kind)),
                others=tuple(
                    price_words(kind, each.prices[kind]) if kind in each.prices else _same()
                    for each in prices.overrides
                ),
            )
            for kind in kinds
        ),
        conditions=tuple(condition_words(each) for each in prices.overrides),
        discount=f"{prices.discount:.0%}" if prices.discount else None,
    )


def kind_place(kind: str) -> int:
    """Where a kind stands among others: those that most will ask for first."""
    return _ORDER.index(kind) if kind in _ORDER else len(_ORDER)


def kind_words(kind: str) -> str:
    """What is priced, in words; a kind that has none by its own name."""
    name = f"price-kind-{kind}"
    return texts()(name) if name in texts() else kind.replace("_", " ")


def price_words(kind: str, written: str | None) -> Told:
    """A price per million tokens or per piece, from dollars per token or piece."""
    told = texts()
    if written is None:
        return Told(text=DASH, title=told("missing-unknown"))
    if written.startswith("-"):
        return Told(text=told("price-varies"), title=told("missing-variable"))
    exact = Decimal(written) if kind in PER_PIECE else Decimal(written) * _MILLION
    unit = told("per-piece" if kind in PER_PIECE else "per-million")
    return Told(text=dollars(exact), title=told("price-as-written", price=f"{exact.normalize():,f}", unit=unit))


def _same() -> Told:
    return Told(text=DASH, title=texts()("price-same"))


def condition_words(condition: PriceOverride) -> str:
    """When other prices hold."""
    told = texts()
    parts = []
    if condition.min_prompt_tokens is not None:
        parts.append(told("condition-prompt", count=amount(condition.min_prompt_tokens)))
    if condition.utc_start is not None or condition.utc_end is not None:
        parts.append(told("condition-time", start=clock(condition.utc_start), end=clock(condition.utc_end or "2400")))
    return ", ".join(parts) or told("condition-unstated")


def clock(written: str | None) -> str:
    """``0830`` as ``08:30``."""
    text = written or "0000"
    return f"{text[:2]}:{text[2:]}"


def usual(by_kind: Mapping[str, str], kind: str) -> Told:
    """A usual price by its kind."""
    return price_words(kind, by_kind.get(kind))
