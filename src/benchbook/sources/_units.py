"""Whether the prices of a whole document are in the wrong unit."""

from collections.abc import Iterable
from decimal import Decimal
from statistics import median

from benchbook.errors import Malformed
from benchbook.model import Prices

MOST_DEAR = 10
MOST_DEAR_SHARE = 0.1
FEWEST_FOR_MEDIAN = 20
HIGHEST_MEDIAN_PER_TOKEN = Decimal("0.00005")


def check_units(origin: str, kept: Iterable[Prices], dear: int) -> None:
    """Raise ``Malformed`` when prices look like dollars per thousand or per million tokens.

    ``dear`` counts the entries that were refused for a price too high. Some of a file whose prices are a thousand
    times too high still pass for dear ones; their median does not.
    """
    known = [(prices.known("prompt"), prices.known("completion")) for prices in kept]
    priced = dear + sum(any(price not in {None, "0"} for price in pair) for pair in known)
    if dear > MOST_DEAR and dear > MOST_DEAR_SHARE * priced:
        raise Malformed(
            origin,
            "",
            f"dollars per token, but {dear:,} of {priced:,} entries have prices that look like dollars "
            "per thousand or per million tokens",
        )
    prompts = [Decimal(prompt) for prompt, _ in known if prompt not in {None, "0"}]
    if len(prompts) < FEWEST_FOR_MEDIAN:
        return
    middle = median(prompts)
    if middle > HIGHEST_MEDIAN_PER_TOKEN:
        raise Malformed(
            origin,
            "",
            f"dollars per token, but half of {len(prompts):,} entries have prompt prices of {middle:f} or more, "
            "which look like dollars per thousand or per million tokens",
        )
