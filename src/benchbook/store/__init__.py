"""The ledger: append-only, bitemporal, in SQLite by default and PostgreSQL by URL."""

from benchbook.places import default_store
from benchbook.store.ledger import Store, open_store
from benchbook.store.nouns import (
    ArchivedDocument,
    ArchiveSize,
    CachedReply,
    Counts,
    Decider,
    Decision,
    RecordedImport,
    RecordedPage,
    Rejoined,
    StoredImport,
    StoredSubject,
)
from benchbook.store.timeline import Board, ResultRun, Timeline
from benchbook.store.writes import Writer

__all__ = [
    "ArchiveSize",
    "ArchivedDocument",
    "Board",
    "CachedReply",
    "Counts",
    "Decider",
    "Decision",
    "RecordedImport",
    "RecordedPage",
    "Rejoined",
    "ResultRun",
    "Store",
    "StoredImport",
    "StoredSubject",
    "Timeline",
    "Writer",
    "default_store",
    "open_store",
]
