"""Conformité: requests about personal data, and everything that is held about the person who asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from backend.person import Role
from backend.supabase.rpc import Reader, Rpc

VIEWERS: tuple[Role, ...] = ("owner", "admin")
Kind = Literal["access", "correction", "erasure"]


@dataclass(frozen=True, slots=True)
class AtVapi:
    """How far the erasure is at Vapi, in calls."""

    asked: int = 0
    erased: int = 0
    gone: int = 0
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Journal:
    """The webhook's own journal as it was last measured."""

    at: datetime
    length: float | None = None


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was erased, in figures."""

    erased_at: datetime
    calls: int = 0
    leads: int = 0
    appointments: int = 0
    lines: int = 0
    recordings: int = 0
    messages: int = 0
    alerts: int = 0
    receipts: int = 0
    trail: int = 0
    trials: int = 0
    team: int = 0
    copies_until: date | None = None
    journal: Journal | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One request; the person is forgotten once they are erased."""

    id: UUID
    number: int
    kind: Kind
    received_on: date
    due_on: date
    days_left: int
    state: Literal["open", "erasing", "closed"]
    created_at: datetime
    phone: str | None = None
    full_name: str | None = None
    # By an administrator: the owner has to confirm.
    erasure_asked_at: datetime | None = None
    erasure_asked_by_name: str | None = None
    outcome: Literal["answered", "refused", "erased", "nothing_held"] | None = None
    exported_at: datetime | None = None
    corrected_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by_name: str | None = None
    certificate: Certificate | None = None
    error: str | None = None
    at_vapi: AtVapi = field(default_factory=AtVapi)

    @property
    def ref(self) -> str:
        """How it is called in letters."""
        return f"L25-{self.number:04d}"


@dataclass(frozen=True, slots=True)
class Board:
    """The requests, open ones first."""

    now: datetime
    requests: list[Request]


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody who answers to what was searched for."""

    names: list[str]
    calls: int
    leads: int
    first_at: datetime
    last_at: datetime
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class HeldCall:
    """A call that is part of the file, or in which the person was spoken of."""

    id: UUID
    created_at: datetime
    caller_number: str | None = None
    caller_name: str | None = None
    summary: str | None = None


@dataclass(frozen=True, slots=True)
class HeldLead:
    """A lead that is part of the file."""

    id: UUID
    ref: str
    created_at: datetime
    name: str | None = None
    phone: str | None = None
    address: str | None = None
    city: str | None = None
    postal_code: str | None = None
    description: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is held, kind by kind."""

    calls: int
    leads: int
    appointments: int
    lines: int
    recordings: int
    messages: int
    alerts: int
    receipts: int = 0
    trials: int = 0
    trail: int = 0

    @property
    def nothing(self) -> bool:
        """True when nothing at all is held."""
        return not (self.calls or self.leads or self.messages)


@dataclass(frozen=True, slots=True)
class Team:
    """What is held under this number or name about the company's own people."""

    recipients: list[dict[str, Any]] = field(default_factory=list)
    accounts: list[dict[str, Any]] = field(default_factory=list)
    trials: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Loose:
    """A message of no call, or a receipt of no message, in which the person is named: the words around it."""

    kind: Literal["message", "receipt"]
    id: int
    received_at: datetime
    excerpt: str


@dataclass(frozen=True, slots=True)
class File:
    """Everything about one request."""

    now: datetime
    request: Request
    counts: Counts
    calls: list[HeldCall]
    leads: list[HeldLead]
    other_phones: list[str]
    mentions: list[HeldCall]
    loose: list[Loose] = field(default_factory=list)
    # The number bears another name than the one that is asked for.
    shares_number: bool = False
    team: Team = field(default_factory=Team)
    copies_until: date | None = None


_BOARD: Reader[Board] = Reader("privacy_requests_board", Board)
_FOUND: Reader[list[Found]] = Reader("search_person", list[Found])
_FILE: Reader[File] = Reader("privacy_file", File)


def read(api: Rpc) -> Board:
    """Every request."""
    return _BOARD(api)


def search(api: Rpc, request_id: UUID, phone: str | None, words: str | None) -> list[Found]:
    """Who answers to this number or these words; the trail tells that somebody looked, not for whom."""
    return _FOUND(api, p_request_id=str(request_id), p_phone=phone, p_words=words)


def file(api: Rpc, request: UUID) -> File:
    """What is held about the person of this request."""
    return _FILE(api, p_id=str(request))


def ask(api: Rpc, request_id: UUID, kind: Kind, phone: str | None, name: str | None, received_on: date) -> None:
    """Note a request; its thirty days run from the day it was received."""
    params = {"p_kind": kind, "p_phone": phone, "p_full_name": name, "p_received_on": received_on.isoformat()}
    api.rpc("ask_privacy_request", {"p_request_id": str(request_id), **params})


def add_mention(api: Rpc, request_id: UUID, request: UUID, call: UUID) -> None:
    """Somebody else spoke of this person in that call: it is of the file."""
    api.rpc("add_mention", {"p_request_id": str(request_id), "p_id": str(request), "p_call_id": str(call)})


def add_loose(api: Rpc, request_id: UUID, request: UUID, one: Loose) -> None:
    """That message is about this person: it is of the file."""
    params = {"p_id": str(request), "p_kind": one.kind, "p_number": one.id}
    api.rpc("add_loose_mention", {"p_request_id": str(request_id), **params})


def leave_out(api: Rpc, request_id: UUID, request: UUID, record: UUID) -> None:
    """That call, or that lead, is somebody else's: it is not of the file."""
    api.rpc("leave_out", {"p_request_id": str(request_id), "p_id": str(request), "p_record_id": str(record)})


def correct(api: Rpc, request_id: UUID, request: UUID, fields: dict[str, str]) -> None:
    """Correct it wherever it is shown."""
    api.rpc("correct_person", {"p_request_id": str(request_id), "p_id": str(request), "p_fields": fields})


def erase(api: Rpc, request_id: UUID, request: UUID) -> None:
    """Erase everything that the file shows; there is no way back. An administrator asks: the owner's word erases."""
    api.rpc("erase_person", {"p_request_id": str(request_id), "p_id": str(request)})


def close(api: Rpc, request_id: UUID, request: UUID, outcome: str) -> None:
    """The person was answered, or refused, or there was nothing."""
    api.rpc("close_privacy_request", {"p_request_id": str(request_id), "p_id": str(request), "p_outcome": outcome})


def export(api: Rpc, request_id: UUID, request: UUID) -> dict[str, Any]:
    """Everything that is held, as the database tells it; in the trail before it is handed out."""
    answer: dict[str, Any] = api.rpc("export_person", {"p_request_id": str(request_id), "p_id": str(request)})
    return answer


def messages(api: Rpc, request: UUID, page: int = 50) -> list[dict[str, Any]]:
    """The messages as they came, all of them."""
    found: list[dict[str, Any]] = []
    while True:
        after = found[-1]["id"] if found else 0
        more = api.rpc("export_messages", {"p_id": str(request), "p_after": after, "p_limit": page})
        found.extend(more)
        if len(more) < page:
            return found
