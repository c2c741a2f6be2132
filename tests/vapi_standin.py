"""The stack's stand-in for Vapi, as tests talk to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

PATIENCE_S = 120


@dataclass(frozen=True)
class VapiStandin:
    """Orders to the stand-in, and what it knows."""

    url: str
    key: str

    def command(self, **order: Any) -> dict[str, Any]:
        """Change how it behaves; without an order, only how it stands."""
        return self._json("POST", "command", order) if order else self._json("GET", "command")

    def play(self, scenario: str, seed: int = 1, **more: Any) -> dict[str, Any]:
        """One call of the catalogue, listed and told to its end."""
        return self._json("POST", "play", {"scenario": scenario, "seed": seed, **more})

    def told(self) -> list[dict[str, Any]]:
        """Every message it had to tell, delivered or not, in order."""
        found: list[dict[str, Any]] = (
            httpx.get(f"{self.url}/_standin/told", timeout=PATIENCE_S).raise_for_status().json()
        )
        return found

    def calls(self, **asked: Any) -> list[dict[str, Any]]:
        """`GET /call`."""
        return self.get("/call", **asked).raise_for_status().json()  # type: ignore[no-any-return]

    def get(self, path: str, **asked: Any) -> httpx.Response:
        """Any request of the documented interface."""
        headers = {"authorization": f"Bearer {self.key}"}
        return httpx.get(f"{self.url}{path}", params=asked, headers=headers, timeout=PATIENCE_S)

    def post(self, body: dict[str, Any]) -> httpx.Response:
        """`POST /call`."""
        headers = {"authorization": f"Bearer {self.key}"}
        return httpx.post(f"{self.url}/call", json=body, headers=headers, timeout=PATIENCE_S)

    def patch(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Change something in the account, as its dashboard would."""
        headers = {"authorization": f"Bearer {self.key}"}
        answer = httpx.patch(f"{self.url}{path}", json=body, headers=headers, timeout=PATIENCE_S)
        return answer.raise_for_status().json()  # type: ignore[no-any-return]

    def bare(self) -> None:
        """An account that nobody has configured."""
        self._json("POST", "bare", {})

    def forget(self, call_id: str) -> None:
        """As if Vapi had never had that call."""
        httpx.delete(f"{self.url}/_standin/calls/{call_id}", timeout=PATIENCE_S).raise_for_status()

    def reset(self) -> None:
        """As at the start: no call, no order in force."""
        self._json("POST", "reset", {})

    def _json(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = httpx.request(method, f"{self.url}/_standin/{path}", json=body, timeout=PATIENCE_S)
        result: dict[str, Any] = answer.raise_for_status().json()
        return result


def in_stack(env: dict[str, str]) -> VapiStandin:
    """The one of a running stack."""
    return VapiStandin(env["VAPI_API_URL"], env["VAPI_API_KEY"])
