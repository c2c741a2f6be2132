"""Un client: everything of one number, in one line of time."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from backend import fr
from backend.console.api import Api
from backend.leads import customer
from backend.leads.customer import Customer, Kind
from pages.customer import parts
from pages.ui import actions as act
from pages.ui import html as h
from pages.ui import lead_deeds, links, session
from pages.ui.parts import read_or_last_known, section, title

EVERY_S = 10


def render() -> None:
    """The customer whom the address names, by one of their leads or calls."""
    lead, call = links.asked(links.OF_LEAD), links.asked(links.CALL)
    kind: Kind = "lead" if lead else "call"
    subject = lead or call
    if subject is None:
        title("Un client")
        st.html(h.empty("De quel client s’agit-il?", "Ouvrez-le depuis une fiche ou un appel."))
        return
    _live(kind, subject)


@st.fragment(run_every=EVERY_S)
def _live(kind: Kind, subject: UUID) -> None:
    _, api = session.current()
    found = read_or_last_known(f"customer-{subject}", lambda: (customer.read(api, kind, subject),))
    if found is None:
        return
    (one,) = found
    if one is None:
        st.html(h.empty("Ce client est introuvable", "Il a peut-être été effacé, ou l’adresse est incomplète."))
        return
    _draw(api, one)
    act.say_what_was_done()


def _draw(api: Api, one: Customer) -> None:
    names = one.names
    also = f"aussi: {', '.join(names[1:4])}" if len(names) > 1 else ""
    title(names[0] if names else fr.phone(one.phone), also)
    st.html(parts.headline(one))
    for lead in one.leads:
        with st.container(key=f"gestes-{lead.id}"):
            links.to_lead(lead.ref, f"La fiche {lead.ref}")
            lead_deeds.draw(api, lead, one.now)
    st.html(section("Tout, du plus récent au plus ancien"))
    for happened in parts.timeline(one):
        with st.container(key=f"ligne-{happened.key}"):
            st.html(happened.drawn)
            if happened.call:
                links.to_call(happened.call, f"Ouvrir l’appel, {fr.day(happened.at)} à {fr.clock(happened.at)}")
