"""One plain request, and in words why it had no answer."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

import requests

# To connect, then between two pieces of the answer.
PATIENCE_S = (3.05, 8.0)
LARGEST_TOLD = 1_000_000


class NoAnswer(Exception):
    """Nothing came back that is an HTTP answer; the message is French and holds no address."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`told`: the decoded JSON, or None. `skew_s`: our clock's lead on theirs, None where they do not say."""

    status: int
    told: Any
    skew_s: float | None = None

    @property
    def word(self) -> str:
        """The provider's own code or message, for an engineer."""
        told = self.told if isinstance(self.told, dict) else {}
        return str(told.get("code") or told.get("error_code") or told.get("message") or "")[:80]


def get(url: str, headers: Mapping[str, str] | None = None, params: Mapping[str, str] | None = None) -> Answer:
    """Raises NoAnswer."""
    return _send("GET", url, headers=dict(headers or {}), params=dict(params or {}))


def post(url: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """Raises NoAnswer."""
    return _send("POST", url, headers=dict(headers), data=body)


def send(method: str, url: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
    """With any other method. Raises NoAnswer."""
    return _send(method, url, headers=dict(headers), data=body)


def _send(method: str, url: str, **content: Any) -> Answer:
    sent = time.time()
    try:
        # The no-op keeps a password of ~/.netrc from taking our header's place.
        response = requests.request(
            method, url, timeout=PATIENCE_S, allow_redirects=False, auth=lambda request: request, **content
        )
    except requests.exceptions.SSLError:
        raise NoAnswer("son certificat n’est pas accepté") from None
    except requests.exceptions.Timeout:
        raise NoAnswer("elle ne répond pas à temps") from None
    except requests.exceptions.ConnectionError as error:
        raise NoAnswer(_why(error)) from None
    except (requests.exceptions.RequestException, ValueError) as error:
        raise NoAnswer(f"elle ne peut pas être appelée ({type(error).__name__})") from None
    return Answer(response.status_code, _json(response), _skew(response, (sent + time.time()) / 2))


def _why(error: requests.exceptions.ConnectionError) -> str:
    words = repr(error)
    if "NameResolution" in words or "getaddrinfo" in words:
        return "ce nom n’existe pas"
    return "la connexion est refusée" if "Refused" in words or "refused" in words else "elle ne répond pas"


def _json(response: requests.Response) -> Any:
    try:
        return response.json() if len(response.content) <= LARGEST_TOLD else None
    except ValueError:
        return None


def _skew(response: requests.Response, here: float) -> float | None:
    try:
        return here - parsedate_to_datetime(response.headers["date"]).timestamp()
    except (KeyError, ValueError):
        return None
