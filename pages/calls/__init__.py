"""Appels: the journal, newest first, and the way into each call."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import streamlit as st

from backend import fr
from backend.calls import export, journal
from backend.calls.journal import CallRow, Filters, Place
from backend.console.api import Api
from pages.calls import call as one_call
from pages.calls import filters as filter_form
from pages.calls import mark
from pages.calls import rows as parts
from pages.ui import actions as act
from pages.ui import html as h
from pages.ui import links, session
from pages.ui.parts import read_or_last_known, title

EVERY_S = 4
PAGE = 25
OLDER = 50


def render() -> None:
    """One call when the address names it, else the journal."""
    call_id = links.asked(links.CALL)
    if call_id:
        one_call.render(call_id)
        return
    links.write_address(links.CALL, None)
    _, api = session.current()
    title("Appels", "les plus récents d’abord")
    filters = filter_form.draw()
    older: list[CallRow] = _older(filters)
    newest = _live(filters, older[0] if older else None)
    if older:
        _rows(api, older, "plus-anciens", newest[-1] if newest else None)
    if newest is None:
        return
    _more(api, filters, newest, older)
    _export(api, filters)


@st.fragment(run_every=EVERY_S)
def _live(filters: Filters, until: CallRow | None) -> list[CallRow] | None:
    """The first page refreshes alone; `until` is the first row of those already fetched below it.

    None while nothing can be read: an outage is no empty journal.
    """
    _, api = session.current()
    limit = 200 if until else PAGE
    found = read_or_last_known(f"journal-{filters}", lambda: journal.read(api, filters, limit=limit))
    if found is None:
        return None
    newest = [row for row in found if until is None or (row.created_at, row.id) > (until.created_at, until.id)]
    if not newest and not until:
        st.html(_nothing(filters))
    _rows(api, newest, "plus-recents", None)
    act.say_what_was_done()
    return newest


def _rows(api: Api, rows: list[CallRow], name: str, before: CallRow | None) -> None:
    now = datetime.now(UTC)
    day = fr.local(before.created_at).date() if before else None
    with st.container(key=name, gap=None):
        for call in rows:
            if fr.local(call.created_at).date() != day:
                day = fr.local(call.created_at).date()
                st.html(h.text("p", fr.day_near(call.created_at, now), "df-daymark"))
            with st.container(key=f"ligne-{call.id}"):
                st.html(parts.row(call, now))
                links.to_call(call.id, parts.label(call))
                mark.menu(api, call)


def _nothing(filters: Filters) -> str:
    if filters.any:
        return h.empty("Aucun appel ne correspond", "Élargissez la période, ou cherchez un autre mot.")
    return h.empty("Aucun appel", "Le premier appel reçu par Paul paraîtra ici de lui-même.")


def _older(filters: Filters) -> list[CallRow]:
    """Older pages already asked for; other filters begin anew."""
    if st.session_state.get("_older_for") != filters:
        st.session_state["_older_for"], st.session_state[mark.OLDER], st.session_state["_bottom"] = filters, [], False
    rows: list[CallRow] = st.session_state[mark.OLDER]
    return rows


def _more(api: Api, filters: Filters, newest: list[CallRow], older: list[CallRow]) -> None:
    """The page after the last row shown, asked by that row."""
    shown = older or newest
    if st.session_state["_bottom"] or (not older and len(newest) < PAGE):
        return
    if st.button("Voir les appels plus anciens", key="older", width="stretch"):
        last = shown[-1]
        place = Place(last.created_at, last.id)
        page = read_or_last_known(f"older-{last.id}", partial(journal.read, api, filters, place, OLDER))
        if page is not None:
            st.session_state[mark.OLDER], st.session_state["_bottom"] = [*older, *page], len(page) < OLDER
            st.rerun()


def _export(api: Api, filters: Filters) -> None:
    what = "les appels filtrés" if filters.any else "tous les appels"
    st.download_button(
        f"Exporter {what} (CSV, 10 000 au plus)",
        partial(export.csv_bytes, api, filters),
        export.file_name(datetime.now(UTC)),
        "text/csv",
        key="export",
        on_click="ignore",
        icon=":material/download:",
        type="tertiary",
    )
