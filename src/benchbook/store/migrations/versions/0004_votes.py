"""Keys say whether their holders may post votes; what the log of votes holds.

Frozen as it was released: later changes are later revisions.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_keys = sa.table("api_keys", sa.column("votes", sa.Boolean()))


def _required(kind: sa.types.TypeEngine[Any], *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=False) for name in names]


def _optional(kind: sa.types.TypeEngine[Any], *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=True) for name in names]


def _ids(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, _ID, nullable=False, autoincrement=False) for name in names]


def _primary(table: str, *names: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*names, name=f"pk_{table}")


def _refers(table: str, name: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], name=f"fk_{table}_{name}_{target}")


def _key_scope() -> None:
    """Let the keys that there are do what they could."""
    op.add_column("api_keys", sa.Column("votes", sa.Boolean(), nullable=True))
    op.execute(sa.update(_keys).values(votes=False))
    with op.batch_alter_table("api_keys") as batch:
        batch.alter_column("votes", existing_type=sa.Boolean(), nullable=False)


def _known() -> None:
    op.create_table(
        "vote_arenas",
        *_ids("id"),
        *_required(sa.String(64), "name"),
        *_required(sa.BigInteger(), "created_at"),
        _primary("vote_arenas", "id"),
    )
    op.create_index("ix_vote_arenas_name", "vote_arenas", ["name"], unique=True)
    op.create_table(
        "vote_keys",
        *_ids("arena_id"),
        *_required(sa.LargeBinary(16), "vote_key"),
        *_required(sa.LargeBinary(4), "content"),
        _primary("vote_keys", "arena_id", "vote_key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "vote_counts",
        *_ids("arena_id"),
        *_required(sa.String(16), "kind"),
        *_required(sa.Text(), "category", "model_a", "model_b"),
        *_required(sa.BigInteger(), "a_wins", "b_wins", "ties", "both_bad"),
        _primary("vote_counts", "arena_id", "kind", "category", "model_a", "model_b"),
        _refers("vote_counts", "arena_id", "vote_arenas"),
        sqlite_with_rowid=False,
    )


def _batches() -> None:
    op.create_table(
        "vote_batches",
        *_ids("id", "arena_id"),
        *_required(sa.Text(), "origin"),
        *_optional(sa.String(64), "digest"),
        *_required(sa.BigInteger(), "bytes", "last_row", "recorded_at"),
        *_required(sa.BigInteger(), "rows", "votes", "grouped", "flagged", "repeated", "conflicting", "rejected"),
        *_required(sa.Text(), "reasons"),
        _primary("vote_batches", "id"),
        _refers("vote_batches", "arena_id", "vote_arenas"),
    )
    op.create_index("ix_vote_batches_arena_id", "vote_batches", ["arena_id", "origin"])
    op.create_table(
        "vote_rejections",
        *_ids("batch_id"),
        sa.Column("position", sa.Integer(), nullable=False, autoincrement=False),
        *_required(sa.BigInteger(), "row"),
        *_required(sa.Text(), "reason", "excerpt"),
        _primary("vote_rejections", "batch_id", "position"),
        _refers("vote_rejections", "batch_id", "vote_batches"),
    )


def _log() -> None:
    op.create_table(
        "vote_files",
        *_ids("id", "arena_id"),
        sa.Column("batch_id", _ID, nullable=True),
        *_required(sa.String(10), "day"),
        *_required(sa.Text(), "path"),
        *_required(sa.BigInteger(), "rows", "bytes"),
        *_required(sa.String(64), "sha256"),
        *_required(sa.BigInteger(), "recorded_at"),
        _primary("vote_files", "id"),
        _refers("vote_files", "arena_id", "vote_arenas"),
        _refers("vote_files", "batch_id", "vote_batches"),
    )
    op.create_index("ix_vote_files_arena_id", "vote_files", ["arena_id", "day"])
    op.create_table(
        "vote_tail",
        *_ids("arena_id", "position"),
        *_required(sa.LargeBinary(16), "vote_key"),
        *_required(sa.BigInteger(), "recorded_at"),
        *_optional(sa.Text(), "vote_id"),
        *_required(sa.String(16), "kind"),
        *_optional(sa.Text(), "category"),
        *_optional(sa.BigInteger(), "cast_at"),
        *_required(sa.Text(), "model_a", "model_b"),
        *_required(sa.String(16), "winner"),
        *_optional(sa.Text(), "tournament", "voter", "prompt"),
        *_optional(sa.String(16), "side", "flag"),
        *_optional(sa.Text(), "covariates"),
        _primary("vote_tail", "arena_id", "position"),
        _refers("vote_tail", "arena_id", "vote_arenas"),
    )


def upgrade() -> None:
    """Add what taking votes needs."""
    _key_scope()
    _known()
    _batches()
    _log()
