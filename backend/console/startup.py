"""Starting, or saying in one sentence why not."""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import Callable

from backend.console.services import Services, services
from backend.doctor.start import Start, at_start, refuse
from backend.settings.base import BadSetting
from backend.settings.console import ConsoleSettings

PATH = "CONSOLE_SESSIONS_PATH"


def started_or_exit() -> tuple[Services, Callable[[], None]]:
    """The console's parts, and what tries the rest of its settings once the log is set up.

    Ends the program with one French sentence when a setting is at fault.
    """
    try:
        settings = ConsoleSettings.load()
        sessions = (PATH, settings.CONSOLE_SESSIONS_PATH, "Deux consoles y dépenseraient les jetons l’une de l’autre.")
        try_the_rest = at_start(Start("console", socket.gethostname(), settings.RELEASE, sessions))
        return services(), try_the_rest
    except BadSetting as error:
        refuse("console", error)
    except (OSError, sqlite3.Error) as error:
        refuse("console", BadSetting(PATH, f"ce fichier ne s’ouvre pas ({type(error).__name__})"))
