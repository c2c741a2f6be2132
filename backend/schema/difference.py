"""One object of a database that is not as it is written, and how it is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

How = Literal["missing", "unknown", "differs"]
WORDS: dict[How, str] = {"missing": "manque", "unknown": "n’est écrit nulle part", "differs": "est autrement qu’écrit"}
KINDS = {
    "table": "table", "column": "colonne", "sequence": "séquence", "type": "type", "constraint": "contrainte",
    "index": "index", "function": "fonction", "trigger": "déclencheur", "policy": "politique", "grant": "droit",
    "default privileges": "droits par défaut",
}  # fmt: skip
BETWEEN, AFTER = "|", "\n"


@dataclass(frozen=True, slots=True)
class Difference:
    """Which object, and whether it is missing there, written nowhere, or otherwise than written."""

    kind: str
    name: str
    how: How

    def __str__(self) -> str:
        return f"{KINDS[self.kind]} {self.name}: {WORDS[self.how]}"


def to_detail(found: Sequence[Difference]) -> str:
    """As the database keeps them."""
    return AFTER.join(BETWEEN.join((one.kind, one.name, one.how)) for one in found)


def from_detail(detail: str | None) -> list[Difference]:
    """What `to_detail` wrote."""
    lines = [line.split(BETWEEN) for line in (detail or "").split(AFTER) if line]
    return [Difference(kind, name, cast(How, how)) for kind, name, how in lines]
