"""What the webhook needs to run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

from pydantic import SecretStr

from backend.settings import web_address
from backend.settings.base import BadSetting
from backend.settings.database import DatabaseSettings


class WebhookSettings(DatabaseSettings):
    """The database, the secrets by which Vapi and Brevo are known, and where the local journal lies."""

    urls: ClassVar[tuple[str, ...]] = ("SUPABASE_DB_URL", "WEBHOOK_URL", "CONSOLE_URL", "HOST")
    required: ClassVar[tuple[str, ...]] = ("SUPABASE_DB_URL", "VAPI_WEBHOOK_SECRET")
    secrets: ClassVar[tuple[str, ...]] = ("VAPI_WEBHOOK_SECRET",)
    secrets_if_set: ClassVar[tuple[str, ...]] = (
        "VAPI_WEBHOOK_SECRET_PREVIOUS",
        "BREVO_WEBHOOK_TOKEN",
        "TWILIO_AUTH_TOKEN",
    )

    WEBHOOK_URL: str = "http://127.0.0.1:8600"
    CONSOLE_URL: str = "http://127.0.0.1:8501"
    HOST: str = "127.0.0.1"
    PORT: int | None = None
    VAPI_WEBHOOK_SECRET: SecretStr | None = None
    # Accepted beside the first while a secret is being changed at Vapi.
    VAPI_WEBHOOK_SECRET_PREVIOUS: SecretStr | None = None
    BREVO_WEBHOOK_TOKEN: SecretStr | None = None
    # By it Twilio signs what it tells and asks; without it, it is refused.
    TWILIO_AUTH_TOKEN: SecretStr | None = None
    JOURNAL_PATH: Path = Path(".local/webhook-journal.sqlite3")

    def faults(self) -> Iterator[BadSetting]:
        """Its own addresses too: both are in the messages that people receive."""
        yield from web_address.faults("WEBHOOK_URL", self.WEBHOOK_URL, leads_to="Vapi et Brevo n’atteignent rien.")
        links = "Les liens des alertes ne mènent à rien."
        yield from web_address.faults("CONSOLE_URL", self.CONSOLE_URL, leads_to=links)
        yield from super().faults()

    @property
    def port(self) -> int:
        """PORT, else the port written in WEBHOOK_URL."""
        return self.PORT or urlsplit(self.WEBHOOK_URL).port or 8600

    @property
    def vapi_secrets(self) -> list[str]:
        """The secrets accepted, newest first. Raises BadSetting when there is none."""
        given = (self.VAPI_WEBHOOK_SECRET, self.VAPI_WEBHOOK_SECRET_PREVIOUS)
        found = [secret.get_secret_value() for secret in given if secret]
        if not found:
            raise BadSetting("VAPI_WEBHOOK_SECRET", "manque", "Rien ne distingue Vapi d’un inconnu.")
        return found
