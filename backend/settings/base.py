"""The settings of the three programs: one way to read them, one way to refuse bad ones.

Values come from the environment, then from `.streamlit/secrets.toml`. Each program has its own class and so
reads nothing it does not need: the console never sees the database URL nor a provider's key.
"""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

from pydantic import SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

SECRETS_FILE = Path(".streamlit/secrets.toml")
ENVIRONMENT_ONLY = "DRAIN_ENVIRONMENT_ONLY"
MIN_SECRET_LENGTH = 24
# Secrets made by the embedded stack carry this mark, so that they can never serve in production.
LOCAL_MARK = "local-"
PLACEHOLDERS = ("demo", "example", "changeme", "change-me", "placeholder", "secret", "password", "xxxx", "todo")


class BadSetting(ValueError):
    """A setting is missing, too short, or a demonstration value where it must be a real one."""


def points_off_loopback(url: str) -> bool:
    """True when the URL's host is neither `localhost` nor a loopback address (a socket path has no host)."""
    host = urlsplit(url).hostname
    if host is None or host == "localhost" or host.endswith(".localhost"):
        return False
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return True


class Settings(BaseSettings):
    """What every program shares; subclasses name what they need and which of it is secret."""

    # Inputs are hidden in errors: an error message must not repeat a secret.
    model_config = SettingsConfigDict(
        extra="ignore", env_ignore_empty=True, toml_file=SECRETS_FILE, hide_input_in_errors=True
    )

    urls: ClassVar[tuple[str, ...]] = ()
    secrets: ClassVar[tuple[str, ...]] = ()
    secrets_if_set: ClassVar[tuple[str, ...]] = ()

    SENTRY_DSN: SecretStr | None = None
    SENTRY_ENVIRONMENT: str = "local"
    RELEASE: str = "dev"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment first, then the secrets file; `.env` files are not read. The embedded stack gives all it means to
        give in the environment: there, somebody's own secrets file must not reach its programs."""
        file = Path(os.devnull) if os.environ.get(ENVIRONMENT_ONLY) else SECRETS_FILE
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=file)

    @classmethod
    def load(cls) -> Self:
        """Read the settings. Raises BadSetting naming the first setting at fault, without its value."""
        try:
            return cls()
        except ValidationError as error:
            first = error.errors()[0]
            reason = str(first.get("ctx", {}).get("error", first["msg"]))
            where = ".".join(str(part) for part in first["loc"])
            raise BadSetting(f"{where}: {reason}" if where else reason) from None

    @property
    def in_production(self) -> bool:
        """True as soon as one of this program's addresses is not on this machine."""
        return any(points_off_loopback(_plain(getattr(self, name))) for name in self.urls)

    @model_validator(mode="after")
    def _refuse_weak_secrets(self) -> Self:
        if self.in_production:
            given = tuple(name for name in self.secrets_if_set if getattr(self, name) is not None)
            for name in self.secrets + given:
                refuse_weak(name, _plain(getattr(self, name)))
            _refuse_local_password(self)
        return self


def _plain(value: Any) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return "" if value is None else str(value)


def _refuse_local_password(settings: Settings) -> None:
    for name in settings.urls:
        if LOCAL_MARK in (urlsplit(_plain(getattr(settings, name))).password or ""):
            raise BadSetting(f"{name} carries a demonstration password: generate a real one for production")


def refuse_weak(name: str, value: str) -> None:
    """Raise BadSetting for a secret that would not do in production: missing, short, or a demonstration's."""
    lowered = value.lower()
    if not value:
        raise BadSetting(f"{name} is missing: it is required as soon as an address points off this machine")
    if len(value) < MIN_SECRET_LENGTH:
        raise BadSetting(f"{name} is too short: at least {MIN_SECRET_LENGTH} characters in production")
    if LOCAL_MARK in lowered or any(word in lowered for word in PLACEHOLDERS if not lowered.startswith("sb_")):
        raise BadSetting(f"{name} is a demonstration value: generate a real one for production")
