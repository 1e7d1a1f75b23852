"""What a number of tokens would cost with each, in words, with the conditions that were applied."""

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal

from benchbook.catalogue import Cost, Usage, cost_of
from benchbook.model import Noun
from benchbook.web.comparison.chosen import Side
from benchbook.web.model.facts import DASH
from benchbook.web.model.prices import clock, kind_words
from benchbook.web.texts import texts
from benchbook.web.words import amount

_SHORT = Context(prec=4, rounding=ROUND_HALF_EVEN)


class ShownCost(Noun, frozen=True, kw_only=True):
    """A cost: its words, how it is made up on hover, and what is said of conditions."""

    text: str
    title: str
    notes: tuple[str, ...] = ()


def costs(sides: Sequence[Side], usage: Usage) -> list[ShownCost]:
    """The cost with each."""
    return [cost_words(cost_of(side.model.prices, usage)) for side in sides]


def cost_words(cost: Cost) -> ShownCost:
    """A cost in words; a dash with the reason where a price is missing."""
    notes = tuple(_notes(cost))
    if cost.dollars is None:
        return ShownCost(text=DASH, title=" ".join(_missing(cost)), notes=(*_missing(cost), *notes))
    made_of = "; ".join(
        texts()("cost-part", count=amount(part.count), kind=kind_words(part.kind).lower(), dollars=plain(part.dollars))
        for part in cost.parts
    )
    return ShownCost(
        text=short(cost.dollars), title=f"${plain(cost.dollars)}: {made_of}" if made_of else "", notes=notes
    )


def plain(dollars: Decimal) -> str:
    """An amount in full, without needless zeros."""
    text = f"{dollars:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def short(dollars: Decimal) -> str:
    """An amount with cents, or with four digits that count where it is small: ``$37.50``, ``$0.00125``."""
    if dollars >= 1 or not dollars:
        return f"${dollars:,.2f}"
    return f"${plain(_SHORT.plus(dollars))}"


def _missing(cost: Cost) -> Iterator[str]:
    for kind, why in cost.missing.items():
        yield texts()(f"cost-{why}", kind=kind_words(kind).lower())


def _notes(cost: Cost) -> Iterator[str]:
    told = texts()
    if cost.least_prompt is not None:
        yield told("cost-condition", count=amount(cost.least_prompt))
    for window in cost.windows:
        dollars = DASH if window.dollars is None else short(window.dollars)
        yield told("cost-window", start=clock(window.start), end=clock(window.end), dollars=dollars)
