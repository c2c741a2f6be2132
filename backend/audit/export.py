"""The trail as a CSV file; taking it out of the console is itself in the trail."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from backend import fr, spreadsheet
from backend.audit import read as audit
from backend.audit import words as audit_words
from backend.audit.read import Entry, Search
from backend.supabase.rpc import Rpc

HEADINGS = ("Date", "Heure", "Qui", "Geste", "Au sujet de", "Identifiant", "Détails", "Numéro de la demande")


def file_name(now: datetime) -> str:
    """By date only."""
    return f"gestes-{fr.local(now):%Y-%m-%d-%Hh%M}.csv"


def csv_bytes(api: Rpc, search: Search) -> bytes:
    """Newest first, at most 10 000."""
    entries = list(audit.everything(api, search))
    api.rpc("log_trail_export", {"p_request_id": str(uuid4()), "p_rows": len(entries)})
    return spreadsheet.csv_bytes(HEADINGS, map(_cells, entries))


def _cells(one: Entry) -> tuple[str, ...]:
    here = fr.local(one.at)
    deed = (audit_words.who(one), audit_words.action(one.action), one.subject_type, one.subject_id or "")
    details = "; ".join(audit_words.details(one))
    return (f"{here:%Y-%m-%d}", f"{here:%H:%M:%S}", *deed, details, str(one.request_id))
