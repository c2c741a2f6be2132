"""The light of the alerting itself: does what must be told still reach somebody?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from backend import fr
from backend.alerts import duty_words
from backend.alerts import words as say
from backend.alerts.duty import RED_BEFORE, Stretch
from backend.lights import Light, age_s, not_measured

NAME = "Alertes"
# An urgent alert leaves within seconds: longer than this, something holds it up.
URGENT_WAITS_S = 120
# The morning digest is given this long to arrive.
DIGEST_GRACE = timedelta(minutes=30)
DIGEST_MEANING = "Chaque matin, un message part et son arrivée est vérifiée: c’est la preuve que les alertes vivent."


@dataclass(frozen=True, slots=True)
class AlertCounts:
    """Alerts that nobody has seen, by where they stand."""

    waiting: int = 0
    failed: int = 0
    # The oldest urgent one that has not left.
    oldest_waiting_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Somebody whose phone or email takes no more messages of ours."""

    full_name: str
    reason: str
    channel: str = "sms"


@dataclass(frozen=True, slots=True)
class Digest:
    """The last morning digest, if any, and when today's is due."""

    due_at: datetime
    created_at: datetime | None = None
    state: str | None = None
    reason: str | None = None
    delivered_at: datetime | None = None


def light(
    now: datetime, counts: AlertCounts, last: datetime | None, blocked: list[Unreachable], digest: Digest | None,
    on_call: int, uncovered: Sequence[Stretch] = (),
) -> Light:  # fmt: skip
    """Waiting, failed, and the age of the last message that arrived; red says what to do.

    `uncovered`: the hours to come that nobody reachable is on duty for.
    """
    text = _text(now, counts, last, uncovered)
    soon = [one for one in uncovered if one.starts < now + RED_BEFORE]
    remedy = _remedy(now, counts, blocked, digest if last else None, on_call, soon)
    if remedy:
        return Light(NAME, "bad", text, last, remedy)
    if last is None:
        if uncovered:
            return Light(NAME, "warn", text)
        return Light(NAME, "unknown", text) if counts.waiting else not_measured(NAME)
    # What waits as planned is nobody's to do.
    return Light(NAME, "warn" if uncovered else "good", text, last)


def digest_light(now: datetime, digest: Digest | None) -> Light:
    """The morning digest alone: the daily proof, by its arrival, that messages arrive."""
    name, source = "Bilan du matin", "accusé de réception de Brevo"
    if digest is None or digest.created_at is None:
        text = "aucun bilan à ce jour" if digest else "règle arrêtée dans Alertes"
        return Light(name, "unknown", text, source=source, meaning=DIGEST_MEANING)
    remedy = _absent_digest(now, digest)
    at = digest.delivered_at or digest.created_at
    stands = "" if digest.delivered_at else f", {say.state(digest.state or '')}"
    text = f"{'préparé' if stands else 'livré'} {fr.ago(at, now)}{stands}"
    if remedy:
        return Light(name, "bad", text, at, remedy, source, DIGEST_MEANING)
    return Light(name, "warn" if stands else "good", text, at, "", source, DIGEST_MEANING)


def _text(now: datetime, counts: AlertCounts, last: datetime | None, uncovered: Sequence[Stretch]) -> str:
    result = [
        fr.count(counts.failed, "échec") if counts.failed else "",
        f"{counts.waiting} en attente" if counts.waiting else "",
        f"garde à couvrir {fr.day_short(fr.local(uncovered[0].starts).date())}" if uncovered else "",
        f"dernière livrée {fr.ago(last, now)}" if last else "aucune livrée à ce jour",
    ]
    return ", ".join(words for words in result if words)


def _remedy(
    now: datetime, counts: AlertCounts, blocked: list[Unreachable], digest: Digest | None, on_call: int,
    uncovered: Sequence[Stretch],
) -> str:  # fmt: skip
    """What is worst first; one thing to do at a time is enough."""
    if counts.failed:
        which = "une alerte n’a" if counts.failed == 1 else f"{counts.failed} alertes n’ont"
        return f"{which} rejoint personne: ouvrez Alertes, appelez le client, puis renvoyez-la à quelqu’un."
    if counts.oldest_waiting_at and age_s(counts.oldest_waiting_at, now) > URGENT_WAITS_S:
        since = fr.span(age_s(counts.oldest_waiting_at, now))
        return f"une urgence attend depuis {since} sans être partie: ouvrez Alertes pour voir pourquoi."
    if blocked:
        who = ", ".join(_blocked(one) for one in blocked)
        return f"{who}. Débloquez-le chez Brevo, puis dans Alertes, «Règles et destinataires»."
    if counts.waiting and not on_call:
        return "personne n’est de garde: mettez quelqu’un dans Alertes, «Règles et destinataires»."
    if uncovered:
        return f"personne de joignable n’est de garde {duty_words.stretch(uncovered[0])}: voyez Alertes, «Garde»."
    return _absent_digest(now, digest)


def _blocked(one: Unreachable) -> str:
    what = "l’adresse" if one.channel == "email" else "le téléphone"
    return f"{what} de {one.full_name} {say.unreachable(one.reason, one.channel)}"


def _absent_digest(now: datetime, digest: Digest | None) -> str:
    """The digest is the daily proof that messages arrive: its absence is a failure of the alerting."""
    if digest is None or now < digest.due_at + DIGEST_GRACE:
        return ""
    if digest.created_at is None or digest.created_at < digest.due_at:
        return "le bilan de ce matin n’a pas été préparé: vérifiez le service de fond dans Santé."
    if digest.delivered_at or digest.state == "acknowledged" or digest.reason in say.HOLDS:
        return ""
    return "le bilan de ce matin n’est pas arrivé: envoyez une alerte d’essai depuis Alertes."
