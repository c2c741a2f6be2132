"""Several leads at once: one deed for all that are ticked, told lead by lead, taken back together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

import streamlit as st

from backend import fr
from backend.alerts import setup as alert_setup
from backend.alerts import words as alert_words
from backend.business import LOST_REASONS
from backend.console.api import Api
from backend.leads.table import Row
from backend.supabase.errors import ApiError
from backend.team.people import Colleague
from backend.today import bulk
from backend.today.bulk import Deed, Outcome
from pages.leads.table import grid
from pages.ui import actions as act
from pages.ui import dialogs, session
from pages.ui import html as h
from pages.ui.parts import error_box, plain

_LAST = "_bulk"
TOLD = 6


@dataclass
class Batch:
    """The last deed done to several, and what became of each."""

    deed: Deed
    request_id: UUID
    outcomes: list[Outcome]
    taken_back: bool = False

    @property
    def done(self) -> list[Row]:
        """For these it was done."""
        return [one.row for one in self.outcomes if one.why is None]

    @property
    def unsettled(self) -> list[Row]:
        """Asked again, it may be done for these."""
        return [one.row for one in self.outcomes if one.unsettled]


def draw(api: Api, rows: list[Row], colleagues: list[Colleague]) -> None:
    """What may be done to those that are ticked."""
    st.html(h.facts([f"{fr.count(len(rows), 'cochée')}:"]), width="content")
    given: dict[str, Callable[[], Deed]] = {
        one.full_name: partial(bulk.assign, one.user_id, one.full_name) for one in colleagues
    }
    _menu(api, rows, "Confier à", {**given, "Personne": partial(bulk.assign, None, "personne")})
    _menu(api, rows, "État", _standings())
    if st.button("Envoyer un message", key="t-message", icon=":material/send:"):
        _message(tuple(rows))
    st.button("Décocher", key="t-decocher", type="tertiary", on_click=grid.untick)


def result(api: Api) -> None:
    """What the last one came to: for how many, and for whom not."""
    last: Batch | None = st.session_state.get(_LAST)
    if last is None:
        return
    with st.container(border=True, key="t-resultat"):
        words = f"{last.deed.words}, repris" if last.taken_back else last.deed.words
        refused = [f"{one.row.who} ({one.row.ref}): {one.why}" for one in last.outcomes if one.why]
        rest = [f"et {len(refused) - TOLD} autres"] if len(refused) > TOLD else []
        told = "".join(h.text("p", one, "df-facts") for one in [*refused[:TOLD], *rest])
        st.html(h.text("strong", bulk.headline(words, last.outcomes)) + told)
        with st.container(horizontal=True, gap="small"):
            _again(api, last)
            _undo(api, last)
            st.button("Vu", key="t-vu", type="tertiary", on_click=_forget)


def _standings() -> dict[str, Callable[[], Deed]]:
    reasons = {words: code for code, words in LOST_REASONS.items() if code != "unsaid"}
    lost = {f"Perdu: {words.lower()}": partial(bulk.status, "lost", code) for words, code in reasons.items()}
    return {
        "Rappelé": bulk.called_back,
        "Remettre à rappeler": bulk.reopen,
        "Gagné": partial(bulk.status, "won"),
        **lost,
    }


def _menu(api: Api, rows: list[Row], label: str, deeds: dict[str, Callable[[], Deed]]) -> None:
    action = act.prepare(f"lot-{label}-{which(rows)}")
    key = f"t-lot-{label}"
    choice = st.menu_button(label, list(deeds), key=key, disabled=action.busy)
    if choice and act.tap_allowed(key):
        action.ask(choice)
    if action.choice in deeds:
        _finish(api, action, deeds[action.choice](), rows, key)


def _finish(api: Api, action: act.Action, deed: Deed, rows: list[Row], on: str) -> None:
    effect = partial(_carry_out, api, deed, tuple(rows))
    act.finish(action, effect, f"{deed.words}: {fr.count(len(rows), 'fiche')}", on=on)


def _carry_out(api: Api, deed: Deed, rows: tuple[Row, ...], request_id: UUID) -> None:
    st.session_state[_LAST] = Batch(deed, request_id, bulk.carry_out(api, request_id, deed.do, rows, deed))


def which(rows: list[Row]) -> int:
    """These leads as they are now: once one has changed, asking is another wish."""
    return hash(tuple((row.id, row.version, row.assigned_to) for row in rows))


def _again(api: Api, last: Batch) -> None:
    """By the same requests: what had been done after all is not done twice."""
    left = last.unsettled
    if not left or last.taken_back:
        return
    label = f"Réessayer pour {fr.count(len(left), 'fiche')}"
    key = f"encore-{last.request_id}-{len(left)}-{id(last.outcomes)}"
    act.button(label, key, partial(_retry, api, last), f"{last.deed.words}: réessayé")


def _retry(api: Api, last: Batch, _: UUID) -> None:
    settled = [one for one in last.outcomes if not one.unsettled]
    last.outcomes = settled + bulk.carry_out(api, last.request_id, last.deed.do, last.unsettled, last.deed)


def _undo(api: Api, last: Batch) -> None:
    if last.deed.undo and last.done and not last.taken_back:
        n = fr.count(len(last.done), "fiche")
        said = f"Comme avant: {n}"
        act.button(
            f"Annuler pour {n}", f"annuler-lot-{last.request_id}", partial(_take_back, api, last), said, undo=True
        )


def _take_back(api: Api, last: Batch, request_id: UUID) -> None:
    if last.deed.undo:
        last.outcomes = bulk.carry_out(api, request_id, last.deed.undo, last.done)
        last.taken_back = True


def _forget() -> None:
    st.session_state.pop(_LAST, None)


@dialogs.dialog("Envoyer un message", icon=":material/send:")
def _message(rows: tuple[Row, ...]) -> None:
    """Asked once: to whom, by which way; the button says both, and how many."""
    _, api = session.current()
    try:
        setup = alert_setup.read(api)
    except ApiError as error:
        error_box(error)
        return
    if not setup.recipients:
        st.warning("Aucun destinataire: ajoutez-en un dans Alertes, «Règles et destinataires».")
        return
    names = {one.id: one for one in setup.recipients}
    first = list(names).index((setup.on_call or setup.recipients)[0].id)
    person = names[
        st.selectbox("À qui", list(names), first, format_func=lambda one: names[one].full_name, key="t-qui-recoit")
    ]
    way = st.pills("Par", person.channels, default=person.channels[0], required=True, key=f"t-par-{person.id}",
                   format_func=lambda one: alert_words.channel(one).capitalize())  # fmt: skip
    what = fr.count(len(rows), alert_words.channel(way))
    deed = bulk.resend(way, person.id, person.full_name)
    key = f"lot-message-{which(list(rows))}-{way}-{person.id}"
    effect = partial(_carry_out, api, deed, rows)
    act.button(f"Envoyer {plain(f'{what} à {person.full_name}')}", key, effect, f"Demandé: {what}", kind="primary",
               in_dialog=True, width="stretch")  # fmt: skip
