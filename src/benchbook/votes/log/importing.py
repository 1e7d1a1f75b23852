"""A file of votes into the log, all of it or nothing.

First the file is read wholly and put aside; whatever is wrong with it is found before anything is changed. Then, in one
transaction that holds the store's write lock, votes are claimed by their keys, the new ones are written to files and
counted, and the files are made to count. A process killed at any moment leaves the store as it was, or with all of it.
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa
from msgspec.structs import asdict

from benchbook.errors import NothingToImport, UnreadableInput
from benchbook.store import Store
from benchbook.store.voting import Ballots, NewBatch, Reading
from benchbook.votes.log.arenas import arena_id, checked_name
from benchbook.votes.log.claims import claim_piles
from benchbook.votes.log.filing import Fresh, write_files
from benchbook.votes.log.keys import KEY_BYTES, place_keys
from benchbook.votes.log.prints import Print, first_seen, print_of
from benchbook.votes.log.refusals import Refusals
from benchbook.votes.log.room import Room, Written, room
from benchbook.votes.log.spool import Spool
from benchbook.votes.log.summaries import VotesSummary
from benchbook.votes.log.tally import Counting
from benchbook.votes.reading.chunks import read_votes
from benchbook.votes.reading.nouns import Wanted
from benchbook.wording import cleaned

Progress = Callable[[str, int, int | None], None]
"""Is told what is being done, and how much of how much: bytes while ``reading``, then votes."""

_NOTHING_SAID = Wanted()


def import_votes(
    store: Store,
    folder: str | os.PathLike[str],
    arena: str,
    path: str,
    wanted: Wanted = _NOTHING_SAID,
    *,
    progress: Progress | None = None,
) -> VotesSummary:
    """Read a file of votes into an arena, which is made if it is not there; ``folder`` is that of the log.

    Votes that are known already are counted as repeated, so that an import may be repeated, and a file that grew be
    read again. Raises ``InputError`` where the file cannot be read or holds no vote, ``BadArenaName``,
    ``UnwritableOutput`` for the log and ``StoreError``; then nothing was changed.
    """
    checked_name(arena)
    told = progress or (lambda *_: None)
    with room(Path(folder)) as place:
        came, fingerprint = _read(store, arena, path, wanted, place, told)
        with place.publishing() as publishing, store.voting() as ballots:
            written, summary = _record(ballots, place, arena, came, fingerprint, told)
            publishing.move(written)
            publishing.keep()
    return summary


class _Came:
    """A file that was read wholly and put aside."""

    def __init__(self, path: str, wanted: Wanted, place: Room) -> None:
        self._path, self._wanted = path, wanted
        self.origin = cleaned(path)
        self.spool = Spool(place.folder)
        self.refusals = Refusals()
        self.notes: dict[str, None] = {}
        self.last_row = 0

    def read(self, told: Progress) -> None:
        """Read it; raises ``NothingToImport`` where no row is a vote."""
        for chunk in read_votes(self._path, self._wanted):
            self.spool.add(chunk.table, numbered=chunk.numbered)
            self.refusals.add(chunk.rejected)
            self.notes |= dict.fromkeys(chunk.notes)
            self.last_row = max(self.last_row, _last_row(chunk.table), *(each.row for each in chunk.rejected), 0)
            told("reading", chunk.bytes_read, chunk.bytes_total)
        if not self.spool.rows:
            raise NothingToImport(self.origin, self.refusals.sentence())

    def printed(self, lengths: Sequence[int]) -> Print:
        """Its fingerprint, and those of its beginnings."""
        return print_of(self._path, self._wanted.max_bytes, lengths)

    def stamp(self) -> tuple[int, int, int]:
        """What changes when somebody writes to the file."""
        try:
            found = Path(self._path).stat()
        except (OSError, ValueError):
            return 0, 0, 0
        return found.st_size, found.st_mtime_ns, found.st_ino


def _last_row(table: pa.Table) -> int:
    return int(table["row"].to_numpy().max(initial=0))


def _read(store: Store, arena: str, path: str, wanted: Wanted, place: Room, told: Progress) -> tuple[_Came, Print]:
    """Read a file and take its fingerprint; raises ``UnreadableInput`` for one that somebody writes to meanwhile."""
    came = _Came(path, wanted, place)
    before = came.stamp()
    came.read(told)
    fingerprint = came.printed([reading.bytes for reading in store.of_votes(lambda held: held.readings_of(arena))])
    if came.stamp() != before:
        raise UnreadableInput(came.origin, "it changed while it was read", hint="import it when nobody writes to it")
    return came, fingerprint


def _record(
    ballots: Ballots, place: Room, arena: str, came: _Came, fingerprint: Print, told: Progress
) -> tuple[list[Written], VotesSummary]:
    """Claim, write and count votes; gives the files, which are not in their places yet."""
    held = arena_id(ballots, arena)
    _key_by_place(came, fingerprint, ballots.readings(held))
    piles, votes = came.spool.piles, came.spool.rows
    claimed = claim_piles(ballots, held, piles, lambda done: told("comparing", done, votes))
    new, conflicting = int(claimed.new.sum()), int(claimed.conflicting.sum())
    fresh = [Fresh.of(pile, claimed.new[pile.first : pile.first + pile.rows], ballots.now) for pile in piles]
    counting, batch_id = Counting(ballots, held), ballots.next_batch_id()

    def seen(table: pa.Table) -> None:
        counting.add(table)
        told("writing", counting.votes + counting.flagged, new)

    lead = f"{batch_id:06d}"
    written = list(write_files(place, arena, fresh, recorded_at=ballots.now, lead=lead, seen=seen))
    counting.close()
    batch = NewBatch(
        origin=came.origin,
        digest=fingerprint.digest,
        bytes=fingerprint.bytes,
        last_row=came.last_row,
        **counting.became(votes, conflicting, came.refusals),
    )
    ballots.add_batch(held, batch, came.refusals.first)
    ballots.add_files(held, [each.file for each in written], batch_id)
    return written, VotesSummary(
        **asdict(batch),
        arena=arena,
        rejections=tuple(came.refusals.first),
        notes=tuple(came.notes),
        files=len(written),
    )


def _key_by_place(came: _Came, fingerprint: Print, readings: Sequence[Reading]) -> None:
    """Give keys to votes that nothing but their place in the file tells apart."""
    piles = [pile for pile in came.spool.piles if pile.placed.any()]
    if not piles:
        return
    if any(reading.bytes <= fingerprint.bytes and reading.bytes not in fingerprint.beginnings for reading in readings):
        # Somebody imported the file's beginning since.
        fingerprint = came.printed([reading.bytes for reading in readings])
    for pile in piles:
        entries = pile.entries()
        votes = pile.table().filter(pa.array(pile.placed))
        entries[pile.placed, :KEY_BYTES] = place_keys(votes, first_seen(fingerprint, readings, votes["row"].to_numpy()))
        pile.write_entries(entries)
