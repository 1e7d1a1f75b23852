"""What the ledger gives back besides the nouns of ``benchbook.model``."""

from datetime import datetime
from typing import Literal

from benchbook.model import Identity, Labels, Licence, Noun, Scope, TableDeclaration


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


class PageReading(Noun, frozen=True, kw_only=True):
    """What was known of a page from outside it; see ``Raw``."""

    received_at: datetime
    stated_at: datetime | None = None
    declaration: TableDeclaration | None = None


class DocumentReading(Noun, frozen=True, kw_only=True):
    """How a document was read: by which source, as what the user said of its extent, and its pages in order."""

    source: str
    extent: Literal["complete", "partial"] | None = None
    pages: tuple[PageReading, ...]


class RecordedPage(PageReading, frozen=True, kw_only=True):
    """A page of a recorded document: a key of the archive, and what is needed to read it again."""

    sha256: str
    origin: str


class RecordedImport(Noun, frozen=True, kw_only=True):
    """A recorded document with all that is needed to read and record it again."""

    id: int
    source: str
    origin: str
    extent: Literal["complete", "partial"] | None
    pages: tuple[RecordedPage, ...]
    recorded_at: datetime
    licence: Licence
    citation: str


class ArchivedDocument(Noun, frozen=True, kw_only=True):
    """A document of the archive; ``packed_bytes`` is what it takes there, 0 once it was pruned."""

    sha256: str
    source: str
    size: int
    packed_bytes: int
    first_recorded_at: datetime
    pruned_at: datetime | None


class ArchiveSize(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """How many documents the archive keeps, their bytes as they came and as they are packed, and how many it let go."""

    documents: int
    bytes: int
    packed_bytes: int
    pruned: int


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


class Decider(Noun, frozen=True, kw_only=True):
    """Who decides about a name: the holder of a key, or without ``key_id`` the user of the command line."""

    name: str
    key_id: str | None = None


class Decision(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """What a person decided about a name, when, why, and how many measured things it gave to or took from models.

    ``decider`` and ``key_id`` are as in ``Decider``. ``name`` is what was decided about, of ``source`` or of
    every source; ``reason`` is what the person said. ``licence`` is the strictest that the name came under: one
    that is internal is for holders of a key only. ``id`` grows with every decision and is the ledger's to give.
    """

    id: int = 0
    recorded_at: datetime
    decider: str
    key_id: str | None = None
    kind: Literal["alias", "rejection"]
    action: Literal["added", "withdrawn"]
    name: str | None = None
    source: str | None = None
    via: str | None = None
    model_id: str | None = None
    reason: str | None = None
    gained: int = 0
    lost: int = 0
    moved: int = 0
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
