"""Votes that wait in the store -> a file of the log."""

import os
from pathlib import Path

from benchbook.model import Noun
from benchbook.store import Store
from benchbook.votes.arenas import found_arena
from benchbook.votes.filing import by_day
from benchbook.votes.log import room
from benchbook.votes.waiting import table_of


class Sealed(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """How many votes of an arena went into how many files."""

    arena: str
    votes: int
    files: int


def seal(store: Store, folder: str | os.PathLike[str], arena: str | None = None) -> tuple[Sealed, ...]:
    """Write the votes of one arena, or of all, that are in no file yet into files of the log.

    The files are on the disk before the store's transaction ends, and the votes wait until it did: a process killed
    at any moment loses none, and none counts twice. Raises ``NoSuchArena``, ``UnwritableOutput`` and ``StoreError``.
    """
    waiting = store.of_votes(
        lambda held: [
            each.name
            for each in ([found_arena(held, arena)] if arena is not None else held.arenas())
            if held.tail_extent(each.id).votes
        ]
    )
    return tuple(_sealed(store, Path(folder), each) for each in waiting)


def _sealed(store: Store, folder: Path, arena: str) -> Sealed:
    with room(folder) as place, place.publishing() as publishing, store.voting() as ballots:
        held = found_arena(ballots, arena).id
        votes = table_of(ballots.tail_rows(held))
        written = [place.write(arena, day, [piece], "tail") for day, piece in by_day(votes)]
        publishing.move(written)
        ballots.add_files(held, [each.file for each in written])
        ballots.clear_tail(held)
        publishing.keep()
    return Sealed(arena=arena, votes=votes.num_rows, files=len(written))
