"""The stand-in account as `python -m backend.paul apply` leaves it, so that the demonstration begins without drift."""

from __future__ import annotations

from typing import Any

from backend.local.standins.vapi.lines import ASSISTANT_ID, LINE_ID
from backend.local.standins.vapi.rest.settings import RestSettings
from backend.paul import wanted

Json = dict[str, Any]

CREDENTIAL_ID = "c2ed0000-2c47-4f1b-8a6d-77b0c5e4f216"
TOOL_IDS = tuple(f"70010000-0000-4000-8000-00000000000{number}" for number in range(1, len(wanted.tool_names()) + 1))


def configured(settings: RestSettings) -> dict[str, dict[str, Json]]:
    """By kind and id."""
    values = {
        "WEBHOOK_URL": settings.WEBHOOK_URL.rstrip("/"),
        "WEBHOOK_SECRET": "",
        "TRANSFER_NUMBER": settings.VAPI_TRANSFER_NUMBER,
        "CREDENTIAL_ID": CREDENTIAL_ID,
        "TOOL_IDS": list(TOOL_IDS),
        "ASSISTANT_ID": ASSISTANT_ID,
    }
    return {
        "credential": {CREDENTIAL_ID: wanted.credential(values)},
        "tool": dict(zip(TOOL_IDS, wanted.tools(values), strict=True)),
        "assistant": {ASSISTANT_ID: wanted.assistant(values)},
        "phone-number": {LINE_ID: wanted.line(values)},
    }
