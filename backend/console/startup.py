"""Starting, or saying in one sentence why not."""

from __future__ import annotations

import re
import sqlite3
import sys

from backend.console.services import Services, services
from backend.settings.base import BadSetting

NAME = re.compile(r"^([A-Z][A-Z_]+)(?:: | )(.*)$", re.DOTALL)
# How the shared settings say it, and how we do.
IN_FRENCH = {
    "Field required": "il manque",
    "is missing": "il manque",
    "is too short": "trop court pour la production",
    "is a demonstration value": "c’est une valeur de démonstration, refusée hors de cette machine",
}


def services_or_exit() -> Services:
    """The console's parts. Ends the program with one French sentence when a setting is at fault."""
    try:
        return services()
    except BadSetting as error:
        sys.exit(refusal(str(error)))
    except (OSError, sqlite3.Error) as error:
        sys.exit(
            "La console ne peut pas démarrer : le fichier donné par CONSOLE_SESSIONS_PATH ne s’ouvre pas "
            f"({type(error).__name__})."
        )


def refusal(reason: str) -> str:
    """One sentence that names the setting."""
    match = NAME.match(reason)
    if match is None:
        return f"La console ne peut pas démarrer : {reason}."
    name, why = match.groups()
    why = next((ours for theirs, ours in IN_FRENCH.items() if why.startswith(theirs)), why)
    return f"La console ne peut pas démarrer : réglage {name} : {why}."
