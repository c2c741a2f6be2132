"""How long what is kept, what tonight will take away, and what the last nights did."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from backend import fr
from backend.supabase.rpc import Reader, Rpc

NAMES = {
    "recordings": "Enregistrements chez Vapi",
    "messages": "Messages reçus tels quels",
    "conversations": "Conversations et résumés",
    "callers": "Noms et numéros des appelants",
    "leads": "Fiches sans suite, et leurs rendez-vous",
    "jobs": "Fiches gagnées",
    "alerts": "Alertes et accusés",
    "requests": "Identité dans les demandes fermées",
    "trail": "Journal des gestes",
    "incidents": "Registre des incidents",
}
UNITS = {
    "recordings": ("appel", "appels"),
    "messages": ("message", "messages"),
    "conversations": ("appel", "appels"),
    "callers": ("appel", "appels"),
    "leads": ("fiche", "fiches"),
    "jobs": ("fiche", "fiches"),
    "alerts": ("alerte", "alertes"),
    "requests": ("demande", "demandes"),
    "trail": ("geste", "gestes"),
    "incidents": ("incident", "incidents"),
}
REASONS = {
    "recordings": "ils servent à vérifier ce qui a été dit, peu de temps",
    "messages": "ils répètent le reste; utiles si un message a été mal compris",
    "conversations": "la durée d’une plainte ou d’un suivi; les délais de Paul restent",
    "callers": "après quoi l’appel ne compte plus que dans les chiffres",
    "leads": "une personne qui n’a pas donné suite",
    "jobs": "les travaux faits: preuves et impôts",
    "alerts": "la preuve que quelqu’un a été prévenu",
    "requests": "la preuve qu’on a répondu; le reste de la demande est gardé sans nom",
    "trail": "qui a fait quoi, sans donnée de client",
    "incidents": "la loi demande au moins cinq ans",
}


@dataclass(frozen=True, slots=True)
class Next:
    """What the next purge would take."""

    count: int
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One period."""

    what: str
    keep_days: int
    least_days: int
    enabled: bool
    next: Next


@dataclass(frozen=True, slots=True)
class Run:
    """One purge."""

    id: int
    started_at: datetime
    finished_at: datetime | None = None
    removed: dict[str, int] = field(default_factory=dict)
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Retention:
    """Everything the view shows."""

    now: datetime
    next_at: datetime
    rules: list[Rule]
    runs: list[Run]

    @property
    def going(self) -> int:
        """How much goes at the next purge."""
        return sum(one.next.count for one in self.rules if one.enabled)


_RETENTION: Reader[Retention] = Reader("retention", Retention)


def read(api: Rpc) -> Retention:
    """As it stands now."""
    return _RETENTION(api)


def save(api: Rpc, request_id: UUID, what: str, days: int, enabled: bool) -> None:
    """Keep this so long from now on."""
    params = {"p_what": what, "p_keep_days": days, "p_enabled": enabled}
    api.rpc("save_retention", {"p_request_id": str(request_id), **params})


def purge_now(api: Rpc, request_id: UUID) -> None:
    """Do not wait for the night."""
    api.rpc("purge_now", {"p_request_id": str(request_id)})


def amount(what: str, n: int) -> str:
    """So many of that kind, in words."""
    return f"{NAMES.get(what, what)}: {fr.count(n, *UNITS.get(what, ('ligne', 'lignes')))}"


def period(days: int) -> str:
    """In the unit that people think in."""
    if days >= 730 and days % 365 < 10:
        return fr.count(round(days / 365.25), "an")
    return fr.count(round(days / 30.4375), "mois", "mois") if days >= 120 else fr.count(days, "jour")
