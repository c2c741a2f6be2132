"""`up`, `run`, `env`, `down` and `kill`: what a person or a test types. Each returns an exit status."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time

from backend.local import environment, install_secrets, leftovers, lock, state
from backend.local.database import ACCOUNTS
from backend.local.environment import Environment
from backend.local.home import Home
from backend.local.launch import Options, launch
from backend.local.report import Report
from backend.local.state import State
from backend.postgres import place as postgres_place
from backend.postgres.errors import PostgresError
from backend.postgres.processes import stop_all
from backend.project import PROJECT

DOWN_WITHIN_S = 40.0
READY_WITHIN_S = 300.0
# The exit status of a supervisor that came second.
BUSY = 3


def up(home: Home, options: Options) -> int:
    """Start a stack and leave it running behind."""
    if lock.is_taken(home):
        return _already(home, options)
    home.prepare()
    arguments = ["--no-console"] * (not options.console) + ["--no-demo"] * (not options.demo)
    arguments += ["--fresh"] * options.fresh + ([f"--with={options.owner}"] if options.owner else [])
    with home.log("supervisor").open("ab") as errors:
        supervisor = subprocess.Popen(
            [sys.executable, "-m", "backend.local", "supervise", *arguments],
            cwd=PROJECT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, start_new_session=True,
            text=True,
        )  # fmt: skip
    assert supervisor.stdout is not None
    try:
        for line in supervisor.stdout:
            print(line, end="", flush=True)
    except KeyboardInterrupt:
        supervisor.terminate()
    running = state.read(home)
    if running and running.ready and running.is_running:
        return 0
    ended = supervisor.wait()
    if ended == BUSY:
        return _already(home, options)
    print(f"La pile embarquée n’a pas démarré. Détails : {home.logs}", file=sys.stderr)
    return 1


def supervise(home: Home, options: Options) -> int:
    """What `up` leaves running."""
    report = Report(home.log("supervisor"))
    with lock.held(home) as ours:
        if not ours:
            return BUSY
        try:
            launch(home, options, report, lambda settings: _ready(settings, report, options))
        except PostgresError as error:
            report.say(str(error))
            return 1
    return 0


def run(home: Home, options: Options) -> int:
    """Start a stack in the foreground; Ctrl-C stops it."""
    with lock.held(home) as ours:
        if not ours:
            return _already(home, options)
        home.prepare()
        report = Report(home.log("supervisor"))
        try:
            launch(home, options, report, _welcome)
        except PostgresError as error:
            print(error)
            return 1
    print("Tout est arrêté. Les données restent pour la prochaine fois.")
    return 0


def env(home: Home) -> int:
    """Print the running stack's settings."""
    running = state.read(home)
    if running is None or not running.is_running or not running.ready:
        print("Rien ne tourne ici. Démarrez avec : python -m backend.local up", file=sys.stderr)
        return 1
    for name, value in environment.printed(_settings(home, running)).items():
        print(f"{name}={value}")
    return 0


def down(home: Home, *, wipe: bool) -> int:
    """Stop the stack, or what is left of it."""
    running = state.read(home)
    if running and (supervisor := running.supervisor.process()):
        # The supervisor stops the others in order; killed only when it does not.
        stop_all([supervisor], polite_s=DOWN_WITHIN_S)
    with lock.held(home) as ours:
        if not ours:
            print("La pile embarquée ne s’est pas arrêtée. Réessayez dans un instant.")
            return 1
        left = leftovers.stop(home)
        if wipe:
            _wipe(home)
    print("La pile embarquée est arrêtée." if running or left else "Rien ne tournait.")
    return 0


def kill(home: Home, name: str, held_s: float) -> int:
    """Kill one program as a crash would, and keep it down for a while: for trials and tests."""
    running = state.read(home)
    victim = running.children.get(name) if running else None
    process = victim.process() if victim else None
    if process is None:
        print(f"Aucun programme « {name} » ne tourne ici.", file=sys.stderr)
        return 1
    if held_s:
        home.hold_file(name).write_text(str(time.time() + held_s), encoding="ascii")
    process.kill()
    return 0


def _already(home: Home, options: Options) -> int:
    deadline = time.monotonic() + READY_WITHIN_S
    while not (running := state.read(home)) or not running.ready:
        if time.monotonic() > deadline or not lock.is_taken(home):
            print("Un autre démarrage n’a pas abouti. Relancez.", file=sys.stderr)
            return 1
        time.sleep(0.2)
    if running.mode != options.mode or (options.console and not running.console) or options.fresh:
        print("La pile embarquée tourne déjà, autrement. Arrêtez-la d’abord : python -m backend.local down",
              file=sys.stderr)  # fmt: skip
        return 1
    where = _settings(home, running)["CONSOLE_URL" if running.console else "SUPABASE_URL"]
    print(f"La pile embarquée tourne déjà : {where}")
    return 0


def _settings(home: Home, running: State) -> Environment:
    return environment.build(home, running.mode, running.ports, install_secrets.load_or_make(home.secrets_file))


def _ready(settings: Environment, report: Report, options: Options) -> None:
    report.say(f"Prêt : {settings['CONSOLE_URL'] if options.console else settings['SUPABASE_URL']}")
    report.hang_up()


def _welcome(settings: Environment) -> None:
    print(f"\nLa console est ouverte : {settings['CONSOLE_URL']}\n")
    for account in ACCOUNTS:
        print(f"  {account.label:<15} {settings[account.setting]:<24} {settings['DEMO_PASSWORD']}")
    print("\nLe code du téléphone de la démonstration est sur la page de connexion.")
    print("\nCtrl-C arrête tout.", flush=True)
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        _open_browser(settings["CONSOLE_URL"])


def _open_browser(url: str) -> None:
    # A process apart: what a browser says or does must not reach our terminal.
    subprocess.Popen([sys.executable, "-m", "webbrowser", url], stdin=subprocess.DEVNULL,
                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)  # fmt: skip


def _wipe(home: Home) -> None:
    postgres_place.forget_elsewhere(home.folder)
    shutil.rmtree(home.folder, ignore_errors=True)
    print("Ses données, ses secrets et ses ports sont oubliés.")
