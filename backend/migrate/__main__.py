"""Command line of the migrations.

A database that holds calls is backed up before it is changed; `--without-backup` is for when that cannot be.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable

import psycopg

from backend import fr
from backend.backups import before
from backend.backups.errors import BackupError
from backend.backups.settings import BackupSettings
from backend.db import SESSIONS, is_pooler_full
from backend.migrate import MigrationError, migrate
from backend.postgres.errors import PostgresError
from backend.schema.check import differences
from backend.settings.base import BadSetting
from backend.settings.places import points_off_loopback

POOLER_FULL = (
    "le pooler du projet n’a plus de session libre (EMAXCONNSESSION). Les tiennent: chaque webhook jusqu’à "
    f"{SESSIONS['webhook']}, chaque worker jusqu’à {SESSIONS['worker']}, une copie en cours {SESSIONS['backup']}. "
    "Arrêtez un webhook ou un worker le temps de la migration, ou donnez au pooler une taille plus grande "
    "(Database, Settings, Pool Size)."
)


def main() -> int:
    """Prints what was applied, or what differs. 1 and a plain sentence when it could not be; 1 on a difference."""
    asked = _parser().parse_args()
    try:
        settings = BackupSettings.load()
        if asked.check:
            return _check(settings)
        first = _skip if asked.without_backup else _back_up_with(settings)
        applied = migrate(settings.db_url, first=first, again=asked.again)
    except (MigrationError, BadSetting, ValueError, psycopg.OperationalError) as error:
        print(f"Migration refusée: {POOLER_FULL if is_pooler_full(error) else error}", file=sys.stderr)
        return 1
    print("\n".join(_told(applied)) or "rien à appliquer")
    return 0


def _told(names: list[str]) -> list[str]:
    """Each migration by its name; of the rest, how many files of which folder."""
    migrations = [name for name in names if name.startswith("migrations/")]
    others = Counter(name.partition("/")[0] for name in names if not name.startswith("migrations/"))
    return [f"appliqué: {name}" for name in migrations] + [
        f"appliqué: {folder} ({fr.count(n, 'fichier')})" for folder, n in sorted(others.items())
    ]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m backend.migrate", description="Met la base à jour.")
    parser.add_argument("--without-backup", action="store_true", help="sans copie de sauvegarde d’abord")
    parser.add_argument("--again", action="store_true", help="applique de nouveau fonctions, déclencheurs et droits")
    parser.add_argument("--check", action="store_true", help="compare la base avec ce qui est écrit; ne change rien")
    return parser


def _check(settings: BackupSettings) -> int:
    try:
        found = differences(settings.db_url, settings.BACKUP_WORK_DIR)
    except PostgresError as error:
        raise MigrationError(f"rien n’a pu être comparé ({error})") from None
    print("\n".join(str(one) for one in found) or "la base est ce qui est écrit")
    return 1 if found else 0


def _skip(_: str) -> None:
    print("sans copie d’abord, comme demandé")


def _back_up_with(settings: BackupSettings) -> Callable[[str], None]:
    def back_up(name: str) -> None:
        if not before.is_needed(settings.db_url):
            return
        if not settings.is_set_up and not points_off_loopback(settings.db_url):
            return
        try:
            before.back_up(settings, name)
        except BackupError as error:
            raise MigrationError(
                f"aucune copie n’a pu être faite d’abord ({error}); --without-backup s’en passe"
            ) from None

    return back_up


if __name__ == "__main__":
    raise SystemExit(main())
