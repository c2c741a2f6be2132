"""The light of the backups: green only while a copy that was restored and compared is young enough."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from backend import fr
from backend.backups import words as say
from backend.lights import Light, age_s, not_measured

NAME = "Sauvegarde"


@dataclass(frozen=True, slots=True)
class BackupState:
    """What every page knows of the backups."""

    limit_hours: int
    any: bool
    snapshot_at: datetime | None = None
    running: bool = False
    # Why the last backup, or the last word on a kept copy, went wrong.
    failure: str | None = None
    proof_failure: str | None = None


def light(now: datetime, state: BackupState | None) -> Light:
    """The age of the last proven copy; red says what to do."""
    if state is None or not state.any:
        return not_measured(NAME)
    going = ", une en cours" if state.running else ""
    if state.snapshot_at is None:
        text = f"aucune copie éprouvée{going}"
        if state.running and not state.failure and not state.proof_failure:
            return Light(NAME, "warn", text)
        return Light(NAME, "bad", text, remedy=_remedy(state))
    text = f"copie éprouvée, {fr.ago(state.snapshot_at, now)}{going}"
    if age_s(state.snapshot_at, now) > state.limit_hours * 3600:
        return Light(NAME, "bad", text, state.snapshot_at, _remedy(state))
    if state.proof_failure:
        return Light(NAME, "bad", f"{text}, une autre en échec", state.snapshot_at, _remedy(state))
    if state.failure:
        return Light(NAME, "warn", f"{text}, dernier essai en échec", state.snapshot_at)
    return Light(NAME, "good", text, state.snapshot_at)


def _remedy(state: BackupState) -> str:
    why = say.failure(state.proof_failure or state.failure)
    result = f" ({why})" if why else ""
    return (
        f"aucune preuve assez récente{result}: l’administrateur fait une copie dans Sauvegardes, ou regarde pourquoi."
    )
