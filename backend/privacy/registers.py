"""Registers of Loi 25: incidents with their eight fields, the notice heard, the person in charge, the providers."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from backend import fr, spreadsheet
from backend.supabase.rpc import Reader, Rpc


@dataclass(frozen=True, slots=True)
class Settings:
    """The person in charge, and how the notice is known."""

    officer_name: str | None
    officer_title: str
    officer_email: str | None
    officer_phone: str | None
    notice_words: str


@dataclass(frozen=True, slots=True)
class Call:
    """A call that began without the notice."""

    id: UUID
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """How many calls began with the notice."""

    days: int
    calls: int
    heard: int
    without: list[Call]


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident, as the regulation wants it."""

    id: UUID
    number: int
    information: str
    circumstances: str
    happened_from: date
    happened_until: date | None
    period_is_estimate: bool
    aware_on: date
    persons: int | None
    persons_is_estimate: bool
    risk_elements: str
    risk_is_serious: bool
    cai_notified_on: date | None
    persons_notified_on: date | None
    public_notice_on: date | None
    no_notice_reason: str
    measures: str
    updated_at: datetime
    version: int
    created_by_name: str | None = None

    @property
    def notices_missing(self) -> bool:
        """A serious risk obliges to tell the Commission and the persons."""
        return self.risk_is_serious and not (self.cai_notified_on and self.persons_notified_on)


@dataclass(frozen=True, slots=True)
class Provider:
    """Somebody who receives personal data for us."""

    code: str
    name: str
    place: str
    is_outside_quebec: bool
    purpose: str
    receives: str
    kept: str
    in_use: bool
    agreement_on: date | None = None
    assessment_on: date | None = None


@dataclass(frozen=True, slots=True)
class Registers:
    """Everything, in one answer."""

    now: datetime
    settings: Settings
    notice: Notice
    incidents: list[Incident]
    providers: list[Provider]


_REGISTERS: Reader[Registers] = Reader("privacy_registers", Registers)
# The eight of the regulation, in its order; several columns where one field has several parts.
HEADINGS = (
    "Numéro", "1. Renseignements visés", "2. Circonstances", "3. Du", "3. Au", "3. Période estimée",
    "4. Prise de connaissance",
    "5. Personnes", "5. Nombre estimé", "6. Éléments du risque", "6. Risque sérieux", "7. Avis à la Commission",
    "7. Avis aux personnes", "7. Avis public", "7. Motif sans avis", "8. Mesures prises",
)  # fmt: skip


def read(api: Rpc) -> Registers:
    """As they stand now."""
    return _REGISTERS(api)


def save_incident(api: Rpc, request_id: UUID, incident: Incident | None, fields: dict[str, Any]) -> None:
    """Write a new one (None), or change one; refused as a conflict when somebody else did meanwhile."""
    which = {"p_id": str(incident.id) if incident else None, "p_version": incident.version if incident else None}
    api.rpc("save_incident", {"p_request_id": str(request_id), **which, "p_fields": fields})


def save_settings(api: Rpc, request_id: UUID, fields: dict[str, Any]) -> None:
    """The person in charge, and how the notice is known."""
    api.rpc("save_privacy_settings", {"p_request_id": str(request_id), "p_fields": fields})


def save_provider(api: Rpc, request_id: UUID, provider: Provider) -> None:
    """Where it is, whether it is in use, and when the agreement and the assessment were made."""
    result = asdict(provider)
    params = {f"p_{name}": result[name] for name in ("code", "in_use", "place")}
    days = {f"p_{name}": result[name] and result[name].isoformat() for name in ("agreement_on", "assessment_on")}
    api.rpc("save_provider", {"p_request_id": str(request_id), **params, **days})


def incidents_csv(api: Rpc) -> bytes:
    """The register for the Commission; taking it out is in the trail."""
    result = read(api).incidents
    api.rpc("log_incidents_export", {"p_request_id": str(uuid4()), "p_rows": len(result)})
    return spreadsheet.csv_bytes(HEADINGS, map(_cells, result))


def file_name(now: datetime) -> str:
    """By date only."""
    return f"incidents-{fr.local(now):%Y-%m-%d}.csv"


def _cells(one: Incident) -> tuple[str, ...]:
    shown = (
        one.number, one.information, one.circumstances, one.happened_from, one.happened_until, one.period_is_estimate,
        one.aware_on, one.persons, one.persons_is_estimate, one.risk_elements, one.risk_is_serious,
        one.cai_notified_on, one.persons_notified_on, one.public_notice_on, one.no_notice_reason, one.measures,
    )  # fmt: skip
    return tuple(_cell(value) for value in shown)


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return "" if value is None else str(value)
