"""`python -m backend.backups key FILE`: makes the key that opens the copies, and prints the one that shuts them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from backend.backups.errors import BackupError
from backend.backups.keys import make_pair

USAGE = "usage: python -m backend.backups key <fichier de la clé privée>"


def main(arguments: Sequence[str]) -> int:
    """0 when the key is there, new or not; its file is never written over."""
    if len(arguments) != 2 or arguments[0] != "key":
        print(USAGE, file=sys.stderr)
        return 2
    try:
        public = make_pair(Path(arguments[1]))
    except (BackupError, OSError) as error:
        print(f"La clé n’a pas pu être écrite ni lue ({type(error).__name__}).", file=sys.stderr)
        return 1
    print(f"BACKUP_PUBLIC_KEYS={public}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
