"""Clients potentiels on a desk: a table to work through, the lead of one line beside it, one deed for many."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Literal
from uuid import UUID

import streamlit as st

from backend import fr
from backend.console.api import Api
from backend.leads import export, table
from backend.leads.export import Kind
from backend.leads.table import VIEWS, Filters, Row, Table
from backend.supabase.errors import ApiError
from backend.team.people import Colleague
from pages.leads import create, form
from pages.leads.table import bulk, filters, grid, panel
from pages.leads.table.grid import Lines
from pages.ui import actions as act
from pages.ui import html as h
from pages.ui import links, people, search, session
from pages.ui.parts import plain, read_or_last_known

EVERY_S = 8
# Of the width, what the table takes and what the lead beside it takes.
WIDTHS = (7, 3)
EXPORTS: dict[Kind, str] = {"xlsx": "Tableur (XLSX)", "csv": "Texte (CSV)"}
NOTHING = ("Aucune fiche ne correspond", "Élargissez la période ou les filtres.")
EMPTY: dict[str, tuple[str, str]] = {
    "all": ("Aucune fiche ici", "Élargissez la période; Paul en ajoute une dès qu’un client se nomme."),
    "due": ("Personne à rappeler aujourd’hui", "Chaque personne a été rappelée, ou le sera un autre jour."),
    "mine": ("Aucune fiche ne vous est confiée", "Prenez-en dans «À personne»: cochez, puis «Confier à»."),
    "unreached": ("Personne ne reste sans réponse", "Qui n’a pas répondu paraît ici jusqu’à ce qu’on le joigne."),
    "unowned": ("Chaque nouvelle fiche a quelqu’un", "Une fiche que personne n’a prise paraîtrait ici."),
}


def draw() -> None:
    """Live, except while the lead beside it is being edited: nothing moves under the fingers."""
    editing = _is_editing()
    st.fragment(_live, run_every=None if editing else EVERY_S)(editing)


def _is_editing() -> bool:
    return form.editing() is not None and form.editing_ref() == st.query_params.get(links.LEAD)


def _as_declared(editing: bool) -> None:
    """Only the whole screen can make the table live again, or keep it still: once the form is given up, or another
    line is opened."""
    if _is_editing() != editing:
        st.rerun()


def _live(editing: bool) -> None:
    _, api = session.current()
    views = st.container(horizontal=True, gap="small", key="t-listes")
    tools = st.container(horizontal=True, gap="small", vertical_alignment="center", key="t-outils")
    with tools:
        choice = filters.current(search.box("l_mots", "Nom, numéro, ville, DF-…"))
    found = read_or_last_known(f"table-{choice}", lambda: table.read(api, choice))
    # One outage is told once.
    colleagues = people.colleagues(api) if found else []
    with tools:
        filters.draw(choice, found, colleagues)
        if st.button("Nouvelle fiche", key="nouvelle", icon=":material/person_add:"):
            create.dialog()
    if found is None:
        return _as_declared(editing)
    with views:
        _views(choice, found)
    lines, changes = grid.arrange(found, choice, partial(_gone, api))
    chosen = grid.ticked(lines)
    with tools:
        _exports(api, choice, lines)
        if chosen:
            bulk.draw(api, chosen, colleagues)
        else:
            _standing(found, lines, changes)
    left, right = st.columns(WIDTHS)
    with left:
        _lines(lines, choice)
    _as_declared(editing)
    with right:
        bulk.result(api)
        _beside(api, lines, found, colleagues)
    # Asked by a button that this run no longer draws: the way back goes by itself after a while.
    act.finish_what_was_left()
    act.say_what_was_done()


def _gone(api: Api, ids: list[UUID]) -> list[Row]:
    """Lines that no longer belong to the list, as they are now; as they were while nothing can be read."""
    try:
        return table.read(api, Filters(chosen=tuple(ids))).rows
    except ApiError:
        return []


def _views(choice: Filters, found: Table) -> None:
    """The kept views, each with how many it holds and what their calls cost."""
    for code, label in VIEWS.items():
        totals, is_chosen = found.views[code], code == choice.view
        words = f"{'✓ ' if is_chosen else ''}{label} · {totals.n} · {fr.dollars(totals.cost_usd)}"
        kind: Literal["primary", "secondary"] = "primary" if is_chosen else "secondary"
        st.button(plain(words), key=f"t-liste-{code}", type=kind, on_click=filters.view_changed, args=(code,),
                  help="Nombre de fiches, et ce que leurs appels ont coûté (USD)")  # fmt: skip


def _standing(found: Table, lines: Lines, changes: int) -> None:
    shown = f" (les {len(lines.rows)} premières ici)" if found.n > len(lines.rows) else ""
    cost = f"{fr.dollars(found.cost_usd)} US d’appels de Paul"
    st.html(h.facts([fr.count(found.n, "fiche") + shown, cost, "cochez des lignes pour agir sur plusieurs"]),
            width="content")  # fmt: skip
    if changes:
        words = fr.count(changes, "changement")
        st.button(f"Actualiser la liste ({words})", key="t-actualiser", type="tertiary", on_click=grid.draw_anew)


def _exports(api: Api, choice: Filters, lines: Lines) -> None:
    rows = grid.ticked(lines)
    what = Filters(chosen=tuple(row.id for row in rows)) if rows else choice
    with st.popover("Exporter", icon=":material/download:", key="t-exporter"):
        told = f"{fr.count(len(rows), 'fiche cochée', 'fiches cochées')}" if rows else "Les fiches de cette liste"
        st.html(h.facts([f"{told}, {fr.decimal(export.MOST, 0)} au plus; l’export est inscrit au journal des gestes"]))
        for kind, label in EXPORTS.items():
            data = partial(export.file_bytes, api, what, kind)
            st.download_button(label, data, export.file_name(datetime.now(UTC), kind), export.MIMES[kind],
                               key=f"t-export-{kind}", on_click="ignore", width="stretch")  # fmt: skip


def _lines(lines: Lines, choice: Filters) -> None:
    if lines.rows:
        grid.draw(lines, st.query_params.get(links.LEAD, ""))
        return
    why = EMPTY[choice.view] if choice.names in (["since"], ["since", "view"]) else NOTHING
    st.html(h.empty(*why))


def _beside(api: Api, lines: Lines, found: Table, colleagues: list[Colleague]) -> None:
    ref = st.query_params.get(links.LEAD)
    if ref:
        panel.draw(api, ref, lines, found, colleagues)
        return
    st.html(
        h.empty(
            "Choisissez une ligne", "La fiche entière paraît ici. Les flèches du clavier passent de l’une à l’autre."
        )
    )
