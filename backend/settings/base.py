"""The settings of the programs: one way to read them, one way to refuse bad ones.

Values come from the environment, then from `.streamlit/secrets.toml`. Each program has its own class and so
reads nothing it does not need: the console never sees the database URL nor a provider's key.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar, Self

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from backend.settings.places import password_in, points_off_loopback
from backend.settings.secrets import LOCAL_MARK, MAKE_ONE, weakness

SECRETS_FILE = Path(".streamlit/secrets.toml")
ENVIRONMENT_ONLY = "DRAIN_ENVIRONMENT_ONLY"
# Exit status of a program that its settings keep from starting (sysexits.h: EX_CONFIG): trying again changes nothing.
EX_CONFIG = 78


class BadSetting(ValueError):
    """A setting that cannot serve: its name, what was found (never its value), what that means, what to do."""

    def __init__(self, setting: str, found: str, means: str = "", remedy: str = "") -> None:
        super().__init__(f"{setting} : {found}." + (f" {remedy}" if remedy else ""))
        self.setting = setting
        self.found = found
        self.means = means
        self.remedy = remedy


class Settings(BaseSettings):
    """What every program shares; subclasses name what they need and which of it is secret."""

    # Inputs are hidden in errors: an error message must not repeat a secret.
    model_config = SettingsConfigDict(
        extra="ignore", env_ignore_empty=True, toml_file=SECRETS_FILE, hide_input_in_errors=True
    )

    # Addresses that say where the program lives: one of them off this machine, and it is in production.
    urls: ClassVar[tuple[str, ...]] = ()
    required: ClassVar[tuple[str, ...]] = ()
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
        """Read the settings. Raises BadSetting for the first at fault, without its value."""
        settings = cls.read()
        for fault in settings.faults():
            raise fault
        return settings

    @classmethod
    def read(cls) -> Self:
        """The values as they are, unfit ones included. Raises BadSetting where there is nothing to read."""
        try:
            return cls()
        except ValidationError as error:
            raise _unread(error) from None
        except tomllib.TOMLDecodeError as error:
            raise _no_toml(" ".join(re.findall(r"line \d+", str(error))).replace("line", "ligne")) from None
        except (UnicodeDecodeError, OSError) as error:
            raise _no_toml(type(error).__name__) from None

    def faults(self) -> Iterator[BadSetting]:
        """Everything that is wrong by its form alone; each program adds its own."""
        for name in self.required:
            if not _plain(getattr(self, name)):
                yield BadSetting(name, "manque", "Le programme ne peut rien faire sans ce réglage.")
        if self.in_production:
            yield from self._weak_secrets()
            yield from self._same_secrets()

    @property
    def in_production(self) -> bool:
        """True as soon as one of this program's addresses is not on this machine."""
        return any(points_off_loopback(_plain(getattr(self, name))) for name in self.urls)

    def _weak_secrets(self) -> Iterator[BadSetting]:
        given = tuple(name for name in self.secrets_if_set if getattr(self, name) is not None)
        for name in self.secrets + given:
            if reason := weakness(_plain(getattr(self, name))):
                yield BadSetting(name, f"{reason}, en production", "Qui le devine agit à notre place.", MAKE_ONE)
        for name in self.urls:
            if LOCAL_MARK in password_in(_plain(getattr(self, name))):
                yield BadSetting(name, "porte un mot de passe de démonstration, en production", remedy=MAKE_ONE)

    def _same_secrets(self) -> Iterator[BadSetting]:
        seen: dict[str, str] = {}
        for name in (*self.secrets, *self.secrets_if_set, *self.urls):
            value = _plain(getattr(self, name))
            secret = password_in(value) if name in self.urls else value
            if secret and secret in seen:
                yield BadSetting(name, f"est le même secret que {seen[secret]}", "Qui a l’un a l’autre.", MAKE_ONE)
            seen.setdefault(secret, name)


def _plain(value: Any) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return "" if value is None else str(value)


def _unread(error: ValidationError) -> BadSetting:
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"])
    if first["type"] == "missing":
        return BadSetting(name, "manque", "Le programme ne peut rien faire sans ce réglage.")
    return BadSetting(name, "un nombre entier est attendu" if "int" in first["type"] else "valeur refusée")


def _no_toml(why: str) -> BadSetting:
    means = "Aucun réglage de ce fichier n’est lu."
    return BadSetting(str(SECRETS_FILE), f"n’est pas un fichier TOML lisible ({why})", means,
                      'Chaque ligne s’écrit NOM = "valeur", guillemets compris.')  # fmt: skip
