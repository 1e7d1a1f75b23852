"""Votes that come a few at a time: acknowledged at once, in a file of the log later."""

import numpy as np
import pyarrow as pa
from msgspec.structs import asdict

from benchbook.errors import BadVotes
from benchbook.store import Store
from benchbook.store.voting import NewBatch
from benchbook.votes.log.arenas import found_arena
from benchbook.votes.log.claims import claim
from benchbook.votes.log.keys import KEY_BYTES, entries_of
from benchbook.votes.log.refusals import Refusals, stored
from benchbook.votes.log.summaries import PostSummary
from benchbook.votes.log.tally import Counting
from benchbook.votes.log.waiting import rows_of
from benchbook.votes.reading.nouns import Chunk

SEAL_AT = 20_000
"""How many votes of an arena may wait before they are written to a file."""


def post_votes(store: Store, arena: str, chunk: Chunk, *, origin: str) -> PostSummary:
    """Record votes that can be told apart in one short transaction; ``origin`` says who sent them.

    When this returns they are on the disk and counted. The same votes may be sent again: they are counted as
    repeated. Raises ``NoSuchArena``, ``BadVotes`` and ``StoreError``; then nothing was recorded.
    """
    entries, placed = entries_of(chunk.table, numbered=chunk.numbered)
    if placed.any():
        row = int(chunk.table["row"].to_numpy()[placed][0])
        raise BadVotes("has no id, and nothing else tells it from other votes", row - 1)
    refusals = Refusals()
    refusals.add(chunk.rejected)
    with store.voting() as ballots:
        held = found_arena(ballots, arena).id
        claimed = claim(ballots, held, entries)
        new = chunk.table.filter(pa.array(claimed.new))
        ballots.add_to_tail(held, rows_of(new, entries[claimed.new, :KEY_BYTES], ballots.now))
        counting = Counting(ballots, held)
        counting.add(new)
        counting.close()
        batch = NewBatch(
            origin=f"{origin}, {ballots.now:%Y-%m-%d}",
            **counting.became(chunk.table.num_rows, int(np.count_nonzero(claimed.conflicting)), refusals),
        )
        ballots.add_to_batch(held, batch)
        waiting = ballots.tail_extent(held).votes
    rejections = tuple(map(stored, chunk.rejected))
    return PostSummary(**asdict(batch), arena=arena, rejections=rejections, waiting=waiting)
