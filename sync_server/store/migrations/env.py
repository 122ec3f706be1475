"""Runs the migration chain on the connection `store.schema` hands in."""

from __future__ import annotations

from alembic import context

from sync_server.store import deliveries, portal_links, push_subscriptions
from sync_server.store.tables import metadata

__all__ = ["deliveries", "portal_links", "push_subscriptions"]

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=False,  # the caller's transaction holds everything
)
context.run_migrations()
