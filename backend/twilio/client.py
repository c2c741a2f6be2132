"""Sends and calls by Twilio, and asks it what it has. Every refusal is a SendError of one kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import httpx

from backend.messaging import HandedOver, SendError, json_object, request

# How long the phone rings: voicemail answers after five rings or so.
RING_S = 25
# From answering to hanging up, whatever is said.
CALL_S = 40
PAGE = 100
_REASONS = {401: "refused_key", 402: "no_credits", 403: "refused_account", 429: "too_many"}
# Twilio's own codes, where they say more than the status: https://www.twilio.com/docs/api/errors
_CODES = {
    20003: "refused_key", 20005: "refused_account", 90010: "refused_account",
    # The number that we send from, or the countries that the account may reach.
    21212: "refused_account", 21215: "refused_account", 21408: "refused_account", 21606: "refused_account",
    21608: "refused_account",
    21211: "hard_bounce", 21214: "hard_bounce", 21217: "hard_bounce", 21614: "hard_bounce",
    21610: "stop",
    20429: "too_many",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Account:
    """Whose account, from which of its numbers, and where Twilio tells us what became of each message."""

    sid: str
    token: str
    number: str
    brand: str
    webhook_url: str


@dataclass(frozen=True, slots=True)
class Price:
    """What was taken for one message or call."""

    amount: float
    unit: str


class Twilio:
    """Twilio's API under one account. No request is repeated here: only the caller knows whether it may be."""

    def __init__(
        self, http: httpx.AsyncClient, api_url: str, account: Account, allowed: frozenset[str] | None = None
    ) -> None:
        # Demonstration on the real Twilio: only these numbers; None: everyone.
        self._allowed = allowed
        self._http = http
        self._url = f"{api_url.rstrip('/')}/2010-04-01/Accounts/{account.sid}"
        self._auth = (account.sid, account.token)
        self.account = account

    async def send_sms(self, phone: str, text: str, tag: str) -> HandedOver:
        """Hand one SMS over; `tag` comes back in the address of each receipt. Raises SendError."""
        body = {
            "To": phone,
            "From": self.account.number,
            "Body": f"{self.account.brand}: {text}",
            "StatusCallback": self._back("sms", tag),
        }
        return await self._hand_over("Messages", phone, body)

    async def call(self, phone: str, tag: str) -> HandedOver:
        """Have a phone called; what is said there is asked of our webhook once somebody has answered.

        The call waits for Twilio to tell a person from a machine before anything is said. Raises SendError.
        """
        body = {
            "To": phone,
            "From": self.account.number,
            "Url": self._back("call", tag),
            "StatusCallback": self._back("call-status", tag),
            "StatusCallbackEvent": ["initiated", "ringing", "answered", "completed"],
            "MachineDetection": "Enable",
            "Timeout": str(RING_S),
            "TimeLimit": str(CALL_S),
        }
        return await self._hand_over("Calls", phone, body)

    async def messages_to(self, phone: str) -> list[dict[str, Any]]:
        """The newest messages from our number to this phone. Raises SendError when Twilio does not tell."""
        return await self._listed("Messages", "messages", phone)

    async def calls_to(self, phone: str) -> list[dict[str, Any]]:
        """The newest calls from our number to this phone. Raises SendError when Twilio does not tell."""
        return await self._listed("Calls", "calls", phone)

    async def price(self, resource: Literal["Messages", "Calls"], sid: str) -> Price | None:
        """What it cost; None as long as Twilio has not counted it. Raises SendError when Twilio does not tell."""
        found = await self._ask("GET", f"{resource}/{sid}")
        try:
            # Written as what the account loses.
            return Price(abs(float(found["price"])), str(found["price_unit"]).upper())
        except (KeyError, TypeError, ValueError):
            return None

    def _back(self, what: str, tag: str) -> str:
        return f"{self.account.webhook_url.rstrip('/')}/twilio/{what}/{tag}"

    async def _hand_over(self, resource: str, phone: str, body: dict[str, Any]) -> HandedOver:
        if self._allowed is not None and phone not in self._allowed:
            raise SendError("not_allowed", "demonstration: not in BREVO_ALLOWED", permanent=True)
        result = await self._ask("POST", resource, data=body)
        # What it cost is known only once it has gone through.
        return HandedOver(str(result.get("sid") or ""), None)

    async def _listed(self, resource: str, name: str, phone: str) -> list[dict[str, Any]]:
        asked = {"To": phone, "From": self.account.number, "PageSize": PAGE}
        result = await self._ask("GET", resource, params=asked)
        if not isinstance(result.get(name), list):
            raise SendError("provider_unclear", "no list in the answer", in_doubt=True)
        return [one for one in result[name] if isinstance(one, dict)]

    async def _ask(self, method: str, resource: str, **content: Any) -> dict[str, Any]:
        response = await request(self._http, method, f"{self._url}/{resource}.json", auth=self._auth, **content)
        if response.is_success:
            return json_object(response)
        raise _refusal(response)


def _refusal(response: httpx.Response) -> SendError:
    status, code = response.status_code, json_object(response).get("code")
    answer = f"HTTP {status} {code or ''}".strip()
    if status >= 500:
        return SendError("provider_failing", answer, in_doubt=True)
    reason = (_CODES.get(code) if isinstance(code, int) else None) or _REASONS.get(status, "refused")
    return SendError(reason, answer, permanent=reason != "too_many" and status != 408)
