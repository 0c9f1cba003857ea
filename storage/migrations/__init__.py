"""The history of the schema, for Alembic without an ini file.

A change of `storage/<capability>/tables.py` comes with its revision:
`alembic.command.revision(alembic_config(connection), "what it does", autogenerate=True)`, then read and correct it.
"""

from __future__ import annotations

from pathlib import Path

from alembic.config import Config
from sqlalchemy import Connection


def alembic_config(connection: Connection) -> Config:
    """Alembic's configuration, on a connection whose transaction the caller commits."""
    config = Config()
    # A percent sign in the path would be read as an interpolation.
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("file_template", "rev_%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config
