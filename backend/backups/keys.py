"""The age keys: public ones shut a copy, a private one opens it."""

from __future__ import annotations

import os
from pathlib import Path

from pyrage import IdentityError, RecipientError, x25519

from backend.backups.errors import BackupError


def recipients(public_keys: str) -> list[x25519.Recipient]:
    """The keys that can open what is shut now. Raises BackupError."""
    given = [key.strip() for key in public_keys.split(",") if key.strip()]
    if not given:
        raise BackupError("no_public_key", "BACKUP_PUBLIC_KEYS")
    try:
        return [x25519.Recipient.from_str(key) for key in given]
    except RecipientError:
        raise BackupError("bad_public_key", "BACKUP_PUBLIC_KEYS") from None


def identity(file: Path | None) -> x25519.Identity:
    """The private key in that file, in age's own format (lines of # are comments). Raises BackupError."""
    if file is None:
        raise BackupError("no_private_key", "BACKUP_PRIVATE_KEY_FILE")
    try:
        lines = [line.strip() for line in file.read_text(encoding="ascii").splitlines()]
        [key] = [line for line in lines if line and not line.startswith("#")]
        return x25519.Identity.from_str(key)
    except (OSError, ValueError, IdentityError):
        raise BackupError("no_private_key", "BACKUP_PRIVATE_KEY_FILE") from None


def make_pair(file: Path) -> str:
    """Write a new private key to a file that only its owner reads, unless it is there; returns its public key."""
    if not file.exists():
        made = x25519.Identity.generate()
        draft = file.with_suffix(".new")
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
            out.write(f"# public key: {made.to_public()}\n{made}\n")
        draft.replace(file)
    return str(identity(file).to_public())
