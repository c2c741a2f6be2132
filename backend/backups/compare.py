"""A restored database against what was measured when it was copied."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from backend.backups.errors import BackupError, Failure
from backend.backups.manifest import Manifest, Table


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str = ""

    def to_json(self) -> dict[str, Any]:
        """As kept with the proof."""
        return asdict(self)


def same_tables(wanted: list[Table], found: list[Table]) -> str:
    """Raises BackupError naming the first table that differs; otherwise how much is the same."""
    there = {table.name: table for table in found}
    for table in wanted:
        restored = there.pop(table.name, None)
        if restored is None:
            raise BackupError("table_missing", table.name)
        if restored.rows != table.rows:
            raise BackupError("rows_differ", f"{table.name}: {restored.rows} / {table.rows}")
        if restored.hash != table.hash:
            raise BackupError("content_differs", table.name)
    if there:
        raise BackupError("table_unknown", next(iter(there)))
    return f"{len(wanted)} tables, {sum(table.rows for table in wanted)} rows"


def same_structure(manifest: Manifest, found: dict[str, int], migration: str | None) -> str:
    """Raises BackupError when the last migration, or the number of anything, is not what it was."""
    if migration != manifest.migration:
        raise BackupError("schema_differs", f"migration {migration} / {manifest.migration}")
    for name, count in manifest.structure.items():
        if found.get(name) != count:
            failure: Failure = "rls_off" if name in ("rls", "policies") else "schema_differs"
            raise BackupError(failure, f"{name}: {found.get(name)} / {count}")
    return manifest.migration or ""


def same_objects(wanted: dict[str, str], found: dict[str, str]) -> None:
    """Raises BackupError naming the first kind of object (function, policy, grant…) that is not as it was written."""
    if not wanted:
        # A copy from before they were noted.
        return
    for kind in sorted(wanted.keys() | found.keys()):
        if found.get(kind) != wanted.get(kind):
            raise BackupError("rls_off" if kind == "policy" else "schema_differs", kind)
