"""What may be done about a visit, and how each deed is taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Literal
from uuid import UUID

import streamlit as st

from backend import fr
from backend.appointments import actions
from backend.appointments.read import Visit
from backend.console.api import Api
from pages.appointments import move, on_way
from pages.appointments.crew import Crew
from pages.ui import actions as act
from pages.ui import links
from pages.ui.lately import Done, Lately

# A visit cancelled by mistake costs a customer: longer than a slip of the thumb.
UNDO_S = 30.0
UNTOLD = "Le client n’est pas prévenu: appelez-le avant."
TOLD = "Le texto part deux minutes plus tard, sauf si vous remettez la visite d’ici là."
NOBODY = "Personne en particulier"
CONFIRMED, DONE, CANCELLED, GIVEN = "Confirmé", "Faite", "Annulé", "Confié"
Kind = Literal["confirm", "cancel", "done"]
WORDS: dict[Kind, str] = {"confirm": CONFIRMED, "done": DONE, "cancel": CANCELLED}
_SEEN = "_visits_seen"


@dataclass(frozen=True)
class Recent:
    """What was done a moment ago: a visit that is `off` stays where it was; the others are drawn as they are now."""

    off: Lately[Visit]
    changed: Lately[Visit]

    @classmethod
    def of_week(cls, monday: date) -> Recent:
        """In this session, on the week of that Monday."""
        return cls(Lately(f"off-{monday}", UNDO_S), Lately("visits-changed", UNDO_S))

    def of(self, visit: Visit) -> Done[Visit] | None:
        """The last deed on it."""
        return self.off.of(visit.id) or self.changed.of(visit.id)

    def in_place(self, found: list[Visit]) -> list[Visit]:
        """Those that there are, and those just cancelled where they were."""
        return self.off.in_place(found, lambda visit: visit.id)

    def times(self, visit: Visit) -> int:
        """How often something was done to it: doing it again is another wish."""
        return self.off.times(visit.id) + self.changed.times(visit.id)


@dataclass(frozen=True)
class Subject:
    """A visit as it is now; `seen` is its version as the screen last showed it: a deed is done to that one or not."""

    api: Api
    visit: Visit
    seen: int
    place: int
    recent: Recent
    crew: Crew

    @property
    def who(self) -> str:
        """The customer."""
        return self.visit.name or self.visit.ref

    @property
    def key(self) -> str:
        """Of its buttons. Not by version: what went wrong is told at the button that was pressed."""
        return f"{self.visit.id}-{self.recent.times(self.visit)}"


def draw(api: Api, visit: Visit, place: int, recent: Recent, crew: Crew, now: datetime) -> None:
    """The deeds that are possible now, or the way back from the last one."""
    one = Subject(api, visit, _seen(visit), place, recent, crew)
    just_done = recent.of(visit)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if just_done:
            st.button(f"{just_done.words} ✓", key=f"fait-v-{visit.id}", disabled=True)
            _undo(one, just_done, "Annuler ce geste")
        if visit.status == "booked" and not recent.off.of(visit.id):
            _standing(one, now)
        elif not just_done and visit.status == "done":
            _undo(one, Done(visit, place, 0.0, DONE), "Pas encore faite")
        elif not just_done and visit.starts_at > now:
            _undo(one, Done(visit, place, 0.0, CANCELLED), "Remettre à l’agenda")
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        links.to_lead(visit.ref, "La fiche")
        links.to_customer("lead", visit.lead_id, "Le client")


def _seen(visit: Visit) -> int:
    """The version that was on the screen when whatever is asked now was tapped."""
    versions: dict[UUID, int] = st.session_state.setdefault(_SEEN, {})
    before = versions.get(visit.id, visit.version)
    versions[visit.id] = visit.version
    return before


def _standing(one: Subject, now: datetime) -> None:
    """A visit to come cannot have been made."""
    visit, when = one.visit, fr.clock(one.visit.starts_at)
    if not visit.confirmed:
        _button(one, "confirm", "Confirmer", f"Rendez-vous de {one.who}, {when}: confirmé")
    if visit.starts_at <= now:
        _button(one, "done", "Visite faite", f"Visite chez {one.who}: faite")
    if st.button("Déplacer", key=f"deplacer-{visit.id}") and act.tap_allowed(str(visit.id)):
        move.dialog(visit, one.recent.changed, one.crew.may_tell("visit_booked", visit))
    on_way.draw(one.api, visit, one.seen, one.crew.sent, now)
    _who_goes(one)
    with st.popover("Annuler"):
        _cancel(one)
        if visit.confirmed:
            unsure = replace(visit, confirmed=False)
            _undo(one, Done(unsure, one.place, 0.0, CONFIRMED), "Remettre à confirmer")


def _cancel(one: Subject) -> None:
    """A text is only offered to whoever counted on the visit; it leaves later than the way back is shown."""
    offered = one.visit.confirmed and one.crew.may_tell("visit_cancelled", one.visit)
    st.markdown(TOLD if offered else UNTOLD)
    tell = offered and st.checkbox("Prévenir le client par texto", value=True, key=f"dire-annulee-{one.key}")
    said = f"Rendez-vous de {one.who}: annulé" + (", un texto le lui dira" if tell else "")
    _button(one, "cancel", "Oui, annuler ce rendez-vous", said, tell=tell)


def _button(one: Subject, kind: Kind, label: str, said: str, *, tell: bool = False) -> None:
    look: Literal["primary", "secondary"] = "primary" if kind == "confirm" else "secondary"
    act.button(label, f"{kind}-{one.key}", partial(_do, one, kind, tell), said, kind=look, on=str(one.visit.id))


def _do(one: Subject, kind: Kind, tell: bool, request_id: UUID) -> None:
    actions.change_visit(one.api, request_id, one.visit.id, kind, one.seen, tell_customer=tell)
    lately = one.recent.off if kind == "cancel" else one.recent.changed
    lately.note(one.visit.id, one.visit, one.place, WORDS[kind])


def _who_goes(one: Subject) -> None:
    """One of the team, or nobody in particular."""
    visit = one.visit
    offered = {colleague.full_name: colleague.user_id for colleague in one.crew.colleagues}
    ways: dict[str, UUID | None] = {**offered, **({NOBODY: None} if visit.assigned_to else {})}
    key = f"qui-{one.key}"
    action = act.prepare(key)
    options = [name for name, user_id in ways.items() if user_id != visit.assigned_to or not user_id]
    choice = st.menu_button("Qui y va", options, key=key, disabled=action.busy)
    if choice and act.tap_allowed(str(visit.id)):
        action.ask(choice)
    if action.choice in ways:
        goes = "personne en particulier" if action.choice == NOBODY else f"{action.choice} y va"
        give = partial(_give, one, ways[action.choice])
        act.finish(action, give, f"{one.who}: {goes}", on=str(visit.id))


def _give(one: Subject, user_id: UUID | None, request_id: UUID) -> None:
    version = actions.assign_visit(one.api, request_id, one.visit.id, one.seen, user_id)
    one.recent.changed.note(one.visit.id, replace(one.visit, version=version), one.place, GIVEN)


def _undo(one: Subject, done: Done[Visit], label: str) -> None:
    key = f"remettre-{one.visit.id}-{done.at}-{done.words}-{one.recent.times(one.visit)}"
    take_back = partial(_take_back, one, done)
    act.button(label, key, take_back, f"Rendez-vous de {one.who}: comme avant", on=str(one.visit.id), undo=True)


def _take_back(one: Subject, done: Done[Visit], request_id: UUID) -> None:
    before = done.item
    if done.words == move.MOVED:
        # Whoever was told of the new hour is told of the old one again; nobody else.
        actions.move_visit(
            one.api,
            request_id,
            before.id,
            before.version,
            before.starts_at,
            before.minutes,
            tell_customer=done.told,
        )
    elif done.words == GIVEN:
        actions.assign_visit(one.api, request_id, before.id, before.version, before.assigned_to)
    else:
        actions.restore_visit(one.api, request_id, before.id, confirmed=before.confirmed)
    one.recent.off.drop(before.id)
    one.recent.changed.drop(before.id)
