"""Sends by Brevo, and asks it what it has. One function a thing; every refusal is a SendError of one kind."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import httpx

from backend.messaging import HandedOver, SendError, json_object, request

STATISTICS_PAGE = 100
MOST_PAGES = 5
# Codes and statuses of Brevo's `errorModel`, by what they mean to the person waiting.
_REASONS = {401: "refused_key", 402: "no_credits", 403: "refused_account", 429: "too_many"}
Channel = Literal["sms", "email"]


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
        result = await self._post("/transactionalSMS/send", body)
        return HandedOver(str(result.get("messageId") or ""), result.get("usedCredits"))

    async def send_email(self, email: str, subject: str, text: str, tag: str) -> HandedOver:
        """Hand one email over. Raises SendError."""
        self._refuse_strangers(email)
        sender = {"name": self.sender.brand, "email": self.sender.email}
        body = {"sender": sender, "to": [{"email": email}], "subject": subject, "textContent": text, "tags": [tag]}
        result = await self._post("/smtp/email", body)
        return HandedOver(str(result.get("messageId") or ""), None)

    async def has(self, channel: Channel, tag: str, since: datetime) -> str | None:
        """The message id Brevo keeps for this tag, or None. Raises SendError when Brevo does not tell.

        Statistics are limited to a hundred requests an hour: ask only about an attempt that is in doubt.
        """
        events = await self._events(channel, since, {"tags": json.dumps([tag])})
        found = _ids(events)
        # A filter that Brevo did not understand would give everybody's messages: only our own tag counts.
        if tag not in found and len(events) >= STATISTICS_PAGE:
            raise SendError("provider_unclear", "a full page of other messages", in_doubt=True)
        return found.get(tag)

    async def sent_since(self, channel: Channel, since: datetime) -> dict[str, str] | None:
        """Every tag and its message id since then, in few requests; None: there is too much. Raises SendError."""
        found: dict[str, str] = {}
        for page in range(MOST_PAGES):
            events = await self._events(channel, since, {"offset": page * STATISTICS_PAGE})
            found |= _ids(events)
            if len(events) < STATISTICS_PAGE or _date(events[-1]) < since:
                return found
        return None

    async def _events(self, channel: Channel, since: datetime, asked: dict[str, Any]) -> list[dict[str, Any]]:
        """One page of the statistics, newest first."""
        path = "/transactionalSMS/statistics/events" if channel == "sms" else "/smtp/statistics/events"
        # Whole days, of whatever zone.
        days = (datetime.now(UTC) - since).days + 2
        result = await self._call("GET", path, params={"limit": STATISTICS_PAGE, "days": days, "sort": "desc", **asked})
        return [event for event in result.get("events") or () if isinstance(event, dict)]

    def _refuse_strangers(self, address: str) -> None:
        if self._allowed is not None and address not in self._allowed:
            raise SendError("not_allowed", "demonstration: not in BREVO_ALLOWED", permanent=True)

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return await self._call("POST", path, json=body)

    async def _call(self, method: str, path: str, **content: Any) -> dict[str, Any]:
        response = await request(self._http, method, f"{self._url}{path}", headers=self._headers, **content)
        if response.is_success:
            return json_object(response)
        raise _refusal(response)


def _refusal(response: httpx.Response) -> SendError:
    status, result = response.status_code, json_object(response)
    code = str(result.get("code") or "")
    answer = f"HTTP {status} {code}".strip()
    if status >= 500:
        return SendError("provider_failing", answer, in_doubt=True)
    reason = "no_credits" if code == "not_enough_credits" else _REASONS.get(status, "refused")
    return SendError(reason, answer, permanent=status not in (408, 429))


def _ids(events: list[dict[str, Any]]) -> dict[str, str]:
    """The message id of each tag; in `tag` and `tags` alike, Brevo gives one or a list."""
    return {
        str(tag): str(event.get("messageId") or tag)
        for event in events
        for result in (event.get("tag"), event.get("tags"))
        for tag in (result if isinstance(result, list) else [result])
        if tag
    }


def _date(event: dict[str, Any]) -> datetime:
    """When it happened; now, and so not before anything, where Brevo does not say."""
    try:
        date = datetime.fromisoformat(str(event.get("date")))
    except ValueError:
        return datetime.now(UTC)
    return date if date.tzinfo else date.replace(tzinfo=UTC)
