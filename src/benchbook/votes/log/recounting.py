"""Counts rebuilt from the log, and put in the place of those that are kept, where the two differ."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import pyarrow as pa

from benchbook.errors import LogDamaged
from benchbook.model import Noun
from benchbook.store import Store
from benchbook.store.voting import Cell, Records, StoredFile
from benchbook.store.voting.nouns import OVERALL
from benchbook.votes.counting import count_parts
from benchbook.votes.counting.counts import CountTable
from benchbook.votes.counting.engines import count_parts_with, hidden
from benchbook.votes.counting.parts import Part
from benchbook.votes.log.arenas import found_arena
from benchbook.votes.log.checking import checked_paths
from benchbook.votes.log.stored import count_table, files_of
from benchbook.votes.log.waiting import table_of

Kept = dict[tuple[str, str], CountTable]
"""Counts by kind and category, as the store keeps them: ``overall`` is a category, and none is not."""


class Recount(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """What a recount found: ``votes`` count in the log, and ``corrected`` counts of pairs were wrong before."""

    arena: str
    engine: str
    votes: int
    files: int
    categories: int
    corrected: int


@dataclass(frozen=True)
class _Held:
    """All that an arena's counts come from and what they are, in one state of the store.

    ``came`` is how many votes came that count.
    """

    arena_id: int
    files: Sequence[StoredFile]
    tail: pa.Table
    counts: Kept
    came: int


def recount(store: Store, folder: str | os.PathLike[str], arena: str, engine: str = "arrow") -> Recount:
    """Count an arena's log and the votes that wait anew, and correct the counts that are kept.

    Votes may come meanwhile, and others may correct the counts, too. Raises ``NoSuchArena``, ``LogDamaged`` for a
    file that is not what was written and where other votes were found than came, and what ``count_parts_with``
    raises; then nothing was changed.
    """
    held = store.of_votes(lambda records: _held(records, arena))
    filed = count_parts_with(engine, checked_paths(folder, held.files))
    found = _summed(filed, count_parts((), [held.tail]))
    votes = sum(table.votes for (_, category), table in found.items() if category == OVERALL)
    if votes != held.came:
        raise LogDamaged(f"arena {arena}", f"holds {votes:,} votes that count, but {held.came:,} came")
    wrong = _differences(found, held.counts)
    if wrong:
        checked_paths(folder, held.files, by_hash=True)
        wrong = _corrected(store, folder, arena, held, filed)
    return Recount(
        arena=arena,
        engine=hidden(engine),
        votes=votes,
        files=len(held.files),
        categories=len({category for _, category in found if category != OVERALL}),
        corrected=len(wrong),
    )


def _corrected(
    store: Store, folder: str | os.PathLike[str], arena: str, before: _Held, filed: Mapping[Part, CountTable]
) -> list[Cell]:
    """Correct what is wrong now; the files that were there ``before`` are counted, others may have come since."""
    known = {file.id for file in before.files}
    with store.voting() as ballots:
        held = _held(ballots, arena)
        late = checked_paths(folder, [file for file in held.files if file.id not in known])
        wrong = _differences(_summed(filed, count_parts(late, [held.tail])), held.counts)
        ballots.add_counts(held.arena_id, wrong)
        ballots.drop_empty_counts(held.arena_id)
    return wrong


def _held(records: Records, arena: str) -> _Held:
    arena_id = found_arena(records, arena).id
    kept = [(kind, category) for kind, category, _ in records.categories(arena_id)]
    return _Held(
        arena_id=arena_id,
        files=files_of(records, arena),
        tail=table_of(records.tail_rows(arena_id)),
        counts={part: count_table(records.columns(arena_id, *part)) for part in kept},
        came=sum(batch.votes for batch in records.batches(arena_id)),
    )


def _summed(*counted: Mapping[Part, CountTable]) -> Kept:
    """Parts put together, each in its category, if it has one, and in ``overall``."""
    found: Kept = {}
    for (kind, category), table in chain.from_iterable(each.items() for each in counted):
        for name in {OVERALL, category or OVERALL}:
            found[kind, name] = found[kind, name] + table if (kind, name) in found else table
    return found


def _differences(right: Kept, kept: Kept) -> list[Cell]:
    """What is to be added to the counts that are kept."""
    parts = sorted(right.keys() | kept.keys())
    return [cell for part in parts for cell in _of_part(part, right.get(part), kept.get(part))]


def _of_part(part: tuple[str, str], right: CountTable | None, kept: CountTable | None) -> Iterator[Cell]:
    if kept == right:
        return
    sums: dict[tuple[str, str], list[int]] = {}
    for table, sign in ((right, 1), (kept, -1)):
        for a, b, *counts in table.lines() if table is not None else ():
            held = sums.setdefault((a, b), [0] * len(counts))
            held[:] = [before + sign * count for before, count in zip(held, counts, strict=True)]
    for (a, b), (a_wins, b_wins, ties, both_bad) in sums.items():
        if a_wins or b_wins or ties or both_bad:
            yield Cell(*part, a, b, a_wins, b_wins, ties, both_bad)
