"""What holds for whole boards of own arenas: how they were rated, from which counts, and what they leave out."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from benchbook.model import Licence, Noun, StoredResult
from benchbook.publication.scores import citation_of
from benchbook.sources import all_sources
from benchbook.sources.arena import SOURCE_ID, BoardFacts, facts_of, merged_of


class RatedBoard(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """A board of an own arena as a whole; ``merged`` are other names whose votes count for a row, by the row's name."""

    source: str
    board: str
    rated_at: datetime
    facts: BoardFacts
    licence: Licence | None
    citation: str | None
    merged: dict[str, tuple[str, ...]] = {}


def rated_boards(speaking: Iterable[StoredResult]) -> tuple[RatedBoard, ...]:
    """The boards among the results that speak, by name; one whose newest rows tell no facts of it is left out."""
    boards: dict[str, list[StoredResult]] = defaultdict(list)
    for result in speaking:
        if result.scope.source == SOURCE_ID:
            boards[result.result.board].append(result)
    found = (_rated(name, results) for name, results in sorted(boards.items()))
    return tuple(board for board in found if board is not None)


def _rated(name: str, results: list[StoredResult]) -> RatedBoard | None:
    newest = max(result.last_seen for result in results)
    for result in results:
        facts = facts_of(result.result.details) if result.last_seen == newest else None
        if facts is not None:
            return RatedBoard(
                source=SOURCE_ID,
                board=name,
                rated_at=newest,
                facts=facts,
                licence=result.licence,
                citation=citation_of(result, all_sources()),
                merged={one.labels.name: names for one in results if (names := merged_of(one.result.details))},
            )
    return None
