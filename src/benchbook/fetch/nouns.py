"""What a fetch takes and gives: earlier replies, new ones, and the bounds of both."""

from collections.abc import Callable
from typing import Protocol

from benchbook.documents import MAX_DOCUMENT_BYTES
from benchbook.model import Noun, Raw
from benchbook.sources import Source

PATIENCE_SECONDS = 60.0

TOTAL_SECONDS = 15 * 60.0
"""A source whose pages are not all there by then is left."""

Progress = Callable[[str, int], None]
"""Is told what is being fetched and how many bytes more have come."""


class CachedBody(Noun, frozen=True, kw_only=True):
    """An earlier reply's validators and unpacked body."""

    etag: str | None = None
    last_modified: str | None = None
    body: bytes


class Cache(Protocol):
    """Earlier replies by URL."""

    def lookup(self, url: str) -> CachedBody | None:
        """The last reply of this URL, if it is still there."""
        ...


class Reply(Noun, frozen=True, kw_only=True):
    """A reply to remember for the next conditional request."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    raw: Raw


class Fetched(Noun, frozen=True, kw_only=True):
    """A source's documents, each a tuple of pages; ``unchanged`` counts the pages that came from the cache."""

    source: Source
    documents: tuple[tuple[Raw, ...], ...]
    replies: tuple[Reply, ...]
    unchanged: int


class Limits(Noun, frozen=True, kw_only=True):
    """How long and how much: seconds bound any pause, all tries of one URL, and everything in total."""

    attempts: int = 5
    timeout_seconds: float = 30
    patience_seconds: float = PATIENCE_SECONDS
    total_seconds: float = TOTAL_SECONDS
    max_bytes: int = MAX_DOCUMENT_BYTES
