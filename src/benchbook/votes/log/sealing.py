"""Votes that wait in the store -> a file of the log."""

import os
from collections.abc import Sequence
from pathlib import Path

from benchbook.model import Noun
from benchbook.store import Store
from benchbook.store.voting import Records, TailRow
from benchbook.votes.log.arenas import found_arena
from benchbook.votes.log.filing import by_day
from benchbook.votes.log.room import room
from benchbook.votes.log.waiting import table_of


class Sealed(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """How many votes of an arena went into how many files."""

    arena: str
    votes: int
    files: int


def seal(store: Store, folder: str | os.PathLike[str], arena: str | None = None) -> tuple[Sealed, ...]:
    """Write the votes of one arena, or of all, that are in no file yet into files of the log.

    Files are written while others may write to the store. They are on the disk before the store's transaction ends,
    and the votes wait until it did: a process killed at any moment loses none, and none counts twice.
    Raises ``NoSuchArena``, ``UnwritableOutput`` and ``StoreError``.
    """
    waiting = store.of_votes(
        lambda held: [
            each.name
            for each in ([found_arena(held, arena)] if arena is not None else held.arenas())
            if held.tail_extent(each.id).votes
        ]
    )
    return tuple(sealed for each in waiting if (sealed := _sealed(store, Path(folder), each)) is not None)


def _sealed(store: Store, folder: Path, arena: str) -> Sealed | None:
    """None where somebody else sealed these votes meanwhile."""
    held, rows = store.of_votes(lambda records: _waiting(records, arena))
    with room(folder) as place:
        written = [place.write(arena, day, [piece], "tail") for day, piece in by_day(table_of(rows))]
        with place.publishing() as publishing, store.voting() as ballots:
            if not rows or not ballots.clear_tail(held, rows):
                return None
            publishing.move(written)
            ballots.add_files(held, [each.file for each in written])
            publishing.keep()
    return Sealed(arena=arena, votes=len(rows), files=len(written))


def _waiting(records: Records, arena: str) -> tuple[int, Sequence[TailRow]]:
    held = found_arena(records, arena).id
    return held, records.tail_rows(held)
