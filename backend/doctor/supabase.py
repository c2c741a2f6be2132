"""Supabase as the console sees it (publishable key) and as the worker sees it (secret key)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backend.doctor import ask, clock
from backend.doctor.ask import Answer, NoAnswer
from backend.doctor.finding import Finding, broken, gap, ok
from backend.doctor.supabase_refusals import box, refusal

URL, KEY, SECRET = "SUPABASE_URL", "SUPABASE_PUBLISHABLE_KEY", "SUPABASE_SECRET_KEY"
NOBODY = "Personne ne peut se connecter."
# What a stranger is to be told by the table of the team: the database answered, and refused.
DENIED = "42501"


def public_side(url: str, key: str) -> Iterator[Finding]:
    """The address and the publishable key: the service's own settings, its keys, the Data API."""
    headers = {"apikey": key}
    try:
        told = ask.get(f"{url}/auth/v1/settings", headers)
        if told.status != 200 or not isinstance(told.told, dict) or "external" not in told.told:
            yield refusal(told, KEY, NOBODY)
            return
        yield ok(URL, "répond")
        yield from _key(key)
        if told.skew_s is not None:
            yield clock.judged(told.skew_s, "Supabase")
        yield from _boxes(told.told)
        yield from _signing_keys(ask.get(f"{url}/auth/v1/.well-known/jwks.json", headers))
        yield from _data_api(ask.get(f"{url}/rest/v1/profiles", headers, {"select": "user_id", "limit": "1"}))
    except NoAnswer as error:
        yield broken(URL, f"cette adresse n’est pas joignable : {error}", NOBODY,
                     "Vérifiez l’adresse et le réseau; un service arrêté revient de lui-même.")  # fmt: skip


def secret_side(url: str, key: str) -> Iterator[Finding]:
    """The secret key, by the one list that it alone may read."""
    means = "Aucune invitation, aucune suspension ne se fait."
    try:
        told = ask.get(f"{url}/auth/v1/admin/users", {"apikey": key, "authorization": f"Bearer {key}"},
                       {"page": "1", "per_page": "1"})  # fmt: skip
    except NoAnswer as error:
        yield broken(URL, f"cette adresse n’est pas joignable : {error}", means,
                     "Vérifiez l’adresse et le réseau; un service arrêté revient de lui-même.")  # fmt: skip
        return
    yield ok(SECRET, "acceptée") if told.status == 200 and told.told is not None else refusal(told, SECRET, means)


def _key(key: str) -> Iterator[Finding]:
    if key.startswith("eyJ"):
        yield gap(KEY, "acceptée, mais de l’ancien genre (anon)", "Supabase va éteindre ces clés.",
                  "Donnez la clé sb_publishable_… (Project Settings, API Keys).")  # fmt: skip
    else:
        yield ok(KEY, "acceptée")


def _boxes(told: dict[str, Any]) -> Iterator[Finding]:
    external = told.get("external")
    if isinstance(external, dict) and not external.get("email"):
        yield box("email_provider_disabled", "Supabase, Providers : Email", NOBODY)
    if told.get("disable_signup") is not True:
        yield gap("Supabase, Sign In : Allow new users to sign up", "l’inscription est ouverte à tous",
                  "N’importe qui peut se faire un compte; il n’y voit rien, mais il l’a.",
                  "Éteignez cette case dans Authentication, Sign In / Providers.")  # fmt: skip
    if told.get("mailer_autoconfirm"):
        yield gap("Supabase, Providers : Confirm email", "les courriels ne sont pas confirmés",
                  "Un compte peut porter l’adresse d’un autre.",
                  "Allumez Confirm email dans Authentication, Sign In / Providers, Email.")  # fmt: skip
    if told.get("captcha_enabled"):
        yield box("captcha_failed", "Supabase, Attack Protection : CAPTCHA", NOBODY)


def _signing_keys(answer: Answer) -> Iterator[Finding]:
    keys = answer.told.get("keys") if answer.status == 200 and isinstance(answer.told, dict) else None
    if keys:
        yield ok("Supabase, JWT Keys", "les jetons sont signés par une clé asymétrique")
    else:
        yield gap("Supabase, JWT Keys", "aucune clé asymétrique",
                  "Les jetons sont signés par un secret partagé : qui l’a se fait passer pour n’importe qui.",
                  "Passez aux clés asymétriques dans Project Settings, JWT Keys (Rotate keys).")  # fmt: skip


def _data_api(answer: Answer) -> Iterator[Finding]:
    setting = "Supabase, Data API"
    if answer.status in (401, 403) and answer.word == DENIED:
        yield ok(setting, "répond, et refuse les inconnus")
    elif answer.status == 200 and answer.told == []:
        yield ok(setting, "répond, et ne montre rien aux inconnus")
    elif answer.status == 200 and isinstance(answer.told, list):
        yield broken(setting, "un inconnu y lit l’équipe", "Les données des clients sont peut-être lisibles de tous.",
                     "Appliquez les migrations (python -m backend.migrate), puis vérifiez les droits.")  # fmt: skip
    else:
        yield refusal(answer, setting, "La console ne montre rien.")
