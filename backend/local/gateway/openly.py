"""What anybody may ask: how the service is set, its public keys, whether it is there, and for an account."""

from __future__ import annotations

from psycopg.types.json import Jsonb
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from backend.local.gateway import caller, passwords, people, reading, store
from backend.local.gateway.errors import AuthRefusal
from backend.local.gateway.links import EMAIL_PROVIDER
from backend.local.gateway.service import Service

# Ways to sign in that a project may switch on; ours has none of them.
OTHER_WAYS = (
    "anonymous_users", "apple", "azure", "bitbucket", "discord", "facebook", "snapchat", "figma", "fly", "github",
    "gitlab", "google", "keycloak", "kakao", "linkedin", "linkedin_oidc", "notion", "spotify", "slack", "slack_oidc",
    "workos", "twitch", "twitter", "phone", "zoom",
)  # fmt: skip


def routes(service: Service) -> list[Route]:
    """Where each call is answered."""

    async def settings(request: Request) -> Response:
        caller.admit(service, request)
        boxes = service.boxes
        return JSONResponse(
            {
                "external": {**dict.fromkeys(OTHER_WAYS, False), "email": boxes.email_provider},
                "disable_signup": not boxes.signup,
                "mailer_autoconfirm": False,
                "phone_autoconfirm": False,
                "sms_provider": "",
                "saml_enabled": False,
                "saml_private_key_next_configured": False,
                "passkeys_enabled": False,
            }
        )

    async def health(request: Request) -> Response:
        caller.admit(service, request)
        words = "GoTrue is a user registration and authentication API"
        return JSONResponse({"version": "", "name": "GoTrue", "description": words})

    async def public_keys(_: Request) -> Response:
        return JSONResponse(service.tokens.public_keys)

    async def sign_up(request: Request) -> Response:
        caller.admit(service, request)
        body = await reading.json_object(request)
        if not service.boxes.signup:
            raise AuthRefusal(422, "signup_disabled", "Signups not allowed for this instance")
        email, password = reading.email(body), reading.password(body)
        passwords.refuse_weak(password, service.boxes)
        kept = await passwords.hashed(password)
        async with store.transaction(service.pool) as conn:
            user = await store.one(conn, "people.create", email=email, password=kept, app=Jsonb(EMAIL_PROVIDER),
                                   person=Jsonb({}), confirmed=False)  # fmt: skip
            if user is None:
                raise AuthRefusal(422, "user_already_exists", "User already registered")
            return JSONResponse(await people.told(conn, user))

    return [
        Route("/settings", settings, methods=["GET"]),
        Route("/health", health, methods=["GET"]),
        Route("/.well-known/jwks.json", public_keys, methods=["GET"]),
        Route("/signup", sign_up, methods=["POST"]),
    ]
