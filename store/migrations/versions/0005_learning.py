"""Knowledge gaps, the answers that reps wrote for them, and the reps' word on answers."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from store.tables.types import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

HANDED_OVER = sa.text("decision = 'handoff'")


def upgrade() -> None:
    _gaps()
    _entries()
    op.create_table(
        "rep_feedback",
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("rep_id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("helpful", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["rep_id"], ["reps.id"]),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"]),
        sa.PrimaryKeyConstraint("message_id", "rep_id"),
    )
    op.create_index("ix_rep_feedback_conversation_id", "rep_feedback", ["conversation_id"])
    op.create_index("ix_rep_feedback_created_at", "rep_feedback", ["created_at"])
    op.create_index("ix_feedback_created_at", "feedback", ["created_at"])
    op.create_index(
        "ix_turns_handed_over",
        "turns",
        ["finished_at"],
        sqlite_where=HANDED_OVER,
        postgresql_where=HANDED_OVER,
    )
    op.create_index("ix_conversations_assistant", "conversations", ["assistant_id", "created_at"])
    op.drop_index("ix_conversations_assistant_id", "conversations")


def downgrade() -> None:
    op.create_index("ix_conversations_assistant_id", "conversations", ["assistant_id"])
    op.drop_index("ix_conversations_assistant", "conversations")
    op.drop_index("ix_turns_handed_over", "turns")
    op.drop_index("ix_feedback_created_at", "feedback")
    for table in ("rep_feedback", "entries", "gap_questions", "gaps", "gap_cursors"):
        op.drop_table(table)


def _gaps() -> None:
    op.create_table(
        "gaps",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("assistant_id", sa.String(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("centre", sa.LargeBinary(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["assistant_id"], ["assistants.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_gaps_listed", "gaps", ["assistant_id", "state", "count", "last_at"])
    op.create_table(
        "gap_questions",
        sa.Column("turn_id", sa.String(), nullable=False),
        sa.Column("gap_id", sa.String(), nullable=True),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=True),
        sa.Column("after_seq", sa.Integer(), nullable=False),
        sa.Column("upto_seq", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("human_s", sa.Float(), nullable=False),
        sa.Column("counted_seq", sa.Integer(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"]),
        sa.ForeignKeyConstraint(["gap_id"], ["gaps.id"]),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"]),
        sa.PrimaryKeyConstraint("turn_id"),
    )
    op.create_index("ix_gap_questions_gap", "gap_questions", ["gap_id", "at"])
    op.create_index("ix_gap_questions_conversation_id", "gap_questions", ["conversation_id"])
    op.create_index("ix_gap_questions_unsettled", "gap_questions", ["settled", "conversation_id"])
    cursors = op.create_table(
        "gap_cursors",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("turns_at", UtcDateTime(), nullable=False),
        sa.Column("feedback_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    begin = datetime(2000, 1, 1, tzinfo=UTC)
    row = {"name": "gaps", "turns_at": begin, "feedback_at": begin, "version": 0}
    op.bulk_insert(cursors, [row])


def _entries() -> None:
    op.create_table(
        "entries",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("assistant_id", sa.String(), nullable=False),
        sa.Column("gap_id", sa.String(), nullable=True),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.Column("reviewed_by", sa.String(), nullable=True),
        sa.Column("reviewed_at", UtcDateTime(), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["assistant_id"], ["assistants.id"]),
        sa.ForeignKeyConstraint(["gap_id"], ["gaps.id"]),
        sa.ForeignKeyConstraint(["written_by"], ["reps.id"]),
        sa.ForeignKeyConstraint(["reviewed_by"], ["reps.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("assistant_id", "client_id"),
    )
    op.create_index("ix_entries_gap_id", "entries", ["gap_id"])
