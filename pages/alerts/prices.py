"""The price list: what each step is reckoned at until its provider tells what it took."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import get_args
from uuid import UUID

import streamlit as st

from backend.alerts import price_list
from backend.alerts.costs import UNITS
from backend.alerts.price_list import SOLD, Price, Unit
from backend.console.api import Api
from backend.messaging import Channel, Provider
from pages.ui import actions, dialogs, session
from pages.ui import html as h
from pages.ui.parts import section


def draw(prices: Sequence[Price], may_edit: bool) -> None:
    """One line each; what is not written down says so."""
    known = {(one.provider, one.channel): price_list.told(one) for one in prices}
    lines = (h.text("li", f"{label}: {known.get(sold, 'prix non inscrit')}") for sold, label in SOLD.items())
    told = section("Prix", "comptés tant que le fournisseur n’a pas dit le sien")
    st.html(told + h.tag("ul", "".join(lines), "df-list"))
    if may_edit and st.button("Changer les prix", key="prix", icon=":material/edit:"):
        dialog(prices)


def form(prices: Sequence[Price]) -> None:
    """Each with its currency; one that is left empty has no price."""
    _, api = session.current()
    now = {(one.provider, one.channel): one for one in prices}
    action = actions.prepare(f"prix-{hash(tuple(prices))}")
    with st.form("form-prix", border=False):
        chosen = [_price(sold, label, now.get(sold)) for sold, label in SOLD.items()]
        st.form_submit_button("Enregistrer", type="primary", disabled=action.busy, on_click=action.ask, width="stretch")
    given = [one for one in chosen if one]
    actions.finish(action, partial(_save, api, given), "Prix enregistrés", in_dialog=True)


dialog: Callable[[Sequence[Price]], None] = dialogs.dialog("Prix", icon=":material/payments:")(form)


def _price(sold: tuple[Provider, Channel], label: str, now: Price | None) -> Price | None:
    provider, channel = sold
    units: tuple[Unit, ...] = get_args(Unit)
    left, right = st.columns(2)
    # Brevo sells credits, and says of each SMS how many it took.
    each = f"{label}, le crédit" if provider == "brevo" else label
    price = left.number_input(
        each, 0.0, 10.0, now.price if now else None, 0.001, format="%.4f", key=f"p-{provider}-{channel}"
    )
    unit = right.selectbox(
        f"Devise ({label})", units, units.index(now.unit) if now else 0, format_func=UNITS.__getitem__,
        key=f"p-devise-{provider}-{channel}",
    )  # fmt: skip
    return Price(provider, channel, price, unit) if price is not None else None


def _save(api: Api, prices: Sequence[Price], request_id: UUID) -> None:
    price_list.save(api, request_id, prices)
