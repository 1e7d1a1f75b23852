"""What changed in a store, computed anew only as far back as what came in may have changed it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from benchbook.changes import Change, changes
from benchbook.model import Noun
from benchbook.publication import Audience
from benchbook.store import Rejoined, Store, Timeline
from benchbook.watch.filters import Filter

_INSTANT = timedelta(microseconds=1)


class Found(Noun, frozen=True, kw_only=True):
    """The wanted changes of after ``since``, oldest first, in place of all that were found of then before."""

    since: datetime | None
    changes: tuple[Change, ...]


class News:
    """The wanted changes of a store. Each call of ``find`` tells of what moved since the one before."""

    def __init__(self, store: Store, wanted: Filter, audience: Audience) -> None:
        self._store = store
        self._wanted = wanted
        self._audience = audience
        self._generation: int | None = None
        self._imports: Mapping[int, datetime] = {}
        self._rejoined: tuple[Rejoined, ...] = ()

    def find(self) -> Found | None:
        """The changes from the first date on that may have turned, all at first; None when none may have.

        Raises ``StoreError``; then the next call finds what this one would have.
        """
        # In this order: what comes in between two of these reads is found by the next call.
        generation = self._store.generation()
        if generation == self._generation:
            return None
        imports = {done.id: done.observed_at for done in self._store.imports()}
        found, rejoined = self._store.over_time(lambda timeline, _: self._look(timeline, imports))
        self._generation, self._imports, self._rejoined = generation, imports, rejoined
        return found

    def _look(self, timeline: Timeline, imports: Mapping[int, datetime]) -> tuple[Found | None, tuple[Rejoined, ...]]:
        rejoined = timeline.rejoined()
        new = [observed_at for number, observed_at in imports.items() if number not in self._imports]
        if self._generation is None or rejoined != self._rejoined or not set(new).isdisjoint(self._imports.values()):
            # A name that is joined anew speaks otherwise at every date, and a second reading of one
            # date may lengthen a run that began before it.
            return self._found(timeline, None), rejoined
        return (self._found(timeline, min(new) - _INSTANT) if new else None), rejoined

    def _found(self, timeline: Timeline, since: datetime | None) -> Found:
        found = changes(timeline, since, audience=self._audience)
        return Found(since=since, changes=tuple(change for change in found if self._wanted.matches(change)))
