"""Starting, or saying in one sentence why not."""

from __future__ import annotations

import sqlite3
import sys

from backend.console.services import Services, services
from backend.settings.base import EX_CONFIG, BadSetting


def services_or_exit() -> Services:
    """The console's parts. Ends the program with one French sentence when a setting is at fault."""
    try:
        return services()
    except BadSetting as error:
        why = str(error)
    except (OSError, sqlite3.Error) as error:
        why = f"CONSOLE_SESSIONS_PATH : ce fichier ne s’ouvre pas ({type(error).__name__})."
    print(f"La console refuse de démarrer. {why}", file=sys.stderr)
    sys.exit(EX_CONFIG)
