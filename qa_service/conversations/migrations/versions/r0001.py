"""The first tables: conversations, turns, feedback."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("searched", sa.Text, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("turns", sa.Integer, nullable=False),
    )
    op.create_index("conversations_by_update", "conversations", ["updated", "id"])
    op.create_table(
        "turns",
        sa.Column(
            "conversation_id", sa.String(64), sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("answer_id", sa.String(64), nullable=False, unique=True),
        sa.Column("searched", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "feedback",
        sa.Column("answer_id", sa.String(64), sa.ForeignKey("turns.answer_id", ondelete="CASCADE"), primary_key=True),
        sa.Column("thumbs", sa.String(4), sa.CheckConstraint("thumbs IN ('up', 'down')", name="thumbs_known")),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("given", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("feedback", "turns", "conversations"):
        op.drop_table(table)
