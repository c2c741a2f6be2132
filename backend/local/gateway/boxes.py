"""The boxes of Supabase's dashboard that change how people sign in, set here as we ask of a project.

A test ticks them by `PUT /_standin/sign-in`; a hosted project has no such address.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, NonNegativeFloat, PositiveInt

HOUR_S = 3600


class Boxes(BaseModel):
    """What is ticked. Seconds of None mean that there is no such limit."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    # Requests by address; off where hundreds of tests sign in from one.
    limits: bool = True
    # Older projects keep each refresh token; newer ones only count them, in the session.
    refresh_kind: Literal[1, 2] = 1
    signup: bool = False
    email_provider: bool = True
    captcha: bool = False
    password_length: PositiveInt = 6
    password_characters: tuple[Literal["lower", "upper", "digits", "symbols"], ...] = ()
    # What a list of leaked passwords would hold.
    leaked_passwords: tuple[str, ...] = ()
    current_password: bool = False
    reauthentication: bool = False
    session_s: NonNegativeFloat | None = None
    idle_s: NonNegativeFloat | None = None
    aal1_s: NonNegativeFloat | None = None
    single_session: bool = False
    totp: bool = True
    most_factors: PositiveInt = 10
    challenge_s: NonNegativeFloat = 300
    link_s: NonNegativeFloat = HOUR_S
    access_s: int = HOUR_S
    # By how much the clock that dates access tokens is ahead of the Data API's.
    clock_ahead_s: int = 0
