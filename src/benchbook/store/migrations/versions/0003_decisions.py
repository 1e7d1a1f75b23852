"""Keys say whether their holders may decide about names; every decision is recorded.

Frozen as it was released: later changes are later revisions.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_keys = sa.table("api_keys", sa.column("reviewer", sa.Boolean()))


def upgrade() -> None:
    """Let the keys that there are read, as they could, and begin to record decisions."""
    op.add_column("api_keys", sa.Column("reviewer", sa.Boolean(), nullable=True))
    op.execute(sa.update(_keys).values(reviewer=False))
    with op.batch_alter_table("api_keys") as batch:
        batch.alter_column("reviewer", existing_type=sa.Boolean(), nullable=False)
    op.create_table(
        "decisions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("decider", sa.Text(), nullable=False),
        sa.Column("key_id", sa.String(64), nullable=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("via", sa.Text(), nullable=True),
        sa.Column("model_id", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("gained", sa.BigInteger(), nullable=False),
        sa.Column("lost", sa.BigInteger(), nullable=False),
        sa.Column("moved", sa.BigInteger(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
    )
