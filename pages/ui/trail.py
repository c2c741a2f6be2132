"""The trail: who did what, when; narrowed by person, kind of deed, period, and what it was about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import streamlit as st

from backend import fr
from backend.audit import export as audit_export
from backend.audit import frame as audit_frame
from backend.audit import read as audit
from backend.audit import words as say
from backend.audit.read import PAGE, Entry, Search
from backend.console.api import Api
from backend.team import read as team
from pages.ui import html as h
from pages.ui import session, tables, width
from pages.ui.parts import read_or_last_known

PERIODS = {"1": "Aujourd’hui", "7": "7 jours", "30": "30 jours", "": "Tout"}
# Where that which a deed was about is read.
_SCREENS = {"call": "/appels?appel=", "privacy_request": "/conformite?demande="}
_OLDER, _FOR = "_trail_older", "_trail_for"


def draw(only: str = "") -> None:
    """Newest first. Nobody can change a line of it, nor take one away. `only`: one group of deeds, by its name."""
    _, api = session.current()
    search = _controls(api, only)
    if st.session_state.get(_FOR) != search:
        st.session_state[_FOR], st.session_state[_OLDER] = search, []
    older: list[Entry] = st.session_state[_OLDER]
    newest = read_or_last_known(
        f"trail-{search.actor}-{search.actions}-{search.subject}", lambda: audit.read(api, search)
    )
    if newest is None:
        return
    entries = [*newest, *(one for one in older if not newest or (one.at, one.request_id) < _place(newest[-1]))]
    if not entries:
        st.html(h.empty("Aucun geste ne correspond", "Élargissez la période, ou choisissez une autre personne."))
        return
    _drawn(entries)
    if len(newest) == PAGE and st.button("Voir les gestes plus anciens", key="trail-older", width="stretch"):
        st.session_state[_OLDER] = [*entries[len(newest) :], *audit.read(api, search, entries[-1])]
        st.rerun()
    st.download_button(
        "Exporter ces gestes (CSV)",
        lambda: audit_export.csv_bytes(api, search),
        audit_export.file_name(datetime.now(UTC)),
        "text/csv",
        key="trail-export",
        on_click="ignore",
        icon=":material/download:",
        type="tertiary",
    )


def _drawn(entries: list[Entry]) -> None:
    if not width.is_wide():
        st.html(_lines(entries))
        return
    place = tables.pick(audit_frame.of(entries), "trail", "Journal des gestes")
    if place is not None:
        st.html(_line(entries[place]))


def _controls(api: Api, only: str) -> Search:
    result = read_or_last_known("team", lambda: team.read(api))
    names: dict[UUID, str] = {one.user_id: one.full_name for one in result.people} if result else {}
    left, right = st.columns(2)
    actor = left.selectbox(
        "Qui", [None, *names], format_func=lambda one: names[one] if one else "Tout le monde", key="t-qui"
    )
    deeds = right.selectbox("Quoi", _choices(only), format_func=_choice, key=f"t-quoi-{only}")
    period = st.pills(
        "Période", list(PERIODS), default="7", required=True, format_func=PERIODS.__getitem__, key="t-periode"
    )
    subject = st.text_input(
        "Au sujet de", key="t-sujet", placeholder="Identifiant d’un appel ou d’une fiche (fin de son adresse)"
    )
    since = None
    if period:
        today = fr.local(datetime.now(UTC)).date()
        since = fr.day_bounds(today - timedelta(days=int(period) - 1), today)[0]
    return Search(since, None, actor, deeds, subject)


def _choices(only: str) -> list[tuple[str, ...]]:
    if not only:
        return [(), *say.GROUPS.values()]
    return [say.GROUPS[only], *((one,) for one in say.GROUPS[only])]


def _choice(deeds: tuple[str, ...]) -> str:
    if len(deeds) == 1:
        return say.action(deeds[0])
    names = {group: name for name, group in say.GROUPS.items()}
    return names.get(deeds, "Tous les gestes")


def _place(entry: Entry) -> tuple[datetime, UUID]:
    return entry.at, entry.request_id


def _lines(entries: list[Entry]) -> str:
    drawn, now, day = [], datetime.now(UTC), None
    for one in entries:
        if fr.local(one.at).date() != day:
            day = fr.local(one.at).date()
            drawn.append(h.text("p", fr.day_near(one.at, now), "df-daymark"))
        drawn.append(_line(one))
    return "".join(drawn)


def _line(one: Entry) -> str:
    head = (
        h.text("b", say.who(one))
        + " "
        + h.text("span", say.action(one.action))
        + h.text("time", fr.clock_seconds(one.at))
    )
    details = say.details(one)
    result = h.facts(details) if details else ""
    return h.tag("div", h.tag("div", head, "df-who") + result + _subject(one), "df-deed")


def _subject(one: Entry) -> str:
    where = _SCREENS.get(one.subject_type)
    if where is None or not one.subject_id:
        return h.text("p", say.subject(one), "df-facts")
    return h.tag("p", h.text_link(say.subject(one), f"{where}{one.subject_id}"), "df-facts")
