"""A call's steps, from the ring to the message that reached somebody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from backend import fr
from backend.alerts import words as say
from backend.alerts.read import Alert
from backend.appointments import words as visit_words
from backend.calls.call import CallDetail, Visit
from backend.vapi import words as vapi_words
from pages.ui import html as h


def steps(detail: CallDetail, result: list[Alert] | None) -> str:
    """From the ring to the message that arrived, in order, each with its second. No `result`: it could not be read."""
    call = detail.call
    happened: list[tuple[datetime | None, str]] = [
        (call.created_at, "Le téléphone sonne"),
        (call.started_at, "Paul décroche"),
        (call.forwarded_at, "Transfert vers une personne"),
        (call.ended_at, f"Fin: {vapi_words.ended(call.ended_reason, call.ended_category) or 'raison inconnue'}"),
        (call.reported_at, "Compte rendu reçu de Vapi"),
        (call.caught_up_at, "Rattrapé: le webhook l’avait manqué, retrouvé dans la liste de Vapi"),
        (call.called_back_at, f"Rappelé par {call.called_back_by_name or 'une personne'}"),
    ]
    happened += [(lead.created_at, f"Coordonnées notées ({lead.ref})") for lead in detail.leads]
    happened += [(visit.requested_at, f"Rendez-vous demandé: {fr.day_and_clock(_first_asked(detail, visit))}")
                 for visit in detail.appointments]  # fmt: skip
    happened += [
        (one.requested_at, f"Rendez-vous {visit_words.change(one, one.requested_at)}") for one in detail.changes
    ]
    happened += [step for one in result or [] for step in _alert_steps(one)]
    known = sorted((at, words) for at, words in happened if at)
    drawn = "".join(_dated(known))
    none_sent = "Aucune alerte envoyée" if result == [] else "Alertes: impossible à lire pour l’instant"
    return h.tag("ol", drawn + ("" if result else _step("–", none_sent)), "df-steps")


def _dated(known: Sequence[tuple[datetime, str]]) -> Iterator[str]:
    """Each with its second; with its day too, where that is no more the day of the step before."""
    day = None
    for at, words in known:
        hour, is_new = fr.clock_seconds(at), day not in (None, fr.local(at).date())
        day = fr.local(at).date()
        yield _step(f"{fr.day_short(day)}, {hour}" if is_new else hour, words)


def _first_asked(detail: CallDetail, visit: Visit) -> datetime:
    moves = (one.from_starts_at for one in detail.changes if one.appointment_id == visit.id and one.from_starts_at)
    return next(moves, visit.starts_at)


def _alert_steps(one: Alert) -> list[tuple[datetime | None, str]]:
    found: list[tuple[datetime | None, str]] = [(one.created_at, f"Alerte: {_lower(one.about)}")]
    for tried in one.attempts:
        message = f"{say.channel(tried.channel).capitalize()} à {tried.recipient_name or 'une personne retirée'}"
        found += [(tried.handed_over_at, f"{message}: remis à Brevo"), (tried.delivered_at, f"{message}: livré")]
        if tried.state == "failed":
            found.append((tried.at, f"{message}: {say.answer(tried.provider_answer) or 'non livré'}"))
    by = say.acknowledged_by(one.acknowledged_by, one.acknowledged_via)
    return [*found, (one.acknowledged_at, f"Alerte vue par {by}")]


def _lower(words: str) -> str:
    # The first letter only: a name keeps its own.
    return words[:1].lower() + words[1:]


def _step(when: str, words: str) -> str:
    return h.tag("li", h.text("time", when) + h.text("span", words))
