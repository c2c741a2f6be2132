"""Small pieces of HTML for what is only read. Every value that comes from outside is escaped here."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from urllib.parse import quote

from backend import fr
from backend.lights import State, Tone

# A sign beside every colour: colour is never the only one.
SIGNS: dict[State | Tone, str] = {"good": "✓", "warn": "!", "bad": "✕", "unknown": "–", "plain": ""}
READ_AS: dict[State, str] = {"good": "va bien", "warn": "à surveiller", "bad": "en panne", "unknown": "inconnu"}


def tag(name: str, inner: str, css: str = "", **attributes: str) -> str:
    """An element around HTML that is already safe."""
    given = {"class": css, **attributes}
    written = "".join(f' {key.replace("_", "-")}="{escape(value)}"' for key, value in given.items() if value)
    return f"<{name}{written}>{inner}</{name}>"


def text(name: str, words: str | None, css: str = "") -> str:
    """An element around plain words; nothing at all when there are none."""
    return tag(name, escape(words), css) if words else ""


def text_link(words: str, address: str) -> str:
    """A link to another of our screens, for what is drawn as HTML."""
    return tag("a", escape(words), href=address, target="_self")


def badge(words: str, tone: Tone) -> str:
    """A short state, with its sign."""
    sign = tag("i", SIGNS[tone], aria_hidden="true") if SIGNS[tone] else ""
    return tag("span", sign + escape(words), f"df-badge df-{tone}")


def facts(parts: Iterable[str | None], css: str = "df-facts") -> str:
    """A quiet line of facts between middle dots."""
    return tag("p", " · ".join(escape(part) for part in parts if part), css)


def place(address: str | None, city: str | None) -> str | None:
    """Where to go; the city once."""
    if address and city and city.lower() not in address.lower():
        return f"{address}, {city}"
    return address or city


def map_link(address: str | None, city: str | None) -> str:
    """Where to go, as a link that opens a map; a city alone leads nowhere."""
    where = place(address, city) or ""
    if not address:
        return escape(where)
    found = f"https://www.google.com/maps/search/?api=1&query={quote(f'{where}, Québec')}"
    return tag("a", escape(where), "df-map", href=found, target="_blank", rel="noopener noreferrer",
               title="Ouvrir dans Maps")  # fmt: skip


def tel(phone: str | None, css: str = "df-tel") -> str:
    """The number as a link that dials it."""
    if not phone:
        return tag("span", escape(fr.phone(None)), "df-quiet")
    return tag("a", escape(fr.phone(phone)), css, href=f"tel:{phone}")


def sms(phone: str | None) -> str:
    """Beside a number: a text to it."""
    return tag("a", "Texto", "df-sms", href=f"sms:{phone}", aria_label=f"Texto au {fr.phone(phone)}") if phone else ""


def call_button(phone: str | None, name: str | None) -> str:
    """The large button under the thumb."""
    if not phone:
        return tag("p", "Aucun numéro reçu: impossible de rappeler.", "df-facts")
    shown = fr.phone(phone)
    whom = f"{name} au {shown}" if name else f"au {shown}"
    call = tag("a", f"Appeler&ensp;{escape(shown)}", "df-call", href=f"tel:{phone}", aria_label=f"Appeler {whom}")
    write = tag("a", "Texto", "df-sms", href=f"sms:{phone}", aria_label=f"Écrire un texto à {whom}")
    return tag("div", call + write, "df-reach")


def empty(headline: str, meaning: str = "") -> str:
    """Nothing to show, and what that means."""
    return tag("div", text("strong", headline) + text("span", meaning), "df-empty")
