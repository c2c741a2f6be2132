"""What the database holds before anyone works in it, beside Supabase's part: our migrations, the three accounts."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass

import httpx
import psycopg

from backend.db import SQL_FOLDER
from backend.local.environment import Environment
from backend.local.errors import StackError
from backend.local.named_queries import named
from backend.local.programs import module
from backend.person import WITH_SECOND_FACTOR


@dataclass(frozen=True)
class Account:
    """One of the three people of the demonstration."""

    setting: str
    full_name: str
    role: str
    label: str


ACCOUNTS = (
    Account("DEMO_OWNER_EMAIL", "Guillaume Fortin", "owner", "propriétaire"),
    Account("DEMO_STAFF_EMAIL", "Sylvie Gagnon", "staff", "bureau"),
    Account("DEMO_ADMIN_EMAIL", "Alex Tremblay", "admin", "administration"),
)


def migrate(environment: Environment) -> None:
    """Apply our migrations as they are applied to a hosted database. Raises StackError."""
    done = subprocess.run(module("backend.migrate"), env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise StackError(f"Les migrations n’ont pas pu être appliquées. {done.stderr.strip() or done.stdout.strip()}")


def make_accounts(settings: Environment) -> None:
    """Create the demonstration's accounts through the gateway, their profiles, the telephones of those who need one.

    Does nothing the second time.
    """
    with psycopg.connect(settings["SUPABASE_DB_URL"], autocommit=True) as conn:
        for account in ACCOUNTS:
            email = settings[account.setting]
            if not _has_profile(conn, email):
                _create_user(settings, email)
                values = {"email": email, "full_name": account.full_name, "role": account.role}
                conn.execute(named("accounts.make_profile"), values)
            if account.role in WITH_SECOND_FACTOR:
                telephone = {"email": email, "secret": settings["DEMO_FACTOR_SECRET"]}
                conn.execute(named("accounts.link_telephone"), telephone)


def leave_alone(settings: Environment) -> None:
    """An empty stack is for tests and measures: nothing begins in it by itself."""
    with psycopg.connect(settings["SUPABASE_DB_URL"], autocommit=True) as conn:
        conn.execute((SQL_FOLDER / "demo" / "no_schedule.sql").read_bytes())


def list_recipients(settings: Environment) -> None:
    """Put the demonstration's people on the on-call list, unless somebody is on it already."""
    with psycopg.connect(settings["SUPABASE_DB_URL"], autocommit=True) as conn:
        conn.execute((SQL_FOLDER / "demo" / "recipients.sql").read_bytes())


def _has_profile(conn: psycopg.Connection, email: str) -> bool:
    return conn.execute(named("accounts.has_profile"), {"email": email}).fetchone() is not None


def _create_user(settings: Environment, email: str) -> None:
    key = settings["SUPABASE_SECRET_KEY"]
    answer = httpx.post(
        f"{settings['SUPABASE_URL']}/auth/v1/admin/users",
        headers={"apikey": key, "Authorization": f"Bearer {key}"},
        json={"email": email, "password": settings["DEMO_PASSWORD"], "email_confirm": True},
        timeout=10,
    )
    already_there = 422
    if answer.status_code not in (200, already_there):
        raise StackError(f"Le compte {email} n’a pas pu être créé (réponse {answer.status_code}). Voyez les journaux.")
