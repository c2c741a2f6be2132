"""What the console needs: Supabase's address and publishable key, its own address, a file for its sessions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import time
from typing import ClassVar
from urllib.parse import urlsplit

from pydantic import PositiveFloat, PositiveInt, SecretStr

from backend import totp
from backend.person import Role
from backend.settings import web_address
from backend.settings.base import BadSetting, Settings
from backend.settings.secrets import opens_everything

DEMO_NAMES = ("DEMO_OWNER_EMAIL", "DEMO_STAFF_EMAIL", "DEMO_ADMIN_EMAIL", "DEMO_PASSWORD", "DEMO_FACTOR_SECRET")


class ConsoleSettings(Settings):
    """The console holds no secret: the publishable key opens nothing without a person's token."""

    urls: ClassVar[tuple[str, ...]] = ("SUPABASE_URL", "CONSOLE_URL", "WEBHOOK_URL")
    secrets: ClassVar[tuple[str, ...]] = ("SUPABASE_PUBLISHABLE_KEY",)

    SUPABASE_URL: str
    SUPABASE_PUBLISHABLE_KEY: SecretStr
    CONSOLE_URL: str = "http://127.0.0.1:8501"
    # Where telephones follow the visits: the webhook hands them out. Empty: the console offers no such address.
    WEBHOOK_URL: str = ""
    CONSOLE_SESSIONS_PATH: Path = Path(".local/console-sessions.sqlite3")
    # The folder of the backups, where it is on this machine: encrypted copies are downloaded from it.
    BACKUP_STORE: str = ""
    # How long a page waits for its first screen: its program must not wait for a slow database.
    FIRST_PAINT_PATIENCE_S: PositiveFloat = 1.5
    # What the project's dashboard says (Authentication, Rate Limits), in five minutes.
    SUPABASE_TOKEN_REFRESHES: PositiveInt = 150
    SUPABASE_TOKEN_VERIFICATIONS: PositiveInt = 30
    DEMO_OWNER_EMAIL: str = ""
    DEMO_STAFF_EMAIL: str = ""
    DEMO_ADMIN_EMAIL: str = ""
    DEMO_PASSWORD: SecretStr = SecretStr("")
    # What a telephone of the demonstration would hold: its code is shown beside its accounts.
    DEMO_FACTOR_SECRET: SecretStr = SecretStr("")

    def faults(self) -> Iterator[BadSetting]:
        """Its two addresses, its key, and what belongs to a demonstration."""
        away = "Personne ne peut se connecter."
        yield from web_address.faults("SUPABASE_URL", self.SUPABASE_URL, leads_to=away, bare=True)
        yield from web_address.faults("CONSOLE_URL", self.CONSOLE_URL, leads_to=away)
        if self.WEBHOOK_URL:
            nowhere = "Les agendas des téléphones ne suivent rien."
            yield from web_address.faults("WEBHOOK_URL", self.WEBHOOK_URL, leads_to=nowhere)
        if opens_everything(self.SUPABASE_PUBLISHABLE_KEY.get_secret_value()):
            yield BadSetting("SUPABASE_PUBLISHABLE_KEY", "c’est une clé secrète, qui ouvre tout",
                             "Quiconque lit les réglages de la console lit toute la base.",
                             "Donnez la clé publiable (sb_publishable_…), et renouvelez la clé secrète.")  # fmt: skip
        yield from self._demonstration()
        yield from super().faults()

    def _demonstration(self) -> Iterator[BadSetting]:
        for name in DEMO_NAMES:
            if self.in_production and name in self.model_fields_set and _given(getattr(self, name)):
                yield BadSetting(name, "les comptes de démonstration sont refusés hors de cette machine",
                                 "Leur mot de passe est connu.", "Enlevez ce réglage.")  # fmt: skip

    @property
    def is_https(self) -> bool:
        """True when browsers reach the console over TLS."""
        return urlsplit(self.CONSOLE_URL).scheme == "https"

    @property
    def cookie_name(self) -> str:
        """The `__Host-` prefix makes browsers refuse the cookie from a sibling domain or without TLS."""
        return "__Host-drain_session" if self.is_https else "drain_session"

    @property
    def device_cookie_name(self) -> str:
        """It opens nothing: whoever has it only comes before strangers at the sign-in page."""
        return "__Host-drain_device" if self.is_https else "drain_device"

    @property
    def demo_emails(self) -> dict[Role, str]:
        """The demonstration accounts that the sign-in page offers in one tap; empty when there are none."""
        if not self.DEMO_PASSWORD.get_secret_value():
            return {}
        emails: dict[Role, str] = {
            "owner": self.DEMO_OWNER_EMAIL,
            "staff": self.DEMO_STAFF_EMAIL,
            "admin": self.DEMO_ADMIN_EMAIL,
        }
        return {role: email for role, email in emails.items() if email}

    def demo_code(self) -> str:
        """What the demonstration's telephone shows now; empty where there is none."""
        secret = self.DEMO_FACTOR_SECRET.get_secret_value() if self.demo_emails else ""
        return totp.code(secret, time()) if secret else ""


def _given(value: str | SecretStr) -> bool:
    return bool(value.get_secret_value() if isinstance(value, SecretStr) else value)
