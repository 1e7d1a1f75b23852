"""The ledger's tables.

``catalog`` and ``results`` hold *versions*: runs of identical observations of one key (``chain``)
in one scope, from ``observed_at`` to ``last_seen``. Where a version ends is not stored but follows
from its successor and from ``coverage``. ``raw`` holds documents whole or as differences from their
``base`` (see ``archive``); ``imports.reading`` says how a document was read. Times are microseconds
since 1970 UTC (see ``coding``).
Ids are given by the writer, which is alone: it holds the ledger's lock.

The tables ``vote_…`` belong to the store and not to its ledger. They say what the log of votes holds: which
votes it knows (``vote_keys``), what they come to (``vote_counts``), which files count (``vote_files``), and
what is not in a file yet (``vote_tail``).
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_Id = BigInteger().with_variant(Integer(), "sqlite")


def _id() -> Column[int]:
    return Column("id", _Id, primary_key=True, autoincrement=False)


def _reference(name: str, target: str) -> Column[int]:
    return Column(name, _Id, ForeignKey(target), nullable=False)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _hash(name: str) -> Column[str]:
    return Column(name, String(32), nullable=False)


def _time(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=nullable)


def _count(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


def _version_columns() -> tuple[Column[int] | Column[str], ...]:
    """What ``versions`` works on: the key's hash, the content's hash, and the run."""
    return (
        _id(),
        _reference("scope_id", "scopes.id"),
        _hash("chain"),
        _hash("content"),
        _time("observed_at"),
        _time("last_seen"),
        _time("recorded_at"),
        _reference("import_id", "imports.id"),
        _text("body"),
    )


meta = Table("meta", metadata, Column("name", String(64), primary_key=True), _text("value"))

scopes = Table(
    "scopes",
    metadata,
    _id(),
    _text("source"),
    _text("feed"),
    Column("via", Text),
)

raw = Table(
    "raw",
    metadata,
    Column("sha256", String(64), primary_key=True),
    _count("size"),
    _text("source"),
    _time("first_recorded_at"),
    Column("base", String(64)),
    Column("depth", Integer, nullable=False),
    _time("pruned_at", nullable=True),
    Column("zstd", LargeBinary),
    Index("ix_raw_source", "source", "first_recorded_at"),
)

replies = Table(
    "replies",
    metadata,
    Column("url_hash", String(32), primary_key=True),
    _text("url"),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("sha256", String(64), ForeignKey("raw.sha256"), nullable=False),
    _time("fetched_at"),
)

imports = Table(
    "imports",
    metadata,
    _id(),
    _hash("digest"),
    _text("source"),
    _text("origin"),
    _text("licence"),
    _text("citation"),
    _text("parser_version"),
    _time("observed_at"),
    _time("recorded_at"),
    *(_count(name) for name in ("rows_read", "scores", "unresolved", "rejected", "models", "providers", "endpoints")),
    Column("reading", Text),
    Index("ix_imports_digest", "digest", unique=True),
)

import_pages = Table(
    "import_pages",
    metadata,
    Column("import_id", _Id, ForeignKey("imports.id"), primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("sha256", String(64), ForeignKey("raw.sha256"), nullable=False),
    _text("origin"),
)

coverage = Table(
    "coverage",
    metadata,
    Column("import_id", _Id, ForeignKey("imports.id"), primary_key=True, autoincrement=False),
    Column("scope_id", _Id, ForeignKey("scopes.id"), primary_key=True, autoincrement=False),
    Column("complete", Boolean, nullable=False),
    _time("observed_at"),
    _time("recorded_at"),
    Column("held_catalog", LargeBinary, nullable=False),
    Column("held_results", LargeBinary, nullable=False),
    Index("ix_coverage_scope_id_observed_at", "scope_id", "observed_at"),
)

catalog = Table(
    "catalog",
    metadata,
    *_version_columns(),
    Column("kind", String(16), nullable=False),
    _text("key"),
    Index("ix_catalog_scope_id_chain", "scope_id", "chain", "observed_at"),
    Index("ix_catalog_kind", "kind"),
)

subjects = Table(
    "subjects",
    metadata,
    _id(),
    _reference("scope_id", "scopes.id"),
    _text("subject"),
    _hash("subject_hash"),
    _text("labels"),
    _hash("labels_hash"),
    Index("ix_subjects_key", "scope_id", "subject_hash", "labels_hash", unique=True),
)

identities = Table(
    "identities",
    metadata,
    _id(),
    _reference("subject_id", "subjects.id"),
    _text("body"),
    Column("status", String(16), nullable=False),
    Column("model_id", Text),
    _time("recorded_at"),
    _time("closed_at", nullable=True),
)
Index(
    "ix_identities_current",
    identities.c.subject_id,
    unique=True,
    sqlite_where=identities.c.closed_at.is_(None),
    postgresql_where=identities.c.closed_at.is_(None),
)

results = Table(
    "results",
    metadata,
    *_version_columns(),
    _reference("subject_id", "subjects.id"),
    _text("board"),
    _text("variant"),
    Column("method_version", Text),
    Index("ix_results_scope_id_chain", "scope_id", "chain", "observed_at"),
)

rejections = Table(
    "rejections",
    metadata,
    Column("import_id", _Id, ForeignKey("imports.id"), primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _text("locator"),
    _text("reason"),
    _text("excerpt"),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(64), primary_key=True),
    _text("name"),
    _text("account"),
    Column("secret_sha256", String(64), nullable=False),
    _time("created_at"),
    _time("revoked_at", nullable=True),
    Column("reviewer", Boolean, nullable=False),
    Column("votes", Boolean, nullable=False),
)

announced = Table(
    "announced",
    metadata,
    Column("watch", String(32), primary_key=True),
    Column("event", String(32), primary_key=True),
    _time("recorded_at"),
)

decisions = Table(
    "decisions",
    metadata,
    _id(),
    _time("recorded_at"),
    _text("decider"),
    Column("key_id", String(64)),
    Column("kind", String(16), nullable=False),
    Column("action", String(16), nullable=False),
    Column("name", Text),
    Column("source", Text),
    Column("via", Text),
    Column("model_id", Text),
    Column("reason", Text),
    *(_count(name) for name in ("gained", "lost", "moved")),
    _text("licence"),
)

vote_arenas = Table(
    "vote_arenas",
    metadata,
    _id(),
    Column("name", String(64), nullable=False),
    _time("created_at"),
    Index("ix_vote_arenas_name", "name", unique=True),
)

vote_keys = Table(
    "vote_keys",
    metadata,
    # No reference to vote_arenas: it would be looked up for each of ten million rows.
    Column("arena_id", _Id, primary_key=True, autoincrement=False),
    Column("vote_key", LargeBinary(16), primary_key=True),
    Column("content", LargeBinary(4), nullable=False),
    sqlite_with_rowid=False,
)

vote_counts = Table(
    "vote_counts",
    metadata,
    Column("arena_id", _Id, ForeignKey("vote_arenas.id"), primary_key=True, autoincrement=False),
    Column("kind", String(16), primary_key=True),
    Column("category", Text, primary_key=True),
    Column("model_a", Text, primary_key=True),
    Column("model_b", Text, primary_key=True),
    *(_count(name) for name in ("a_wins", "b_wins", "ties", "both_bad")),
    sqlite_with_rowid=False,
)

vote_batches = Table(
    "vote_batches",
    metadata,
    _id(),
    _reference("arena_id", "vote_arenas.id"),
    _text("origin"),
    Column("digest", String(64)),
    *(_count(name) for name in ("bytes", "last_row")),
    _time("recorded_at"),
    *(_count(name) for name in ("rows", "votes", "grouped", "flagged", "repeated", "conflicting", "rejected")),
    _text("reasons"),
    Index("ix_vote_batches_arena_id", "arena_id", "origin"),
)

vote_files = Table(
    "vote_files",
    metadata,
    _id(),
    _reference("arena_id", "vote_arenas.id"),
    Column("batch_id", _Id, ForeignKey("vote_batches.id")),
    Column("day", String(10), nullable=False),
    _text("path"),
    _count("rows"),
    _count("bytes"),
    Column("sha256", String(64), nullable=False),
    _time("recorded_at"),
    Index("ix_vote_files_arena_id", "arena_id", "day"),
)

vote_tail = Table(
    "vote_tail",
    metadata,
    Column("arena_id", _Id, ForeignKey("vote_arenas.id"), primary_key=True, autoincrement=False),
    Column("position", _Id, primary_key=True, autoincrement=False),
    Column("vote_key", LargeBinary(16), nullable=False),
    _time("recorded_at"),
    Column("vote_id", Text),
    Column("kind", String(16), nullable=False),
    Column("category", Text),
    _time("cast_at", nullable=True),
    _text("model_a"),
    _text("model_b"),
    Column("winner", String(16), nullable=False),
    *(Column(name, Text) for name in ("tournament", "voter", "prompt")),
    Column("side", String(16)),
    Column("flag", String(16)),
    Column("covariates", Text),
)

vote_rejections = Table(
    "vote_rejections",
    metadata,
    Column("batch_id", _Id, ForeignKey("vote_batches.id"), primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _count("row"),
    _text("reason"),
    _text("excerpt"),
)
