"""What a copy holds, as measured in the very snapshot it was taken from. Lies beside it, and in the database."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from pydantic import TypeAdapter


@dataclass(frozen=True)
class Table:
    """One table: how many rows, and the sum of their hashes, whatever their order."""

    name: str
    rows: int
    hash: str


@dataclass(frozen=True)
class Manifest:
    """Without personal data: names of tables, counts and hashes only."""

    name: str
    snapshot_at: str
    server_version: str
    client_version: str
    # The last migration that had been applied.
    migration: str | None
    newest_call_at: str | None
    tables: list[Table]
    # How many policies, functions, triggers, indexes… there are in our schemas.
    structure: dict[str, int]
    # Each kind of object as a digest: definitions, rights, policies, default privileges. Older copies have none.
    objects: dict[str, str] = field(default_factory=dict)
    size_bytes: int = 0
    sha256: str = ""
    seconds: float = 0.0

    def sealed(self, size_bytes: int, sha256: str, seconds: float) -> Manifest:
        """With what the encrypted file came to be."""
        return replace(self, size_bytes=size_bytes, sha256=sha256, seconds=round(seconds, 3))

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)

    def to_bytes(self) -> bytes:
        """As the file beside the copy."""
        return json.dumps(self.to_json(), indent=1).encode()


_READER: TypeAdapter[Manifest] = TypeAdapter(Manifest)


def from_json(given: Any) -> Manifest:
    """Read it back. Raises pydantic's ValidationError."""
    return _READER.validate_python(given)


def from_bytes(given: bytes) -> Manifest:
    """Read the file beside a copy. Raises pydantic's ValidationError."""
    return _READER.validate_json(given)
