"""One request's file: everything that is held about the person, and what is done about it."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import streamlit as st

from backend.console.api import Api
from backend.privacy import document as privacy_document
from backend.privacy import read as privacy
from backend.privacy import words as say
from backend.privacy.read import VIEWERS, File, Loose, Request
from pages.privacy import actions as deeds
from pages.privacy import parts
from pages.ui import actions, links, session
from pages.ui import html as h
from pages.ui.parts import plain, read_or_last_known, refuse_unless, section

EVERY_S = 4


@st.fragment(run_every=EVERY_S)
def draw(request: UUID) -> None:
    """Live, so that an erasure is seen to reach its end."""
    person, api = session.current()
    refuse_unless(person.role in VIEWERS)
    file = read_or_last_known(f"privacy-{request}", lambda: privacy.file(api, request))
    if file is None:
        return
    with st.container(key=f"carte-dossier-{request}"):
        st.html(parts.request(file.request, file.now))
    if file.request.state == "open":
        _open(api, file)
        return
    if file.request.state == "erasing":
        why = f" ({say.VAPI_TROUBLE.get(file.request.error, 'nouvel essai sous peu')})" if file.request.error else ""
        st.info(f"Effacement en cours{why}. Vous pouvez quitter cette page: il va jusqu’au bout.")
    if file.request.certificate:
        _certificate(file.request)


def _open(api: Api, file: File) -> None:
    for words in parts.warnings(file):
        st.warning(plain(words))
    st.html(section("Ce qui est détenu") + parts.held(file))
    deeds.draw(api, file)
    if file.leads:
        st.html(section("Fiches"))
    for lead in file.leads:
        with st.container(key=f"ligne-{lead.id}"):
            st.html(parts.lead(lead))
            _leave(api, file, lead.id)
    if file.calls:
        st.html(section("Appels"))
    for one in file.calls:
        with st.container(key=f"ligne-{one.id}"):
            st.html(parts.call(one))
            links.to_call(one.id, "Ouvrir l’appel")
            _leave(api, file, one.id)
    _mentions(api, file)
    _loose(api, file)


def _mentions(api: Api, file: File) -> None:
    """Somebody else may have spoken of this person: only a reader can tell."""
    if not file.mentions:
        return
    st.html(section("Ailleurs", "ces appels d’autres personnes contiennent ce nom ou ce numéro: est-ce elle?"))
    for one in file.mentions:
        with st.container(key=f"carte-ailleurs-{one.id}"):
            st.html(parts.call(one))
            links.to_call(one.id, "Ouvrir l’appel")
            add = partial(_add, api, file.request.id, one.id)
            actions.button("C’est elle: ajouter au dossier", f"ajouter-{file.request.id}-{one.id}", add, "Appel ajouté")


def _loose(api: Api, file: File) -> None:
    """What belongs to no call is read too, and never goes by itself."""
    if not file.loose:
        return
    st.html(section("Messages isolés", "ils nomment cette personne, ou son numéro: est-ce elle?"))
    for one in file.loose:
        with st.container(key=f"carte-isole-{one.kind}-{one.id}"):
            st.html(parts.loose(one))
            add = partial(_add_loose, api, file.request.id, one)
            key = f"isole-{file.request.id}-{one.kind}-{one.id}"
            actions.button("C’est elle: ajouter au dossier", key, add, "Message ajouté")


def _leave(api: Api, file: File, record: UUID) -> None:
    leave = partial(_leave_out, api, file.request.id, record)
    key = f"laisser-{file.request.id}-{record}"
    actions.button("Ce n’est pas elle: laisser", key, leave, "Laissé hors du dossier", kind="tertiary")


def _add_loose(api: Api, request: UUID, one: Loose, request_id: UUID) -> None:
    privacy.add_loose(api, request_id, request, one)


def _leave_out(api: Api, request: UUID, record: UUID, request_id: UUID) -> None:
    privacy.leave_out(api, request_id, request, record)


def _add(api: Api, request: UUID, call: UUID, request_id: UUID) -> None:
    privacy.add_mention(api, request_id, request, call)


def _certificate(request: Request) -> None:
    done = request.certificate
    if done is None:
        return
    words, tone = say.at_vapi(request.at_vapi)
    st.html(section("Effacé") + h.tag("ul", "".join(h.text("li", one) for one in say.held(done)), "df-list"))
    st.html(h.tag("p", h.badge(words, tone), "df-what") + h.facts([say.copies(done)]))
    st.download_button(
        "Télécharger le certificat",
        privacy_document.certificate_bytes(request),
        f"certificat-{request.ref}.html",
        "text/html",
        key=f"certificat-{request.id}",
        on_click="ignore",
        icon=":material/verified:",
    )
