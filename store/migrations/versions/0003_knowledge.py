"""Documents, chunks, vectors and the full-text index."""

import sqlalchemy as sa
from alembic import op

from store.tables.types import JsonText, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_WORDS = {
    "sqlite": """
        CREATE VIRTUAL TABLE chunk_words
        USING fts5 (title, headings, body, tokenize = 'porter unicode61')
    """,
    "postgresql": """
        CREATE TABLE chunk_words (
            row_id integer PRIMARY KEY REFERENCES chunks (row_id),
            words tsvector NOT NULL
        )
    """,
}


def upgrade() -> None:
    op.create_table(
        "chunk_vectors",
        sa.Column("content_id", sa.String(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("content_id"),
    )
    op.create_table(
        "sources",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("assistant_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("refreshed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assistant_id"],
            ["assistants.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_sources_assistant_id", "sources", ["assistant_id"])
    op.create_table(
        "documents",
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("assistant_id", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("run_id", sa.String(), nullable=True),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=True),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assistant_id"],
            ["assistants.id"],
        ),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["sources.id"],
        ),
        sa.PrimaryKeyConstraint("row_id"),
    )
    op.create_index("ix_documents_document_id", "documents", ["document_id"])
    op.create_index("ix_documents_run_id", "documents", ["run_id"])
    op.create_index("ix_documents_source", "documents", ["source_id", "path"])
    op.create_index("ix_documents_url", "documents", ["url"])
    op.create_table(
        "chunks",
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("document_row", sa.Integer(), nullable=False),
        sa.Column("assistant_id", sa.String(), nullable=False),
        sa.Column("chunk_id", sa.String(), nullable=False),
        sa.Column("content_id", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("heading_path", JsonText(), nullable=False),
        sa.Column("anchor", sa.String(), nullable=False),
        sa.Column("passage", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("tokens", sa.Integer(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=True),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_row"],
            ["documents.row_id"],
        ),
        sa.PrimaryKeyConstraint("row_id"),
    )
    op.create_index("ix_chunks_assistant", "chunks", ["assistant_id", "chunk_id"])
    op.create_index(
        "ix_chunks_visible", "chunks", ["row_id", "assistant_id", "since", "until", "chunk_id"]
    )
    op.create_index("ix_chunks_content_id", "chunks", ["content_id"])
    op.create_index("ix_chunks_document", "chunks", ["document_row", "ordinal"])
    op.execute(_WORDS[op.get_bind().dialect.name])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE INDEX ix_chunk_words_words ON chunk_words USING gin (words)")


def downgrade() -> None:
    op.execute("DROP TABLE chunk_words")
    op.drop_table("chunks")
    op.drop_table("documents")
    op.drop_table("sources")
    op.drop_table("chunk_vectors")
