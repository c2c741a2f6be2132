"""The lines of the work table as a frame: one column a fact, in French, of a type that sorts as people expect."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pandas as pd

from backend import business, fr
from backend.alerts import words as alert_words
from backend.leads import attempts
from backend.leads.read import STATUSES, URGENCIES
from backend.leads.table import Row

RECEIVED, AGAIN, VISIT = "Reçue", "À rappeler", "Rendez-vous"
MOMENTS = (RECEIVED, AGAIN, VISIT)
TRIES, COST = "Essais", "Coût (USD)"
STATUS, URGENCY, NAME, PHONE, CITY, SERVICE = "État", "Urgence", "Nom", "Téléphone", "Ville", "Service"
PROBLEM, OWNER, LAST_TRY, ALERT, ADDRESS, LOST, REF = (
    "Problème", "Confié à", "Dernier essai", "Alerte", "Adresse", "Pourquoi perdu", "Fiche",
)  # fmt: skip


def of(rows: Sequence[Row]) -> pd.DataFrame:
    """In the order of the rows. Moments are Québec's hours, without a zone: spreadsheets know none."""
    columns = {
        RECEIVED: [fr.on_the_wall(row.created_at) for row in rows],
        URGENCY: [URGENCIES[row.urgency] for row in rows],
        STATUS: [STATUSES.get(row.status, row.status) for row in rows],
        NAME: [row.name or "" for row in rows],
        PHONE: [fr.phone(row.phone) if row.phone else "" for row in rows],
        CITY: [row.city or "" for row in rows],
        SERVICE: [business.service(row.service) or "" for row in rows],
        PROBLEM: [row.description or "" for row in rows],
        OWNER: [row.assigned_name or "" for row in rows],
        TRIES: [row.attempt.count if row.attempt else 0 for row in rows],
        LAST_TRY: [attempts.WORDS[row.attempt.outcome] if row.attempt else "" for row in rows],
        AGAIN: [_again(row) for row in rows],
        VISIT: [fr.on_the_wall(row.visit_at) for row in rows],
        ALERT: [alert_words.state(row.alert) if row.alert else "" for row in rows],
        COST: [float(row.cost_usd) if row.cost_usd is not None else None for row in rows],
        ADDRESS: [row.address or "" for row in rows],
        LOST: [business.lost_reason(row.lost_reason) if row.lost_reason else "" for row in rows],
        REF: [row.ref for row in rows],
    }
    frame = pd.DataFrame(columns)
    return frame.astype({name: "datetime64[s]" for name in MOMENTS} | {COST: "float64", TRIES: "int64"})


def _again(row: Row) -> datetime | None:
    """Owed to nobody any more once the lead is no longer new."""
    return fr.on_the_wall(row.attempt.again_at) if row.attempt and row.status == "new" else None
