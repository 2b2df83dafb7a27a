"""Sources that several assistants share, what was fetched of them, and their ingestions."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from store.tables.types import JsonText, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _added() -> list[sa.Column[Any]]:
    return [
        sa.Column("name", sa.String(), nullable=False, server_default=""),
        sa.Column("settings", JsonText(), nullable=False, server_default="{}"),
        sa.Column("refresh_s", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False, server_default="idle"),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("wanted", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("handled", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("client_id", sa.String(), nullable=True),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
    ]


def upgrade() -> None:
    for column in _added():
        op.add_column("sources", column)
    op.create_index("ix_sources_client_id", "sources", ["client_id"], unique=True)
    op.create_index(
        "ix_documents_shown", "documents", ["source_id", "assistant_id", "until", "since"]
    )
    op.create_table(
        "source_assistants",
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("assistant_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"]),
        sa.ForeignKeyConstraint(["assistant_id"], ["assistants.id"]),
        sa.PrimaryKeyConstraint("source_id", "assistant_id"),
    )
    op.create_index("ix_source_assistants_assistant_id", "source_assistants", ["assistant_id"])
    op.create_table(
        "source_files",
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("media", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"]),
        sa.PrimaryKeyConstraint("source_id", "path"),
    )
    op.create_table(
        "source_pages",
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("etag", sa.String(), nullable=True),
        sa.Column("last_modified", sa.String(), nullable=True),
        sa.Column("links", JsonText(), nullable=False, server_default="[]"),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("fetched_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"]),
        sa.PrimaryKeyConstraint("source_id", "path"),
    )
    op.create_table(
        "ingest_runs",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("chunks", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_ingest_runs_source_id", "ingest_runs", ["source_id"])
    _carry_over()


def _carry_over() -> None:
    """Link every source to the assistant it had, and list the pages that it shows."""
    op.execute("INSERT INTO source_assistants SELECT id, assistant_id FROM sources")
    op.execute("UPDATE sources SET name = location")
    op.execute("""
        INSERT INTO source_pages (source_id, path, url, hash, state, fetched_at)
        SELECT d.source_id, d.path, d.url, '', 'published',
            COALESCE(MAX(s.refreshed_at), MAX(s.created_at))
        FROM documents d JOIN sources s ON s.id = d.source_id
        WHERE d.since IS NOT NULL AND d.until IS NULL
        GROUP BY d.source_id, d.path, d.url
    """)


def downgrade() -> None:
    op.drop_table("ingest_runs")
    op.drop_table("source_pages")
    op.drop_table("source_files")
    op.drop_table("source_assistants")
    op.drop_index("ix_documents_shown", "documents")
    op.drop_index("ix_sources_client_id", "sources")
    for column in reversed(_added()):
        op.drop_column("sources", column.name)
