"""What the administrator does about copies: one more, prove, stop, carry away."""

from __future__ import annotations

from functools import partial
from html import escape
from uuid import UUID

import streamlit as st

from backend.backups import read as backups
from backend.backups.read import Backup, Board, Kind
from backend.console.api import Api
from backend.console.paths import COPIES
from pages.ui import actions


def back_up(api: Api, board: Board) -> None:
    """One more copy, proven right after; the button rests while one is going on."""
    last = board.backups[0].id if board.backups else "aucune"
    actions.button(
        "Sauvegarder maintenant", f"sauvegarder-{last}", partial(backups.back_up_now, api), "Sauvegarde demandée",
        kind="primary", disabled=board.running is not None,
    )  # fmt: skip


def cancel(api: Api, kind: Kind, subject: UUID, *, asked: bool) -> None:
    """Stop it; what was kept before stays."""
    effect = partial(_cancel, api, kind, subject)
    actions.button("Arrêter", f"arreter-{subject}", effect, "Arrêt demandé", disabled=asked)


def _cancel(api: Api, kind: Kind, subject: UUID, request_id: UUID) -> None:
    backups.cancel(api, request_id, kind, subject)


def of_copy(api: Api, one: Backup) -> None:
    """Prove it now, carry it away; or stop the next try of one that failed."""
    if one.state == "asked":
        cancel(api, "backup", one.id, asked=one.cancel_asked)
    if one.state != "stored":
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"gestes-{one.id}"):
        effect = partial(_prove, api, one.id)
        tried = len(one.proofs)
        actions.button(
            "Éprouver", f"eprouver-{one.id}-{tried}", effect, "Épreuve demandée", disabled=bool(one.open_proof)
        )
        st.html(_download(one), width="content")


def _prove(api: Api, backup: UUID, request_id: UUID) -> None:
    backups.prove(api, request_id, backup)


def _download(one: Backup) -> str:
    """A form, so that no link can take a copy by accident; the file is encrypted."""
    action = actions.prepare(f"emporter-{one.id}")
    named = escape(one.name or "")
    fields = (
        f'<input type="hidden" name="copie" value="{one.id}"><input type="hidden" name="demande" value="{action.id}">'
    )
    label = f"Télécharger {named}, chiffrée"
    button = f'<button class="df-leave" type="submit" aria-label="{label}">Télécharger (chiffrée)</button>'
    return f'<form method="post" action="{COPIES}">{fields}{button}</form>'
