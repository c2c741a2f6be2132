"""The stand-in for Twilio in a running stack, commanded and asked over HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import httpx

from backend.twilio.signature import HEADER, sign


@dataclass(frozen=True)
class TwilioStandin:
    """Its address, its account, and the webhook that it tells."""

    url: str
    sid: str
    token: str = field(repr=False)
    number: str
    webhook_url: str
    http: httpx.Client = field(default_factory=httpx.Client, repr=False)

    def command(self, **what: Any) -> None:
        """Give a command."""
        self.http.post(f"{self.url}/_standin/command", json=what).raise_for_status()

    def reset(self) -> None:
        """As at the very first start."""
        self.http.post(f"{self.url}/_standin/reset").raise_for_status()

    def received(self) -> dict[str, Any]:
        """What was really accepted, and what was told of it."""
        found: dict[str, Any] = self.http.get(f"{self.url}/_standin/received").raise_for_status().json()
        return found

    def messages(self, to: str | None = None) -> list[dict[str, Any]]:
        """The SMS that were accepted."""
        return [one for one in self.received()["messages"] if to in (None, one["to"])]

    def calls(self, to: str | None = None) -> list[dict[str, Any]]:
        """The calls that were accepted."""
        return [one for one in self.received()["calls"] if to in (None, one["to"])]

    def reply(self, number: str, text: str) -> int:
        """Somebody answers the last SMS they got; the webhook's answer."""
        given = {"from": number, "text": text}
        status: int = self.http.post(f"{self.url}/_standin/reply", json=given).raise_for_status().json()["status"]
        return status

    def tell(self, path: str, posted: dict[str, str], *, token: str | None = None) -> httpx.Response:
        """Tell the webhook what Twilio would, signed by this token."""
        address = f"{self.webhook_url}/twilio/{path}"
        headers = {HEADER: sign(self.token if token is None else token, address, posted.items())}
        return self.http.post(address, data=posted, headers=headers)


def in_stack(env: dict[str, str]) -> TwilioStandin:
    """The stand-in of a running stack, from the stack's settings."""
    return TwilioStandin(
        env["TWILIO_API_URL"], env["TWILIO_ACCOUNT_SID"], env["TWILIO_AUTH_TOKEN"], env["TWILIO_NUMBER"],
        env["WEBHOOK_URL"],
    )  # fmt: skip
