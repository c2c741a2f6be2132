"""The mistakes that people make in the address of a database, by its form alone. Never repeats a part of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import psycopg
from psycopg.conninfo import conninfo_to_dict

from backend.settings.base import BadSetting
from backend.settings.places import is_public

POOLER = ".pooler.supabase.com"
TRANSACTION_PORT = "6543"
MEANS = "Aucune connexion à la base n’est possible."
COPY_AGAIN = "Recopiez l’adresse du tableau de bord : Connect, Session pooler."
# As the dashboard writes it, and as people leave it.
PLACEHOLDER = re.compile(r"\[your-password\]|%5byour-password%5d|your[-_]password|<password>", re.IGNORECASE)
# Of a URL whose password was pasted raw: the last @ is the true one.
RAW = re.compile(r"^postgres(?:ql)?://[^:@/?#]*:(?P<password>.*)@[^@]*$", re.DOTALL)
MUST_BE_ENCODED = {"@": "%40", "#": "%23", "/": "%2F", "?": "%3F", "[": "%5B", "]": "%5D", " ": "%20", "%": "%25"}
IN_CLEAR = ("disable", "allow")


def faults(name: str, address: str) -> Iterator[BadSetting]:
    """What is wrong with it: the first that hides the others, or all that can be told apart."""
    hidden = _placeholder(name, address) or _raw_password(name, address) or _unreadable(name, address)
    if hidden:
        yield hidden
        return
    given = {key: str(value) for key, value in conninfo_to_dict(address).items() if value is not None}
    yield from _misplaced(name, given)


def encrypted(address: str) -> str:
    """The address, which demands encryption where it leads off this machine and says nothing of it.

    Postgres's own clients would go on in the clear as soon as somebody on the way told them that there is none.
    """
    try:
        given = conninfo_to_dict(address)
    except psycopg.ProgrammingError:
        return address
    if given.get("sslmode") or not is_public(str(given.get("hostaddr") or given.get("host") or "")):
        return address
    join = ("&" if "?" in address else "?") if "://" in address else " "
    return f"{address}{join}sslmode=require"


def _placeholder(name: str, address: str) -> BadSetting | None:
    if not PLACEHOLDER.search(address):
        return None
    remedy = "Mettez-y le mot de passe de la base; perdu, il se refait : Database, Settings, Reset password."
    return BadSetting(name, "le mot de passe n’a pas été mis à sa place ([YOUR-PASSWORD])", MEANS, remedy)


def _raw_password(name: str, address: str) -> BadSetting | None:
    found = RAW.match(address)
    if not found:
        return None
    # An encoded character is no mistake; a lone % is.
    password = re.sub(r"%[0-9A-Fa-f]{2}", "", found["password"])
    raw = [sign for sign in MUST_BE_ENCODED if sign in password]
    if not raw:
        return None
    encoded = ", ".join(f"« {MUST_BE_ENCODED[sign]} » pour « {sign} »" for sign in raw)
    found_there = "le mot de passe contient un signe qui doit être encodé"
    return BadSetting(name, found_there, MEANS, f"Écrivez {encoded} dans le mot de passe.")


def _unreadable(name: str, address: str) -> BadSetting | None:
    try:
        conninfo_to_dict(address)
    except psycopg.ProgrammingError:
        return BadSetting(name, "ce n’est pas l’adresse d’une base Postgres", MEANS, COPY_AGAIN)
    return None


def _misplaced(name: str, given: dict[str, str]) -> Iterator[BadSetting]:
    host = given.get("host", "")
    if given.get("port") == TRANSACTION_PORT:
        yield BadSetting(name, f"le port {TRANSACTION_PORT} est celui du mode transaction",
                         "Ce mode n’a ni LISTEN ni état de session : le travail ne serait pas réveillé.",
                         "Prenez le port 5432 (mode session, ou direct).")  # fmt: skip
    if host.endswith(POOLER) and "." not in given.get("user", ""):
        yield BadSetting(name, "par le pooler, l’utilisateur s’écrit postgres.<référence du projet>", MEANS, COPY_AGAIN)
    if given.get("sslmode") in IN_CLEAR and is_public(given.get("hostaddr") or host):
        yield BadSetting(name, f"sslmode={given['sslmode']} vers une base publique",
                         "Le mot de passe et les données des clients passent en clair.",
                         "Enlevez sslmode, ou mettez sslmode=require.")  # fmt: skip
