"""Names that were joined to no model, and what is named most alike."""

from collections.abc import Callable, Iterable
from threading import Lock

from benchbook.model import (
    CatalogModel,
    Configuration,
    Labels,
    LedgerState,
    Licence,
    Noun,
    StoredResult,
    Suggestion,
    Unmatched,
)
from benchbook.publication import Audience, permitted
from benchbook.resolve import Facts, Suggester
from benchbook.store.identities import stricter

_Waiting = tuple[StoredResult, Unmatched]
"""A result with how its name stands."""


class WaitingName(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """A name that waits for a person: what ``source`` calls so, as relayed by ``via``.

    ``results`` counts its standing results, ``boards`` are where they stand, ``licence`` is the strictest
    that they came under. ``labels``, ``reason``, ``refused``, ``pinned`` and ``configuration`` are those of
    the first of them; ``pinned`` tells that a rejection keeps it from a model.
    """

    source: str
    via: str | None
    labels: Labels
    results: int
    boards: tuple[str, ...]
    reason: str
    refused: tuple[str, ...]
    pinned: bool
    configuration: Configuration
    licence: Licence

    @property
    def name(self) -> str:
        """How the source calls it."""
        return self.labels.name

    @property
    def slug(self) -> str | None:
        """The source's own short name of it."""
        return self.labels.slug

    @property
    def creator(self) -> str | None:
        """Whose model it is, by the source's word."""
        return self.labels.creator


def waiting_names(
    state: LedgerState, audience: Audience = "keyholders", source: str | None = None
) -> tuple[WaitingName, ...]:
    """The names that wait in what an audience may see, of one source or of all, most results first."""
    names: dict[tuple[str, str, str], list[_Waiting]] = {}
    for result in permitted(state.results, audience):
        identity = result.identity
        if result.standing and isinstance(identity, Unmatched) and source in {None, result.scope.source}:
            key = (result.scope.source, result.labels.name, result.scope.via or "")
            names.setdefault(key, []).append((result, identity))
    ordered = sorted(names.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(_summed(found) for _, found in ordered)


def _summed(found: list[_Waiting]) -> WaitingName:
    first, identity = found[0]
    results = [result for result, _ in found]
    licence: Licence = "open"
    for result in results:
        licence = stricter(licence, result.licence or "internal")
    return WaitingName(
        source=first.scope.source,
        via=first.scope.via,
        labels=first.labels,
        results=len(results),
        boards=tuple(sorted({result.result.board for result in results})),
        reason=identity.reason,
        refused=identity.refused,
        pinned=identity.pinned,
        configuration=identity.configuration,
        licence=licence,
    )


class Suggestions:
    """What a person may consider for each name; made ready when first asked, each name looked up once.

    They are for a person to judge; likeness never joins a name. ``models`` is the catalogue, of now or
    ever; no model is suggested that a rejection of ``facts`` keeps from the name. May be used by several threads.
    """

    def __init__(self, models: Callable[[], Iterable[CatalogModel]], facts: Facts) -> None:
        self._models = models
        self._facts = facts
        self._suggester: Suggester | None = None
        self._known: dict[tuple[Labels, str, str | None], tuple[Suggestion, ...]] = {}
        self._asking = Lock()

    def of(self, waiting: WaitingName) -> tuple[Suggestion, ...]:
        """At most three catalogue ids that are named most alike, the likest first."""
        key = (waiting.labels, waiting.source, waiting.via)
        with self._asking:
            if self._suggester is None:
                self._suggester = Suggester(self._models(), self._facts)
            if key not in self._known:
                self._known[key] = self._suggester.suggest(waiting.labels, source=waiting.source, via=waiting.via)
            return self._known[key]
