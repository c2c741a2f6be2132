"""How recipients, rules and delays are drawn."""

from __future__ import annotations

from datetime import date, datetime

from backend import fr
from backend.alerts import words as say
from backend.alerts.duty_words import weekdays
from backend.alerts.proofs import is_proven
from backend.alerts.setup import Recipient, Rule, Settings, Setup
from backend.messaging import Channel
from pages.ui import html as h
from pages.ui.alerts import parts as alert_parts


def recipient(one: Recipient, setup: Setup) -> str:
    """Who, reached how and when; what last arrived; and, in red, why nothing arrives any more."""
    nth = "1re" if one.on_call_rank == 1 else f"{one.on_call_rank}e"
    badge = h.badge(f"De garde, {nth}", "good") if one.on_call_rank else h.badge("Hors de garde", "plain")
    away = _away(one, fr.local(setup.now).date())
    who = h.text("strong", one.full_name) + badge + (h.badge(away, "warn") if away else "")
    reach = h.tag("p", " · ".join(part for part in (_phone(one), h.text("span", one.email)) if part), "df-what")
    arrived = "".join(_arrived(way, at, setup.now) for way, at in one.proofs(has_second=setup.has_second))
    last = alert_parts.attempts([one.last], setup.now) if one.last else ""
    known = h.tag("div", who, "df-who") + reach + h.facts([hours(one), _tested(one)])
    return known + h.tag("div", arrived, "df-who") + _blocked(one, setup) + last


def _phone(one: Recipient) -> str:
    return h.tel(one.phone) if one.phone else ""


def _blocked(one: Recipient, setup: Setup) -> str:
    return "".join(_block(channel, reason, since, setup) for channel, reason, since in one.blocked)


def _block(channel: str, reason: str, at: datetime | None, setup: Setup) -> str:
    what = "Cette adresse" if channel == "email" else "Ce téléphone"
    since = f" depuis {fr.moment_near(at, setup.now)}" if at else ""
    result = f"{what} {say.unreachable(reason, channel)}{since}. {say.unblock(channel)}"
    return h.tag("p", h.tag("i", h.SIGNS["bad"], aria_hidden="true") + " " + h.text("span", result), "df-remedy")


def _arrived(way: Channel, at: datetime | None, now: datetime) -> str:
    """Proven for a week; amber then, and where nothing ever arrived."""
    if at is None:
        return h.badge(f"{say.channel(way)}: jamais prouvé", "warn")
    return h.badge(f"{say.channel(way)}: prouvé {fr.ago(at, now)}", "good" if is_proven(at, now) else "warn")


def _tested(one: Recipient) -> str:
    return f"essai chaque semaine à {fr.hour(one.tested_at)}" if one.tested_at else "aucun essai par lui-même"


def hours(one: Recipient) -> str:
    """`Pour ce qui n’est pas urgent: 7 h 00 à 21 h 00, tous les jours`."""
    return f"Pour ce qui n’est pas urgent: {fr.hour(one.starts)} à {fr.hour(one.ends)}, {weekdays(one.weekdays)}"


def _away(one: Recipient, today: date) -> str:
    if one.away_from is None or (one.away_until and one.away_until < today):
        return ""
    first = fr.day_short(one.away_from)
    return f"En congé du {first} au {fr.day_short(one.away_until)}" if one.away_until else f"En congé dès {first}"


def rule(one: Rule) -> str:
    """What is told of that kind, and how fast."""
    name = h.text("strong", say.kind(one.kind))
    if not one.enabled:
        return h.tag("div", name + h.badge("éteinte: personne n’est prévenu", "warn"), "df-who")
    urgent = h.badge("Urgent", "bad") if one.urgent else ""
    how = "tout de suite, jour et nuit" if one.urgent else "pendant les heures de la personne de garde"
    bundled = f"regroupées sur {one.bundle_minutes} min" if one.bundle_minutes else "une par une"
    return h.tag("div", name + urgent, "df-who") + h.facts([how, bundled if not one.urgent else None])


def delays(s: Settings) -> str:
    """The delays, one sentence each."""
    result = (
        f"Sans confirmation de livraison après {minutes(s.receipt_minutes)}: un courriel part.",
        f"Urgence que personne n’a vue après {minutes(s.ack_minutes)}: nouveau message, puis à la personne suivante.",
        f"Au plus {s.throttle_count} messages en {minutes(s.throttle_minutes)}, sauf urgences; les autres attendent.",
        f"Client que personne n’a pris en {minutes(s.unowned_minutes)} d’ouverture: qui est de garde est prévenu.",
        f"Bilan du matin: {fr.hour(s.digest_at)}.",
    )
    return h.tag("ul", "".join(h.text("li", words) for words in result), "df-list")


def minutes(value: float) -> str:
    """`3 min`, `0,5 min`."""
    return f"{fr.decimal(value, 0 if value == int(value) else 1)}{fr.NBSP}min"
