"""What a call comes down to before and after, side by side: which rows appear, go, or change, and in which columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["lead", "visit", "outcome", "alert"]
KINDS: dict[Kind, str] = {"lead": "fiches", "visit": "rendez-vous", "outcome": "issues", "alert": "alertes"}
Seen = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Difference:
    """One row of one call; never the values themselves, which may be somebody's name."""

    vapi_call_id: str
    kind: Kind
    words: str


def differences(vapi_call_id: str, before: Seen, after: Seen) -> list[Difference]:
    """Row by row; leads are told apart by their number."""
    return [
        Difference(vapi_call_id, kind, words) for kind in KINDS for words in _words(kind, before[kind], after[kind])
    ]


def _words(kind: Kind, before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[str]:
    if kind in ("visit", "alert"):
        gone = [f"en moins: {_told(row)}" for row in before if row not in after]
        return gone + [f"en plus: {_told(row)}" for row in after if row not in before]
    old, new = ({row.get("ref"): row for row in rows} for rows in (before, after))
    return [
        *(f"{ref} disparaît" for ref in old if ref not in new),
        *("une fiche de plus" for ref in new if ref not in old),
        *(
            f"{ref or ''} {_changed(row, new[ref])}".strip()
            for ref, row in old.items()
            if ref in new and row != new[ref]
        ),
    ]


def _changed(old: dict[str, Any], new: dict[str, Any]) -> str:
    names = [name for name in old if old[name] != new.get(name)]
    if "outcome" in old:
        return ", ".join(f"{name} {old[name]} → {new[name]}" for name in names)
    return f"change: {', '.join(names)}"


def _told(row: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in row.items())
