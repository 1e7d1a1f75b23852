"""From when until when changes are told, and which of them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from fnmatch import fnmatchcase

from benchbook.changes.nouns import Change
from benchbook.errors import NoSuchMoment
from benchbook.model import Moment, Noun, Times
from benchbook.moments import settled, written

DEFAULT_SPAN = timedelta(days=30)


class Window(Noun, frozen=True, kw_only=True):
    """Changes after ``since`` and until ``until``, by what was known at ``known_at``.

    None is the beginning, and now.
    """

    since: datetime | None = None
    until: datetime | None = None
    known_at: datetime | None = None

    @property
    def moment(self) -> Moment:
        """The moment at which it ends."""
        return Moment(as_of=self.until, known_at=self.known_at)


def window(times: Times, since: datetime | None, until: datetime | None, known_at: datetime | None = None) -> Window:
    """The window of what was asked; without ``since`` it begins 30 days before the last observation in it.

    Raises ``NoSuchMoment`` for an ``until`` before the first record, or before ``since``.
    """
    settled(Moment(as_of=until, known_at=known_at), times)
    if since is not None and until is not None and since > until:
        raise NoSuchMoment("since", written(since), f"lies after until, {written(until)}")
    if since is None and times.observed:
        last = max(time for time in times.observed if until is None or time <= until)
        since = last - DEFAULT_SPAN
    return Window(since=since, until=until, known_at=known_at)


class Wanted(Noun, frozen=True, kw_only=True):
    """Which changes are wanted; None is any. ``model`` is an id, with its variants, or a pattern (``openai/*``)."""

    model: str | None = None
    kind: str | None = None
    source: str | None = None

    def choose(self, found: Iterable[Change]) -> tuple[Change, ...]:
        """The wanted ones, in their order."""
        return tuple(change for change in found if self._wants(change))

    def _wants(self, change: Change) -> bool:
        return (
            (self.kind is None or fnmatchcase(change.kind, self.kind))
            and (self.source is None or change.source == self.source)
            and (self.model is None or any(_is(name, self.model) for name in _models(change)))
        )


def _models(change: Change) -> tuple[str, ...]:
    """The models that a change is about; of a join also the one that it was joined to before."""
    named = (change.model_id, change.old, change.new) if change.kind.startswith("join-") else (change.model_id,)
    return tuple(name for name in named if isinstance(name, str))


def _is(name: str, wanted: str) -> bool:
    return fnmatchcase(name, wanted) or name.partition(":")[0] == wanted
