"""Names as they were voted on -> contestants: names that mean one model beyond doubt, run the same way, are one.

All others stay themselves, those that nobody knows, too: to leave them out would bend the ratings of the rest.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from benchbook.resolve import Facts
    from benchbook.store import Store

Identify = Callable[[str], Hashable | None]
"""What is equal for two names that mean the same beyond doubt; None for a name that means nothing known."""

SOURCE = "arena"


@dataclass(frozen=True, eq=False, kw_only=True)
class Contestants:
    """K contestants of N names.

    ``names`` are what they are called, sorted; ``merged`` the other names whose votes count for each, sorted;
    ``places`` int64[N] the contestant of each name that was voted on.
    """

    names: tuple[str, ...]
    merged: tuple[tuple[str, ...], ...]
    places: npt.NDArray[np.int64]

    def find(self, name: str) -> int | None:
        """The contestant of this name, or of another that was merged into it; None if there is none."""
        for place, (own, others) in enumerate(zip(self.names, self.merged, strict=True)):
            if name == own or name in others:
                return place
        return None

    def places_of(self, names: Sequence[str], known: Sequence[str]) -> npt.NDArray[np.int64]:
        """The contestants [M] of M names, -1 for one that is not ``known``: the N names in the order of ``places``."""
        of_name = dict(zip(known, self.places.tolist(), strict=True))
        return np.array([of_name.get(name, -1) for name in names], np.int64)


def as_voted(name: str) -> None:
    """Tells of no name what it means, so that every name is a contestant."""
    del name


def contestants_of(names: Sequence[str], votes: npt.NDArray[np.int64], identify: Identify = as_voted) -> Contestants:
    """The contestants of N different names with ``votes`` [N]; the most used name is the contestant's."""
    groups: dict[Hashable, list[int]] = {}
    for place, name in enumerate(names):
        meaning = identify(name)
        groups.setdefault(("name", name) if meaning is None else ("meaning", meaning), []).append(place)
    called = [sorted(group, key=lambda place: (-votes[place], names[place])) for group in groups.values()]
    called.sort(key=lambda group: names[group[0]])
    places = np.zeros(len(names), np.int64)
    for contestant, group in enumerate(called):
        places[group] = contestant
    places.setflags(write=False)
    return Contestants(
        names=tuple(names[group[0]] for group in called),
        merged=tuple(tuple(sorted(names[place] for place in group[1:])) for group in called),
        places=places,
    )


def identifier(store: "Store", facts: "Facts") -> Identify:
    """Tells by the catalogue of a store what a name means, as every other name is resolved."""
    from benchbook.model import Labels, Matched  # noqa: PLC0415 - what rates a file alone needs none of these
    from benchbook.resolve.remembered import resolver_of  # noqa: PLC0415

    models = [state.model for state in store.models()]
    if not models:
        return as_voted
    resolver = resolver_of(models, facts)

    def identify(name: str) -> Hashable | None:
        identity = resolver.resolve(Labels(name=name), SOURCE, None)
        if not isinstance(identity, Matched) or identity.doubt is not None:
            return None
        return identity.model_id, identity.configuration

    return identify
