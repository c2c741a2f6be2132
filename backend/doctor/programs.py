"""What is tried for each program: its own settings, read as it reads them, and nothing of the others'."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from pydantic import SecretStr

from backend.backups.settings import BackupSettings

# What only some of the programs try is loaded by them: the webhook stays small.
from backend.doctor import addresses, database, files
from backend.doctor.finding import Finding, Trial, broken
from backend.settings.base import BadSetting, Settings
from backend.settings.console import ConsoleSettings
from backend.settings.webhook import WebhookSettings
from backend.settings.worker import WorkerSettings

Program = Literal["console", "webhook", "worker"]
PROGRAMS: tuple[Program, ...] = get_args(Program)
UNKEPT = "Un message reçu pendant une panne de la base serait perdu."
SIGNED_OUT = "Personne ne peut se connecter, ou tout le monde est déconnecté au redémarrage."


@dataclass(frozen=True)
class Settled:
    """A program's settings, what is wrong with their form, and what is to be tried of the rest."""

    settings: tuple[Settings, ...]
    faults: list[Finding]
    trials: list[Trial]


def settle(program: Program, *, starting: bool = False) -> Settled:
    """`starting`: asked by the program itself, which does not answer yet, and holds its files."""
    classes: dict[Program, tuple[type[Settings], ...]] = {
        "console": (ConsoleSettings,), "webhook": (WebhookSettings,), "worker": (WorkerSettings, BackupSettings),
    }  # fmt: skip
    try:
        settings = tuple(one.read() for one in classes[program])
    except BadSetting as error:
        return Settled((), [_fault(error)], [])
    faults = list(dict.fromkeys(_fault(error) for one in settings for error in one.faults()))
    # What cannot be right by its form is not tried: it would only be told twice.
    unfit = {finding.setting for finding in faults}
    trials = [trial for trial in trials_of(settings, starting=starting) if trial.setting not in unfit]
    return Settled(settings, faults, trials)


def trials_of(settings: tuple[Settings, ...], *, starting: bool) -> Iterator[Trial]:
    """Those of these settings."""
    for one in settings:
        match one:
            case ConsoleSettings():
                yield from _console(one)
            case WebhookSettings():
                yield from _webhook(one, starting=starting)
            case WorkerSettings():
                yield from _worker(one, starting=starting)
            case BackupSettings():
                yield from _backups(one)


def _console(s: ConsoleSettings) -> Iterator[Trial]:
    from backend.doctor import supabase

    key = _plain(s.SUPABASE_PUBLISHABLE_KEY)
    yield Trial("SUPABASE_URL", lambda: supabase.public_side(s.SUPABASE_URL, key))
    yield _console_url(s.CONSOLE_URL, s)
    yield Trial("BACKUP_STORE", lambda: files.handed_out(s.BACKUP_STORE))
    path = s.CONSOLE_SESSIONS_PATH
    yield Trial("CONSOLE_SESSIONS_PATH", lambda: files.kept("CONSOLE_SESSIONS_PATH", path, SIGNED_OUT))


def _webhook(s: WebhookSettings, *, starting: bool) -> Iterator[Trial]:
    yield from _database(s.db_url if s.SUPABASE_DB_URL else "", starting=starting, checks_signatures=True)
    yield Trial("JOURNAL_PATH", lambda: files.kept("JOURNAL_PATH", s.JOURNAL_PATH, UNKEPT))
    yield _console_url(s.CONSOLE_URL, s)
    if not starting:
        from backend.doctor import webhook_address

        secret = _plain(s.VAPI_WEBHOOK_SECRET)
        yield Trial("WEBHOOK_URL", lambda: webhook_address.webhook(s.WEBHOOK_URL, secret))


def _worker(s: WorkerSettings, *, starting: bool) -> Iterator[Trial]:
    from backend.doctor import brevo, supabase, twilio, vapi, webhook_address

    yield from _database(s.db_url if s.SUPABASE_DB_URL else "", starting=starting)
    yield Trial("VAPI_API_KEY", lambda: vapi.tried(s))
    yield Trial("BREVO_API_KEY", lambda: brevo.tried(s))
    yield Trial("TWILIO_AUTH_TOKEN", lambda: twilio.tried(s))
    yield _console_url(s.CONSOLE_URL, s)
    if s.SUPABASE_URL and s.SUPABASE_SECRET_KEY:
        key = _plain(s.SUPABASE_SECRET_KEY)
        yield Trial("SUPABASE_URL", lambda: supabase.secret_side(s.SUPABASE_URL, key))
    if not starting:
        yield Trial("WEBHOOK_URL", lambda: webhook_address.webhook(s.WEBHOOK_URL))


def _backups(s: BackupSettings) -> Iterator[Trial]:
    from backend.doctor import backups

    yield Trial("BACKUP_PUBLIC_KEYS", lambda: backups.key_pair(s))
    if s.is_set_up:
        yield Trial("BACKUP_STORE", lambda: backups.place(s), patience_s=30.0)


def _database(db_url: str, *, starting: bool, checks_signatures: bool = False) -> Iterator[Trial]:
    if not db_url:
        return
    yield Trial("SUPABASE_DB_URL", lambda: database.opened(db_url, checks_signatures=checks_signatures))
    if not starting:
        yield Trial("SUPABASE_DB_URL", lambda: database.room(db_url))


def _console_url(url: str, settings: Settings) -> Trial:
    in_production = settings.in_production
    return Trial("CONSOLE_URL", lambda: addresses.console(url, in_production=in_production))


def _fault(error: BadSetting) -> Finding:
    means = error.means or "Le programme refuse de démarrer."
    return broken(error.setting, error.found, means, error.remedy or "Corrigez ce réglage.", stops=True)


def _plain(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""
