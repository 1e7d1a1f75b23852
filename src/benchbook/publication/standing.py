"""Which of the ledger's results speak for their source today."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from benchbook.model import Matched, Refresh, Scope, StoredResult

STARTER = "starter"
_RANKS = 3
_LEAST_SHARED_MEASURES = 2


def standing_results(results: Iterable[StoredResult], refreshes: Iterable[Refresh]) -> list[StoredResult]:
    """The results that speak for their source today: direct before relayed, nothing outdated.

    Both resolved and unresolved ones are returned; of one subject's boards the newest feed's.
    """
    newest = _newest_of_each_subject(result for result in results if result.standing)
    current = _without_outdated(newest, refreshes)
    return _direct_before_relayed(current)


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
    """``result`` with the measures that only ``other`` has, if all shared ones are equal.

    Equal figures show that both speak of the same run, so the join is no guess. Anything else
    leaves ``result`` as it is.
    """
    mine, theirs = result.result.measures, other.result.measures
    shared = mine.keys() & theirs.keys()
    if len(shared) < _LEAST_SHARED_MEASURES or any(mine[name] != theirs[name] for name in shared):
        return result
    return replace(result, result=replace(result.result, measures={**theirs, **mine}))


def _without_outdated(results: list[StoredResult], refreshes: Iterable[Refresh]) -> list[StoredResult]:
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


def _direct_before_relayed(results: list[StoredResult]) -> list[StoredResult]:
    things: dict[tuple[str, str, str], list[StoredResult]] = defaultdict(list)
    kept = []
    for result in results:
        if isinstance(result.identity, Matched):
            things[result.scope.source, result.result.board, result.identity.model_id].append(result)
        else:
            kept.append(result)
    for rivals in things.values():
        kept += _best_publisher(rivals)
    return kept


def _best_publisher(rivals: list[StoredResult]) -> list[StoredResult]:
    if len({result.scope for result in rivals}) == 1:
        return rivals
    best_rank = min(_publisher_rank(result.scope) for result in rivals)
    best = [result for result in rivals if _publisher_rank(result.scope) == best_rank]
    if best_rank > 0:
        newest = max(best, key=lambda result: (result.last_seen, result.scope.feed)).scope
        best = [result for result in best if result.scope == newest]
    others = [result for result in rivals if result not in best]
    return [_completed_by_all(result, others) for result in best]


def _completed_by_all(result: StoredResult, others: list[StoredResult]) -> StoredResult:
    for other in others:
        result = _completed(result, other)
    return result
