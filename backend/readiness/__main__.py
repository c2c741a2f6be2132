"""`python -m backend.readiness`: the French report; 0 only on GO.

1: not to be deployed; 2: it could not be asked; 3: limited, to the stage that the report names.
"""

from __future__ import annotations

import sys
from typing import Any

import psycopg

from backend.db import conninfo, query, settle_now
from backend.readiness.read import Readiness, read_answer
from backend.readiness.report import markdown
from backend.settings.base import BadSetting
from backend.settings.database import DatabaseSettings

EXIT_CODES = {"go": 0, "no": 1, "limited": 3}
COULD_NOT_ASK = 2


def main() -> int:
    """Ask, print, and say it with the exit code."""
    try:
        answer = ask(DatabaseSettings.load())
    except (BadSetting, ValueError) as error:
        return _refuse(str(error))
    except psycopg.Error as error:
        return _refuse(f"la base n’a pas répondu ({type(error).__name__}).")
    print(markdown(answer), end="")
    return EXIT_CODES[answer.verdict]


def ask(settings: DatabaseSettings) -> Readiness:
    """Every gate, as the database judges it. Raises BadSetting, ValueError or psycopg.Error."""
    with psycopg.connect(conninfo(settings.db_url, "readiness")) as conn:
        settle_now(conn)
        row: tuple[Any, ...] | None = conn.execute(query("readiness").encode()).fetchone()
    return read_answer(row[0] if row else None)


def _refuse(why: str) -> int:
    print(f"Mise en service: {why}", file=sys.stderr)
    return COULD_NOT_ASK


if __name__ == "__main__":
    raise SystemExit(main())
