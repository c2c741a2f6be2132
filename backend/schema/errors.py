"""What stops a migration."""

from __future__ import annotations


class MigrationError(Exception):
    """Says which file is at fault and why, in French, for whoever runs the programs."""
