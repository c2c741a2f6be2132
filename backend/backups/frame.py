"""The copies as a frame: one line a copy, sorted as people expect."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from backend import fr
from backend.backups import words as say
from backend.backups.read import Backup

MADE, SIZE, SECONDS = "Copie de", "Taille (Mo)", "Durée (s)"


def of(backups: Sequence[Backup]) -> pd.DataFrame:
    """In their order; what a copy that was not kept cannot tell is left empty."""
    columns = {
        MADE: [fr.on_the_wall(one.snapshot_at or one.asked_at) for one in backups],
        "État": [say.state(one.state, one.failure)[0] for one in backups],
        "Épreuve": [say.proof(one.proof.state if one.proof else None)[0] if one.state == "stored" else ""
                    for one in backups],
        "Faite": [say.REASONS.get(one.reason, one.reason) for one in backups],
        SIZE: [round(one.size_bytes / 1e6, 2) if one.size_bytes is not None else None for one in backups],
        SECONDS: [_seconds(one) for one in backups],
        "Appels": [one.rows_of("public.vapi_calls") for one in backups],
        "Clients": [one.rows_of("public.leads") for one in backups],
        "Lignes": [one.rows for one in backups],
    }  # fmt: skip
    return pd.DataFrame(columns).astype({MADE: "datetime64[s]", SIZE: "float64", SECONDS: "float64"})


def _seconds(one: Backup) -> float | None:
    done = one.started_at and one.finished_at and one.state == "stored"
    return round((one.finished_at - one.started_at).total_seconds(), 1) if done else None  # type: ignore[operator]
