"""How Santé draws its lights, request figures and failed messages."""

from __future__ import annotations

from datetime import datetime

from backend import fr
from backend.health.read import FailedMessage, Health, Waiting
from backend.intake import words as failures
from backend.lights import Light
from pages.ui import html as h
from pages.ui.light import light as light_html

OUTCOMES = {
    "applied": "appliqués", "duplicate": "reçus deux fois", "failed": "gardés, non appliqués",
    "stored": "gardés tels quels", "journaled": "gardés au journal de secours", "refused": "refusés (signature)",
    "lost": "perdus",
}  # fmt: skip


def part(light: Light, now: datetime) -> str:
    """One part: its value, its age and source, what it means, what to do."""
    age = h.text("time", fr.ago(light.at, now) if light.at else "")
    head = light_html(light).removesuffix("</div>") + age + "</div>"
    return h.tag("article", head + _meaning(light) + h.text("p", light.remedy, "df-remedy"), "df-part")


def _meaning(light: Light) -> str:
    source = f" Source: {light.source}." if light.source else ""
    return h.text("p", (light.meaning + source).strip())


def requests(health: Health) -> str:
    """What the webhook answered in 24 hours, with n."""
    if not health.requests:
        return h.empty("Aucune requête en 24 heures", "Rien n’est donc mesuré ici.")
    head = "".join(h.text("th", words) for words in ("Messages", "n", "médiane", "p95"))
    rows = "".join(_request_row(r.outcome, r.n, r.p50_ms, r.p95_ms) for r in health.requests)
    return h.tag("table", h.tag("tr", head) + rows, "df-table")


def _request_row(outcome: str, n: int, p50: float | None, p95: float | None) -> str:
    cells = (fr.decimal(n, 0), _ms(p50), _ms(p95))
    return h.tag("tr", h.text("td", OUTCOMES.get(outcome, outcome)) + "".join(h.text("td", cell) for cell in cells))


def _ms(value: float | None) -> str:
    return "–" if value is None else fr.milliseconds(value)


def message(one: FailedMessage, now: datetime) -> str:
    """What kind, since when, why, how often it was tried."""
    head = h.text("strong", failures.kind(one.type)) + h.text("time", fr.ago(one.received_at, now))
    due = f"prochain essai {_when(one.due_at, now)}" if one.due_at else "pas d’autre essai prévu"
    tried = fr.count(one.attempts, "essai")
    return h.tag("div", head, "df-who") + h.text("p", failures.why(one.error), "df-what") + h.facts([tried, due])


def failed_again(one: Waiting, tried: int, now: datetime) -> bool:
    """Tried since, and put off until later: while it is being tried, it is still due."""
    return one.attempts > tried and one.due_at is not None and one.due_at > now


def _when(due: datetime, now: datetime) -> str:
    return "dès maintenant" if due <= now else f"dans {fr.span((due - now).total_seconds())}"
