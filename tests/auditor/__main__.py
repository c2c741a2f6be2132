"""`python -m tests.auditor TAPE DATABASE BREVO`: a run's tape, the database's address, that of the stand-in for Brevo
or a file with what it received. Names each difference, and ends with 1 where there is one."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import httpx
import psycopg

from tests.auditor.compare import differences
from tests.auditor.sent import read
from tests.auditor.stored import Stored


def audit(tape: Path, db_url: str, brevo: str) -> tuple[str, list[str]]:
    """What was counted, in a line; and the differences."""
    sent = read(tape)
    received = _received(brevo)
    with psycopg.connect(db_url, options="-c default_transaction_read_only=on") as db:
        stored = Stored(db, sent, [phone for call in sent.values() for phone in call.leads])
    counted = (
        f"auditor: {len(sent)} calls, {sum(len(one.lines) for one in sent.values())} lines,"
        f" {sum(len(one.leads) for one in sent.values())} leads,"
        f" {sum(urgent for one in sent.values() for urgent in one.leads.values())} of them urgent,"
        f" {len(received)} messages at Brevo"
    )
    return counted, list(differences(sent, stored, received))


def _received(brevo: str) -> list[dict[str, Any]]:
    if brevo.startswith("http"):
        found = httpx.get(f"{brevo}/_standin/received", timeout=60).raise_for_status().json()
    else:
        found = json.loads(Path(brevo).read_text(encoding="utf-8"))
    return [*found["sms"], *found["email"]]


def main(arguments: list[str]) -> int:
    """Print both."""
    if len(arguments) != 3:
        print(__doc__)
        return 2
    counted, found = audit(Path(arguments[0]), *arguments[1:])
    print(counted, f"{len(found)} differences", sep=", ")
    for one in found:
        print(f"  {one}")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
