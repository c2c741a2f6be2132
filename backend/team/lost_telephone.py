"""A lost telephone, for whoever is alone and has no recovery code left: from the server, as its holder could anyhow."""

from __future__ import annotations

import psycopg

from backend.db import conninfo, query, settle_now
from backend.settings.worker import WorkerSettings


class NoTelephone(Exception):
    """There was nothing to take away; the words say why."""


def forget(settings: WorkerSettings, email: str) -> None:
    """Take the person's telephone away and end their sessions. Raises NoTelephone, psycopg.Error."""
    with psycopg.connect(conninfo(settings.db_url, "lost-telephone"), autocommit=True) as conn:
        settle_now(conn)
        [had] = conn.execute(query("forget_telephone").encode(), [email]).fetchone() or (None,)
    if not had:
        raise NoTelephone("personne de l’équipe n’a ce courriel" if had is None else "aucun téléphone n’y est lié")
