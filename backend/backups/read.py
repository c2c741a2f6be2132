"""Sauvegardes: what would be lost now, how long a recovery takes, and every copy with its proofs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any, Literal
from uuid import UUID

from backend.supabase.rpc import Reader, Rpc

Kind = Literal["backup", "proof"]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that a proof looked at."""

    name: str
    ok: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """One restoring of a copy."""

    id: UUID
    reason: str
    state: str
    asked_at: datetime
    attempts: int
    due_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    step: str | None
    failure: str | None
    failure_detail: str | None
    seconds: float | None
    checks: list[Check] | None
    cancel_asked: bool = False
    asked_by_name: str | None = None

    @property
    def is_open(self) -> bool:
        """True while its end is still to come."""
        return self.state in ("asked", "running")


@dataclass(frozen=True, slots=True)
class Table:
    """One table as it was copied."""

    name: str
    rows: int


@dataclass(frozen=True, slots=True)
class Backup:
    """One copy, made or in the making."""

    id: UUID
    reason: str
    state: str
    asked_at: datetime
    attempts: int
    due_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    step: str | None
    current_table: str | None
    bytes_done: int | None
    failure: str | None
    failure_detail: str | None
    name: str | None
    store: str | None
    size_bytes: int | None
    sha256: str | None
    snapshot_at: datetime | None
    newest_call_at: datetime | None
    server_version: str | None
    migration: str | None
    tables: list[Table]
    proofs: list[Proof]
    cancel_asked: bool = False
    asked_by_name: str | None = None

    @property
    def rows(self) -> int:
        """All tables together."""
        return sum(table.rows for table in self.tables)

    def rows_of(self, table: str) -> int:
        """Of one table; 0 where there is none."""
        return next((one.rows for one in self.tables if one.name == table), 0)

    @property
    def proof(self) -> Proof | None:
        """The newest that is not merely asked for, else the newest."""
        result = [one for one in self.proofs if one.state != "asked"]
        return next(iter(result or self.proofs), None)

    @property
    def open_proof(self) -> Proof | None:
        """The one that is going on or to come."""
        return next((one for one in self.proofs if one.is_open), None)


@dataclass(frozen=True, slots=True)
class Lost:
    """One person or visit that only the last copy's successor will hold."""

    kind: str
    at: datetime
    name: str | None = None
    phone: str | None = None
    city: str | None = None


@dataclass(frozen=True, slots=True)
class Losses:
    """What came since the last proven copy."""

    calls: int
    leads: int
    appointments: int
    changes: int
    named: list[Lost]


@dataclass(frozen=True, slots=True)
class Settings:
    """When, how many, how young a proof must be."""

    enabled: bool
    nightly_at: time
    keep_daily: int
    keep_weekly: int
    keep_monthly: int
    proof_limit_hours: int


@dataclass(frozen=True, slots=True)
class StoreSeen:
    """The place of the copies as the worker last saw it."""

    name: str
    at: datetime
    ok: bool
    free_bytes: int | None = None
    total_bytes: int | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One proof in the past: how old the copy before had become, how long the restoring took."""

    at: datetime
    seconds: float
    age_s: float


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the screen shows, in one answer."""

    now: datetime
    settings: Settings
    proven: Backup | None
    lost: Losses
    stores: list[StoreSeen]
    worker_at: datetime | None
    trend: list[Point]
    backups: list[Backup] = field(default_factory=list)

    @property
    def running(self) -> Backup | None:
        """The backup that is going on, or waits for its first try."""
        going = (one for one in self.backups if one.state == "running" or (one.state == "asked" and not one.attempts))
        return next(going, None)

    @property
    def proving(self) -> tuple[Backup, Proof] | None:
        """The proof that is going on."""
        pairs = ((one, proof) for one in self.backups for proof in one.proofs if proof.state == "running")
        return next(pairs, None)


_BOARD: Reader[Board] = Reader("backup_board", Board)


def read(api: Rpc) -> Board:
    """As it stands now."""
    return _BOARD(api)


def back_up_now(api: Rpc, request_id: UUID) -> None:
    """The worker makes a copy, then proves it."""
    api.rpc("ask_backup_now", {"p_request_id": str(request_id)})


def prove(api: Rpc, request_id: UUID, backup: UUID) -> None:
    """The worker restores this copy elsewhere and compares."""
    api.rpc("prove_backup", {"p_request_id": str(request_id), "p_backup_id": str(backup)})


def cancel(api: Rpc, request_id: UUID, kind: Kind, subject: UUID) -> None:
    """Stop what goes on or is to come; copies already made stay."""
    api.rpc("cancel_backup", {"p_request_id": str(request_id), "p_kind": kind, "p_id": str(subject)})


def save_settings(api: Rpc, request_id: UUID, fields: dict[str, Any]) -> None:
    """When, how many, how young, from now on."""
    api.rpc("save_backup_settings", {"p_request_id": str(request_id), "p_fields": fields})


def took_s(board: Board) -> float | None:
    """What a recovery takes: as measured by the last proof that passed."""
    proofs: Sequence[Proof] = board.proven.proofs if board.proven else ()
    return next((one.seconds for one in proofs if one.state == "proven" and one.seconds is not None), None)
