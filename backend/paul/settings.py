"""What describes Paul from outside his files: the account, the webhook he tells, the phone he transfers to."""

from __future__ import annotations

from typing import ClassVar

from pydantic import SecretStr

from backend.phones import to_e164
from backend.settings.base import BadSetting, Settings


class PaulSettings(Settings):
    """Read by `python -m backend.paul`; the worker reads the same names to see the drift."""

    urls: ClassVar[tuple[str, ...]] = ("VAPI_API_URL", "WEBHOOK_URL")
    secrets_if_set: ClassVar[tuple[str, ...]] = ("VAPI_API_KEY", "VAPI_WEBHOOK_SECRET")

    VAPI_API_URL: str = "https://api.vapi.ai"
    VAPI_API_KEY: SecretStr | None = None
    VAPI_WEBHOOK_SECRET: SecretStr | None = None
    VAPI_LINE_ID: str = ""
    # Empty: found by its name, or made.
    VAPI_ASSISTANT_ID: str = ""
    # Where Paul transfers a caller, and what the line falls back to.
    VAPI_TRANSFER_NUMBER: str = ""
    WEBHOOK_URL: str = ""

    def require_all(self) -> None:
        """Raise BadSetting for the first thing missing to know what Paul must be."""
        for name in ("VAPI_API_KEY", "VAPI_LINE_ID", "WEBHOOK_URL"):
            if not getattr(self, name):
                raise BadSetting(name, "manque")
        if to_e164(self.VAPI_TRANSFER_NUMBER) is None:
            raise BadSetting("VAPI_TRANSFER_NUMBER", "manque, ou n’est pas un numéro de téléphone")
