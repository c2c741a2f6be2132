"""What is done about a request: hand out a copy, correct, erase, close."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

import streamlit as st

from backend import fr
from backend.console.api import Api
from backend.phones import to_e164
from backend.privacy import document as privacy_document
from backend.privacy import portable
from backend.privacy import read as privacy
from backend.privacy import words as say
from backend.privacy.read import File
from pages.ui import actions, dialogs, session
from pages.ui.parts import error_box, plain

FIELDS = {"name": "Nom", "phone": "Téléphone", "address": "Adresse", "city": "Ville", "postal_code": "Code postal"}


def draw(api: Api, file: File) -> None:
    """The copy first: it is what most people ask for."""
    request = file.request
    with st.container(horizontal=True, gap="small", key=f"gestes-{request.id}"):
        st.download_button(
            "Copie à lire (page)", partial(privacy_document.page_bytes, api, request.id),
            privacy_document.file_name(request, "html"), "text/html", key="p-page", on_click="ignore",
            icon=":material/description:", type="primary" if request.kind == "access" else "secondary",
        )  # fmt: skip
        st.download_button(
            "Copie complète (JSON)", partial(portable.json_bytes, api, request.id),
            privacy_document.file_name(request, "json"), "application/json", key="p-json", on_click="ignore",
            icon=":material/data_object:",
        )  # fmt: skip
        st.download_button(
            "Copie complète (CSV)", partial(portable.csv_bytes, api, request.id),
            privacy_document.file_name(request, "csv"), "text/csv", key="p-csv", on_click="ignore",
            icon=":material/table:",
        )  # fmt: skip
        if file.leads and st.button("Rectifier", key="p-rectifier", icon=":material/edit:"):
            correct_dialog(file)
        if not file.counts.nothing and st.button("Effacer partout", key="p-effacer", icon=":material/delete_forever:"):
            erase_dialog(file)
        if st.button("Fermer la demande", key="p-fermer", icon=":material/task_alt:"):
            close_dialog(file)
    asked = request.erasure_asked_at
    if asked:
        by = request.erasure_asked_by_name or "l’administrateur"
        st.info(f"{plain(by)} demande l’effacement {fr.ago(asked, file.now)}: le propriétaire confirme avec «Effacer"
                " partout».")  # fmt: skip
    done = [f"copie remise {fr.ago(request.exported_at, file.now)}" if request.exported_at else "",
            f"rectifié {fr.ago(request.corrected_at, file.now)}" if request.corrected_at else ""]  # fmt: skip
    if any(done):
        st.caption(plain(", ".join(one for one in done if one).capitalize()))


def _correct_form(file: File) -> None:
    """What is left empty stays as it is."""
    _, api = session.current()
    action = actions.prepare(f"rectifier-{file.request.id}-{file.request.corrected_at}")
    newest = file.leads[0]
    with st.form("form-rectifier", border=False, enter_to_submit=False):
        typed = {
            field: st.text_input(label, placeholder=_shown(field, getattr(newest, field)), key=f"c-{field}").strip()
            for field, label in FIELDS.items()
        }
        st.caption("Vaut pour toutes ses fiches, et pour son nom sur ses appels. Ce qui a été dit reste comme reçu.")
        st.form_submit_button("Rectifier", type="primary", disabled=action.busy, on_click=action.ask, width="stretch")
    fields = {field: value for field, value in typed.items() if value}
    number = to_e164(fields.get("phone"))
    if action.state == "asked" and (not fields or ("phone" in fields and not number)):
        action.state = "ready"
        st.error("Ce numéro n’en est pas un. Rien n’a été changé." if fields else "Qu’y a-t-il à rectifier?")
        return
    if number:
        fields["phone"] = number
    _finish(action, partial(_correct, api, file.request.id, fields), "Rectifié partout où c’était affiché")


def _erase_form(file: File) -> None:
    """Asked once, in figures; there is no way back."""
    _, api = session.current()
    st.markdown("Disparaîtront, ici et chez Vapi, enregistrements compris:")
    st.markdown("\n".join(f"- {plain(one)}" for one in say.held(file.counts)))
    if file.copies_until:
        st.markdown(
            f"Les copies de sauvegarde, chiffrées, les gardent au plus tard jusqu’au {fr.day(file.copies_until)}"
            f" {file.copies_until.year}; le certificat le dit."
        )
    if not file.request.exported_at:
        st.info("Aucune copie n’a été remise à la personne: après, ce ne sera plus possible.")
    undecided = len(file.mentions) + len(file.loose)
    if undecided:
        st.warning(f"{fr.count(undecided, 'appel ou message', 'appels ou messages')} la nomment peut-être, plus bas sur"
                   " cette page: ce qui n’est pas ajouté au dossier restera.")  # fmt: skip
    person, _ = session.current()
    if person.role != "owner":
        st.info("Le propriétaire devra confirmer: rien ne s’efface avant.")
    sure = st.checkbox("C’est bien cette personne, et c’est définitif", key=f"e-sur-{file.request.id}")
    effect = partial(_erase, api, file.request.id)
    actions.button(
        f"Effacer {plain(say.who(file.request))}", f"effacer-{file.request.id}-{person.role}", effect,
        "Effacement demandé" if person.role == "owner" else "Demandé: le propriétaire confirmera",
        kind="primary", in_dialog=True, disabled=not sure, width="stretch",
    )  # fmt: skip


def _close_form(file: File) -> None:
    """How it ended."""
    _, api = session.current()
    outcomes = ["nothing_held", "answered", "refused"] if file.counts.nothing else ["answered", "refused"]
    outcome = st.radio(
        "La demande est", outcomes, format_func=say.OUTCOMES.__getitem__, key=f"f-issue-{file.request.id}"
    )
    if file.request.kind == "access" and not file.request.exported_at and not file.counts.nothing:
        st.info("Aucune copie n’a été prise ici pour cette personne.")
    effect = partial(_close, api, file.request.id, outcome)
    actions.button(
        "Fermer la demande", f"fermer-{file.request.id}-{outcome}", effect, f"{file.request.ref}: fermée",
        kind="primary", in_dialog=True, width="stretch",
    )  # fmt: skip


correct_dialog: Callable[[File], None] = dialogs.dialog("Rectifier", icon=":material/edit:")(_correct_form)
erase_dialog: Callable[[File], None] = dialogs.dialog("Effacer partout", icon=":material/delete_forever:")(_erase_form)
close_dialog: Callable[[File], None] = dialogs.dialog("Fermer la demande", icon=":material/task_alt:")(_close_form)


def _shown(field: str, value: str | None) -> str:
    return fr.phone(value) if field == "phone" and value else value or ""


def _finish(action: actions.Action, effect: actions.Effect, said: str) -> None:
    if action.state == "failed":
        # What is typed next is another wish: the one that was refused has an id of its own.
        if action.error:
            error_box(action.error)
        action.id = actions.Action().id
    if action.state == "asked":
        actions.finish(action, effect, said, in_dialog=True)


def _correct(api: Api, request: UUID, fields: dict[str, str], request_id: UUID) -> None:
    privacy.correct(api, request_id, request, fields)


def _erase(api: Api, request: UUID, request_id: UUID) -> None:
    privacy.erase(api, request_id, request)


def _close(api: Api, request: UUID, outcome: str, request_id: UUID) -> None:
    privacy.close(api, request_id, request, outcome)
