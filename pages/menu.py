"""The screens, in the order of the menu, and who sees which."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import Page

from backend.person import Role
from pages import (
    alerts,
    appointments,
    backups,
    calls,
    customer,
    health,
    latency,
    leads,
    plan_b,
    privacy,
    readiness,
    settings,
    team,
    today,
    trials,
    week,
)
from pages.ui import dialogs
from pages.ui.links import APPOINTMENTS_PATH, CALLS_PATH, CUSTOMER_PATH, LEADS_PATH

EVERYONE: tuple[Role, ...] = ("owner", "staff", "admin")


@dataclass(frozen=True)
class Screen:
    """One entry of the menu."""

    title: str
    icon: str
    path: str
    render: Callable[[], None]
    roles: tuple[Role, ...] = EVERYONE
    # Reached from elsewhere: it is about one thing, which its address names.
    in_menu: bool = True

    def draw(self) -> None:
        """The screen, and the box that was open over it."""
        self.render()
        dialogs.draw_again()

    def page(self, *, hidden: bool = False) -> Page:
        """As Streamlit wants it; the first screen lives at `/` only."""
        icon = f":material/{self.icon}:"
        seen: Literal["visible", "hidden"] = "hidden" if hidden else "visible"
        default = not self.path
        return st.Page(self.draw, title=self.title, icon=icon, url_path=self.path, default=default, visibility=seen)


DAILY = (
    Screen("Aujourd’hui", "today", "", today.render),
    Screen("Appels", "call", CALLS_PATH, calls.render),
    Screen("Clients potentiels", "groups", LEADS_PATH, leads.render),
    Screen("Un client", "person", CUSTOMER_PATH, customer.render, in_menu=False),
    Screen("Alertes", "notifications", "alertes", alerts.render),
    Screen("Rendez-vous", "event", APPOINTMENTS_PATH, appointments.render),
    Screen("Ma semaine", "calendar_view_week", "semaine", week.render, ("owner",)),
    Screen("Latence", "speed", "latence", latency.render),
)
ADMINISTRATION = (
    Screen("Appels d’essai", "phone_forwarded", "essais", trials.render, ("admin", "staff")),
    Screen("Plan B", "alt_route", "plan-b", plan_b.render, ("owner", "admin")),
    Screen("Réglages", "tune", "reglages", settings.render, ("owner", "admin")),
    Screen("Sauvegardes", "shield", "sauvegardes", backups.render, ("owner", "admin")),
    Screen("Équipe", "badge", "equipe", team.render, ("owner", "admin")),
    Screen("Conformité", "policy", "conformite", privacy.render, ("owner", "admin")),
    Screen("Santé", "monitor_heart", "sante", health.render, ("admin",)),
    Screen("Mise en service", "rocket_launch", "mise-en-service", readiness.render, ("owner", "admin")),
)

GROUP = '<span class="df-group">Administration</span>'
# On a phone, what does not fit in the bar opens above it; a wide screen shows all.
MORE = '<details class="df-more"><summary>Plus</summary></details>'


def pages(role: Role) -> list[Page]:
    """Every page. Those of other roles are known but not listed: asked for by address, they refuse."""
    return [screen.page(hidden=role not in screen.roles or not screen.in_menu) for screen in (*DAILY, *ADMINISTRATION)]


def paths() -> frozenset[str]:
    """Every screen's path, whoever may see it: any other address is a mistake."""
    return frozenset(screen.path for screen in (*DAILY, *ADMINISTRATION))


def place() -> DeltaGenerator:
    """Where the menu will be: under the thumb on a phone, on top of a wide screen. Its room is taken at once."""
    where = st.container(key="menu", horizontal=True, gap="small", vertical_alignment="center")
    where.html(MORE)
    return where


def draw(role: Role, where: DeltaGenerator) -> None:
    """The screens of that role: on a phone those of every day, and the others behind «Plus»."""
    with where:
        for screen in (one for one in DAILY if one.in_menu and role in one.roles):
            st.page_link(screen.page(), label=screen.title)
        theirs = [screen for screen in ADMINISTRATION if role in screen.roles]
        if theirs:
            st.html(GROUP, width="content")
        for screen in theirs:
            st.page_link(screen.page(), label=screen.title)
