"""The screens, in the order of the menu, and who sees which."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import streamlit as st
from streamlit.navigation.page import Page

from backend.console.person import Role
from pages import calls, health, leads, today

EVERYONE: tuple[Role, ...] = ("owner", "staff", "admin")


@dataclass(frozen=True)
class Screen:
    """One entry of the menu."""

    title: str
    icon: str
    path: str
    render: Callable[[], None]
    roles: tuple[Role, ...] = EVERYONE
    short: str = ""

    def page(self, *, hidden: bool = False) -> Page:
        """As Streamlit wants it; the first screen lives at `/` only."""
        icon = f":material/{self.icon}:"
        seen: Literal["visible", "hidden"] = "hidden" if hidden else "visible"
        default = not self.path
        return st.Page(self.render, title=self.title, icon=icon, url_path=self.path, default=default, visibility=seen)


DAILY = (
    Screen("Aujourd’hui", "today", "", today.render, short="Aujourd’hui"),
    Screen("Appels", "call", "appels", calls.render, short="Appels"),
    Screen("Clients potentiels", "groups", "clients", leads.render, short="Clients"),
)
ADMINISTRATION = (Screen("Santé", "monitor_heart", "sante", health.render, ("admin",)),)


def menu(role: Role) -> dict[str, list[Page]]:
    """The pages of a role, by group. The others' pages are known but not listed: asked for by address, they refuse."""
    theirs = [screen.page() for screen in ADMINISTRATION if role in screen.roles]
    others = [screen.page(hidden=True) for screen in ADMINISTRATION if role not in screen.roles]
    daily = {"Au quotidien": [*(screen.page() for screen in DAILY), *others]}
    return {**daily, "Administration": theirs} if theirs else daily


def tabs() -> None:
    """The daily screens as a bar under the thumb; shown on a phone only, where the menu is folded away."""
    with st.container(key="onglets", horizontal=True):
        for screen in DAILY:
            st.page_link(screen.page(), label=screen.short, width="stretch")
