"""Starting logs and Sentry, once a program."""

from __future__ import annotations

import logging
from typing import Protocol

import sentry_sdk
from pydantic import SecretStr
from sentry_sdk.integrations.logging import LoggingIntegration

from backend.observe.acceptance import NotingTransport
from backend.observe.scrub import scrub, scrub_log


class SentrySettings(Protocol):
    """Where errors go, and how they are labelled."""

    SENTRY_DSN: SecretStr | None
    SENTRY_ENVIRONMENT: str
    RELEASE: str


def start(settings: SentrySettings, program: str) -> None:
    """Initialise logging and Sentry; inert without SENTRY_DSN."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    # httpx logs every URL it asks for, and those carry ids.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("streamlit.error_util").setLevel(logging.CRITICAL)
    sentry_sdk.init(
        dsn=settings.SENTRY_DSN.get_secret_value() if settings.SENTRY_DSN else None,
        environment=settings.SENTRY_ENVIRONMENT,
        release=settings.RELEASE,
        transport=NotingTransport,
        data_collection={"user_info": False, "http_bodies": []},
        include_local_variables=False,
        max_request_body_size="never",
        # Wrapping every request would cost a fifth of the webhook's speed; errors are reported where they are caught.
        auto_enabling_integrations=False,
        auto_session_tracking=False,
        enable_logs=True,
        # Our log lines stay here; those that go to Sentry are told by `tell_call`, and nothing else.
        integrations=[LoggingIntegration(sentry_logs_level=None)],
        before_send=scrub,
        before_send_transaction=scrub,
        before_send_log=scrub_log,
        before_breadcrumb=lambda crumb, hint: None,
    )
    sentry_sdk.set_tag("program", program)
