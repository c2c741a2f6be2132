"""Twilio: the second provider. Its key, its number, what the account holds, and where replies are told."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

from backend.doctor import ask
from backend.doctor.ask import Answer, NoAnswer
from backend.doctor.finding import Finding, broken, gap, ok
from backend.settings.worker import WorkerSettings

KEY, NUMBER = "TWILIO_AUTH_TOKEN", "TWILIO_NUMBER"
ALONE = "Si Brevo tombe, aucun texto ne part; et rien n’appelle: une urgence de nuit ne réveille personne."
NO_CALL = "Aucun appel ne part, et rien ne remplace Brevo s’il tombe."
LOW_BALANCE = 5.0


def tried(settings: WorkerSettings) -> Iterator[Finding]:
    """Two questions; nothing is sent."""
    if not settings.has_twilio or settings.TWILIO_AUTH_TOKEN is None:
        yield gap("TWILIO_ACCOUNT_SID", "un seul fournisseur de messages", ALONE,
                  "Ouvrez un compte Twilio; donnez TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_NUMBER.")  # fmt: skip
        return
    proof = f"{settings.TWILIO_ACCOUNT_SID}:{settings.TWILIO_AUTH_TOKEN.get_secret_value()}"
    headers = {"authorization": f"Basic {base64.b64encode(proof.encode()).decode()}"}
    account = f"{settings.TWILIO_API_URL.rstrip('/')}/2010-04-01/Accounts/{settings.TWILIO_ACCOUNT_SID}"
    try:
        balance = ask.get(f"{account}/Balance.json", headers)
        yield from _key(balance)
        if balance.status == 200:
            asked = {"PhoneNumber": settings.TWILIO_NUMBER}
            numbers = ask.get(f"{account}/IncomingPhoneNumbers.json", headers, asked)
            yield from _number(numbers, settings)
    except NoAnswer as error:
        yield broken("TWILIO_API_URL", f"Twilio n’est pas joignable : {error}", NO_CALL,
                     "Vérifiez le réseau; un service arrêté revient de lui-même (status.twilio.com).")  # fmt: skip


def _key(answer: Answer) -> Iterator[Finding]:
    if answer.status in (401, 403, 404):
        yield broken(KEY, "refusée", NO_CALL, "Recopiez-la de Twilio (Account info), avec TWILIO_ACCOUNT_SID.")
        return
    left = answer.told.get("balance") if isinstance(answer.told, dict) else None
    if answer.status != 200 or left is None:
        yield broken(KEY, f"Twilio ne répond pas comme prévu (HTTP {answer.status} {answer.word})", NO_CALL,
                     "Recommencez plus tard.")  # fmt: skip
        return
    yield ok(KEY, "acceptée")
    held = f"{float(left):.2f} {answer.told.get('currency', '')}".strip()
    if float(left) < LOW_BALANCE:
        yield gap("Twilio, solde", f"il reste {held}", "Bientôt, plus aucun appel.", "Rechargez le compte Twilio.")
    else:
        yield ok("Twilio, solde", f"il reste {held}")


def _number(answer: Answer, settings: WorkerSettings) -> Iterator[Finding]:
    listed = answer.told.get("incoming_phone_numbers") if isinstance(answer.told, dict) else None
    ours: dict[str, Any] = next((one for one in listed or () if isinstance(one, dict)), {})
    able = ours.get("capabilities") or {}
    if not ours:
        yield broken(NUMBER, "n’est pas un numéro de ce compte", NO_CALL,
                     "Prenez un numéro sans frais chez Twilio, avec voix et SMS.")  # fmt: skip
    elif not (able.get("sms") and able.get("voice")):
        yield broken(NUMBER, "n’a pas la voix et les SMS à la fois", NO_CALL, "Prenez-en un qui a les deux.")
    elif str(ours.get("sms_url", "")).rstrip("/") != f"{settings.WEBHOOK_URL.rstrip('/')}/twilio/reply":
        yield gap(NUMBER, "ne nous dit pas les réponses", "OK ou STOP répondus là restent sans effet.",
                  f"Chez Twilio, «A message comes in» : {settings.WEBHOOK_URL}/twilio/reply")  # fmt: skip
    else:
        yield ok(NUMBER, "est au compte, avec voix, SMS et réponses")
