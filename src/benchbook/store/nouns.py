"""What the ledger gives back besides the nouns of ``benchbook.model``."""

from datetime import datetime

from benchbook.model import Identity, Labels, Licence, Noun, Scope


class StoredImport(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """One recorded document: whence, when, on what terms, and what was in it.

    ``sha256s`` are its pages in order, each a key of the archive.
    """

    id: int
    source: str
    origin: str
    sha256s: tuple[str, ...]
    observed_at: datetime
    recorded_at: datetime
    licence: Licence
    citation: str
    rows_read: int
    scores: int
    unresolved: int
    rejected: int
    models: int
    providers: int
    endpoints: int


class StoredSubject(Noun, frozen=True, kw_only=True):
    """A measured thing in its source's words, with its current identity."""

    id: int
    scope: Scope
    subject: str
    labels: Labels
    identity: Identity


class Rejoined(Noun, frozen=True, kw_only=True):
    """A subject that was given another identity: ``before`` of ``before_at``, ``after`` of ``recorded_at``.

    ``licence`` is the strictest of the documents that its results came in.
    """

    subject: str
    scope: Scope
    labels: Labels
    before: Identity
    after: Identity
    before_at: datetime
    recorded_at: datetime
    licence: Licence


class CachedReply(Noun, frozen=True, kw_only=True):
    """What is needed to ask for a URL again only if it changed; ``sha256`` is its archived body."""

    url: str
    etag: str | None
    last_modified: str | None
    sha256: str
    fetched_at: datetime


class Counts(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """What the ledger holds.

    ``scores`` and ``unresolved`` count standing results with and without a model identity;
    ``rejected`` counts rejected rows of all imports; ``raw_bytes`` the archive before compression.
    """

    models: int
    listed_models: int
    providers: int
    endpoints: int
    scores: int
    unresolved: int
    rejected: int
    imports: int
    raw_bytes: int
