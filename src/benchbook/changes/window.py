"""From when until when changes are told, and which of them."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase

from msgspec.structs import replace

from benchbook.changes.nouns import Change
from benchbook.errors import NoSuchMoment
from benchbook.model import Moment, Noun, Times
from benchbook.moments import settled, written

DEFAULT_SPAN = timedelta(days=30)
_FIRST = datetime.min.replace(tzinfo=UTC)


class Window(Noun, frozen=True, kw_only=True):
    """Changes after ``since`` and until ``until``, by what was known at ``known_at``.

    None is the beginning, and now. With a ``span`` it begins that long before the last observation in it,
    which ``begun`` finds.
    """

    since: datetime | None = None
    until: datetime | None = None
    known_at: datetime | None = None
    span: timedelta | None = None

    @property
    def moment(self) -> Moment:
        """The moment at which it ends."""
        return Moment(as_of=self.until, known_at=self.known_at)

    def begun(self, dates: Iterable[datetime]) -> "Window":
        """The same with its beginning, by the dates of the readings that were known then."""
        last = max((date for date in dates if self.until is None or date <= self.until), default=None)
        if self.span is None or last is None or last - _FIRST < self.span:
            return replace(self, span=None)
        return replace(self, since=last - self.span, span=None)


def window(
    times: Times,
    since: datetime | None,
    until: datetime | None,
    known_at: datetime | None = None,
    *,
    span: timedelta | None = DEFAULT_SPAN,
) -> Window:
    """The window of what was asked; without ``since`` it has the span, and without both it begins at the beginning.

    Raises ``NoSuchMoment`` for an ``until`` before
    the first record, or before ``since``.
    """
    settled(Moment(as_of=until, known_at=known_at), times)
    if since is not None and until is not None and since > until:
        raise NoSuchMoment("since", written(since), f"lies after until, {written(until)}")
    return Window(since=since, until=until, known_at=known_at, span=span if since is None else None)


class Wanted(Noun, frozen=True, kw_only=True):
    """Which changes are wanted; None is any.

    ``model`` is an id, with its variants, or a pattern (``openai/*``), ``board`` a board or a pattern (``models/*``).
    """

    model: str | None = None
    kind: str | None = None
    source: str | None = None
    board: str | None = None

    def choose(self, found: Iterable[Change]) -> tuple[Change, ...]:
        """The wanted ones, in their order."""
        return tuple(change for change in found if self._wants(change))

    def _wants(self, change: Change) -> bool:
        return (
            (self.kind is None or fnmatchcase(change.kind, self.kind))
            and (self.source is None or change.source == self.source)
            and (self.board is None or _matches(change.board, self.board))
            and (self.model is None or any(_is(name, self.model) for name in _models(change)))
        )


def _models(change: Change) -> tuple[str, ...]:
    """The models that a change is about; of a join also the one that it was joined to before."""
    named = (change.model_id, change.old, change.new) if change.kind.startswith("join-") else (change.model_id,)
    return tuple(name for name in named if isinstance(name, str))


def _matches(board: str | None, wanted: str) -> bool:
    """Whether a board is the wanted one, whose name may hold what a pattern is made of."""
    return board is not None and (board == wanted or fnmatchcase(board, wanted))


def _is(name: str, wanted: str) -> bool:
    return fnmatchcase(name, wanted) or name.partition(":")[0] == wanted
