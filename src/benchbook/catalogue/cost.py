"""What a number of tokens costs by a list of prices: exact, with the conditions that applied and those that might."""

from collections.abc import Mapping
from decimal import Context, Decimal, Inexact, localcontext
from typing import Literal

from benchbook.model import Noun, PriceOverride, Prices

_EXACT = Context(prec=200, traps=[Inexact])
_FEE = "request"

Unpriced = Literal["unknown", "variable"]


class Usage(Noun, frozen=True, kw_only=True):
    """What is used, in tokens of one request; ``cached`` are those of the prompt that are read from the cache."""

    prompt: int = 0
    completion: int = 0
    cached: int = 0
    requests: int = 1


class Part(Noun, frozen=True, kw_only=True):
    """One item of a bill: so many pieces of a kind at a price each, in US dollars, for all requests."""

    kind: str
    count: int
    price: str
    dollars: Decimal


class Window(Noun, frozen=True, kw_only=True):
    """What the same would cost at a time of day, HHMM in UTC; None where that is not known."""

    start: str
    end: str
    dollars: Decimal | None


class Cost(Noun, frozen=True, kw_only=True):
    """US dollars, exactly; None where a kind that is used has no price (``missing`` says which kinds, and why).

    ``least_prompt`` is the size of the prompt from which on the prices hold that were taken, if they depend on one.
    """

    dollars: Decimal | None
    parts: tuple[Part, ...] = ()
    missing: Mapping[str, Unpriced] = {}
    least_prompt: int | None = None
    windows: tuple[Window, ...] = ()


def cost_of(prices: Prices, usage: Usage) -> Cost:
    """What a usage costs.

    A fee a request is counted where one is listed. Of conditions that apply the one for the largest prompts
    holds, of equal ones the last. ``usage.cached`` may not exceed ``usage.prompt``; raises ``ValueError``.
    """
    if usage.cached > usage.prompt:
        raise ValueError("more tokens are read from the cache than the prompt has")
    applying = (each for each in prices.overrides if (each.min_prompt_tokens or 0) <= usage.prompt)
    sized = sorted(applying, key=lambda each: each.min_prompt_tokens or 0)
    always = [each for each in sized if not _timed(each)]
    found = _bill(_over(prices.by_kind, always), usage)
    sizes = [each.min_prompt_tokens for each in always if each.min_prompt_tokens is not None]
    windows = tuple(
        Window(
            start=each.utc_start or "0000",
            end=each.utc_end or "2400",
            dollars=_bill(
                _over(prices.by_kind, [one for one in sized if not _timed(one) or one is each]), usage
            ).dollars,
        )
        for each in sized
        if _timed(each)
    )
    return Cost(
        dollars=found.dollars,
        parts=found.parts,
        missing=found.missing,
        least_prompt=sizes[-1] if sizes else None,
        windows=windows,
    )


def _timed(override: PriceOverride) -> bool:
    return override.utc_start is not None or override.utc_end is not None


def _over(by_kind: Mapping[str, str], overrides: list[PriceOverride]) -> dict[str, str]:
    found = dict(by_kind)
    for override in overrides:
        found |= override.prices
    return found


def _bill(by_kind: Mapping[str, str], usage: Usage) -> Cost:
    used = {
        "prompt": (usage.prompt - usage.cached) * usage.requests,
        "input_cache_read": usage.cached * usage.requests,
        "completion": usage.completion * usage.requests,
        _FEE: usage.requests if _FEE in by_kind else 0,
    }
    counted = {kind: count for kind, count in used.items() if count}
    missing: dict[str, Unpriced] = {
        kind: "unknown" if kind not in by_kind else "variable"
        for kind in counted
        if by_kind.get(kind, "-").startswith("-")
    }
    with localcontext(_EXACT):
        parts = tuple(
            Part(kind=kind, count=count, price=by_kind[kind], dollars=Decimal(by_kind[kind]) * count)
            for kind, count in counted.items()
            if kind not in missing
        )
        total = sum((part.dollars for part in parts), Decimal(0))
    return Cost(dollars=None if missing else total, parts=parts, missing=missing)
