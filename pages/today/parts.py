"""How Aujourd'hui draws its counts, the calls going on and the people to call back."""

from __future__ import annotations

from datetime import datetime

from backend import business, fr
from backend.calls import words as wording
from backend.leads import attempts
from backend.today.read import Callback, LiveCall, Today
from backend.vapi import words as vapi_words
from pages.ui import history as earlier
from pages.ui import html as h
from pages.ui.alerts import brief as alert_brief
from pages.ui.parts import heading, section
from pages.ui.tiles import tile, tile_row


def opening(today: Today) -> str:
    """What is read first, down to the people who wait."""
    head = heading("Aujourd’hui", compared_to(today.now))
    waiting = section("À rappeler", "urgents d’abord, puis qui attend depuis longtemps")
    return head + counts(today) + live(today) + waiting


def nobody(today: Today) -> str:
    """Nobody to call now; who was not reached comes back at an hour of their own, and is shown below."""
    if today.later:
        back = "Qui n’a pas été rejoint revient ici à son heure; les autres sont rappelés, ou ont un rendez-vous."
        return h.empty("Personne n’est à rappeler maintenant", back)
    return h.empty("Personne n’attend d’appel", "Chaque appelant a été rappelé, ou a un rendez-vous.")


def counts(today: Today) -> str:
    """The day's figures, each against the same weekday before, at the same hour."""
    now, before = today.counts, today.week_ago
    tiles = (
        _count(now.calls, before.calls, "appel", "appels"),
        _count(now.leads, before.leads, "client potentiel", "clients potentiels"),
        _count(now.appointments, before.appointments, "rendez-vous", "rendez-vous"),
        _waiting(today),
    )
    return tile_row("Chiffres du jour", tiles)


def _count(n: int, before: int, one: str, many: str) -> str:
    return tile(str(n) if n else "Aucun", one if n < 2 else many, _against(n, before))


def _against(n: int, before: int) -> str:
    if n == before:
        return f"autant ({before})"
    sign, word = ("▲", "de plus") if n > before else ("▼", "de moins")
    return f"{sign} {abs(n - before)} {word} ({before})"


def compared_to(now: datetime) -> str:
    """What the figures are held against, said once."""
    return f"{fr.day(now)}, {fr.clock(now)}, comparé à {fr.DAYS[fr.local(now).weekday()]} dernier à la même heure"


def _waiting(today: Today) -> str:
    n, oldest = today.waiting, today.waiting_since
    beneath = f"depuis {fr.span((today.now - oldest).total_seconds())} au plus" if oldest else "personne n’attend"
    return tile(str(n) if n else "Personne", "à rappeler", beneath, wanting=n > 0)


def live(today: Today) -> str:
    """Calls going on, with the last lines said."""
    if today.live:
        return "".join(_live_call(call, today.now) for call in today.live)
    return h.text("p", f"Aucun appel en cours. {_quiet(today)}", "df-still")


def _quiet(today: Today) -> str:
    if today.last_call_at is None:
        return "Paul n’a encore reçu aucun appel."
    last = f"Dernier appel {fr.ago(today.last_call_at, today.now)}."
    weekday = fr.local(today.now).isoweekday()
    if not today.counts.calls and weekday > 5:
        return f"{last} Rien depuis minuit: normal un {fr.DAYS[weekday - 1]}."
    return last


def _live_call(call: LiveCall, now: datetime) -> str:
    since = fr.span((now - (call.started_at or call.created_at)).total_seconds())
    # On a phone it stands on one line with a name.
    state = "sonne" if call.status in ("queued", "ringing") else f"en ligne, {since}"
    # Nobody is to take a trial for a customer.
    badge = h.badge(f"essai: {state}", "plain") if call.is_test else h.badge(state, "good")
    who = h.text("strong", call.caller_name or "Inconnu") + h.tel(call.caller_number) + badge
    # Not on a phone: the last words say as much, and have no more room than this.
    noted = h.tag("span", h.badge("coordonnées notées", "plain"), "df-noted") if call.has_lead else ""
    said = "".join(
        h.tag("p", h.text("b", "Paul: " if line.speaker == "paul" else "Client: ") + h.text("span", line.text))
        for line in call.lines
    )
    return h.tag("article", h.tag("div", who + noted, "df-who") + said, "df-live", aria_label="Appel en cours")


def card(c: Callback, now: datetime) -> str:
    """Who, where, what, since when; then the button that dials."""
    urgent = h.badge("Urgent", "bad") if c.urgency == "urgent" else ""
    later = h.badge("Peut attendre", "plain") if c.urgency == "low" else ""
    unowned = h.badge(attempts.unowned(c.unowned_minutes), "warn") if c.unowned_minutes else ""
    missed = h.badge(wording.outcome(c.outcome), "warn") if c.outcome == "transfer_failed" else ""
    who = urgent + missed + h.text("strong", name(c)) + h.text("span", c.city, "df-quiet") + later + unowned
    what = c.description or business.service(c.service) or _why_nothing(c)
    since = f"{'Raccroché' if c.ended_at else 'Appel'} {fr.ago(c.waiting_since, now)}"
    more = [since, c.ref, f"confié à {c.assigned_name}" if c.assigned_name else None]
    result = h.tag("div", who, "df-who") + h.text("p", what, "df-what df-short") + h.facts(more)
    result += h.text("p", c.attempt.words(now), "df-facts df-tried") if c.attempt else ""
    result += earlier.drawn(c.history, now) + alert_brief.drawn(c.alert, now)
    return h.tag("div", h.tag("div", result) + h.call_button(c.phone, c.name), "df-card")


def name(c: Callback) -> str:
    """What to call this person."""
    return c.name or ("Sans nom" if c.kind == "lead" else "Appelant sans nom")


def _why_nothing(c: Callback) -> str:
    ended = vapi_words.ended(c.ended_reason, None)
    return f"N’a rien laissé: {ended}" if ended else "N’a laissé ni nom ni message."
