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
    ``open`` are ids of the models whose runs are shown; ``all_open`` shows those of all but ``fold``.
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
    fold: tuple[str, ...] = ()
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


def kept(entries: Iterable[Entry], wanted: Wanted, without: str | None = None) -> list[Entry]:
    """The models that pass every filter, or every one but ``without``."""
    asked = [FILTERS[name] for name in _active(wanted) if name != without]
    return [entry for entry in entries if all(passes(entry, wanted) for passes in asked)]


def _active(wanted: Wanted) -> list[str]:
    """The filters that may refuse anything; what left is refused unless it is asked for."""
    return [name for name in FILTERS if _given(getattr(wanted, name)) != (name == "gone")]


def _given(value: object) -> bool:
    """Whether something is asked; a bound of 0 is."""
    return value is not None and value is not False and value not in {"", ()}


def loosened(entries: Iterable[Entry], wanted: Wanted) -> tuple[str, int] | None:
    """The one filter to loosen, and how many models pass then; None where no single one lets any pass.

    What left the catalogue comes first, since it is hidden unasked; what was searched for comes last.
    """
    everything = tuple(entries)
    counts = {name: count for name, count in _without_each(everything, wanted) if count}
    best = min(counts, key=lambda name: (name != "gone", name == "q", -counts[name]), default=None)
    return None if best is None else (best, counts[best])


def _without_each(entries: tuple[Entry, ...], wanted: Wanted) -> Iterator[tuple[str, int]]:
    for name in FILTERS:
        if name in _active(wanted):
            yield name, len(kept(entries, wanted, without=name))
