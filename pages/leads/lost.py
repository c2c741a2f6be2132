"""Perdus: why leads are lost, by reason, service and person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import streamlit as st

from backend import fr
from backend.leads import lost
from backend.leads.lost import Share
from pages.ui import html as h
from pages.ui import session
from pages.ui.parts import read_or_last_known, section
from pages.ui.tiles import tile, tile_row

EVERY_S = 30
DAYS = 90


@st.fragment(run_every=EVERY_S)
def draw() -> None:
    """The last three months."""
    _, api = session.current()
    found = read_or_last_known("lost", lambda: lost.read(api, _since()))
    if found is None:
        return
    st.html(section("Perdus, et pourquoi", f"{DAYS} derniers jours, essais et indésirables exclus"))
    if not found.lost:
        st.html(h.empty("Aucun client potentiel perdu", f"{fr.count(found.of, 'fiche')} dans ces {DAYS} jours."))
        return
    share = fr.percent(found.lost, found.of)
    st.html(tile_row("Part des perdus", [tile(share, "perdus", f"{found.lost} sur {fr.count(found.of, 'fiche')}")]))
    st.html(section("Raison") + _table("Raison", "des perdus", found.reasons))
    st.html(section("Service") + _table("Service", "de ses fiches", found.services))
    st.html(section("Qui s’en occupait") + _table("Personne", "de ses fiches", found.people))


def _since() -> datetime:
    return datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(days=DAYS)


def _table(label: str, of: str, shares: Sequence[Share]) -> str:
    heads = h.tag("tr", "".join(h.text("th", words) for words in (label, "Perdus", f"Part {of}")))
    rows = "".join(
        h.tag("tr", h.text("th", one.name) + _cell("perdus", str(one.lost)) + _cell(of, _share(one))) for one in shares
    )
    return h.tag("table", h.tag("thead", heads) + h.tag("tbody", rows), "df-table")


def _share(one: Share) -> str:
    return f"{fr.percent(one.lost, one.of)} (n = {one.of})"


def _cell(label: str, words: str) -> str:
    return h.tag("td", words, data_label=label)
