"""The database alone: for tools such as the migrations, and the ground of the webhook's and the worker's settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import SecretStr

from backend.settings import database_address
from backend.settings.base import BadSetting, Settings


class DatabaseSettings(Settings):
    """The database alone."""

    urls: ClassVar[tuple[str, ...]] = ("SUPABASE_DB_URL",)

    SUPABASE_DB_URL: SecretStr | None = None

    @property
    def db_url(self) -> str:
        """The connection string. Raises BadSetting when there is none."""
        if self.SUPABASE_DB_URL is None:
            raise BadSetting("SUPABASE_DB_URL", "manque")
        return database_address.encrypted(self.SUPABASE_DB_URL.get_secret_value())

    def faults(self) -> Iterator[BadSetting]:
        """Its address first: while it cannot be read, nobody knows where it leads."""
        if self.SUPABASE_DB_URL is not None:
            yield from database_address.faults("SUPABASE_DB_URL", self.SUPABASE_DB_URL.get_secret_value())
        yield from super().faults()
