"""How a ladder and the providers are drawn."""

from __future__ import annotations

from uuid import UUID

from backend import fr
from backend.alerts import costs
from backend.alerts import ladder_read as ladders
from backend.alerts import words as say
from backend.alerts.costs import Reckoned
from backend.alerts.ladder_read import Balance, Ladders, ProviderFigures
from backend.alerts.price_list import price_of
from pages.ui import html as h

PROBES = {"brevo": "brevo_credits", "twilio": "twilio_balance"}


def ladder(found: Ladders, kind: str | None, recipient: UUID | None) -> str:
    """Of whom and for what, then one line a rung, with the names of those on call."""
    chain = [one for one in found.on_call if recipient in (None, one.id)] or found.on_call
    first = chain[0].full_name if chain else "la personne de garde"
    others = [one.full_name for one in found.on_call if one.full_name != first]
    following = others[0] if others else f"{first}, de nouveau"
    names = {one.id: one.full_name for one in found.people}
    who = names.get(recipient, "Tout le monde") if recipient else "Tout le monde"
    head = h.text("strong", who) + h.badge(say.kind(kind) if kind else "Toute urgence", "plain")
    lines = ladders.told(found.of(kind, recipient), first, following, found.prices)
    steps = h.tag("ol", "".join(h.text("li", line) for line in lines), "df-list", aria_label="Échelle")
    again = h.facts(["puis on recommence, jusqu’à ce que quelqu’un agisse", _climbed(found, kind, recipient)])
    return h.tag("div", head, "df-who") + steps + again


def _climbed(found: Ladders, kind: str | None, recipient: UUID | None) -> str | None:
    steps = [price_of(rung.way, found.prices) for rung in found.of(kind, recipient)]
    amounts = costs.summed(Reckoned(one.price, one.unit) for one in steps if one)
    listed = " et ".join(costs.money(amount, unit) for unit, amount in amounts.items())
    return f"environ {listed} par personne" if listed else None


def providers(found: Ladders) -> str:
    """Each provider: what it took, how fast, what it refused and why, and what the account holds."""
    known = {one.provider: one for one in found.providers}
    return "".join(_provider(code, known.get(code), found) for code in PROBES)


def _provider(code: str, figures: ProviderFigures | None, found: Ladders) -> str:
    name, balance = say.PROVIDERS[code], found.balance.get(PROBES[code])
    if code == "twilio" and found.has_second is False:
        return h.tag("div", h.text("strong", name) + h.badge("pas configuré", "warn"), "df-who")
    well = balance is not None and balance.ok and not (figures and figures.refused)
    badge = h.badge("répond", "good") if well else h.badge("à regarder" if balance else "non mesuré", "warn")
    return (
        h.tag("div", h.text("strong", name) + badge, "df-who")
        + h.facts([*_did(figures, found), _held(code, balance, found)])
        + (h.facts([_refusal(code, figures, found)]) if figures and figures.refused else "")
    )


def _did(figures: ProviderFigures | None, found: Ladders) -> list[str | None]:
    if figures is None:
        return ["aucun envoi en 24 h"]
    took = f"acceptés en {fr.decimal(figures.taken_s, 1)}{fr.NBSP}s (médiane)" if figures.taken_s is not None else None
    last = f"le dernier {fr.ago(figures.last_taken_at, found.now)}" if figures.last_taken_at else None
    return [f"{fr.count(figures.taken, 'envoi accepté', 'envois acceptés')} sur {figures.asked}", took, last]


def _held(code: str, balance: Balance | None, found: Ladders) -> str | None:
    if balance is None or balance.value is None:
        return "solde non mesuré"
    held = (
        f"{fr.decimal(balance.value, 2)}{fr.NBSP}$ US" if code == "twilio" else fr.count(int(balance.value), "crédit")
    )
    return f"{held}, {fr.ago(balance.at, found.now)}"


def _refusal(code: str, figures: ProviderFigures, found: Ladders) -> str:
    why = say.named(say.answer(figures.last_refusal), code)
    at = f" ({fr.ago(figures.last_refused_at, found.now)})" if figures.last_refused_at else ""
    return f"{fr.count(figures.refused, 'refus', 'refus')}; le dernier{at}: {why}"
