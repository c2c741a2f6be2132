"""Brings a database to what `sql/` says it is: `python -m backend.migrate`; `--check` compares and changes nothing."""

from backend.schema.errors import MigrationError
from backend.schema.run import migrate

__all__ = ["MigrationError", "migrate"]
