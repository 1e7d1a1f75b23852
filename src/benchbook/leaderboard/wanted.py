"""Which models are wanted: each filter by its name, so that an empty answer can say which one to loosen."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal

from benchbook.leaderboard.nouns import Entry
from benchbook.model import Noun


class Wanted(Noun, frozen=True, kw_only=True):
    """What is asked of the leaderboard; nothing given takes every listed model.

    ``q`` are words that all occur in id or name. Lists take any of their values, but ``input`` and ``output`` all
    of them. Prices are dollars per million tokens, ``context`` is in tokens. ``effort`` also limits
    which runs speak. ``gone`` takes what left the catalogue, too. ``sort`` and ``columns`` are column ids,
    ``open`` are ids of the models whose runs are shown, ``all_open`` shows those of all.
    """

    q: str = ""
    author: tuple[str, ...] = ()
    input: tuple[str, ...] = ()
    output: tuple[str, ...] = ()
    context: int | None = None
    max_price: Decimal | None = None
    max_output_price: Decimal | None = None
    free: bool = False
    weights: bool = False
    reasoning: bool = False
    source: tuple[str, ...] = ()
    effort: tuple[str, ...] = ()
    gone: bool = False
    sort: str | None = None
    order: str | None = None
    columns: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    all_open: bool = False


Filter = Callable[[Entry, Wanted], bool]


def _searched(entry: Entry, wanted: Wanted) -> bool:
    return all(word in entry.searched for word in wanted.q.lower().split())


def _context(entry: Entry, wanted: Wanted) -> bool:
    return wanted.context is None or (entry.model.context_length or 0) >= wanted.context


def _at_most(kind: str, most: Decimal | None, entry: Entry) -> bool:
    price = entry.prices.get(kind)
    return most is None or (price is not None and price <= most)


FILTERS: Mapping[str, Filter] = {
    "q": _searched,
    "author": lambda entry, wanted: not wanted.author or entry.model.author in wanted.author,
    "input": lambda entry, wanted: set(wanted.input) <= set(entry.model.input_modalities),
    "output": lambda entry, wanted: set(wanted.output) <= set(entry.model.output_modalities),
    "context": _context,
    "max_price": lambda entry, wanted: _at_most("prompt", wanted.max_price, entry),
    "max_output_price": lambda entry, wanted: _at_most("completion", wanted.max_output_price, entry),
    "free": lambda entry, wanted: not wanted.free or entry.free or entry.free_offer is not None,
    "weights": lambda entry, wanted: not wanted.weights or entry.weights,
    "reasoning": lambda entry, wanted: not wanted.reasoning or entry.reasons,
    "source": lambda entry, wanted: not wanted.source or not entry.sources.isdisjoint(wanted.source),
    "effort": lambda entry, wanted: not wanted.effort or not entry.efforts.isdisjoint(wanted.effort),
    "gone": lambda entry, wanted: wanted.gone or entry.listed,
}
"""The filters by the name of what they read."""


def matches(entry: Entry, wanted: Wanted, without: str | None = None) -> bool:
    """Whether a model passes every filter, or every one but ``without``."""
    return all(passes(entry, wanted) for name, passes in FILTERS.items() if name != without)


def loosened(entries: Iterable[Entry], wanted: Wanted) -> tuple[str, int] | None:
    """The one filter without which most models pass, and how many; None where no single one lets any pass."""
    everything = tuple(entries)
    counts = dict(_without_each(everything, wanted))
    best = max(counts, key=lambda name: counts[name], default=None)
    return None if best is None or not counts[best] else (best, counts[best])


def _without_each(entries: tuple[Entry, ...], wanted: Wanted) -> Iterator[tuple[str, int]]:
    for name in FILTERS:
        if getattr(wanted, name):
            yield name, sum(matches(entry, wanted, without=name) for entry in entries)
