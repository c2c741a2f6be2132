"""Conservation: how long what is kept, what tonight takes away, and what the last nights did."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

import streamlit as st

from backend import fr
from backend.console.api import Api
from backend.privacy import retention
from backend.privacy.read import VIEWERS
from backend.privacy.retention import NAMES, REASONS, Retention, Rule, Run
from pages.ui import actions, dialogs, session
from pages.ui import html as h
from pages.ui.parts import error_box, plain, read_or_last_known, refuse_unless, section

# Counting what has had its time reads much: nobody needs it by the second.
EVERY_S = 10


@st.fragment(run_every=EVERY_S)
def draw() -> None:
    """Live, so that a purge asked for by hand is seen to end."""
    person, api = session.current()
    refuse_unless(person.role in VIEWERS)
    result = read_or_last_known("retention", lambda: retention.read(api))
    if result is None:
        return
    st.html(section("Prochaine purge", fr.moment_near(result.next_at, result.now)) + _preview(result))
    newest = result.runs[0] if result.runs else None
    with st.popover("Purger maintenant", disabled=not result.going):
        st.markdown("Ce qui est annoncé ci-dessus disparaît tout de suite, et ne revient pas.")
        actions.button(
            "Purger maintenant", f"purger-{newest.id if newest else 0}", partial(retention.purge_now, api),
            "Purge demandée", kind="primary",
        )  # fmt: skip
    st.html(section("Durées", "des propositions, à décider par la personne responsable"))
    for one in result.rules:
        with st.container(key=f"regle-{one.what}", horizontal=True, vertical_alignment="center", gap="small"):
            st.html(_rule(one))
            label = f"Changer la durée: {NAMES[one.what]}"
            if st.button("", key=f"duree-{one.what}", icon=":material/edit:", help=label):
                dialog(one)
    st.html(section("Dernières purges") + _runs(result))


def _preview(answer: Retention) -> str:
    going = [one for one in answer.rules if one.enabled and one.next.count]
    if not going:
        return h.empty("Rien à purger", "Tout ce qui est gardé est encore dans sa durée.")
    return h.tag("ul", "".join(h.text("li", _going(one)) for one in going), "df-list")


def _going(one: Rule) -> str:
    since = f", depuis le {fr.day(one.next.oldest)} {fr.local(one.next.oldest).year}" if one.next.oldest else ""
    return f"{retention.amount(one.what, one.next.count)}{since}"


def _rule(one: Rule) -> str:
    period = h.badge(retention.period(one.keep_days), "plain") if one.enabled else h.badge("gardé sans fin", "warn")
    return h.tag("div", h.text("b", NAMES[one.what]) + period, "df-who") + h.facts([REASONS[one.what]])


def _runs(answer: Retention) -> str:
    if not answer.runs:
        return h.empty("Aucune purge n’a encore passé", "Elle passe chaque nuit à 3 h 15; le service de fond la fait.")
    return h.tag("ol", "".join(_run(one, answer) for one in answer.runs[:14]), "df-steps")


def _run(one: Run, answer: Retention) -> str:
    if not one.finished_at:
        words = h.badge("en cours", "plain")
    elif one.error:
        words = h.badge("échouée: reprise dans un quart d’heure", "bad")
    else:
        removed = [retention.amount(what, n) for what, n in one.removed.items() if n]
        words = h.text("span", ", ".join(removed) or "rien à enlever")
    return h.tag("li", h.text("time", fr.moment_near(one.started_at, answer.now)) + " " + words)


def _form(one: Rule) -> None:
    """In days; the law and the providers set the least."""
    _, api = session.current()
    action = actions.prepare(f"duree-{one.what}-{one.keep_days}-{one.enabled}")
    st.markdown(f"**{plain(NAMES[one.what])}**: {plain(REASONS[one.what])}.")
    with st.form(f"form-duree-{one.what}", border=False):
        days = st.number_input("Garder (jours)", one.least_days, 7305, one.keep_days, key=f"g-jours-{one.what}")
        on = st.toggle("Purger ce qui dépasse", one.enabled, key=f"g-active-{one.what}")
        st.caption(f"Au moins {retention.period(one.least_days)}.")
        st.form_submit_button("Enregistrer", type="primary", disabled=action.busy, on_click=action.ask, width="stretch")
    if action.state == "failed" and action.error:
        error_box(action.error)
    if action.state == "asked":
        save = partial(_save, api, one.what, int(days), on)
        actions.finish(action, save, f"{NAMES[one.what]}: {retention.period(int(days))}", in_dialog=True)


dialog: Callable[[Rule], None] = dialogs.dialog("Durée de conservation", icon=":material/auto_delete:")(_form)


def _save(api: Api, what: str, days: int, enabled: bool, request_id: UUID) -> None:
    retention.save(api, request_id, what, days, enabled)
