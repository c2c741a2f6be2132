"""Vapi: the private key, the lines and assistants that it may touch, where they send and how they sign."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from backend.doctor import ask, clock
from backend.doctor.ask import Answer, NoAnswer
from backend.doctor.finding import Finding, broken, gap, ok
from backend.settings.worker import WorkerSettings

KEY = "VAPI_API_KEY"
NOTHING = "Aucun appel n’est comparé, aucun essai ne part, le plan B ne s’allume pas."
# What each names at Vapi, and the kind of thing that it is there.
NAMED = {
    "VAPI_LINE_ID": "phone-number",
    "VAPI_ASSISTANT_ID": "assistant",
    "VAPI_TEST_LINE_ID": "phone-number",
    "VAPI_TEST_ASSISTANT_ID": "assistant",
}
CALLED = {"phone-number": "cette ligne", "assistant": "cet assistant"}
REFUSED = (401, 403)


@dataclass(frozen=True, slots=True)
class _Account:
    url: str
    headers: dict[str, str]

    def get(self, path: str, **params: str) -> Answer:
        return ask.get(f"{self.url}{path}", self.headers, params)


def tried(settings: WorkerSettings) -> Iterator[Finding]:
    """Everything under one key; nothing is changed."""
    if settings.VAPI_API_KEY is None:
        yield gap(KEY, "n’est pas donnée", NOTHING, "Donnez la clé privée de Vapi (dashboard, API Keys, Private).")
        return
    headers = {"authorization": f"Bearer {settings.VAPI_API_KEY.get_secret_value()}"}
    account = _Account(settings.VAPI_API_URL.rstrip("/"), headers)
    try:
        # A list that is empty by its dates: nobody's call travels.
        tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
        listed = account.get("/call", limit="1", createdAtGe=tomorrow)
        yield _key(listed)
        if listed.skew_s is not None:
            yield clock.judged(listed.skew_s, "Vapi")
        if listed.status == 200:
            yield from _named(account, settings)
    except NoAnswer as error:
        yield broken("VAPI_API_URL", f"Vapi n’est pas joignable : {error}", NOTHING,
                     "Vérifiez le réseau; un service arrêté revient de lui-même (status.vapi.ai).")  # fmt: skip


def _key(answer: Answer) -> Finding:
    if answer.status == 200:
        return ok(KEY, "acceptée")
    if answer.status in REFUSED:
        return broken(KEY, "refusée", NOTHING,
                      "Recopiez la clé privée, non la publique : dashboard.vapi.ai, API Keys.")  # fmt: skip
    return broken(KEY, f"Vapi ne répond pas comme prévu (HTTP {answer.status})", NOTHING,
                  "Recommencez plus tard (status.vapi.ai).")  # fmt: skip


def _named(account: _Account, settings: WorkerSettings) -> Iterator[Finding]:
    for name, kind in NAMED.items():
        one_id = str(getattr(settings, name))
        if not one_id:
            yield gap(name, "n’est pas donné", "Ce qui s’en sert est éteint.",
                      "Recopiez l’identifiant du tableau de bord de Vapi.")  # fmt: skip
            continue
        answer = account.get(f"/{kind}/{one_id}")
        if answer.status != 200 or not isinstance(answer.told, dict):
            yield broken(name, f"{CALLED[kind]} n’est pas de ce compte", "Ce qui s’en sert échoue.",
                         "Recopiez l’identifiant du tableau de bord de Vapi, du même compte que la clé.")  # fmt: skip
            continue
        yield ok(name, "est de ce compte")
        if name == "VAPI_LINE_ID":
            yield from _told(account, answer.told, settings)


def _told(account: _Account, line: dict[str, Any], settings: WorkerSettings) -> Iterator[Finding]:
    """Where the line sends its messages, and whether it signs them."""
    server = line.get("server")
    server = server if isinstance(server, dict) else {}
    apply = "Mettez Vapi comme il est écrit ici : python -m backend.paul apply"
    if server.get("url") != f"{settings.WEBHOOK_URL.rstrip('/')}/vapi":
        yield broken("WEBHOOK_URL", "la ligne de Paul envoie ses messages ailleurs", "Aucun appel n’arrive ici.", apply)
        return
    yield ok("WEBHOOK_URL", "la ligne de Paul y envoie ses messages")
    credential = server.get("credentialId")
    found = account.get(f"/credential/{credential}") if credential else None
    plan = found.told.get("authenticationPlan") if found and isinstance(found.told, dict) else None
    if isinstance(plan, dict) and plan.get("type") == "hmac":
        yield ok("VAPI_WEBHOOK_SECRET", "Vapi signe ses messages")
    else:
        yield broken(
            "VAPI_WEBHOOK_SECRET", "Vapi ne signe pas ses messages", "Ils sont tous refusés : rien n’est gardé.", apply
        )
