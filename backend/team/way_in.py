"""After a recovery: does somebody's own password open the console again? If not, everybody is sent a new link.

A project may encrypt passwords with a key of its own: those no copy can bring back, and only a sign-in tells.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from getpass import getpass

import httpx
import psycopg
from pydantic import SecretStr

from backend import fr
from backend.db import conninfo, query, settle_now
from backend.settings.base import Settings
from backend.supabase.answers import refusal
from backend.supabase.errors import WRONG_PASSWORD, ApiError, unreachable

PATIENCE_S = 15.0
LATER = "Aucune connexion n’a été essayée. Faites-en une à la console dès qu’elle tourne."
OPENS = "Cette connexion ouvre: les mots de passe de la copie servent ici."
DOES_NOT = (
    "Si ce mot de passe était le bon, ce projet chiffre les siens avec une clé que la copie n’a pas: aucun ne servira."
)
OFFER = "Envoyer à chacun un nouveau lien pour choisir un mot de passe? Tapez oui: "


class ProjectSettings(Settings):
    """Where the console signs people in, as its own settings say it."""

    SUPABASE_URL: str = ""
    SUPABASE_PUBLISHABLE_KEY: SecretStr = SecretStr("")


@dataclass(frozen=True, slots=True)
class Asking:
    """Who answers: a person at the keyboard; the second without showing what is typed."""

    ask: Callable[[str], str] = input
    ask_secretly: Callable[[str], str] = getpass


def offer(db_url: str, asking: Asking | None = None) -> None:
    """Try one sign-in at the project of this database; when it does not open, offer a link to everybody."""
    who = asking or Asking()
    try:
        refused = _tried(who)
        if refused is None:
            return
        print(f"Refusé: {refused.sentence}")
        if refused.code != WRONG_PASSWORD:
            return
        print(DOES_NOT)
        if who.ask(OFFER).strip().lower() == "oui":
            sent = fr.count(order_links(db_url), "lien demandé", "liens demandés")
            print(f"{sent}: ils partent par courriel dès que le service de fond tourne.")
    except EOFError:
        print(LATER)


def _tried(who: Asking) -> ApiError | None:
    email = who.ask("Courriel d’un propriétaire, pour essayer une connexion (rien: plus tard): ").strip()
    if not email:
        print(LATER)
        return None
    settings = ProjectSettings.load()
    url = who.ask(f"Adresse du projet [{settings.SUPABASE_URL}]: ").strip() or settings.SUPABASE_URL
    key = (
        who.ask("Sa clé publiable [celle des réglages]: ").strip()
        or settings.SUPABASE_PUBLISHABLE_KEY.get_secret_value()
    )
    refused = sign_in(url.rstrip("/"), key, email, who.ask_secretly("Son mot de passe: "))
    if refused is None:
        print(OPENS)
    return refused


def sign_in(url: str, key: str, email: str, password: str) -> ApiError | None:
    """None when it opens; the session that it opened is ended at once."""
    headers = {"apikey": key}
    try:
        with httpx.Client(base_url=f"{url}/auth/v1", headers=headers, timeout=PATIENCE_S) as http:
            answer = http.post("/token?grant_type=password", json={"email": email, "password": password})
            if not answer.is_success:
                return refusal(answer)
            token = answer.json()["access_token"]
            http.post("/logout?scope=local", headers={"authorization": f"Bearer {token}"})
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return unreachable(error)
    except (ValueError, KeyError, TypeError):
        return ApiError("not_supabase")
    return None


def order_links(db_url: str) -> int:
    """A new link for everybody of the team: the worker sends them. Raises psycopg.Error."""
    with psycopg.connect(conninfo(db_url, "way-in"), autocommit=True) as conn:
        settle_now(conn)
        return conn.execute(query("order_links").encode()).rowcount
