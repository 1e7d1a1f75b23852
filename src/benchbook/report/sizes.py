"""Parameter counts that a description states in plain words: one total and one active size, or none.

Only billions and trillions: what is counted in millions may be users or tokens as well.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from benchbook.model import Noun

_LONGEST_READ = 20_000
_BILLIONS = {"B": 1, "T": 1000}
_LETTERS = {"billion": "B", "trillion": "T"}
_BARE = r"[0-9]{1,4}(?:\.[0-9]{1,3})?[ -]?(?:[bt]|(?:b|tr)illion)"
_SIZE = (
    r"(?<![\w.,$-])(?P<amount>[0-9]{1,4}(?:\.[0-9]{1,3})?)[ -]?(?P<unit>[bt]|(?:b|tr)illion)(?![\w$])(?! ?tokens?\b)"
)
_PARAMETERS = r"[ -]param(?:eter)?s?\b"
_SOME = r"(?:(?:only|just|about|around|roughly|approximately|nearly) ?){0,2}"
_ENDED = r"(?=[ -]param|[).,;:]|$| per\b| out of | in an? )"
_ACTIVE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_SIZE}(?:{_PARAMETERS})?(?: are| being)?[ -](?:active|activated)\b(?:{_PARAMETERS})?{_ENDED}",
        rf"{_SIZE} activated? per token\b",
        rf"\b(?:activates|activating) {_SOME}{_SIZE}(?:{_PARAMETERS}|(?= of its | out of ))",
    )
)
_TOTAL = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_SIZE}[ -]total\b{_ENDED}",
        rf"\btotal param(?:eter)? count of {_SIZE}",
        rf"\bactive(?:{_PARAMETERS})? out of (?:a total of )?{_SIZE}",
        rf"\bactivat(?:es|ing) {_SOME}{_BARE}(?:{_PARAMETERS})? (?:out of|of its) (?:a total of )?{_SIZE}",
        rf"{_SIZE}{_PARAMETERS}",
    )
)
_DASHES = re.compile(r"[\u2010-\u2015]")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
_OTHER_MODELS = re.compile(
    r"\b(?:than|unlike|compar\w+|rival\w*|outperform\w*|surpass\w*|match\w*|distill?\w*|deriv\w+|predecessor|"
    r"equivalent|similar|competitive|versus|vs|original|earlier|previous|prun\w+|reduc\w+|shr[aiu]nk|compress\w+|"
    r"merg\w+|up to|family|series|range|variants?|sizes?|teacher|each|per expert|encoder|backbone|embedding|"
    r"module|adapter|draft)\b"
)
_IN_SIZE = re.compile(r"\bparam(?:eter)?s in size\b")


class Sizes(Noun, frozen=True, kw_only=True):
    """Sizes as a name writes them (``117B``) and the words that say so; None is not said."""

    total: str | None = None
    active: str | None = None
    words: tuple[str, ...] = ()


def described_sizes(description: str) -> Sizes:
    """What a description says of its own model.

    Sentences that speak of other models or of parts are not read. Two different totals, two
    different active sizes, or an active size that is not the smaller one leave both unknown.
    """
    totals: dict[str, str] = {}
    actives: dict[str, str] = {}
    for sentence in _sentences(description):
        found = _found(_ACTIVE, sentence)
        actives |= dict(found.values())
        if found or "param" in sentence:
            totals |= {size: words for place, (size, words) in _found(_TOTAL, sentence).items() if place not in found}
    if len(totals) > 1 or len(actives) > 1:
        return Sizes()
    total, active = next(iter(totals), None), next(iter(actives), None)
    if total and active and _billions(active) >= _billions(total):
        return Sizes()
    return Sizes(total=total, active=active, words=tuple(dict.fromkeys([*totals.values(), *actives.values()])))


def _sentences(description: str) -> Iterator[str]:
    text = _DASHES.sub("-", description[:_LONGEST_READ]).replace("\u00a0", " ").casefold()
    for sentence in _SENTENCE.split(text):
        own = _IN_SIZE.sub("parameters", sentence)
        if _OTHER_MODELS.search(own) is None:
            yield own


def _found(patterns: tuple[re.Pattern[str], ...], sentence: str) -> dict[int, tuple[str, str]]:
    """By its place in the sentence, each size and the words that state it."""
    matches = (match for pattern in patterns for match in pattern.finditer(sentence))
    return {match.start("amount"): (_written(match["amount"], match["unit"]), match[0]) for match in matches}


def _written(amount: str, unit: str) -> str:
    return amount + _LETTERS.get(unit, unit.upper())


def _billions(size: str) -> Decimal:
    return Decimal(size[:-1]) * _BILLIONS[size[-1]]
