"""The audit of an arena: from the log to the verdicts."""

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from benchbook.errors import NoSuchCategory
from benchbook.store import Store
from benchbook.store.voting import Records, StoredBatch
from benchbook.store.voting.nouns import OVERALL
from benchbook.votes.audit.auditing import Basis, audited
from benchbook.votes.audit.caps import USUAL_CAP
from benchbook.votes.audit.findings import VoteAudit
from benchbook.votes.audit.judgements import COLUMNS, HASHED, Judgements
from benchbook.votes.counting.rows import vote_rows
from benchbook.votes.counting.scan import Progress
from benchbook.votes.counting.which import Which
from benchbook.votes.log.arenas import found_arena
from benchbook.votes.log.checking import checked_paths
from benchbook.votes.log.stored import files_of
from benchbook.votes.log.waiting import table_of


class _Held(NamedTuple):
    """What an arena's votes are read from, all as of one moment."""

    files: Sequence[Path]
    tail: pa.Table
    batches: Sequence[StoredBatch]
    categories: frozenset[str]


def audit_votes(
    store: Store,
    folder: str | os.PathLike[str],
    arena: str,
    category: str | None = None,
    *,
    as_of: datetime | None = None,
    voter_cap: int = USUAL_CAP,
    progress: Progress | None = None,
) -> VoteAudit:
    """Audit the votes of an arena, or of one of its categories; ``folder`` is that of the log.

    ``as_of`` leaves out what was cast (or, where nobody knows when, recorded) later. Placements, broken into pairs,
    are audited where there are no votes. ``progress`` is told how many votes of how many are read. Takes about 180
    bytes a vote and four seconds a million. Raises ``NoSuchArena``, ``UnknownThing`` for a category that the arena
    does not have, ``NotRatable`` where no vote rates two models, ``UnreadableInput`` for a file that is missing, and
    ``StoreError``.
    """
    category = None if category == OVERALL else category
    held = store.of_votes(lambda records: _held(records, folder, arena, as_of))
    if category is not None and category not in held.categories:
        raise NoSuchCategory(arena, category, sorted(held.categories))
    return audited(
        *_read(held, category, as_of, progress),
        arena=arena,
        category=category or OVERALL,
        as_of=as_of,
        cap=voter_cap,
        batches=[batch for batch in held.batches if as_of is None or batch.recorded_at <= as_of],
    )


def _held(records: Records, folder: str | os.PathLike[str], arena: str, as_of: datetime | None) -> _Held:
    held = found_arena(records, arena).id
    return _Held(
        files=checked_paths(folder, files_of(records, arena, as_of)),
        tail=table_of(records.tail_rows(held)),
        batches=records.batches(held),
        categories=frozenset(name for _, name, _ in records.categories(held)) - {OVERALL},
    )


def _read(
    held: _Held, category: str | None, as_of: datetime | None, progress: Progress | None
) -> tuple[Judgements, Basis]:
    """The votes; placements where there are none."""
    votes = _of_kind(held, Which(category=category, kind="vote", until=as_of, flagged=True), progress)
    if len(votes):
        return votes, "votes"
    return _of_kind(held, Which(category=category, kind="placement", until=as_of, flagged=True), progress), "placements"


def _of_kind(held: _Held, which: Which, progress: Progress | None) -> Judgements:
    votes = Judgements.of(vote_rows(held.files, [held.tail], which, COLUMNS, progress, hashed=HASHED))
    pa.default_memory_pool().release_unused()  # twice as much as the votes take, which would else stay with the process
    return votes
