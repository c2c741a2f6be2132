"""The database alone: for tools such as the migrations, and the ground of the webhook's and the worker's settings."""

from __future__ import annotations

from typing import ClassVar

from pydantic import SecretStr

from backend.db import refuse_transaction_pooler
from backend.settings.base import BadSetting, Settings


class DatabaseSettings(Settings):
    """The database alone."""

    urls: ClassVar[tuple[str, ...]] = ("SUPABASE_DB_URL",)

    SUPABASE_DB_URL: SecretStr | None = None

    @property
    def db_url(self) -> str:
        """The connection string. Raises BadSetting when there is none."""
        if self.SUPABASE_DB_URL is None:
            raise BadSetting("SUPABASE_DB_URL is missing")
        return self.SUPABASE_DB_URL.get_secret_value()

    def require_database(self) -> None:
        """Raise BadSetting or ValueError when the database URL is missing or unfit, before anything starts."""
        refuse_transaction_pooler(self.db_url)
