"""Postgres refuses to run as root: as root, it runs as an unprivileged user of this machine."""

from __future__ import annotations

import os
import pwd
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.postgres.errors import PostgresError

USER_NAME = "pgserver"


@dataclass(frozen=True)
class OsUser:
    """An unprivileged user."""

    name: str
    uid: int
    gid: int

    def can_enter(self, folder: Path) -> bool:
        """True when this user can pass through every folder down to this one."""
        asked = subprocess.run(["/bin/sh", "-c", 'cd "$1"', "sh", folder], stderr=subprocess.DEVNULL, cwd="/",
                               check=False, **become(self))  # fmt: skip
        return asked.returncode == 0


def become(user: OsUser | None) -> dict[str, Any]:
    """How subprocess is told to run a program as this user, in none of our groups; as ourselves for None."""
    return {"user": user.uid, "group": user.gid, "extra_groups": []} if user else {}


def postgres_user() -> OsUser | None:
    """The user that Postgres runs as, made when missing; None when we are an ordinary user ourselves."""
    if os.geteuid() != 0:
        return None
    entry = _entry() or _made()
    return OsUser(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _made() -> pwd.struct_passwd:
    with suppress(OSError):
        subprocess.run(["useradd", "--system", "--no-create-home", USER_NAME], capture_output=True, check=False)
    entry = _entry()
    if entry is None:
        raise PostgresError(
            f"Postgres refuse de tourner en root et l’utilisateur « {USER_NAME} » ne peut pas être créé. "
            f"Créez-le (useradd {USER_NAME}), ou lancez la commande avec un compte ordinaire."
        )
    return entry


def _entry() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(USER_NAME)
    except KeyError:
        return None
