"""`python -m backend.load record FILE`: keep the record of a ramp or a soak as evidence.

Into the database of EVIDENCE_DB_URL, else of SUPABASE_DB_URL. What a run says of itself is
checked first, and a file that claims more than was done is refused.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import ClassVar

import psycopg
from pydantic import SecretStr

from backend.load.record import record
from backend.load.run import BadRun, read
from backend.settings.base import BadSetting, Settings


class EvidenceSettings(Settings):
    """Where evidence is kept."""

    urls: ClassVar[tuple[str, ...]] = ("EVIDENCE_DB_URL", "SUPABASE_DB_URL")

    EVIDENCE_DB_URL: SecretStr | None = None
    SUPABASE_DB_URL: SecretStr | None = None

    @property
    def db_url(self) -> str:
        """The database that lasts. Raises BadSetting when there is none."""
        chosen = self.EVIDENCE_DB_URL or self.SUPABASE_DB_URL
        if chosen is None:
            raise BadSetting("EVIDENCE_DB_URL ou SUPABASE_DB_URL", "manque : cet essai ne serait gardé nulle part")
        return chosen.get_secret_value()


def main(argv: list[str] | None = None) -> int:
    """Run the command; 1 and one sentence when the run was not kept."""
    parser = argparse.ArgumentParser(prog="python -m backend.load", description=__doc__)
    command = parser.add_subparsers(dest="command", required=True).add_parser("record", help="keep one run")
    command.add_argument("file", type=Path)
    given = parser.parse_args(argv)
    try:
        run = read(given.file.read_text(encoding="utf-8"))
        number = record(EvidenceSettings.load().db_url, run)
    except (OSError, BadRun, BadSetting, UnicodeDecodeError) as error:
        print(f"Refusé : {error}", file=sys.stderr)
        return 1
    except psycopg.Error as error:
        # The server's own words may repeat a row.
        print(f"La base n’a pas gardé cet essai ({type(error).__name__}).", file=sys.stderr)
        return 1
    print(f"Gardé sous le numéro {number} : {run.kind}, {run.label}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
