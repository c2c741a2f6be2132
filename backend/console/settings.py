"""What the console needs: Supabase's address and publishable key, its own address, a file for its sessions."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

import jwt
from pydantic import PositiveFloat, SecretStr, field_validator, model_validator

from backend.person import Role
from backend.settings.base import BadSetting, Settings, points_off_loopback

DEMO_NAMES = ("DEMO_OWNER_EMAIL", "DEMO_STAFF_EMAIL", "DEMO_ADMIN_EMAIL", "DEMO_PASSWORD")


class ConsoleSettings(Settings):
    """The console holds no secret: the publishable key opens nothing without a person's token."""

    urls: ClassVar[tuple[str, ...]] = ("SUPABASE_URL", "CONSOLE_URL")
    secrets: ClassVar[tuple[str, ...]] = ("SUPABASE_PUBLISHABLE_KEY",)

    SUPABASE_URL: str
    SUPABASE_PUBLISHABLE_KEY: SecretStr
    CONSOLE_URL: str = "http://127.0.0.1:8501"
    CONSOLE_SESSIONS_PATH: Path = Path(".local/console-sessions.sqlite3")
    # The folder of the backups, where it is on this machine: encrypted copies are downloaded from it.
    BACKUP_STORE: str = ""
    # How long the page waits for what its first screen shows: its program must not wait for a slow database.
    FIRST_PAINT_PATIENCE_S: PositiveFloat = 0.25
    DEMO_OWNER_EMAIL: str = ""
    DEMO_STAFF_EMAIL: str = ""
    DEMO_ADMIN_EMAIL: str = ""
    DEMO_PASSWORD: SecretStr = SecretStr("")

    @field_validator("SUPABASE_PUBLISHABLE_KEY")
    @classmethod
    def _refuse_secret_key(cls, key: SecretStr) -> SecretStr:
        if _opens_everything(key.get_secret_value()):
            raise BadSetting("c’est une clé secrète, qui ouvre tout; donnez la clé publiable")
        return key

    @model_validator(mode="after")
    def _refuse_plain_http(self) -> ConsoleSettings:
        for name in self.urls:
            url = str(getattr(self, name))
            if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
                raise BadSetting(f"{name}: une adresse http(s) complète est attendue")
            if points_off_loopback(url) and urlsplit(url).scheme != "https":
                raise BadSetting(f"{name}: https est obligatoire hors de cette machine")
        return self

    @model_validator(mode="after")
    def _refuse_demonstration(self) -> ConsoleSettings:
        for name in DEMO_NAMES:
            if self.in_production and name in self.model_fields_set and _given(getattr(self, name)):
                raise BadSetting(f"{name}: les comptes de démonstration sont refusés hors de cette machine")
        return self

    @property
    def is_https(self) -> bool:
        """True when browsers reach the console over TLS."""
        return urlsplit(self.CONSOLE_URL).scheme == "https"

    @property
    def cookie_name(self) -> str:
        """The `__Host-` prefix makes browsers refuse the cookie from a sibling domain or without TLS."""
        return "__Host-drain_session" if self.is_https else "drain_session"

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


def _given(value: str | SecretStr) -> bool:
    return bool(value.get_secret_value() if isinstance(value, SecretStr) else value)


def _opens_everything(key: str) -> bool:
    if key.startswith("sb_secret_"):
        return True
    if key.count(".") != 2:
        return False
    try:
        claims = jwt.decode(key, options={"verify_signature": False})
    except jwt.InvalidTokenError:
        return False
    return claims.get("role") not in (None, "anon")
