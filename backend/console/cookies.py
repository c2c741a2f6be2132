"""The cookies of somebody who is in."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from backend.console import agent
from backend.console.acquaintance import FORGET_DEVICE_AFTER_S
from backend.console.places import address_of
from backend.console.services import Services
from backend.console.sessions import ABSOLUTE_S, hashed


def keep_signed_in(answer: Response, request: Request, services: Services, cookie: str, device: str) -> None:
    """The session's cookie, and the device's own, by which it is known when it comes back; what it is called."""
    settings = services.settings
    answer.set_cookie(
        settings.cookie_name, cookie, max_age=ABSOLUTE_S, path="/", secure=settings.is_https, httponly=True,
        samesite="lax",
    )  # fmt: skip
    if device:
        answer.set_cookie(
            settings.device_cookie_name, device, max_age=FORGET_DEVICE_AFTER_S, path="/", secure=settings.is_https,
            httponly=True, samesite="lax",
        )  # fmt: skip
    services.places.note(hashed(cookie), address_of(request))
    services.store.note_device(cookie, agent.device(request.headers.get("user-agent", "")))
