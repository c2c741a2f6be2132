"""The live account as far as Paul is concerned: found by id or name, made, changed, read again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from backend.vapi.api_values import VapiError
from backend.vapi.rest import Rest, decoded, part

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """A resource of one kind; `live` None: it does not exist yet."""

    kind: str
    name: str
    live: Json | None

    @property
    def id(self) -> str:
        """Its id at Vapi; before it is made, a word that says so."""
        return str(self.live["id"]) if self.live else f"(à créer: {self.name})"


class Account:
    """One account, under its private key."""

    def __init__(self, rest: Rest) -> None:
        self._rest = rest

    async def named(self, kind: str, name: str) -> Found:
        """By name; of a tool, its function's. Raises VapiError."""
        listed = await self._rest.get(f"/{kind}")
        if not isinstance(listed, list):
            raise VapiError("unclear", "not a list")
        return Found(kind, name, next((one for one in listed if isinstance(one, dict) and _name(one) == name), None))

    async def by_id(self, kind: str, name: str, one_id: str) -> Found:
        """By id: it must exist. Raises VapiError."""
        result = await self._rest.get(f"/{kind}/{part(one_id)}")
        if not isinstance(result, dict) or result.get("id") != one_id:
            raise VapiError("unclear", f"another {kind} than the one asked for")
        return Found(kind, name, result)

    async def write(self, found: Found, body: Json) -> Found:
        """Make it, or change it, and read it again. Raises VapiError; what is made in doubt is found by its name."""
        if found.live is None:
            made = decoded(await self._rest.ask("POST", f"/{found.kind}", json=body))
            return await self.by_id(found.kind, found.name, str(made.get("id")))
        # Vapi does not let these two be changed; of a line it wants the provider again.
        fixed = () if found.kind == "phone-number" else ("type", "provider")
        change = {name: value for name, value in body.items() if name not in fixed}
        if found.kind == "phone-number":
            change["provider"] = found.live["provider"]
        await self._rest.patch(f"/{found.kind}/{part(found.id)}", change)
        return await self.by_id(found.kind, found.name, found.id)


def _name(one: Json) -> str | None:
    function = one.get("function")
    return function.get("name") if isinstance(function, dict) else one.get("name")
