"""Names that were joined to another model than before, or to none: on the axis of what was recorded."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from benchbook.changes.nouns import Change, Kind, change_id
from benchbook.model import Matched
from benchbook.publication import Audience, may_see
from benchbook.sources import all_sources
from benchbook.store import Rejoined


def join_changes(
    rejoined: Iterable[Rejoined], since: datetime | None, until: datetime | None, audience: Audience
) -> Iterator[Change]:
    """The joins that were recorded after ``since`` and until ``until`` in place of others, in their order.

    One name in several feeds of its source is joined in all of them, which is one change.
    """
    told: set[str] = set()
    for each in rejoined:
        late = until is not None and each.recorded_at > until
        early = since is not None and each.recorded_at <= since
        if not late and not early and may_see(each.licence, audience):
            found = [change for change in _change(each) if change_id(change) not in told]
            told.update(map(change_id, found))
            yield from found


def _change(rejoined: Rejoined) -> Iterator[Change]:
    old = rejoined.before.model_id if isinstance(rejoined.before, Matched) else None
    new = rejoined.after.model_id if isinstance(rejoined.after, Matched) else None
    if old == new:
        return
    kind: Kind = "join-moved" if old and new else "join-gained" if new else "join-lost"
    source = all_sources().get(rejoined.scope.source)
    yield Change(
        kind=kind,
        at=rejoined.recorded_at,
        after=rejoined.before_at,
        model_id=new or old,
        name=rejoined.labels.name,
        source=rejoined.scope.source,
        via=rejoined.scope.via,
        subject=rejoined.subject,
        old=old,
        new=new,
        licence=rejoined.licence,
        citation=source.citation if source else None,
    )
