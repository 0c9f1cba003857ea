"""The history of the schema, for Alembic without an ini file.

A change of `storage/<capability>/tables.py` comes with its revision:
`alembic.command.revision(alembic_config(connection), "what it does", autogenerate=True)`, then read and correct it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

if TYPE_CHECKING:
    from alembic.config import Config


def revisions() -> list[str]:
    """The revisions, from the first to the last: each file bears the name of its own. Alembic is not opened for that."""
    return sorted(path.stem.split("_")[1] for path in Path(__file__).parent.glob("versions/rev_*.py"))


def alembic_config(connection: Connection) -> Config:
    """Alembic's configuration, on a connection whose transaction the caller commits."""
    from alembic.config import Config

    config = Config()
    # A percent sign in the path would be read as an interpolation.
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("file_template", "rev_%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config
