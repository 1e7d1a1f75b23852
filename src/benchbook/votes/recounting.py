"""Counts rebuilt from the log, and put in the place of those that are kept, where the two differ."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from benchbook.errors import LogDamaged
from benchbook.model import Noun
from benchbook.store import Store
from benchbook.store.voting import Cell, Records
from benchbook.store.voting.nouns import OVERALL
from benchbook.votes.arenas import found_arena
from benchbook.votes.counts import CountTable
from benchbook.votes.engines import count_parts_with
from benchbook.votes.stored import count_table, files_of, paths
from benchbook.votes.waiting import table_of

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
    """All that an arena's counts come from and what they are, in one state of the store."""

    arena_id: int
    files: Sequence[Path]
    tail: pa.Table
    counts: Kept


def recount(store: Store, folder: str | os.PathLike[str], arena: str, engine: str = "arrow") -> Recount:
    """Count an arena's log and the votes that wait anew, and correct the counts that are kept.

    Votes may come meanwhile: what was wrong is corrected by the difference. Raises ``NoSuchArena``, ``LogDamaged``
    for a file that is missing, and what ``count_parts_with`` raises; then nothing was changed.
    """
    held = store.of_votes(lambda records: _held(records, folder, arena))
    for path in held.files:
        if not path.exists():
            raise LogDamaged(str(path), "is missing")
    found = _counted(engine, held)
    wrong = [
        cell
        for part in sorted(held.counts.keys() | found.keys())
        for cell in _differences(part, found.get(part), held.counts.get(part))
    ]
    if wrong:
        with store.voting() as ballots:
            ballots.add_counts(held.arena_id, wrong)
            ballots.drop_empty_counts(held.arena_id)
    return Recount(
        arena=arena,
        engine=engine,
        votes=sum(table.votes for (_, category), table in found.items() if category == OVERALL),
        files=len(held.files),
        categories=len({category for _, category in found if category != OVERALL}),
        corrected=len(wrong),
    )


def _held(records: Records, folder: str | os.PathLike[str], arena: str) -> _Held:
    arena_id = found_arena(records, arena).id
    kept = [(kind, category) for kind, category, _ in records.categories(arena_id)]
    return _Held(
        arena_id=arena_id,
        files=paths(folder, files_of(records, arena)),
        tail=table_of(records.tail_rows(arena_id)),
        counts={part: count_table(records.columns(arena_id, *part)) for part in kept},
    )


def _counted(engine: str, held: _Held) -> Kept:
    found: Kept = {}
    for (kind, category), table in count_parts_with(engine, held.files, [held.tail]).items():
        if category is not None:
            found[kind, category] = table
        found[kind, OVERALL] = found[kind, OVERALL] + table if (kind, OVERALL) in found else table
    return found


def _differences(part: tuple[str, str], right: CountTable | None, kept: CountTable | None) -> Iterator[Cell]:
    """What is to be added to the counts that are kept."""
    if kept == right:
        return
    sums: dict[tuple[str, str], list[int]] = {}
    for table, sign in ((right, 1), (kept, -1)):
        for a, b, *counts in _lines(table) if table is not None else ():
            held = sums.setdefault((a, b), [0] * len(counts))
            held[:] = [before + sign * count for before, count in zip(held, counts, strict=True)]
    for (a, b), (a_wins, b_wins, ties, both_bad) in sums.items():
        if a_wins or b_wins or ties or both_bad:
            yield Cell(*part, a, b, a_wins, b_wins, ties, both_bad)


def _lines(table: CountTable) -> Iterator[tuple[str, str, int, int, int, int]]:
    names = ([table.models[place] for place in places.tolist()] for places in (table.first, table.second))
    return zip(*names, *(counts.tolist() for counts in table.outcomes), strict=True)
