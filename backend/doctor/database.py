"""The database: can it be opened, is there room, is it ours, is it of our age, does anybody own it."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import psycopg
from psycopg.conninfo import conninfo_to_dict

from backend import fr
from backend.db import FULL, conninfo, is_pooler_full, nothing_half_made, query
from backend.doctor import clock, people, schema
from backend.doctor.finding import Finding, broken, ok

SETTING = "SUPABASE_DB_URL"
# One webhook, one worker and a backup.
NEEDED = 10
AWAY = "Paul répond, ses messages attendent au journal; la console ne montre rien."
COPY_AGAIN = "Recopiez l’adresse du tableau de bord : Connect, Session pooler."
REFUSALS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"password authentication failed|no password supplied|SASL", re.IGNORECASE),
     "le mot de passe est refusé",
     "Mettez le bon mot de passe; perdu, il se refait : Database, Settings, Reset password."),
    (re.compile(r"tenant or user not found|role .* does not exist", re.IGNORECASE),
     "cet utilisateur est inconnu : autre projet, projet en pause, ou référence oubliée après postgres.", COPY_AGAIN),
    (re.compile(r"database .* does not exist", re.IGNORECASE), "cette base n’existe pas sur ce serveur", COPY_AGAIN),
    (FULL, "le pooler est plein : toutes ses connexions sont prises",
     "Arrêtez ce qui en tient de trop, ou agrandissez le pooler : Database, Connection pooling, Pool size."),
    (re.compile(r"translate host name|resolve|Name or service not known|No address", re.IGNORECASE),
     "ce nom de machine n’existe pas", COPY_AGAIN),
    (re.compile(r"SSL|certificate", re.IGNORECASE), "la connexion chiffrée est refusée",
     "Enlevez sslmode de l’adresse, ou mettez sslmode=require."),
)  # fmt: skip


def opened(db_url: str, *, checks_signatures: bool = False) -> Iterator[Finding]:
    """Opened once; then everything that the database alone can tell."""
    started = time.perf_counter()
    try:
        with nothing_half_made():
            conn = psycopg.connect(conninfo(db_url, "doctor"), autocommit=True)
    except psycopg.OperationalError as error:
        yield refused(db_url, str(error))
        return
    with conn:
        yield ok(SETTING, f"ouverte en {fr.milliseconds((time.perf_counter() - started) * 1000)}")
        there = conn.execute("select extract(epoch from clock_timestamp())::float8").fetchone()
        if there:
            yield clock.judged(time.time() - there[0], "la base", checks_signatures=checks_signatures)
        yield from schema.compared(conn)
        yield from people.known(conn)


def room(db_url: str, needed: int = NEEDED) -> Iterator[Finding]:
    """Whether the pooler grants what our programs take together; what they hold already counts."""
    with ExitStack() as held:
        try:
            first = held.enter_context(psycopg.connect(conninfo(db_url, "doctor"), autocommit=True))
            row = first.execute(query("connections_held")).fetchone()
            have = int(row[0]) if row else 1
            while have < needed:
                held.enter_context(psycopg.connect(conninfo(db_url, "doctor"), autocommit=True))
                have += 1
        except psycopg.OperationalError as error:
            # Any other failure is told by the trial that opens it.
            if is_pooler_full(error):
                yield broken(
                    SETTING,
                    f"le pooler n’accorde pas {needed} connexions à la fois",
                    "Aux heures chargées, des messages attendent au journal et Paul n’a plus l’agenda.",
                    "Agrandissez le pooler : Database, Connection pooling, Pool size (15 au moins).",
                )
            return
    yield ok(SETTING, f"{needed} connexions à la fois sont accordées")


def refused(db_url: str, words: str) -> Finding:
    """What libpq’s words mean, which come without a code when nothing was opened."""
    if _only_ipv6(db_url):
        return broken(
            SETTING,
            "cette machine n’a que des adresses IPv6, d’ici injoignables",
            AWAY,
            "Prenez l’adresse du pooler de session (Connect, Session pooler), qui répond en IPv4.",
        )
    for pattern, found, remedy in REFUSALS:
        if pattern.search(words):
            return broken(SETTING, found, AWAY, remedy)
    return broken(SETTING, "la base ne répond pas", AWAY,
                  "Vérifiez l’hôte, le port et le réseau; un service arrêté revient de lui-même.")  # fmt: skip


def _only_ipv6(db_url: str) -> bool:
    host = str(conninfo_to_dict(db_url).get("host") or "")
    if not host or host.startswith("/"):
        return False
    try:
        families = {found[0] for found in socket.getaddrinfo(host.strip("[]"), None)}
    except OSError:
        return False
    return families == {socket.AF_INET6}
