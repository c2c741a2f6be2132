"""Brevo: the key, who our messages come from, how many SMS are left, and where it tells what became of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from backend.doctor import ask
from backend.doctor.ask import Answer, NoAnswer
from backend.doctor.finding import Finding, broken, gap, ok
from backend.settings.worker import WorkerSettings

KEY, SMS, EMAIL = "BREVO_API_KEY", "BREVO_SMS_SENDER", "BREVO_EMAIL_SENDER"
NOTHING = "Aucune alerte ne part : ni SMS, ni courriel."
# In Canada no other sender is delivered: +1 and a toll-free code.
TOLL_FREE = re.compile(r"^\+?1(800|833|844|855|866|877|888)\d{7}$")
LOW_CREDITS = 50
CHANNELS = ("sms", "email")


@dataclass(frozen=True, slots=True)
class _Account:
    url: str
    headers: dict[str, str]

    def get(self, path: str, **params: str) -> Answer:
        return ask.get(f"{self.url}{path}", self.headers, params)


def tried(settings: WorkerSettings) -> Iterator[Finding]:
    """Four of the hundred requests that Brevo grants an hour; nothing is sent."""
    yield from _sms_sender(settings.BREVO_SMS_SENDER)
    if settings.BREVO_API_KEY is None:
        yield broken(KEY, "n’est pas donnée", NOTHING, "Donnez une clé de Brevo : SMTP & API, API keys.")
        return
    headers = {"api-key": settings.BREVO_API_KEY.get_secret_value(), "accept": "application/json"}
    account = _Account(settings.BREVO_API_URL.rstrip("/"), headers)
    try:
        told = account.get("/account")
        yield _key(told)
        if told.status == 200:
            yield from _credits(told.told)
            yield from _email_sender(account, settings.BREVO_EMAIL_SENDER)
            yield from _webhooks(account, settings.WEBHOOK_URL.rstrip("/"))
    except NoAnswer as error:
        yield broken("BREVO_API_URL", f"Brevo n’est pas joignable : {error}", NOTHING,
                     "Vérifiez le réseau; un service arrêté revient de lui-même (status.brevo.com).")  # fmt: skip


def _sms_sender(sender: str) -> Iterator[Finding]:
    means = "Les SMS ne sont pas remis au Canada."
    remedy = "Mettez un numéro sans frais enregistré chez Brevo (1 833…), en chiffres."
    if TOLL_FREE.fullmatch(sender):
        yield ok(SMS, "est un numéro sans frais")
    elif re.fullmatch(r"[A-Za-z0-9]{1,11}|\d{1,15}", sender):
        yield broken(SMS, "n’est pas un numéro sans frais", means, remedy)
    else:
        yield broken(SMS, "est mal écrit : Brevo refuserait chaque SMS", means, remedy)


def _key(answer: Answer) -> Finding:
    if answer.status == 200:
        return ok(KEY, "acceptée")
    if answer.status == 401:
        return broken(
            KEY,
            "refusée",
            NOTHING,
            "Recopiez-la de Brevo (SMTP & API); si elle est bonne, autorisez l’adresse de cette machine.",
        )
    if answer.status == 403:
        return broken(KEY, f"le compte n’a pas le droit d’envoyer ({answer.word})", NOTHING,
                      "Faites valider le compte par Brevo.")  # fmt: skip
    return broken(KEY, f"Brevo ne répond pas comme prévu (HTTP {answer.status} {answer.word})", NOTHING,
                  "Recommencez plus tard; Brevo n’accorde que cent demandes à l’heure.")  # fmt: skip


def _credits(told: Any) -> Iterator[Finding]:
    plans = told.get("plan") if isinstance(told, dict) else None
    left = [one.get("credits") for one in plans or () if isinstance(one, dict) and one.get("type") == "sms"]
    remedy = "Achetez des crédits SMS dans Brevo."
    if not left or not isinstance(left[0], int | float):
        yield broken("Brevo, crédits SMS", "le compte n’a pas de SMS", "Les alertes partent par courriel seulement.",
                     remedy)  # fmt: skip
    elif left[0] < 1:
        yield broken("Brevo, crédits SMS", "il n’en reste aucun", "Les alertes partent par courriel seulement.", remedy)
    elif left[0] < LOW_CREDITS:
        yield gap(
            "Brevo, crédits SMS", f"il en reste {left[0]:g}", "Bientôt, les alertes partiront par courriel.", remedy
        )
    else:
        yield ok("Brevo, crédits SMS", f"il en reste {left[0]:g}")


def _email_sender(account: _Account, sender: str) -> Iterator[Finding]:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", sender):
        yield broken(EMAIL, "n’est pas une adresse de courriel", "Ni alerte de secours, ni invitation ne part.",
                     "Mettez une adresse enregistrée chez Brevo : Senders & domains.")  # fmt: skip
        return
    known = _listed(account.get("/senders"), "senders")
    domains = _listed(account.get("/senders/domains"), "domains")
    domain = sender.rpartition("@")[2].lower()
    if any(one.get("active") and str(one.get("email", "")).lower() == sender.lower() for one in known):
        yield ok(EMAIL, "est enregistrée et active")
    elif any(one.get("authenticated") and str(one.get("domain_name", "")).lower() == domain for one in domains):
        yield ok(EMAIL, "son domaine est authentifié")
    else:
        yield broken(EMAIL, "n’est pas enregistrée chez Brevo", "Ni alerte de secours, ni invitation ne part.",
                     "Ajoutez-la, puis confirmez-la : Brevo, Senders & domains.")  # fmt: skip


def _webhooks(account: _Account, webhook_url: str) -> Iterator[Finding]:
    """Without them a message that nobody received looks like one that is on its way."""
    there = {str(one.get("url", "")).rstrip("/") for one in _listed(account.get("/webhooks"), "webhooks")}
    missing = [channel for channel in CHANNELS if f"{webhook_url}/brevo/{channel}" not in there]
    if missing:
        yield broken("Brevo, webhooks", f"il manque celui de : {', '.join(missing)}",
                     "On ne sait jamais si une alerte est arrivée; chaque SMS est répété par courriel.",
                     "Ajoutez-les dans Brevo (Transactional, Settings, Webhook) : "
                     + ", ".join(f"{webhook_url}/brevo/{channel}" for channel in missing))  # fmt: skip
    else:
        yield ok("Brevo, webhooks", "les deux y sont")


def _listed(answer: Answer, name: str) -> list[dict[str, Any]]:
    told = answer.told.get(name) if answer.status == 200 and isinstance(answer.told, dict) else None
    return [one for one in told or () if isinstance(one, dict)]
