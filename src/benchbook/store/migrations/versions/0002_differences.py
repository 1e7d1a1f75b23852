"""The archive keeps differences and may be pruned; imports say how they were read; what watches were told.

Frozen as it was released: later changes are later revisions.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _raw_on_sqlite() -> None:
    """Make the table anew: SQLite cannot let a column be null that must not be.

    References to it are checked again when the transaction ends, with all rows back in their place.
    """
    op.execute("PRAGMA defer_foreign_keys = ON")
    op.execute("CREATE TABLE raw_0001 AS SELECT sha256, zstd, size, source, first_recorded_at FROM raw")
    op.execute("DELETE FROM raw")
    op.drop_table("raw")
    op.create_table(
        "raw",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("first_recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("base", sa.String(64), nullable=True),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("pruned_at", sa.BigInteger(), nullable=True),
        sa.Column("zstd", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("sha256", name="pk_raw"),
    )
    op.execute(
        "INSERT INTO raw (sha256, zstd, size, source, first_recorded_at, depth)"
        " SELECT sha256, zstd, size, source, first_recorded_at, 0 FROM raw_0001"
    )
    op.drop_table("raw_0001")


def _raw_on_a_server() -> None:
    op.add_column("raw", sa.Column("base", sa.String(64), nullable=True))
    op.add_column("raw", sa.Column("depth", sa.Integer(), nullable=True))
    op.add_column("raw", sa.Column("pruned_at", sa.BigInteger(), nullable=True))
    op.execute("UPDATE raw SET depth = 0")
    op.alter_column("raw", "depth", nullable=False)
    op.alter_column("raw", "zstd", nullable=True)


def upgrade() -> None:
    """Add what differences, pruning, replaying and announcing need."""
    if op.get_bind().dialect.name == "sqlite":
        _raw_on_sqlite()
    else:
        _raw_on_a_server()
    op.create_index("ix_raw_source", "raw", ["source", "first_recorded_at"])
    op.add_column("imports", sa.Column("reading", sa.Text(), nullable=True))
    op.create_table(
        "announced",
        sa.Column("watch", sa.String(32), nullable=False),
        sa.Column("event", sa.String(32), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("watch", "event", name="pk_announced"),
    )
