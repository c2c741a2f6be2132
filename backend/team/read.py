"""Équipe: who is of the team, what they may do, when they were last seen, who is invited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from backend.person import Role
from backend.supabase.rpc import Reader, Rpc

VIEWERS: tuple[Role, ...] = ("owner", "admin")


@dataclass(frozen=True, slots=True)
class Order:
    """Something asked about an account, that the worker carries out at Supabase."""

    id: UUID
    kind: Literal["invite", "link", "suspend", "restore"]
    state: Literal["asked", "done", "failed"]
    asked_at: datetime
    attempts: int
    email: str | None = None
    full_name: str | None = None
    role: Role | None = None
    reason: str | None = None
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the team."""

    user_id: UUID
    email: str
    full_name: str
    role: Role
    suspended: bool
    created_at: datetime
    suspended_at: datetime | None = None
    last_seen_at: datetime | None = None
    # A telephone whose code is asked for at the sign-in.
    second_factor: bool = False
    order: Order | None = None


@dataclass(frozen=True, slots=True)
class Team:
    """Everything the first view shows, in one answer."""

    now: datetime
    people: list[Member]
    invitations: list[Order]


_TEAM: Reader[Team] = Reader("team", Team)


def read(api: Rpc) -> Team:
    """As it stands now."""
    return _TEAM(api)


def may_change(me: str, my_role: Role, member: Member) -> bool:
    """The database decides; this only shapes the card."""
    return me != str(member.user_id) and (member.role != "owner" or my_role == "owner")


def roles_to_give(my_role: Role) -> list[Role]:
    """What this person may make of somebody."""
    return ["staff", "admin", "owner"] if my_role == "owner" else ["staff", "admin"]


def invite(api: Rpc, request_id: UUID, email: str, full_name: str, role: Role) -> None:
    """Have an account made and a link sent."""
    params = {"p_email": email, "p_full_name": full_name, "p_role": role}
    api.rpc("invite_person", {"p_request_id": str(request_id), **params})


def drop(api: Rpc, request_id: UUID, order: UUID) -> None:
    """An invitation that did not work out is shown no more."""
    api.rpc("drop_invitation", {"p_request_id": str(request_id), "p_order_id": str(order)})


def send_link(api: Rpc, request_id: UUID, user_id: UUID) -> None:
    """A link to choose a new password."""
    api.rpc("send_access_link", {"p_request_id": str(request_id), "p_user_id": str(user_id)})


def reset_second_factor(api: Rpc, request_id: UUID, user_id: UUID) -> None:
    """Forget this person's telephone, and end their sessions."""
    api.rpc("reset_second_factor", {"p_request_id": str(request_id), "p_user_id": str(user_id)})


def set_role(api: Rpc, request_id: UUID, user_id: UUID, role: Role) -> None:
    """What this person may do from now on."""
    api.rpc("set_role", {"p_request_id": str(request_id), "p_user_id": str(user_id), "p_role": role})


def suspend(api: Rpc, request_id: UUID, user_id: UUID, suspended: bool) -> None:
    """Shut this person out, or let them in again."""
    params = {"p_user_id": str(user_id), "p_suspended": suspended}
    api.rpc("set_suspended", {"p_request_id": str(request_id), **params})
