"""Runs migrations on the connection that the opening hands over."""

from __future__ import annotations

from alembic import context

from qa_service.conversations.opening import REVISION_TABLE
from qa_service.conversations.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=REVISION_TABLE,
    render_as_batch=True,  # SQLite alters a table by making it anew
)
with context.begin_transaction():
    context.run_migrations()
