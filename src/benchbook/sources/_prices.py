"""OpenRouter's prices: decimal strings in US dollars, checked before anything is believed."""

import re
from decimal import Decimal

from benchbook.model import PriceOverride, Prices
from benchbook.sources._documents import RowProblem, excerpt

VARIABLE = "-1"
HIGHEST_PRICE_PER_TOKEN = Decimal("0.001")
PER_TOKEN = (
    "prompt",
    "completion",
    "image_token",
    "image_output",
    "audio",
    "audio_output",
    "input_audio_cache",
    "internal_reasoning",
    "input_cache_read",
    "input_cache_write",
    "input_cache_write_1h",
)
PER_PIECE = ("request", "image", "web_search")
KINDS = (*PER_TOKEN, *PER_PIECE)
_PLAIN_DECIMAL = re.compile(r"[0-9]{1,20}(\.[0-9]{1,30})?", re.ASCII)
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):?[0-5][0-9]", re.ASCII)
_EXPECTED = 'expected a decimal string in dollars such as "0.000003", or "-1" for variable'


class TooDear(RowProblem):
    """A price per token that looks like one per thousand or per million."""


def read_prices(pricing: dict[str, object], path: str = "pricing") -> Prices:
    """Prices as the catalogue writes them; raises ``RowProblem`` for a price that cannot be meant.

    Kinds that are not known are left out.
    """
    return Prices(
        by_kind=_by_kind(pricing, path),
        overrides=_overrides(pricing.get("overrides"), f"{path}.overrides"),
        discount=_discount(pricing.get("discount"), f"{path}.discount"),
    )


def check_price(written: object, kind: str, path: str) -> str:
    """One price as a decimal string; every way to write nothing is ``"0"``."""
    if not isinstance(written, str):
        raise RowProblem(f"{path} is {_shown(written)}, not a string; {_EXPECTED}")
    if written == VARIABLE:
        return written
    if _PLAIN_DECIMAL.fullmatch(written) is None:
        raise RowProblem(f"{path} is {_shown(written)}; {_EXPECTED}")
    amount = Decimal(written)
    if kind in PER_TOKEN and amount > HIGHEST_PRICE_PER_TOKEN:
        raise TooDear(
            f"{path} is {written}, which looks like a price per thousand or per million tokens; "
            f"expected dollars per token, at most {HIGHEST_PRICE_PER_TOKEN}"
        )
    return written if amount else "0"


def _by_kind(pricing: dict[str, object], path: str) -> dict[str, str]:
    return {kind: check_price(pricing[kind], kind, f"{path}.{kind}") for kind in KINDS if pricing.get(kind) is not None}


def _overrides(written: object, path: str) -> tuple[PriceOverride, ...]:
    if written is None:
        return ()
    if not isinstance(written, list):
        raise RowProblem(f"{path} is {_shown(written)}, expected a list of overrides")
    return tuple(_override(one, f"{path}[{index}]") for index, one in enumerate(written))


def _override(written: object, path: str) -> PriceOverride:
    if not isinstance(written, dict):
        raise RowProblem(f"{path} is {_shown(written)}, expected an object")
    least = written.get("min_prompt_tokens")
    if least is not None and (not isinstance(least, int) or isinstance(least, bool) or not 0 <= least <= 10**12):
        raise RowProblem(f"{path}.min_prompt_tokens is {_shown(least)}, expected a whole number of tokens")
    return PriceOverride(
        prices=_by_kind(written, path),
        min_prompt_tokens=least,
        utc_start=_clock(written.get("utc_start"), f"{path}.utc_start"),
        utc_end=_clock(written.get("utc_end"), f"{path}.utc_end"),
    )


def _clock(written: object, path: str) -> str | None:
    """A time of day as HHMM; upstream has sent it as text and as a number such as 830."""
    if written is None:
        return None
    number = isinstance(written, int) and not isinstance(written, bool) and 0 <= written <= 2359  # noqa: PLR2004
    text = f"{written:04}" if number else written
    if not isinstance(text, str) or _CLOCK.fullmatch(text) is None:
        raise RowProblem(f"{path} is {_shown(written)}, expected a UTC time of day as HHMM")
    return text.replace(":", "")


def _discount(written: object, path: str) -> float | None:
    if written is None:
        return None
    if isinstance(written, bool) or not isinstance(written, int | float) or not 0 <= written <= 1:
        raise RowProblem(f"{path} is {_shown(written)}, expected a share of 0 to 1")
    return float(written)


def _shown(written: object) -> str:
    if written is None or isinstance(written, bool | str):
        return excerpt(repr(written[:60].replace("\0", ""))) if isinstance(written, str) else str(written).lower()
    if isinstance(written, list):
        return "a list"
    return "an object" if isinstance(written, dict) else excerpt(f"the number {written}"[:60])
