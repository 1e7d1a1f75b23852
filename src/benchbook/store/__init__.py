"""The ledger: append-only, bitemporal, in SQLite by default and PostgreSQL by URL."""

from benchbook.store.ledger import Store, default_store, open_store
from benchbook.store.nouns import (
    ArchivedDocument,
    ArchiveSize,
    CachedReply,
    Counts,
    RecordedImport,
    RecordedPage,
    StoredImport,
    StoredSubject,
)
from benchbook.store.writes import Writer

__all__ = [
    "ArchiveSize",
    "ArchivedDocument",
    "CachedReply",
    "Counts",
    "RecordedImport",
    "RecordedPage",
    "Store",
    "StoredImport",
    "StoredSubject",
    "Writer",
    "default_store",
    "open_store",
]
