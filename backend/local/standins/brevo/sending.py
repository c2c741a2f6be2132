"""The endpoints that send: what Brevo documents, and what a command makes of it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from backend.local.standins.brevo.behaviour import Plan
from backend.local.standins.brevo.guard import Guard
from backend.local.standins.brevo.handlers import Handlers
from backend.local.standins.brevo.orders import EmailOrder, SmsOrder, read


def routes(desk: Handlers, guard: Guard) -> list[Route]:
    """SMS in two ways, email in one."""

    async def sms_async(request: Request, plan: Plan) -> Response:
        taken = desk.take_sms(read(SmsOrder, await request.body()), plan.mode)
        return JSONResponse({"messageId": int(taken.message_id)}, 201)

    async def sms_sync(request: Request, plan: Plan) -> Response:
        taken = desk.take_sms(read(SmsOrder, await request.body()), plan.mode)
        body = {
            "reference": taken.reference,
            "messageId": int(taken.message_id),
            "smsCount": taken.sms_count,
            "usedCredits": taken.credits_used,
            "remainingCredits": desk.credits,
        }
        return JSONResponse(body, 201)

    async def email(request: Request, plan: Plan) -> Response:
        return JSONResponse({"messageId": desk.take_email(read(EmailOrder, await request.body()), plan.mode)}, 201)

    return [
        guard.sending("/transactionalSMS/send", "sms", sms_async),
        guard.sending("/transactionalSMS/sms", "sms", sms_sync),
        guard.sending("/smtp/email", "email", email),
    ]
