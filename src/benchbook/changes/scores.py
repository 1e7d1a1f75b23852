"""Two states of one board -> what changed between them, a change of method told once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from benchbook.changes.catalogue import Span
from benchbook.changes.methods import Method, Versions, rebased
from benchbook.changes.nouns import Change, Kind
from benchbook.metrics import metric
from benchbook.model import Configuration, Matched, Number, Refresh, StoredResult
from benchbook.publication import (
    Audience,
    citation_of,
    configuration_of,
    configuration_text,
    permitted,
    standing_results,
)
from benchbook.sources import all_sources
from benchbook.sources.arena import SOURCE_ID as OWN_ARENAS

_SEVERAL = 2


class _Place(NamedTuple):
    """What a row of a board is about; ``subject`` is the source's key where that alone tells rows apart."""

    model_id: str
    variant: str
    configuration: Configuration
    subject: str


class BoardState(NamedTuple):
    """The rows of one source's board that speak for models at one date, and who publishes each model's."""

    places: dict[_Place, list[StoredResult]]
    publishers: dict[str, set[str | None]]

    def with_models(self, other: "BoardState", models: frozenset[str]) -> "BoardState":
        """The same with some models as they are in another state, which holds no others."""
        places = {place: rows for place, rows in self.places.items() if place.model_id not in models}
        publishers = {model_id: via for model_id, via in self.publishers.items() if model_id not in models}
        return BoardState(places | other.places, publishers | other.publishers)

    def rows(self, other: "BoardState", models: frozenset[str] | None = None) -> dict[_Place, StoredResult]:
        """The rows by what they are about, or those of some models, to be compared with those of another date.

        Names may change; only where several rows are alike at either date, the source's key must tell them apart.
        """
        found: dict[_Place, StoredResult] = {}
        for place, alike in self.places.items():
            if models is not None and place.model_id not in models:
                continue
            if len(alike) == 1 and len(other.places.get(place, ())) < _SEVERAL:
                found[place] = alike[0]
            else:
                found |= {place._replace(subject=result.subject): result for result in alike}
        return found


def board_state(results: Iterable[StoredResult], refreshes: Iterable[Refresh], audience: Audience) -> BoardState:
    """What of a board's results speaks to an audience."""
    state = BoardState({}, {})
    for result in standing_results(permitted(results, audience), refreshes):
        if isinstance(result.identity, Matched) and scores_of(result):
            state.places.setdefault(_place(result, result.identity.model_id), []).append(result)
            state.publishers.setdefault(result.identity.model_id, set()).add(result.scope.via)
    return state


def _place(result: StoredResult, model_id: str) -> _Place:
    return _Place(model_id, result.result.variant, configuration_of(result), "")


def scores_of(result: StoredResult) -> dict[str, Number]:
    """The figures of a result that tell how good a model is."""
    facts = {name: metric(result.scope.source, name) for name in result.result.measures}
    return {
        name: value
        for name, value in sorted(result.result.measures.items())
        if (known := facts[name]) is None or known.score
    }


def board_changes(
    old: BoardState, new: BoardState, span: Span, models: frozenset[str] | None = None
) -> Iterator[Change]:
    """What changed on a board, where only some models may differ of those.

    A model of which another publisher speaks now gains and loses nothing by that.
    """
    rows, old_rows = new.rows(old, models), old.rows(new, models)
    if not old.places:
        if rows:
            first = next(iter(rows.values()))
            yield replace(_of_board(first, "board-read", span), count=len(rows))
        return
    crossed: dict[tuple[str | None, Versions], dict[_Place, Change]] = defaultdict(dict)
    for place in sorted(old_rows.keys() | rows.keys(), key=str):
        if _other_publisher(old, new, place.model_id):
            continue
        before, after = old_rows.get(place), rows.get(place)
        subject = ", ".join(part for part in (place.variant, place.subject) if part) or None
        for told in _row_changes(before, after, span):
            change = replace(told, subject=subject)
            versions = _versions(change.metric, before, after, span)
            if after is None or versions is None:
                yield change
            else:
                crossed[after.scope.via, versions][place] = change
    for (_, versions), events in crossed.items():
        yield _rebased(list(events.values()), versions)


def _rebased(rows: list[Change], versions: Versions) -> Change:
    """The one change of method that lies in the changes of these rows."""
    first = rows[0]
    return Change(
        kind="re-based",
        at=first.at,
        after=max((row.after for row in rows if row.after is not None), default=None),
        source=first.source,
        via=first.via,
        board=first.board,
        old=versions.old,
        new=versions.new,
        count=len(rows),
        licence=first.licence,
        citation=first.citation,
    )


def _other_publisher(old: BoardState, new: BoardState, model_id: str) -> bool:
    before, after = old.publishers.get(model_id), new.publishers.get(model_id)
    return before is not None and after is not None and before != after


def _versions(name: str | None, before: StoredResult | None, after: StoredResult | None, span: Span) -> Versions | None:
    """The change of method between two rows of one thing."""
    if name is None or before is None or after is None or span.after is None:
        return None
    last_seen = span.otherwise_until(before.scope, before.last_seen) or before.last_seen
    return rebased(_method_of(before, name, last_seen), _method_of(after, name, span.at))


def _method_of(result: StoredResult, name: str, seen_at: datetime) -> Method:
    """The method of a figure of a result, as it was seen at a time."""
    scope = result.scope
    return Method(scope.source, scope.via, result.result.board, name, result.result.method_version, seen_at)


def _row_changes(before: StoredResult | None, after: StoredResult | None, span: Span) -> Iterator[Change]:
    old = scores_of(before) if before else {}
    new = scores_of(after) if after else {}
    row = after or before
    if row is None:
        return
    until = span.otherwise_until((before or row).scope, before.last_seen if before else None)
    told = replace(_of_row(row, span), after=until)
    steady = before is not None and after is not None and _within_interval(before, after)
    came = {name: value for name, value in new.items() if name not in old}
    went = {name: value for name, value in old.items() if name not in new}
    if came:
        yield replace(told, kind="score-came", figures=came)
    for name in sorted(old.keys() & new.keys()):
        if old[name] != new[name] and not steady:
            yield replace(told, metric=name, old=old[name], new=new[name], percent=_percent(old[name], new[name]))
    if went:
        yield replace(told, kind="score-went", figures=went)


def _within_interval(before: StoredResult, after: StoredResult) -> bool:
    """Whether an own arena's rating is still within the interval that it had: no news, nor is what moved with it.

    Such a board is rated anew as often as its operator likes, and every new vote moves all of it a little.
    """
    if after.scope.source != OWN_ARENAS or before.result.method_version != after.result.method_version:
        return False
    low, high = (before.result.measures.get(name) for name in ("elo_low", "elo_high"))
    rating = after.result.measures.get("elo")
    return rating is not None and low is not None and high is not None and low <= rating <= high


def _percent(old: Number, new: Number) -> float | None:
    return round((new / old - 1) * 100, 2) if old > 0 and new >= 0 else None


def _of_board(result: StoredResult, kind: Kind, span: Span) -> Change:
    return Change(
        kind=kind,
        at=span.at,
        after=span.after,
        source=result.scope.source,
        via=result.scope.via,
        board=result.result.board,
        licence=result.licence or "internal",
        citation=citation_of(result, all_sources()),
    )


def _of_row(result: StoredResult, span: Span) -> Change:
    identity = result.identity
    return replace(
        _of_board(result, "score", span),
        model_id=identity.model_id if isinstance(identity, Matched) else None,
        name=result.labels.name,
        configuration=configuration_text(configuration_of(result)) or None,
    )
