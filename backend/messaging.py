"""What every provider of messages shares: how a message is handed over, refused, or in doubt."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Literal

import httpx

Channel = Literal["sms", "email", "call"]
Provider = Literal["brevo", "twilio"]
PATIENCE_S = 15.0
# Whatever the answer's pace: by then a request is over, and only then may its outcome be looked up.
REQUEST_OVER_S = 30.0


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
    """Accepted by the provider: not yet received by anyone. `credits`: what it cost, where it says so at once."""

    provider_id: str
    credits: float | None


class AskLater(Exception):
    """Not to be known now; ask again after `seconds`."""

    def __init__(self, seconds: float, reason: str) -> None:
        super().__init__(reason)
        self.seconds = seconds
        self.reason = reason


async def request(http: httpx.AsyncClient, method: str, url: str, **content: Any) -> httpx.Response:
    """What the provider answers, a refusal included. Raises SendError when it answers nothing."""
    try:
        async with asyncio.timeout(REQUEST_OVER_S):
            return await http.request(method, url, timeout=PATIENCE_S, **content)
    except httpx.ConnectError as error:
        raise SendError("provider_away", type(error).__name__) from error
    except (httpx.TimeoutException, TimeoutError) as error:
        # It may accept even later than we waited.
        raise SendError("provider_slow", type(error).__name__, in_doubt=True) from error
    except httpx.HTTPError as error:
        raise SendError("provider_silent", type(error).__name__, in_doubt=True) from error


def json_object(response: httpx.Response) -> dict[str, Any]:
    """The JSON object of an answer; empty where it holds none."""
    try:
        result = response.json()
    except ValueError:
        return {}
    return result if isinstance(result, dict) else {}
