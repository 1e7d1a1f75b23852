"""Everything that changed between two dates, in order: the differences of consecutive published states.

Only what may have turned at a date is looked at, so that a day on which little happened costs little.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from msgspec.structs import replace

from benchbook.changes.catalogue import Span, model_changes
from benchbook.changes.joins import join_changes
from benchbook.changes.nouns import KINDS, Change, change_id
from benchbook.changes.scores import BoardState, board_changes, board_state
from benchbook.changes.words import summary
from benchbook.model import Scope
from benchbook.publication import Audience, licences_of
from benchbook.store import Board, Timeline


def changes(
    timeline: Timeline,
    since: datetime | None = None,
    until: datetime | None = None,
    audience: Audience = "keyholders",
) -> tuple[Change, ...]:
    """What changed after ``since`` and until ``until``, oldest first; None is the beginning, or now."""
    found = [*_observed(timeline, since, until, audience), *join_changes(timeline.rejoined(), since, until, audience)]
    named = (replace(change, id=change_id(change), summary=summary(change)) for change in found)
    return tuple(sorted(named, key=_order))


def _order(change: Change) -> tuple[object, ...]:
    row = (change.source, change.board or "", change.configuration or "")
    what = (*row, change.metric or change.field or "", change.subject or "")
    return (change.at, change.count is None, change.model_id or "", KINDS.index(change.kind), *what, change.id)


def _observed(
    timeline: Timeline, since: datetime | None, until: datetime | None, audience: Audience
) -> Iterator[Change]:
    models, boards = timeline.model_turns(), timeline.board_turns()
    told = timeline.dates_under(licences_of(audience))
    known: dict[Board, BoardState] = {}
    before = max((at for at in timeline.dates if since is not None and at <= since), default=None)
    read = () if before is None else timeline.refreshes(before)
    for at in timeline.dates:
        if (before is not None and at <= before) or (until is not None and at > until):
            continue
        refreshes = timeline.refreshes(at)
        span = Span(after=_last(told, before), at=at, read={last.scope: last.observed_at for last in read})
        yield from _of_models(timeline, models.get(at, frozenset()), span)
        for board, turned in sorted(boards.get(at, {}).items()):
            # A board stays as it was until it turns again, and the models that did not turn stay then, too.
            if board not in known:
                results = () if before is None else timeline.results(before, board)
                known[board] = board_state(results, read, audience)
            old = known[board]
            new = board_state(timeline.results(at, board, turned), refreshes, audience)
            known[board] = new if turned is None else old.with_models(new, turned)
            yield from board_changes(old, known[board], span, turned)
        before, read = at, refreshes


def _last(dates: Sequence[datetime], until: datetime | None) -> datetime | None:
    """The last of some dates, which ascend, until another."""
    count = 0 if until is None else bisect_right(dates, until)
    return dates[count - 1] if count else None


def _of_models(timeline: Timeline, chains: frozenset[str], span: Span) -> Iterator[Change]:
    if not chains:
        return
    old = {} if span.after is None else {state.model.id: state for state in timeline.models(span.after, chains)}
    first: dict[Scope, list[Change]] = {}
    for state in timeline.models(span.at, chains):
        found = list(model_changes(old.get(state.model.id), state, span))
        if state.model.id not in old and state.scope is not None and state.scope not in span.read:
            first.setdefault(state.scope, []).extend(found)
        else:
            yield from found
    for found in first.values():
        yield from _first_read(found)


def _first_read(came: Iterable[Change]) -> Iterator[Change]:
    """The models of a catalogue that was never read whole before did not come: they are seen for the first time."""
    models = list(came)
    if models:
        yield replace(models[0], kind="catalogue-read", model_id=None, name=None, count=len(models))
