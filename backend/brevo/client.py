"""Sends by Brevo, and asks it what it has. One function a thing; every refusal is a SendError of one kind."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import httpx

PATIENCE_S = 15.0
STATISTICS_PAGE = 100
# Codes and statuses of Brevo's `errorModel`, by what they mean to the person waiting.
_REASONS = {401: "refused_key", 402: "no_credits", 403: "refused_account", 429: "too_many"}


class SendError(Exception):
    """Not sent. `permanent`: the same would be refused again. `in_doubt`: it may have been accepted all the same."""

    def __init__(self, reason: str, answer: str, *, permanent: bool = False, in_doubt: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.answer = answer
        self.permanent = permanent
        self.in_doubt = in_doubt


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Accepted by Brevo: not yet received by anyone."""

    provider_id: str
    credits: float | None


@dataclass(frozen=True, slots=True)
class Sender:
    """Who our messages come from. `sms`: a registered toll-free number; `brand` is put before each text."""

    sms: str
    email: str
    brand: str


class Brevo:
    """Brevo's API under one key. No request is repeated here: only the caller knows whether it may be."""

    def __init__(
        self, http: httpx.AsyncClient, api_url: str, api_key: str, sender: Sender, allowed: frozenset[str] | None = None
    ) -> None:
        # Demonstration on the real Brevo: only these numbers and addresses; None: everyone.
        self._allowed = allowed
        self._http = http
        self._url = api_url.rstrip("/")
        self._headers = {"api-key": api_key, "accept": "application/json"}
        self.sender = sender

    async def send_sms(self, phone: str, text: str, tag: str) -> HandedOver:
        """Hand one SMS over. Raises SendError."""
        self._refuse_strangers(phone)
        body = {
            "sender": self.sender.sms,
            "recipient": phone,
            "content": text,
            "type": "transactional",
            "organisationPrefix": self.sender.brand,
            "tag": tag,
            "unicodeEnabled": False,
        }
        told = await self._post("/transactionalSMS/send", body)
        return HandedOver(str(told.get("messageId") or ""), told.get("usedCredits"))

    async def send_email(self, email: str, subject: str, text: str, tag: str) -> HandedOver:
        """Hand one email over. Raises SendError."""
        self._refuse_strangers(email)
        sender = {"name": self.sender.brand, "email": self.sender.email}
        body = {"sender": sender, "to": [{"email": email}], "subject": subject, "textContent": text, "tags": [tag]}
        told = await self._post("/smtp/email", body)
        return HandedOver(str(told.get("messageId") or ""), None)

    async def has(self, channel: str, tag: str) -> str | None:
        """The message id Brevo keeps for this tag, or None. Raises SendError when Brevo does not tell.

        Statistics are limited to a hundred requests an hour: ask only about an attempt that is in doubt.
        """
        path = "/transactionalSMS/statistics/events" if channel == "sms" else "/smtp/statistics/events"
        params: dict[str, Any] = {"tags": json.dumps([tag]), "limit": STATISTICS_PAGE, "days": 2}
        events = (await self._call("GET", path, params=params)).get("events") or []
        # A filter that Brevo did not understand would give everybody's messages: only our own tag counts.
        mine = [event for event in events if tag in (event.get("tag"), *(event.get("tags") or ()))]
        if not mine and len(events) >= STATISTICS_PAGE:
            raise SendError("provider_unclear", "a full page of other messages", in_doubt=True)
        return str(mine[0].get("messageId") or tag) if mine else None

    def _refuse_strangers(self, address: str) -> None:
        if self._allowed is not None and address not in self._allowed:
            raise SendError("not_allowed", "demonstration: not in BREVO_ALLOWED", permanent=True)

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return await self._call("POST", path, json=body)

    async def _call(self, method: str, path: str, **content: Any) -> dict[str, Any]:
        try:
            response = await self._http.request(
                method, f"{self._url}{path}", headers=self._headers, timeout=PATIENCE_S, **content
            )
        except httpx.ConnectError as error:
            raise SendError("provider_away", type(error).__name__) from error
        except httpx.HTTPError as error:
            raise SendError("provider_silent", type(error).__name__, in_doubt=True) from error
        if response.is_success:
            return _object(response)
        raise _refusal(response)


def _refusal(response: httpx.Response) -> SendError:
    status, told = response.status_code, _object(response)
    code = str(told.get("code") or "")
    answer = f"HTTP {status} {code}".strip()
    if status >= 500:
        return SendError("provider_failing", answer, in_doubt=True)
    reason = "no_credits" if code == "not_enough_credits" else _REASONS.get(status, "refused")
    return SendError(reason, answer, permanent=status not in (408, 429))


def _object(response: httpx.Response) -> dict[str, Any]:
    try:
        told = response.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
