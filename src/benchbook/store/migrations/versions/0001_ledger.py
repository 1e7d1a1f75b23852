"""The ledger: archive, imports, coverage, catalogue, subjects, identities, results, keys.

Frozen as it was released: later changes are later revisions.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _required(kind: sa.types.TypeEngine[Any], *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=False) for name in names]


def _optional(kind: sa.types.TypeEngine[Any], *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=True) for name in names]


def _keys(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, _ID, nullable=False, autoincrement=False) for name in names]


def _primary(table: str, *names: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*names, name=f"pk_{table}")


def _refers(table: str, name: str, target: str, column: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{target}.{column}"], name=f"fk_{table}_{name}_{target}")


def _version_columns() -> list[sa.Column[Any]]:
    return [
        *_keys("id", "scope_id"),
        *_required(sa.String(32), "chain", "content"),
        *_required(sa.BigInteger(), "observed_at", "last_seen", "recorded_at"),
        *_keys("import_id"),
        *_required(sa.Text(), "body"),
    ]


def _origins() -> None:
    op.create_table("meta", *_required(sa.String(64), "name"), *_required(sa.Text(), "value"), _primary("meta", "name"))
    op.create_table(
        "scopes",
        *_keys("id"),
        *_required(sa.Text(), "source", "feed"),
        *_optional(sa.Text(), "via"),
        _primary("scopes", "id"),
    )
    op.create_table(
        "raw",
        *_required(sa.String(64), "sha256"),
        *_required(sa.LargeBinary(), "zstd"),
        *_required(sa.BigInteger(), "size"),
        *_required(sa.Text(), "source"),
        *_required(sa.BigInteger(), "first_recorded_at"),
        _primary("raw", "sha256"),
    )
    op.create_table(
        "replies",
        *_required(sa.String(32), "url_hash"),
        *_required(sa.Text(), "url"),
        *_optional(sa.Text(), "etag", "last_modified"),
        *_required(sa.String(64), "sha256"),
        *_required(sa.BigInteger(), "fetched_at"),
        _primary("replies", "url_hash"),
        _refers("replies", "sha256", "raw", "sha256"),
    )


def _imports() -> None:
    op.create_table(
        "imports",
        *_keys("id"),
        *_required(sa.String(32), "digest"),
        *_required(sa.Text(), "source", "origin", "licence", "citation", "parser_version"),
        *_required(sa.BigInteger(), "observed_at", "recorded_at"),
        *_required(sa.BigInteger(), "rows_read", "scores", "unresolved", "rejected"),
        *_required(sa.BigInteger(), "models", "providers", "endpoints"),
        _primary("imports", "id"),
    )
    op.create_index("ix_imports_digest", "imports", ["digest"], unique=True)
    op.create_table(
        "import_pages",
        *_keys("import_id"),
        *_required(sa.Integer(), "position"),
        *_required(sa.String(64), "sha256"),
        *_required(sa.Text(), "origin"),
        _primary("import_pages", "import_id", "position"),
        _refers("import_pages", "import_id", "imports"),
        _refers("import_pages", "sha256", "raw", "sha256"),
    )
    op.create_table(
        "rejections",
        *_keys("import_id"),
        *_required(sa.Integer(), "position"),
        *_required(sa.Text(), "locator", "reason", "excerpt"),
        _primary("rejections", "import_id", "position"),
        _refers("rejections", "import_id", "imports"),
    )
    op.create_table(
        "coverage",
        *_keys("import_id", "scope_id"),
        *_required(sa.Boolean(), "complete"),
        *_required(sa.BigInteger(), "observed_at", "recorded_at"),
        *_required(sa.LargeBinary(), "held_catalog", "held_results"),
        _primary("coverage", "import_id", "scope_id"),
        _refers("coverage", "import_id", "imports"),
        _refers("coverage", "scope_id", "scopes"),
    )
    op.create_index("ix_coverage_scope_id_observed_at", "coverage", ["scope_id", "observed_at"])


def _catalog() -> None:
    op.create_table(
        "catalog",
        *_version_columns(),
        *_required(sa.String(16), "kind"),
        *_required(sa.Text(), "key"),
        _primary("catalog", "id"),
        _refers("catalog", "scope_id", "scopes"),
        _refers("catalog", "import_id", "imports"),
    )
    op.create_index("ix_catalog_scope_id_chain", "catalog", ["scope_id", "chain", "observed_at"])
    op.create_index("ix_catalog_kind", "catalog", ["kind"])


def _benchmarks() -> None:
    op.create_table(
        "subjects",
        *_keys("id", "scope_id"),
        *_required(sa.Text(), "subject"),
        *_required(sa.String(32), "subject_hash"),
        *_required(sa.Text(), "labels"),
        *_required(sa.String(32), "labels_hash"),
        _primary("subjects", "id"),
        _refers("subjects", "scope_id", "scopes"),
    )
    op.create_index("ix_subjects_key", "subjects", ["scope_id", "subject_hash", "labels_hash"], unique=True)
    op.create_table(
        "identities",
        *_keys("id", "subject_id"),
        *_required(sa.Text(), "body"),
        *_required(sa.String(16), "status"),
        *_optional(sa.Text(), "model_id"),
        *_required(sa.BigInteger(), "recorded_at"),
        *_optional(sa.BigInteger(), "closed_at"),
        _primary("identities", "id"),
        _refers("identities", "subject_id", "subjects"),
    )
    current = sa.text("closed_at IS NULL")
    op.create_index(
        "ix_identities_current",
        "identities",
        ["subject_id"],
        unique=True,
        sqlite_where=current,
        postgresql_where=current,
    )
    op.create_table(
        "results",
        *_version_columns(),
        *_keys("subject_id"),
        *_required(sa.Text(), "board", "variant"),
        *_optional(sa.Text(), "method_version"),
        _primary("results", "id"),
        _refers("results", "scope_id", "scopes"),
        _refers("results", "import_id", "imports"),
        _refers("results", "subject_id", "subjects"),
    )
    op.create_index("ix_results_scope_id_chain", "results", ["scope_id", "chain", "observed_at"])


def _api_keys() -> None:
    op.create_table(
        "api_keys",
        *_required(sa.String(64), "id"),
        *_required(sa.Text(), "name", "account"),
        *_required(sa.String(64), "secret_sha256"),
        *_required(sa.BigInteger(), "created_at"),
        *_optional(sa.BigInteger(), "revoked_at"),
        _primary("api_keys", "id"),
    )


def upgrade() -> None:
    """Create everything."""
    _origins()
    _imports()
    _catalog()
    _benchmarks()
    _api_keys()
