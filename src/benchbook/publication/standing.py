"""Which of the ledger's results speak for their source today.

Direct and relayed figures of one source are compared by value, too: equal figures show that a relay
speaks of the very run that the source itself published, whatever it is called in either place.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from benchbook.model import Matched, Origin, Refresh, Scope, StoredResult

STARTER = "starter"
_RANKS = 3
_LEAST_SHARED_MEASURES = 2


def standing_results(results: Iterable[StoredResult], refreshes: Iterable[Refresh]) -> list[StoredResult]:
    """The results that speak for their source today: direct before relayed, nothing outdated.

    Both resolved and unresolved ones are returned; of one subject's boards the newest feed's.
    """
    newest = _newest_of_each_subject(result for result in results if result.standing)
    current = _without_outdated(newest, refreshes)
    return _direct_before_relayed(_without_echoes(current))


def _publisher_rank(scope: Scope) -> int:
    """0 for the source itself, 1 for a relay, 2 for the starter document: the lower, the better."""
    if scope.via is None:
        return 0
    return 2 if scope.via == STARTER else 1


def _newest_of_each_subject(results: Iterable[StoredResult]) -> list[StoredResult]:
    """Of one subject's board in several feeds the newest, completed where the others agree with it."""
    chosen: dict[tuple[str, str | None, str, str, str], StoredResult] = {}
    for result in sorted(results, key=lambda result: (result.last_seen, result.scope.feed), reverse=True):
        key = (result.scope.source, result.scope.via, result.subject, result.result.board, result.result.variant)
        newer = chosen.get(key)
        chosen[key] = result if newer is None else _completed(newer, result)
    return list(chosen.values())


def _completed(result: StoredResult, other: StoredResult) -> StoredResult:
    """``result`` with the measures that only ``other`` has, if ``other`` speaks of the same run."""
    if not _same_run(result, other):
        return result
    measures = {**other.result.measures, **result.result.measures}
    added = measures.keys() - result.result.measures.keys()
    completed = {name: other.completed.get(name) or _origin(other) for name in sorted(added)}
    return replace(
        result,
        result=replace(result.result, measures=measures),
        completed={**result.completed, **completed},
    )


def _origin(result: StoredResult) -> Origin:
    return Origin(
        via=result.scope.via,
        observed_at=result.observed_at,
        last_seen=result.last_seen,
        licence=result.licence,
        citation=result.citation,
    )


def _same_run(first: StoredResult, second: StoredResult) -> bool:
    """Whether all figures that both give are equal, and enough of them: two, or one of the same day."""
    mine, theirs = first.result.measures, second.result.measures
    shared = mine.keys() & theirs.keys()
    enough = 1 if first.last_seen.date() == second.last_seen.date() else _LEAST_SHARED_MEASURES
    return len(shared) >= enough and all(mine[name] == theirs[name] for name in shared)


def _without_outdated(results: list[StoredResult], refreshes: Iterable[Refresh]) -> list[StoredResult]:
    """Without what a worse publisher said before a better one was last read whole on that board."""
    boards: dict[Scope, set[str]] = defaultdict(set)
    for result in results:
        boards[result.scope].add(result.result.board)
    latest: dict[tuple[str, str, int], datetime] = {}
    for refresh in refreshes:
        for board in boards.get(refresh.scope, ()):
            for rank in range(_publisher_rank(refresh.scope) + 1, _RANKS):
                key = (refresh.scope.source, board, rank)
                latest[key] = max(latest.get(key, refresh.observed_at), refresh.observed_at)
    return [result for result in results if not _outdated(result, latest)]


def _outdated(result: StoredResult, latest: dict[tuple[str, str, int], datetime]) -> bool:
    better = latest.get((result.scope.source, result.result.board, _publisher_rank(result.scope)))
    return better is not None and result.last_seen < better


# --- the same figures in two places ----------------------------------------------------------


def _without_echoes(results: list[StoredResult]) -> list[StoredResult]:
    """Without relays that give one model the figures of a direct row joined to another: they are wrong."""
    wrong = {id(relay) for relay, direct in _echoes(results) if _contradicted(relay, direct)}
    return [result for result in results if id(result) not in wrong]


def _echoes(results: list[StoredResult]) -> list[tuple[StoredResult, list[StoredResult]]]:
    """Each joined relay with the direct rows of the same run."""
    direct: dict[tuple[str, str, frozenset[tuple[str, float]]], list[StoredResult]] = defaultdict(list)
    for result in results:
        if _publisher_rank(result.scope) == 0:
            for figures in _fingerprints(result):
                direct[result.scope.source, result.result.board, figures].append(result)
    echoes = []
    for relay in results:
        if _publisher_rank(relay.scope) > 0 and _model_id(relay) is not None:
            places = [(relay.scope.source, relay.result.board, figures) for figures in _fingerprints(relay)]
            found = {id(row): row for place in places for row in direct.get(place, ()) if _same_run(relay, row)}
            echoes.append((relay, list(found.values())))
    return echoes


def _contradicted(relay: StoredResult, direct: list[StoredResult]) -> bool:
    """Whether the relay's figures are plainly those of one other model."""
    joined = {model_id for row in direct if (model_id := _model_id(row)) is not None}
    return len(joined) == 1 and _model_id(relay) not in joined


def _fingerprints(result: StoredResult) -> list[frozenset[tuple[str, float]]]:
    """Every pair of figures, to find rows that share two of them without comparing all with all."""
    figures = [(name, float(value)) for name, value in sorted(result.result.measures.items()) if name in _TELLING]
    return [frozenset({first, second}) for at, first in enumerate(figures) for second in figures[at + 1 :]]


_TELLING = frozenset({"intelligence_index", "coding_index", "agentic_index", "elo", "win_rate"})


def _model_id(result: StoredResult) -> str | None:
    return result.identity.model_id if isinstance(result.identity, Matched) else None


def _thing(result: StoredResult) -> tuple[str, str, str] | None:
    """What a result is about: a source's board and a model; None when it is joined to nothing."""
    if not isinstance(result.identity, Matched):
        return None
    return (result.scope.source, result.result.board, result.identity.model_id)


# --- several publishers of one thing ---------------------------------------------------------


def _direct_before_relayed(results: list[StoredResult]) -> list[StoredResult]:
    things: dict[tuple[str, str, str], list[StoredResult]] = defaultdict(list)
    kept = []
    for result in results:
        thing = _thing(result)
        if thing is None:
            kept.append(result)
        else:
            things[thing].append(result)
    for rivals in things.values():
        kept += _best_publisher(rivals)
    return kept


def _best_publisher(rivals: list[StoredResult]) -> list[StoredResult]:
    best_rank = min(_publisher_rank(result.scope) for result in rivals)
    best = [result for result in rivals if _publisher_rank(result.scope) == best_rank]
    if best_rank > 0:
        newest = max(best, key=lambda result: (result.last_seen, result.scope.feed)).scope
        best = [result for result in best if result.scope == newest]
    if all(_restates(result.scope) for result in best):
        last = max(result.last_seen for result in best)
        best = [result for result in best if result.last_seen == last]
    chosen = {id(result) for result in best}
    others = [result for result in rivals if id(result) not in chosen]
    return [_completed_by_all(result, others) for result in best]


def _restates(scope: Scope) -> bool:
    """Whether each document states a model's rows on a board anew, so that older labels are past."""
    return scope.feed == "benchmarks"


def _completed_by_all(result: StoredResult, others: list[StoredResult]) -> StoredResult:
    for other in others:
        result = _completed(result, other)
    return result
