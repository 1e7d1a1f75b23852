"""Who wants to hear of changes is told of each, in order: what is new, what was told, and how it is signed."""

from benchbook.watch.batches import Batch, Watch
from benchbook.watch.filters import Filter, read_filter
from benchbook.watch.news import News
from benchbook.watch.signing import Signer, read_secrets
from benchbook.watch.watcher import Watcher, follow

__all__ = [
    "Batch",
    "Filter",
    "News",
    "Signer",
    "Watch",
    "Watcher",
    "follow",
    "read_filter",
    "read_secrets",
]
