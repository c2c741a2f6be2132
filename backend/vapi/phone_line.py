"""Our phone line at Vapi: what it does with a call that comes in, read, changed, and read again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from backend.phones import to_e164
from backend.vapi.api_values import VapiError
from backend.vapi.rest import Rest, part

Hook = dict[str, Any]
RINGING = "call.ringing"
# Said while it rings; without it Vapi would say it in English.
WORDS = "Un instant, je vous mets en ligne avec une personne de l'équipe."


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """The part of a phone number that decides who answers it."""

    provider: str
    hooks: list[Hook] = field(default_factory=list)

    @property
    def diverted_to(self) -> str | None:
        """The number at which every call rings instead of being answered by Paul."""
        return next((number for hook in self.hooks if (number := _transfers_to(hook))), None)

    @property
    def own_hooks(self) -> list[Hook]:
        """The hooks without any diversion: what the line does when Paul answers it."""
        return [hook for hook in self.hooks if _transfers_to(hook) is None]


def diverted(hooks: Iterable[Hook], number: str) -> list[Hook]:
    """These hooks with the diversion first. The caller's own number shows on the phone that rings: no `callerId`."""
    others = [hook for hook in hooks if hook.get("on") != RINGING]
    to = {"type": "number", "number": number, "message": WORDS}
    return [{"on": RINGING, "do": [{"type": "transfer", "destination": to}]}, *others]


async def read(rest: Rest, line_id: str) -> PhoneLine:
    """As it stands. Raises VapiError."""
    return _line(await rest.get(f"/phone-number/{part(line_id)}"))


async def set_hooks(rest: Rest, line_id: str, provider: str, hooks: list[Hook]) -> None:
    """Change what it does when it rings. Raises VapiError; what came of it is only known once read again."""
    # The provider has to be repeated: Vapi tells the kinds of numbers apart by it.
    await rest.patch(f"/phone-number/{part(line_id)}", {"provider": provider, "hooks": hooks})


def _line(result: Any) -> PhoneLine:
    if not isinstance(result, dict) or not isinstance(result.get("provider"), str):
        raise VapiError("unclear", "not a phone number")
    hooks = result.get("hooks") or []
    return PhoneLine(result["provider"], [hook for hook in hooks if isinstance(hook, dict)])


def _transfers_to(hook: Hook) -> str | None:
    """Only the first action of a ringing hook is carried out."""
    actions = hook.get("do") if hook.get("on") == RINGING else None
    first = actions[0] if isinstance(actions, list) and actions else None
    if not isinstance(first, dict) or first.get("type") != "transfer":
        return None
    to = first.get("destination")
    return (to_e164(to.get("number")) if isinstance(to, dict) else None) or "?"
