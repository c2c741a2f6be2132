"""How an alert is drawn: what it is about, where it stands, why, and every message it took."""

from __future__ import annotations

from datetime import datetime

from backend import business, fr
from backend import visit_messages as messages
from backend.alerts import costs
from backend.alerts import words as say
from backend.alerts.read import Alert, Alerts, Attempt
from backend.lights import Tone
from pages.ui import html as h
from pages.ui.tiles import tile, tile_row

ATTEMPT_TONES: dict[str, Tone] = {"delivered": "good", "failed": "bad"}


def headline(alerts: Alerts) -> str:
    """The answer first: was everybody reached, what is on its way, and when a message last arrived."""
    last = f"{fr.ago(alerts.last_delivered_at, alerts.now)}" if alerts.last_delivered_at else "jamais"
    tiles = (
        tile(str(alerts.failed), "sans personne rejointe" if alerts.failed else "échec", wanting=alerts.failed > 0),
        tile(str(alerts.waiting), "en chemin"),
        tile(last, "dernier message livré"),
    )
    month = costs.told(alerts.month_cost)
    sent = fr.count(alerts.month_cost.sent, "texto ou appel parti", "textos et appels partis")
    return tile_row("Où en sont les alertes", tiles, "df-three") + h.facts([f"Ce mois-ci: {sent}", month])


def alert(one: Alert, now: datetime) -> str:
    """What it is about, where it stands, why and what to do; then each message."""
    last = next((a.provider for a in reversed(one.attempts) if a.handed_over_at), "brevo")
    stands = say.state(one.state, say.acknowledged_by(one.acknowledged_by, one.acknowledged_via))
    state = h.badge(say.named(stands, last), say.tone(one.state))
    if one.to_customer:
        state = h.badge(messages.stands(one.to_customer, now), messages.tone(one.to_customer))
    urgent = h.badge("Urgent", "bad") if one.urgent else ""
    when = h.text("time", fr.moment_near(one.created_at, now))
    return (
        h.tag("div", h.text("strong", one.about) + urgent + state + when, "df-who")
        + _about(one)
        + ("" if one.to_customer else _why(one))
        + attempts(one.attempts, now, "le client" if one.to_customer else None)
        + _cost(one)
    )


def _cost(one: Alert) -> str:
    told = costs.told(costs.of_attempts(one.attempts))
    return h.facts([f"Coût: {told}"]) if told else ""


def name(one: Alert) -> str:
    """What the alert is called where there is room for a few words only."""
    who = one.lead.name or one.lead.ref if one.lead else fr.phone(one.call.caller_number) if one.call else ""
    return f"{one.about}, {who}" if who else one.about


def _about(one: Alert) -> str:
    result = h.text("p", say.detail(one.kind, one.detail), "df-what")
    if one.lead:
        who = [one.lead.name or "Sans nom", one.lead.city, one.lead.ref]
        what = one.lead.description or business.service(one.lead.service)
        number = h.tag("p", h.tel(one.lead.phone), "df-what")
        return h.facts(who) + h.text("p", what, "df-what df-short") + result + number
    return result + (h.tag("p", h.tel(one.call.caller_number), "df-what") if one.call else "")


def _why(one: Alert) -> str:
    """In the alert's own words when one way was left for another, then what to do."""
    reason = say.named(say.reason(one.told_reason), _refused_by(one))
    by_email = one.attempts and one.attempts[-1].channel == "email" and not one.attempts[-1].asked_by_name
    if reason and by_email and one.state in ("sending", "handed_over", "delivered"):
        reason = f"courriel envoyé, car {reason}" if one.reason == "no_receipt" else f"courriel envoyé: {reason}"
    with_others = "partie avec d’autres dans un même message" if one.bundled_in else ""
    carries = f"annonce aussi {fr.count(one.bundled, 'autre demande', 'autres demandes')}" if one.bundled else ""
    lines = [words[:1].upper() + words[1:] for words in (reason, with_others, carries) if words]
    what_to_do = say.remedy(one.told_reason) if one.state in ("failed", "waiting", "handed_over") else ""
    return h.facts(lines, "df-why") + h.text("p", what_to_do, "df-remedy")


def _refused_by(one: Alert) -> str:
    """Of which provider the alert's reason speaks."""
    about = (a.provider for a in reversed(one.attempts) if (a.provider_answer or "").startswith(one.reason or "-"))
    return next(about, "brevo")


def attempts(tries: list[Attempt], now: datetime, whom: str | None = None) -> str:
    """Every message in order: when, by which way, to whom, how it went; `whom` is who is on no list of ours."""
    if not tries:
        return ""
    return h.tag("ol", "".join(_attempt(one, now, whom) for one in tries), "df-steps df-tries", aria_label="Messages")


def _attempt(one: Attempt, now: datetime, whom: str | None) -> str:
    when = fr.clock_seconds(one.at)
    if fr.local(one.at).date() != fr.local(now).date():
        when = f"{fr.day_short(fr.local(one.at).date())[5:]} {fr.clock(one.at)}"
    where = one.email if one.channel == "email" else fr.phone(one.phone)
    to = f"{say.channel(one.channel).capitalize()} à {one.recipient_name or whom or 'une personne retirée de la liste'}"
    blocked = say.unreachable(one.unreachable_reason) if one.channel == "sms" and one.state != "delivered" else ""
    asked = f"demandé par {one.asked_by_name}" if one.asked_by_name and not one.retries else None
    head = h.text("b", to) + " " + h.badge(_state(one), ATTEMPT_TONES.get(one.state, "warn"))
    answer = say.answer(one.provider_answer)
    told = say.named(f"Brevo: {answer}", one.provider) if answer else None
    cost = costs.told(costs.of_attempts([one])) if one.credits or one.price_unit or one.reckoned else None
    result = h.facts([where, movement(one), asked, cost]) + h.facts([told])
    warning = h.text("p", f"Ce numéro {blocked}." if blocked else None, "df-remedy")
    return h.tag("li", h.text("time", when) + h.tag("div", head + result + warning))


def _state(one: Attempt) -> str:
    if one.channel == "call":
        return say.call(one.state, one.provider_answer, handed_over=one.handed_over_at is not None)
    return say.named(say.attempt(one.state, handed_over=one.handed_over_at is not None), one.provider)


def movement(one: Attempt) -> str | None:
    """`remis à Brevo 14:05:12 → livré 14:05:19 (7 s)`: the steps done so far, each with its second."""
    steps = []
    left, arrived = ("appel lancé", "touche reçue") if one.channel == "call" else ("remis à Brevo", "livré")
    if one.handed_over_at:
        steps.append(f"{say.named(left, one.provider)} {fr.clock_seconds(one.handed_over_at)}")
    if one.delivered_at:
        took = (one.delivered_at - (one.handed_over_at or one.at)).total_seconds()
        steps.append(f"{arrived} {fr.clock_seconds(one.delivered_at)} ({fr.span(took)})")
    return " → ".join(steps) or None
