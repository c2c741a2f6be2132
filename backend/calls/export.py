"""The journal as a CSV file; taking it out of the console is itself in the trail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

from backend import business, fr, spreadsheet
from backend.calls import actions
from backend.calls import words as wording
from backend.calls.journal import CallRow, Filters, Place, read
from backend.supabase.rpc import Rpc
from backend.vapi import words as vapi_words

PAGE = 1000
MOST = 10_000
HEADINGS = (
    "Date", "Heure", "Appelant", "Téléphone", "Ville", "Issue", "Fin de l’appel", "Durée (s)", "Coût (USD)",
    "Classement", "Fiche", "Résumé",
)  # fmt: skip


def file_name(now: datetime) -> str:
    """By date only: a file name must tell nothing about anybody."""
    return f"appels-{fr.local(now):%Y-%m-%d-%Hh%M}.csv"


def csv_bytes(api: Rpc, filters: Filters) -> bytes:
    """The filtered calls, newest first, at most 10 000.

    The audit trail tells of it first: what cannot be told is not handed out.
    """
    rows = list(_rows(api, filters))
    actions.log_export(api, uuid4(), len(rows), filters.names)
    return spreadsheet.csv_bytes(HEADINGS, map(_cells, rows))


def _rows(api: Rpc, filters: Filters) -> Iterator[CallRow]:
    after: Place | None = None
    for _ in range(MOST // PAGE):
        page = read(api, filters, after, PAGE)
        yield from page
        if len(page) < PAGE:
            return
        after = Place(page[-1].created_at, page[-1].id)


def _came_to(row: CallRow) -> str:
    return wording.came_to(row.outcome, row.status, row.created_at, datetime.now(UTC))


def _cells(row: CallRow) -> tuple[str, ...]:
    here = fr.local(row.created_at)
    return (
        f"{here:%Y-%m-%d}", f"{here:%H:%M}", row.caller_name or row.lead_name or "", fr.phone(row.caller_number),
        row.lead_city or "", _came_to(row), vapi_words.ended(row.ended_reason, row.ended_category),
        "" if row.seconds is None else str(round(row.seconds)),
        "" if row.cost_usd is None else f"{row.cost_usd:.4f}".replace(".", ","),
        business.CLASSIFICATIONS.get(row.classification or "", ""), row.lead_ref or "", row.summary or "",
    )  # fmt: skip
