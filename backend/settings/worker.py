"""The worker's settings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from pydantic import SecretStr

from backend.settings import web_address
from backend.settings.base import BadSetting
from backend.settings.database import DatabaseSettings
from backend.settings.secrets import opens_everything

TWILIO = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_NUMBER")
NO_CALL = "Aucune alerte ne part par le second fournisseur, et aucun appel."


class WorkerSettings(DatabaseSettings):
    """The worker's: the database, and the webhook whose readiness it probes."""

    urls: ClassVar[tuple[str, ...]] = ("SUPABASE_DB_URL", "WEBHOOK_URL", "CONSOLE_URL", "SUPABASE_URL")
    required: ClassVar[tuple[str, ...]] = ("SUPABASE_DB_URL",)
    secrets: ClassVar[tuple[str, ...]] = ("BREVO_API_KEY",)
    secrets_if_set: ClassVar[tuple[str, ...]] = (
        "VAPI_API_KEY",
        "VAPI_WEBHOOK_SECRET",
        "SUPABASE_SECRET_KEY",
        "TWILIO_AUTH_TOKEN",
    )

    # Links in the messages lead there too: the webhook serves the page behind them.
    WEBHOOK_URL: str = ""
    # For the accounts of the team: where Supabase Auth is, its secret key, and where the links in the messages lead.
    SUPABASE_URL: str = ""
    SUPABASE_SECRET_KEY: SecretStr | None = None
    CONSOLE_URL: str = "http://127.0.0.1:8501"
    BREVO_API_URL: str = "https://api.brevo.com/v3"
    BREVO_API_KEY: SecretStr | None = None
    # A registered toll-free number: in Canada no other sender is delivered.
    BREVO_SMS_SENDER: str = "18335550100"
    BREVO_EMAIL_SENDER: str = "console@drainfortin.example"
    BREVO_BRAND: str = "Drain Fortin"
    # Demonstration on the real Brevo: only these numbers and addresses, separated by commas.
    BREVO_ALLOWED: str = ""
    # A second provider of SMS, and of calls: all three, or none.
    TWILIO_API_URL: str = "https://api.twilio.com"
    TWILIO_ACCOUNT_SID: str = ""
    TWILIO_AUTH_TOKEN: SecretStr | None = None
    # In E.164: messages and calls come from it.
    TWILIO_NUMBER: str = ""
    # The private key: without it, calls are not compared with Vapi's list and no trial can be dialled.
    VAPI_API_URL: str = "https://api.vapi.ai"
    VAPI_API_KEY: SecretStr | None = None
    # Paul and his line, and a second line of the account from which an assistant of its own dials trials.
    # The webhook's: with it a message of our own is sent through the whole chain every five minutes.
    VAPI_WEBHOOK_SECRET: SecretStr | None = None
    VAPI_LINE_ID: str = ""
    # Where Paul transfers a caller: with it, what is live at Vapi is compared with backend/paul/config.
    VAPI_TRANSFER_NUMBER: str = ""
    VAPI_ASSISTANT_ID: str = ""
    VAPI_TEST_LINE_ID: str = ""
    VAPI_TEST_ASSISTANT_ID: str = ""
    # The Data API, probed each minute by its public key; certificates of the public addresses are probed too.
    SUPABASE_PUBLISHABLE_KEY: SecretStr | None = None
    # Called after each round of probes: whoever keeps that address raises the alarm when the calls stop.
    DEAD_MAN_URL: SecretStr | None = None

    def faults(self) -> Iterator[BadSetting]:
        """Its addresses too, those that are given."""
        said = {
            "WEBHOOK_URL": "Les liens des alertes ne mènent à rien.",
            "CONSOLE_URL": "Les liens des invitations ne mènent à rien.",
            "SUPABASE_URL": "Aucune invitation ne part.",
        }
        for name, leads_to in said.items():
            if url := str(getattr(self, name)):
                yield from web_address.faults(name, url, leads_to=leads_to, bare=name == "SUPABASE_URL")
        if self.SUPABASE_SECRET_KEY and not opens_everything(self.SUPABASE_SECRET_KEY.get_secret_value()):
            yield BadSetting("SUPABASE_SECRET_KEY", "ce n’est pas une clé secrète", "Aucune invitation ne part.",
                             "Donnez la clé sb_secret_… du projet.")  # fmt: skip
        yield from self._half_a_provider()
        yield from super().faults()

    @property
    def has_twilio(self) -> bool:
        """A second provider is set up."""
        return bool(self.TWILIO_ACCOUNT_SID and self.TWILIO_AUTH_TOKEN and self.TWILIO_NUMBER)

    def _half_a_provider(self) -> Iterator[BadSetting]:
        given = {name: bool(getattr(self, name)) for name in TWILIO}
        if any(given.values()) and not self.has_twilio:
            missing = next(name for name, is_there in given.items() if not is_there)
            yield BadSetting(missing, "manque, alors que d’autres réglages de Twilio sont donnés", NO_CALL,
                             f"Donnez {', '.join(TWILIO)}, ou aucun des trois.")  # fmt: skip
        if self.TWILIO_NUMBER and not re.fullmatch(r"\+[1-9]\d{6,14}", self.TWILIO_NUMBER):
            yield BadSetting("TWILIO_NUMBER", "un numéro écrit +1 et dix chiffres est attendu", NO_CALL,
                             "Recopiez-le de Twilio: Phone Numbers, Active numbers.")  # fmt: skip
