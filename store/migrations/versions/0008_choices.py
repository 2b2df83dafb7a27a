"""Replies that a visitor may tap."""

import sqlalchemy as sa
from alembic import op

from store.tables.types import JsonText

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("messages", sa.Column("choices", JsonText(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("messages") as table:
        table.drop_column("choices")
