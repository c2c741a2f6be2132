"""Where what is live is not what is wanted. What Vapi adds of its own (ids, dates, defaults) is no difference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# Given to Vapi and never told again.
UNTOLD = frozenset({"secretKey"})
SHOWN = 70


@dataclass(frozen=True, slots=True)
class Difference:
    """One setting, by its path; `live` None where there is none."""

    path: str
    live: Any
    wanted: Any

    def __str__(self) -> str:
        return f"{self.path}: {_short(self.live)} → {_short(self.wanted)}"


def differences(wanted: Any, live: Any, path: str = "") -> list[Difference]:
    """Every setting of `wanted` that is otherwise in `live`. Lists must be of the same length and order."""
    if isinstance(wanted, dict) and isinstance(live, dict):
        return [
            one
            for name, value in wanted.items()
            if name not in UNTOLD
            for one in differences(value, live.get(name), f"{path}.{name}" if path else name)
        ]
    if isinstance(wanted, list) and isinstance(live, list) and len(wanted) == len(live):
        pairs = enumerate(zip(wanted, live, strict=True))
        return [one for number, (a, b) in pairs for one in differences(a, b, f"{path}[{number}]")]
    return [] if wanted == live else [Difference(path, live, wanted)]


def _short(value: Any) -> str:
    if value is None:
        return "absent"
    result = str(value).replace("\n", " ")
    return result if len(result) <= SHOWN else f"{result[:SHOWN]}…"
