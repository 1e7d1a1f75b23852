"""Runs migrations on the connection, and in the transaction, that ``benchbook.store.schema`` gives."""

from alembic import context

from benchbook.store import tables

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=tables.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=False,
)
context.run_migrations()
