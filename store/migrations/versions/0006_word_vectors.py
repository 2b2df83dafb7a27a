"""Small vectors of the words of each chunk, for late interaction; NULL until the next ingestion."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("chunk_vectors", sa.Column("tokens", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("chunk_vectors", "tokens")
