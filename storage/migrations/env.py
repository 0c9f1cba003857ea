"""What Alembic runs for each command."""

from __future__ import annotations

from alembic import context

from storage.models import Base


def run() -> None:
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=Base.metadata,
        render_as_batch=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


if __name__ == "env_py":  # as Alembic loads it; pytest imports it too, looking for doctests
    run()
