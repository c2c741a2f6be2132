"""The files that a program of ours keeps on this machine: can they be written, and by one program alone."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from backend.doctor.finding import Finding, broken, gap, ok
from backend.settings import exclusive

LEAST_FREE_PERCENT = 10
NO_DOWNLOAD = "Les copies se font, mais aucune ne se télécharge de l’écran Sauvegardes."
LET_READ = (
    "Donnez à l’usager de la console le droit de lire ce dossier (groupe drain-copies : docs/deploy.md), ou enlevez ce "
    "réglage si les copies sont ailleurs."
)


def kept(setting: str, path: Path, means: str) -> Iterator[Finding]:
    """`means`: what is lost where it cannot be written."""
    try:
        _write_beside(path)
        usage = shutil.disk_usage(path.parent)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        found = "le disque est plein" if full else f"ce fichier ne s’écrit pas ({type(error).__name__})"
        yield broken(
            setting, found, means, "Donnez un dossier où ce programme peut écrire, avec de la place.", stops=True
        )
        return
    free = 100 * usage.free / usage.total
    if free < LEAST_FREE_PERCENT:
        yield gap(setting, f"le disque n’a plus que {free:.0f} % de libre", means, "Faites de la place sur ce disque.")
    else:
        yield ok(setting, "tenu par le programme en marche" if exclusive.is_held(path) else "s’écrit")


def handed_out(folder: str) -> Iterator[Finding]:
    """The console only reads the copies; where they are in a bucket the worker signs an address for each."""
    if not folder or folder.startswith("s3:"):
        return
    try:
        unread = [entry for entry in os.scandir(folder) if entry.is_file() and not os.access(entry, os.R_OK)]
    except OSError as error:
        absent = isinstance(error, FileNotFoundError)
        yield gap("BACKUP_STORE", "ce dossier n’existe pas ici" if absent else "ce dossier ne se lit pas d’ici",
                  NO_DOWNLOAD, LET_READ)  # fmt: skip
        return
    if unread:
        yield gap("BACKUP_STORE", f"{len(unread)} de ses fichiers ne se lisent pas d’ici", NO_DOWNLOAD, LET_READ)
    else:
        yield ok("BACKUP_STORE", "se lit")


def _write_beside(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    probe = path.with_name(f"{path.name}.essai")
    try:
        probe.write_bytes(bytes(4096))
    finally:
        probe.unlink(missing_ok=True)
    if path.exists():
        with path.open("r+b"):
            pass
