"""Which programs make up the stack, what each may know, and how to see that it is ready."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from backend.local import health
from backend.local.environment import Environment
from backend.local.gateway.tokens import public_keys
from backend.local.ports import Ports
from backend.postgres import postgrest
from backend.postgres import server as postgres
from backend.postgres.os_user import OsUser
from backend.postgres.place import PostgresPlace
from backend.postgres.ports import LOOPBACK

DEMO_NAMES = ("DEMO_OWNER_EMAIL", "DEMO_STAFF_EMAIL", "DEMO_ADMIN_EMAIL", "DEMO_PASSWORD", "DEMO_FACTOR_SECRET")
BREVO = ("BREVO_API_URL", "BREVO_API_KEY", "BREVO_WEBHOOK_TOKEN")
TWILIO = ("TWILIO_API_URL", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_NUMBER")
BACKUPS = ("BACKUP_STORE", "BACKUP_PUBLIC_KEYS", "BACKUP_PRIVATE_KEY_FILE")
WEBHOOK = ("WEBHOOK_URL", "CONSOLE_URL", "SUPABASE_DB_URL", "VAPI_WEBHOOK_SECRET", "JOURNAL_PATH",
           "TWILIO_AUTH_TOKEN", *BREVO)  # fmt: skip
VAPI = ("VAPI_API_URL", "VAPI_API_KEY")
VAPI_LINES = (
    "VAPI_TRANSFER_NUMBER",
    "VAPI_LINE_ID",
    "VAPI_ASSISTANT_ID",
    "VAPI_TEST_LINE_ID",
    "VAPI_TEST_ASSISTANT_ID",
)
WORKER = (
    "WEBHOOK_URL",
    "CONSOLE_URL",
    "SUPABASE_URL",
    "SUPABASE_SECRET_KEY",
    "SUPABASE_PUBLISHABLE_KEY",
    "SUPABASE_DB_URL",
    "VAPI_WEBHOOK_SECRET",
    *VAPI,
    *VAPI_LINES,
    *BREVO,
    *TWILIO,
    *BACKUPS,
)
BREVO_STANDIN = ("WEBHOOK_URL", *BREVO)
# No secret among them: the publishable key opens nothing without a person's token.
CONSOLE = (
    "CONSOLE_URL",
    "WEBHOOK_URL",
    "SUPABASE_URL",
    "SUPABASE_PUBLISHABLE_KEY",
    "CONSOLE_SESSIONS_PATH",
    "BACKUP_STORE",
    *DEMO_NAMES,
)
GATEWAY = ("GATEWAY_PORT", "POSTGREST_URL", "SUPABASE_URL", "AUTH_DB_URL", "SUPABASE_PUBLISHABLE_KEY",
           "SUPABASE_SECRET_KEY", "SUPABASE_SIGNING_KEY", "SIGN_IN_LIMITS")  # fmt: skip
PLAYER = ("WEBHOOK_URL", "VAPI_WEBHOOK_SECRET", "VAPI_API_URL")
VAPI_STANDIN = ("WEBHOOK_URL", "VAPI_WEBHOOK_SECRET", "VAPI_TRANSFER_NUMBER", "VAPI_STANDIN_LOG", *VAPI)


def nothing() -> None:
    """What most programs need done before they start."""


@dataclass(frozen=True)
class Program:
    """One child of the supervisor."""

    name: str
    label: str
    command: tuple[str, ...]
    # Names of the stack's settings that it gets; `extra` are variables of its own.
    settings: tuple[str, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)
    user: OsUser | None = None
    farewell: signal.Signals = signal.SIGTERM
    prepare: Callable[[], None] = nothing
    is_ready: Callable[[], bool] = health.at_once


def module(name: str, *arguments: str) -> tuple[str, ...]:
    """The command that runs one of our modules with this very Python."""
    return (sys.executable, "-m", name, *arguments)


def postgres_program(place: PostgresPlace, ports: Ports, settings: Environment) -> Program:
    """The database."""
    return Program(
        "postgres",
        "Postgres",
        tuple(postgres.command(place, ports["postgres"])),
        user=place.user,
        # Fast shutdown: it ends the connections itself, and writes everything down.
        farewell=signal.SIGINT,
        prepare=lambda: postgres.clear_leftovers(place),
        is_ready=lambda: health.postgres_answers(settings["SUPERUSER_DB_URL"]),
    )


def pooler_program(ports: Ports, settings: Environment) -> Program:
    """What webhook and worker reach the database by."""
    command = module("backend.local.pooler", str(ports["pooler"]), str(ports["postgres"]))
    return Program("pooler", "Pooler", command, is_ready=lambda: health.postgres_answers(settings["POOLER_DB_URL"]))


def postgrest_program(program: Path, ports: Ports, authenticator_password: str, signing_key: str) -> Program:
    """The Data API."""
    uri = f"postgresql://authenticator:{authenticator_password}@{LOOPBACK}:{ports['postgres']}/postgres"
    keys = json.dumps(public_keys(signing_key))
    extra = postgrest.settings(uri, keys, ports["postgrest"], ports["postgrest_admin"])
    ready = f"http://{LOOPBACK}:{ports['postgrest_admin']}/ready"
    return Program("postgrest", "PostgREST", (str(program),), extra=extra, is_ready=lambda: health.http_ok(ready))


def our_programs(settings: Environment, *, console: bool) -> list[Program]:
    """The gateway, the programs that answer, and the stand-ins for Brevo and Twilio."""
    gateway_up = f"{settings['SUPABASE_URL']}/healthz"
    webhook_up = f"{settings['WEBHOOK_URL']}/healthz"
    brevo_up = f"{settings['BREVO_API_URL'].removesuffix('/v3')}/healthz"
    twilio_up = f"{settings['TWILIO_API_URL']}/healthz"
    programs = [
        Program("gateway", "Passerelle", module("backend.local.gateway"), GATEWAY,
                is_ready=lambda: health.http_ok(gateway_up)),
        Program("webhook", "Webhook", module("backend.webhook"), WEBHOOK, extra=_pooled(settings),
                is_ready=lambda: health.http_ok(webhook_up)),
        Program("brevo", "Brevo simulé", module("backend.local.standins.brevo", "--log", settings["BREVO_STANDIN_LOG"]),
                BREVO_STANDIN, is_ready=lambda: health.http_ok(brevo_up)),
        Program("twilio", "Twilio simulé", module("backend.local.standins.twilio"), ("WEBHOOK_URL", *TWILIO),
                is_ready=lambda: health.http_ok(twilio_up)),
    ]  # fmt: skip
    return [*programs, _console(settings)] if console else programs


def worker(settings: Environment) -> Program:
    """What acts by itself. It starts after the demonstration was written, or it would tell of an empty day."""
    return Program("worker", "Worker", module("backend.worker"), WORKER, extra=_pooled(settings))


def vapi_standin(settings: Environment) -> Program:
    """Vapi's REST interface. It starts after the demonstration was written: it lists the same calls."""
    up = f"{settings['VAPI_API_URL']}/healthz"
    return Program("vapi", "Vapi simulé", module("backend.local.standins.vapi", "serve"), VAPI_STANDIN,
                   is_ready=lambda: health.http_ok(up))  # fmt: skip


def player() -> Program:
    """Plays a call every few minutes, for the demonstration."""
    return Program("player", "Appels de démonstration", module("backend.local.standins.vapi", "play"), PLAYER)


def _pooled(settings: Environment) -> Environment:
    """To the database by the way that a hosted project offers."""
    return {"SUPABASE_DB_URL": settings["POOLER_DB_URL"]}


def _console(settings: Environment) -> Program:
    url = settings["CONSOLE_URL"]
    port = url.rpartition(":")[2]
    command = module("streamlit", "run", "console.py", "--server.address", LOOPBACK, "--server.port", port)
    return Program("console", "Console", command, CONSOLE, is_ready=lambda: health.http_ok(url))
