"""The endpoints that only tell: statistics, account, webhooks, and who is blocked."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from backend.local.standins.brevo.account import account, contact, domains, senders, webhooks
from backend.local.standins.brevo.behaviour import Plan
from backend.local.standins.brevo.blocklist import known_as
from backend.local.standins.brevo.commands import Channel
from backend.local.standins.brevo.guard import Guard, Handler
from backend.local.standins.brevo.handlers import Handlers
from backend.local.standins.brevo.refusals import Refusal, invalid


def routes(desk: Handlers, guard: Guard, webhook_url: str) -> list[Route]:
    """Each counts in the hundred requests an hour."""

    async def tell_account(_: Request, __: Plan) -> Response:
        return JSONResponse(account(desk.credits))

    async def tell_webhooks(_: Request, __: Plan) -> Response:
        made, batched = desk.holdings.webhooks, desk.behaviour.manner.batched
        return JSONResponse(webhooks(webhook_url, batched=batched, made=made))

    async def tell_senders(_: Request, __: Plan) -> Response:
        return JSONResponse(senders(desk.holdings.senders))

    async def tell_domains(_: Request, __: Plan) -> Response:
        return JSONResponse(domains(desk.holdings.domains))

    async def tell_blocked(_: Request, __: Plan) -> Response:
        contacts = desk.blocklist.emails()
        return JSONResponse({"contacts": contacts, "count": len(contacts)})

    return [
        guard.reading("/transactionalSMS/statistics/events", "sms", _statistics(desk, "sms")),
        guard.reading("/smtp/statistics/events", "email", _statistics(desk, "email")),
        guard.reading("/account", None, tell_account),
        guard.reading("/webhooks", None, tell_webhooks),
        guard.reading("/senders", None, tell_senders),
        guard.reading("/senders/domains", None, tell_domains),
        guard.reading("/smtp/blockedContacts", "email", tell_blocked),
        guard.reading("/smtp/blockedContacts/{identifier}", "email", _unblock(desk), ("DELETE",)),
        guard.reading("/contacts/{identifier}", None, _contact(desk), ("GET", "PUT")),
    ]


def _statistics(desk: Handlers, channel: Channel) -> Handler:
    async def tell(request: Request, _: Plan) -> Response:
        late_s = desk.behaviour.manner.statistics_delay_s
        return JSONResponse(desk.statistics.find(channel, request.query_params, late_s=late_s))

    return tell


def _unblock(desk: Handlers) -> Handler:
    async def unblock(request: Request, _: Plan) -> Response:
        if not desk.blocklist.remove(request.path_params["identifier"]):
            raise Refusal(404, "document_not_found", "Contact does not exist")
        return Response(status_code=204)

    return unblock


def _contact(desk: Handlers) -> Handler:
    async def serve(request: Request, _: Plan) -> Response:
        recipient = known_as(request.path_params["identifier"])
        if request.method == "GET":
            return JSONResponse(contact(recipient, blocked=recipient in desk.blocklist))
        _change(desk, recipient, await request.body())
        return Response(status_code=204)

    return serve


def _change(desk: Handlers, recipient: str, body: bytes) -> None:
    try:
        asked: dict[str, Any] = json.loads(body)
    except ValueError:
        raise invalid("Input must be a valid JSON object") from None
    wanted = asked.get("emailBlacklisted" if "@" in recipient else "smsBlacklisted")
    if wanted is True:
        desk.blocklist.add(recipient, "adminBlocked")
    if wanted is False:
        desk.blocklist.remove(recipient)
