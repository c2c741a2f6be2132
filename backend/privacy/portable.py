"""What is held of a person as files that other programs read: all of it, as JSON and as one CSV table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

from backend import spreadsheet
from backend.privacy import read as privacy
from backend.privacy.labels import FIELDS, PARTS
from backend.supabase.rpc import Rpc

HEADINGS = ("Rubrique", "Élément", "Champ", "Valeur")
# The longest that a spreadsheet takes in one cell is 32,767: what is longer goes on in the next line.
LONGEST = 32_000


def json_bytes(api: Rpc, request: UUID) -> bytes:
    """Everything, the messages as they came included."""
    return json.dumps(_everything(api, request), ensure_ascii=False, indent=1).encode()


def csv_bytes(api: Rpc, request: UUID) -> bytes:
    """The same, a line a value; `Élément` says of which record it is: 2.5 is the fifth of what the second holds."""
    lines = (
        (PARTS.get(part, part), *line) for part, held in _everything(api, request).items() for line in _lines(held)
    )
    return spreadsheet.csv_bytes(HEADINGS, lines)


def _everything(api: Rpc, request: UUID) -> dict[str, Any]:
    """In the trail before it is handed out."""
    return {**privacy.export(api, uuid4(), request), "messages": privacy.messages(api, request)}


def _lines(held: Any, element: str = "", field: str = "") -> Iterator[tuple[str, str, str]]:
    if isinstance(held, dict):
        for name, value in held.items():
            yield from _lines(value, element, f"{field} · {_label(name)}" if field else _label(name))
    elif isinstance(held, list):
        for number, value in enumerate(held, start=1):
            yield from _lines(value, f"{element}.{number}" if element else str(number), field)
    else:
        yield from ((element, field, part) for part in _parts(_text(held)))


def _label(name: str) -> str:
    """In French where the name is ours; as it came where it is Vapi's or Brevo's."""
    return FIELDS.get(name, name)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return "" if value is None else str(value)


def _parts(text: str) -> Iterator[str]:
    """None for what is empty."""
    return (text[at : at + LONGEST] for at in range(0, len(text), LONGEST))
