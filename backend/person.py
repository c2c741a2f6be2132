"""The signed-in person, as the screens know them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["owner", "staff", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
# Nobody before the code of their telephone; the database holds to it (`private.app_role`).
WITH_SECOND_FACTOR: tuple[Role, ...] = ("owner", "admin")


@dataclass(frozen=True)
class Person:
    """Who is looking at the screen. The database decides what they may do; the role here only shapes the menu."""

    user_id: str
    email: str
    full_name: str
    role: Role
