"""What the store knows of votes: arenas, keys of votes, counts of pairs, the log's files and its tail."""

from benchbook.store.voting.nouns import (
    Cell,
    CountColumns,
    NewBatch,
    NewFile,
    Reading,
    StoredArena,
    StoredBatch,
    StoredFile,
    StoredRejection,
    TailExtent,
    TailRow,
)
from benchbook.store.voting.records import Ballots, Records

__all__ = [
    "Ballots",
    "Cell",
    "CountColumns",
    "NewBatch",
    "NewFile",
    "Reading",
    "Records",
    "StoredArena",
    "StoredBatch",
    "StoredFile",
    "StoredRejection",
    "TailExtent",
    "TailRow",
]
