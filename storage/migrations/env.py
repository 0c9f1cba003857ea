"""What Alembic runs for each command."""

from __future__ import annotations

from alembic import context

from storage.schema import METADATA


def run() -> None:
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=METADATA,
        render_as_batch=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


if __name__ == "env_py":  # as Alembic loads it; pytest imports it too, looking for doctests
    run()
