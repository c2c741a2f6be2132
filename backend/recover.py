"""Lists copies, and restores one: `python -m backend.recover --from latest --to <database url>`.

It needs the store and the private key, and no console, worker or database but the target. Run it again after anything.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import datetime

import psycopg
from psycopg.conninfo import conninfo_to_dict

from backend import fr
from backend.backups import recovering, stores
from backend.backups import words as say
from backend.backups.errors import BackupError
from backend.backups.manifest import Manifest
from backend.backups.recovering import Recovery, Target
from backend.backups.run import Run
from backend.backups.settings import BackupSettings
from backend.postgres.scratch import ScratchPostgres
from backend.settings.base import BadSetting
from backend.team import way_in

TARGET = "RECOVER_TO"
CATCH_UP = "Démarrez le worker: il les reprend de lui-même dès maintenant."
BY_HAND = "Cette version ne les reprend pas d’elle-même. Demandez-les: GET https://api.vapi.ai/call?createdAtGt={since}"


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when all went well and was compared; 1 and a sentence when not; 2 when it was not asked properly."""
    asked = _parser().parse_args(arguments)
    try:
        return _recover(asked, BackupSettings.load())
    except BackupError as error:
        detail = f" ({error.detail})" if error.detail else ""
        return _refuse(f"{say.failure(error.failure)}{detail}. {say.recovery_remedy(error.failure)}")
    except (BadSetting, ValueError) as error:
        return _refuse(str(error))
    except psycopg.Error as error:
        return _refuse(f"la base visée a refusé ({type(error).__name__}).")


def _recover(asked: argparse.Namespace, settings: BackupSettings) -> int:
    store = stores.open_store(settings)
    found = recovering.copies(store)
    if asked.copy is None:
        _list(found)
        return 0
    manifest = _choose(found, asked.copy)
    target_url = asked.to or os.environ.get(TARGET, "")
    if not target_url:
        return _refuse(f"donnez la base visée: --to <adresse>, ou la variable {TARGET}.")
    target = recovering.look_at(target_url)
    _tell(manifest, target, asked.table)
    if not asked.table and not target.empty and not asked.replace:
        return _refuse("la base visée contient déjà quelque chose. Ajoutez --replace pour le remplacer.")
    if not asked.yes and input("Tapez oui pour continuer: ").strip().lower() != "oui":
        return _refuse("rien n’a été fait.")
    run = Run(lambda _: "go")
    with run.heartbeat():
        code = _do(Recovery(run, settings, store, manifest, print), target, settings, manifest, asked.table)
    if not asked.table and not asked.yes:
        way_in.offer(target_url)
    return code


def _do(recovery: Recovery, target: Target, settings: BackupSettings, manifest: Manifest, table: str | None) -> int:
    if not target.empty:
        print("Point de retour: copie de ce que la base contient maintenant…")
        print(f"  {recovery.point_of_return(target)}")
    if table:
        scratch = ScratchPostgres(settings.BACKUP_WORK_DIR)
        try:
            print(f"{table}: {fr.count(recovery.table(target, scratch, table), 'ligne remise', 'lignes remises')}.")
        finally:
            scratch.close()
        return 0
    for check in recovery.whole(target).checks:
        print(f"  ✓ {say.CHECKS.get(check.name, check.name)}")
    at = datetime.fromisoformat(manifest.snapshot_at)
    print(f"Récupérée: la base est celle du {fr.day(at)}, {fr.clock(at)}.")
    print("Les appels arrivés depuis ne sont pas dans la copie; Vapi les garde 14 jours dans sa propre liste.")
    print(CATCH_UP if recovering.catches_up(target) else BY_HAND.format(since=at.strftime("%Y-%m-%dT%H:%M:%SZ")))
    return 0


def _list(found: list[Manifest]) -> None:
    if not found:
        print("Aucune copie à cet endroit. Vérifiez BACKUP_STORE.")
    for one in found:
        at = datetime.fromisoformat(one.snapshot_at)
        rows = {table.name: table.rows for table in one.tables}
        calls = fr.count(rows.get("public.vapi_calls", 0), "appel")
        print(f"{one.name}  {fr.local(at):%Y-%m-%d %H:%M}  {fr.size(one.size_bytes)}  {calls}  {one.migration}")


def _choose(found: list[Manifest], wanted: str) -> Manifest:
    own = [one for one in found if one.name.startswith("drain-")]
    if wanted == "latest" and own:
        return own[0]
    named = [one for one in found if one.name == wanted]
    if not named:
        raise BackupError("missing_file", wanted)
    return named[0]


def _tell(manifest: Manifest, target: Target, table: str | None) -> None:
    where = conninfo_to_dict(target.db_url)
    at = datetime.fromisoformat(manifest.snapshot_at)
    print(f"Copie: {manifest.name}, du {fr.day(at)}, {fr.clock(at)}, {fr.size(manifest.size_bytes)}.")
    print(f"Base visée: {where.get('host')}:{where.get('port', 5432)}/{where.get('dbname')}, "
          f"{'vide' if target.empty else 'qui contient déjà quelque chose'}.")  # fmt: skip
    if table:
        print(f"On remettra les lignes perdues de {table}; celles qui y sont restent comme elles sont.")
    else:
        print("Tout ce qu’elle contient sera remplacé par la copie. Arrêtez d’abord webhook, worker et console.")


def _refuse(why: str) -> int:
    print(f"Récupération: {why}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m backend.recover", description="Voir les copies, en restaurer une.")
    parser.add_argument("--from", dest="copy", help="le nom d’une copie, ou latest; sans lui, la liste des copies")
    parser.add_argument("--to", help=f"l’adresse de la base visée; ou la variable {TARGET}, qui ne se voit pas dans ps")
    parser.add_argument("--table", help="une seule table, par exemple public.leads")
    parser.add_argument("--replace", action="store_true", help="remplacer ce que la base visée contient")
    parser.add_argument("--yes", action="store_true", help="ne pas demander confirmation")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
