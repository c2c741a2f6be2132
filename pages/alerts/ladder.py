"""How an urgent alert insists, drawn and edited; and how each provider does."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

import streamlit as st

from backend.alerts import ladder_read as ladders
from backend.alerts import words as say
from backend.alerts.ladder_read import WAYS, Ladders, Rung
from backend.alerts.model import Way
from backend.alerts.setup import EDITORS
from backend.console.api import Api
from pages.alerts import ladder_parts as parts
from pages.alerts import prices
from pages.ui import actions, dialogs, session
from pages.ui import html as h
from pages.ui.parts import read_or_last_known, section

EVERY_S = 5
# Rungs before the next person; more would keep them waiting.
MOST = 5
CHOICES: tuple[Way, ...] = ("sms", "sms_other", "call", "email")
ONE_PROVIDER = (
    "Un seul fournisseur: cette échelle n’est pas suivie, et rien n’appelle. "
    "L’administrateur voit sur Santé, «Réglages», ce qui manque."
)
ALL_PEOPLE, ALL_KINDS = "Tout le monde", "Toute urgence"


@st.fragment(run_every=EVERY_S)
def draw() -> None:
    """Live: a provider that fails is seen here."""
    person, api = session.current()
    found = read_or_last_known("ladders", lambda: ladders.read(api))
    if found is None:
        return
    st.html(section("Échelle des urgences", "seul le geste d’une personne y met fin: lien, réponse, touche, console"))
    if found.has_second is False:
        st.warning(ONE_PROVIDER)
    may_edit = person.role in EDITORS
    if not found.rungs:
        st.html(h.empty("Aucune échelle", "Un texto part, puis un courriel s’il n’arrive pas, puis on recommence."))
    for kind, recipient in found.scopes():
        with st.container(key=f"carte-echelle-{kind}-{recipient}"):
            st.html(parts.ladder(found, kind, recipient))
            if may_edit and st.button("Changer", key=f"echelle-{kind}-{recipient}", icon=":material/edit:"):
                dialog(found, kind, recipient)
    if may_edit and st.button("Ajouter une échelle", key="echelle-nouvelle", icon=":material/add:"):
        new_dialog(found)
    st.html(section("Fournisseurs", "nos propres envois, sur 24 heures") + parts.providers(found))
    prices.draw(found.prices, may_edit)


def new_form(found: Ladders) -> None:
    """For whom and for what first; then its rungs."""
    people: list[UUID | None] = [None, *(one.id for one in found.people)]
    names = {one.id: one.full_name for one in found.people}
    who = st.selectbox("Pour qui", people, format_func=lambda one: names[one] if one else ALL_PEOPLE, key="e-qui")
    kinds: list[str | None] = [None, *found.urgent_kinds]
    what = st.selectbox("Pour quoi", kinds, format_func=lambda one: say.kind(one) if one else ALL_KINDS, key="e-quoi")
    form(found, what, who)


def form(found: Ladders, kind: str | None, recipient: UUID | None) -> None:
    """Up to five rungs, then the next person; a rung without a way is left out."""
    _, api = session.current()
    now = found.of(kind, recipient) or found.of(None, None)
    key = f"{kind}-{recipient}"
    action = actions.prepare(f"echelle-{key}-{hash(tuple(now))}")
    steps = [rung for rung in now if rung.way != "next"]
    last = next((rung.after_minutes for rung in now if rung.way == "next"), 6.0)
    with st.form(f"form-echelle-{key}", border=False):
        chosen = [_rung(n, steps[n] if n < len(steps) else None, key) for n in range(MOST)]
        until = st.number_input(
            "À la personne suivante après (min)", 1.0, 240.0, max(last, 1.0), 1.0, key=f"e-fin-{key}"
        )
        st.form_submit_button("Enregistrer", type="primary", disabled=action.busy, on_click=action.ask, width="stretch")
    rungs = [*(rung for rung in chosen if rung), Rung(until, "next")]
    actions.finish(action, partial(_save, api, kind, recipient, rungs), "Échelle enregistrée", in_dialog=True)
    if (kind or recipient) and found.of(kind, recipient):
        gone = partial(_save, api, kind, recipient, [])
        actions.button("Retirer cette échelle", f"echelle-sans-{key}", gone, "Échelle retirée", in_dialog=True)


dialog: Callable[[Ladders, str | None, UUID | None], None] = dialogs.dialog("Échelle", icon=":material/stairs:")(form)
new_dialog: Callable[[Ladders], None] = dialogs.dialog("Nouvelle échelle", icon=":material/stairs:")(new_form)


def _rung(n: int, now: Rung | None, key: str) -> Rung | None:
    usual = now.way if now and now.way in CHOICES else None
    way = st.pills(f"Marche {n + 1}", CHOICES, default=usual, format_func=_shown, key=f"e-moyen-{n}-{key}")
    # The first message leaves at once.
    after = st.number_input(
        "Minute", 0.0, 240.0, now.after_minutes if now and n else 0.0, 1.0, key=f"e-min-{n}-{key}", disabled=n == 0
    )
    return Rung(after if n else 0.0, way) if way else None


def _shown(way: Way) -> str:
    return WAYS[way].capitalize()


def _save(api: Api, kind: str | None, recipient: UUID | None, rungs: list[Rung], request_id: UUID) -> None:
    ladders.save(api, request_id, kind, recipient, rungs)
