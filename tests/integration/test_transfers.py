"""What the ÉFVP declares is what goes over the wire: our programs ask the stand-ins, and every field is looked at."""

from __future__ import annotations

import asyncio
import inspect
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest

from backend.brevo.client import Brevo, Sender
from backend.console.identity import Identity
from backend.local.standins.vapi.lines import ASSISTANT_ID, LINE_ID
from backend.messaging import SendError
from backend.privacy.transfers.messages import BREVO, TWILIO
from backend.privacy.transfers.model import Data, Provider
from backend.privacy.transfers.providers import PROVIDERS, SUPABASE
from backend.privacy.transfers.vapi import VAPI
from backend.settings.console import ConsoleSettings
from backend.supabase.auth_admin import AccountError, AuthAdmin
from backend.supabase.errors import ApiError
from backend.twilio.client import Account, Twilio
from backend.vapi import phone_line
from backend.vapi.api import Vapi
from backend.vapi.api_values import Order, VapiError
from tests.alert_fixtures import GUILLAUME, GUILLAUME_EMAIL, AlertDesk, desk
from tests.doctor_fixtures import doctor
from tests.integration.test_ladder import climb, twilio
from tests.paul_desk import ask as tool_call
from tests.paul_desk import desk as paul
from tests.sign_in_boxes import PASSWORD, code, dashboard
from tests.twilio_standin import TwilioStandin
from tests.vapi_standin import VapiStandin, in_stack
from tests.wire import Sent, Wire, fields_of, tapped

__all__ = ["desk", "paul", "twilio"]

NUMBER, ADDRESS = "+15145550142", "canari@drainfortin.example"
AT = datetime(2026, 11, 20, tzinfo=UTC)
Asked = dict[str, Callable[[], Awaitable[Any]]]
# A word of its own in each column of a lead; `_` marks what must stay here.
LEAD: dict[str, tuple[str, Data | None]] = {
    "name": ("Canarinom", "caller_name"), "city": ("Canariville", "caller_place"),
    "description": ("Canariprobleme", "caller_problem"), "address": ("Canarirue", "caller_place"),
    "postal_code": ("J4H1A1", None), "client_type": ("Canarigenre", None), "note": ("Canarinote", None),
    "lost_reason": ("Canariperte", None),
}  # fmt: skip
CALLER = "+14505550166"
ADD_LEAD = """
    insert into leads (ref, source, created_at, phone, urgency, name, city, description, address, postal_code,
        client_type, note, lost_reason)
    values (%(ref)s, 'tool', now(), %(phone)s, 'urgent', %(name)s, %(city)s, %(description)s, %(address)s,
        %(postal_code)s, %(client_type)s, %(note)s, %(lost_reason)s) returning id
"""
ADD_VISIT = """
    insert into appointments (lead_id, starts_at, ends_at, busy, requested_at) select %s, t, t + interval '1 hour',
        tstzrange(t, t + interval '1 hour'), now() from (select timestamptz '2031-02-03 14:05-05' as t) x
"""


def undeclared(provider: Provider, sent: list[Sent]) -> list[str]:
    """The fields of these requests that stand in no declaration, and the requests themselves."""
    return sorted({one for request in sent for one in _undeclared(provider, request)})


def _undeclared(provider: Provider, sent: Sent) -> Iterator[str]:
    kinds = [one for one in provider.requests if one.covers(sent.method, sent.path)]
    if not kinds:
        yield f"{sent.method} {sent.path}"
        return
    yield from (f"{kinds[0].line}: {name}" for name in sent.fields if kinds[0].declared(name) is None)


def carries(provider: Provider, sent: list[Sent], value: str) -> set[tuple[Data, ...]]:
    """What is declared of each field in which that value really stood."""
    found = set()
    for request in sent:
        [kind, *_] = [one for one in provider.requests if one.covers(request.method, request.path)]
        for name, values in request.fields.items():
            if any(value in one for one in values):
                found.add(kind.declared(name) or ())
    return found


def ask_all(of: type, asked: Asked) -> None:
    """Each public method of that client once; refused, for lack of the key, but sent."""
    public = inspect.getmembers(of, lambda one: inspect.iscoroutinefunction(one) or inspect.isasyncgenfunction(one))
    assert set(asked) == {name for name, _ in public if not name.startswith("_")}

    async def run() -> None:
        for one in asked.values():
            with suppress(SendError, VapiError, AccountError):
                await one()

    asyncio.run(run())


async def first(pages: Any) -> None:
    """Of those that are asked for one after the other."""
    await anext(pages)


def test_brevo_is_sent_what_is_declared_and_nothing_else(env: dict[str, str]) -> None:
    with tapped(env["BREVO_API_URL"]) as wire:
        brevo = Brevo(httpx.AsyncClient(), wire.url, "wrong", Sender("18335550100", "console@drain.example", "Drain"))
        ask_all(Brevo, {
            "send_sms": lambda: brevo.send_sms(NUMBER, "texte", "tag"),
            "send_email": lambda: brevo.send_email(ADDRESS, "objet", "texte", "tag"),
            "has": lambda: brevo.has("sms", "tag", AT), "sent_since": lambda: brevo.sent_since("email", AT),
        })  # fmt: skip
    assert len(wire.sent) == 4 and undeclared(BREVO, wire.sent) == []
    assert carries(BREVO, wire.sent, NUMBER) == {("team_phone", "caller_phone")}
    assert carries(BREVO, wire.sent, ADDRESS) == {("team_email",)}


def test_twilio_is_sent_what_is_declared_and_nothing_else(env: dict[str, str]) -> None:
    with tapped(env["TWILIO_API_URL"]) as wire:
        account = Account(env["TWILIO_ACCOUNT_SID"], "wrong", env["TWILIO_NUMBER"], "Drain", env["WEBHOOK_URL"])
        twilio = Twilio(httpx.AsyncClient(), wire.url, account)
        ask_all(Twilio, {
            "send_sms": lambda: twilio.send_sms(NUMBER, "texte", "tag"), "call": lambda: twilio.call(NUMBER, "tag"),
            "messages_to": lambda: twilio.messages_to(NUMBER), "calls_to": lambda: twilio.calls_to(NUMBER),
            "price": lambda: twilio.price("Messages", "SM1"),
        })  # fmt: skip
    assert len(wire.sent) == 5 and undeclared(TWILIO, wire.sent) == []
    # Customers are written to, and never called.
    assert carries(TWILIO, wire.sent, NUMBER) == {("team_phone", "caller_phone"), ("team_phone",)}


def test_vapi_is_sent_what_is_declared_and_nothing_else(env: dict[str, str]) -> None:
    with tapped(env["VAPI_API_URL"]) as wire:
        vapi = Vapi(httpx.AsyncClient(), wire.url, "wrong", simulated=True)
        ask_all(Vapi, {
            "list_calls": lambda: first(vapi.list_calls(AT)), "call": lambda: vapi.call("c"),
            "find": lambda: vapi.find("c"), "find_named": lambda: vapi.find_named("essai", AT),
            "place": lambda: vapi.place(Order("essai", "l", "a", NUMBER)), "line_number": lambda: vapi.line_number("l"),
            "recording_link": lambda: vapi.recording_link("c"), "erase": lambda: vapi.erase("c"),
        })  # fmt: skip

        async def divert() -> None:
            with suppress(VapiError):
                await phone_line.set_hooks(vapi.rest, "l", "twilio", phone_line.diverted([], NUMBER))

        asyncio.run(divert())
    assert len(wire.sent) == 9 and undeclared(VAPI, wire.sent) == []
    assert carries(VAPI, wire.sent, NUMBER) == {("team_phone",)}


@pytest.fixture
def vapi(env: dict[str, str]) -> Iterator[VapiStandin]:
    standin = in_stack(env)
    standin.bare()
    yield standin
    standin.reset()


def test_paul_s_configuration_carries_a_number_of_the_team_where_it_is_declared(
    env: dict[str, str], vapi: VapiStandin
) -> None:
    with tapped(env["VAPI_API_URL"]) as wire:
        own = {**os.environ, **env, "VAPI_API_URL": wire.url, "VAPI_TRANSFER_NUMBER": NUMBER}
        made = subprocess.run([sys.executable, "-m", "backend.paul", "apply", "--yes"], env=own, capture_output=True)
    assert made.returncode == 0, made.stderr
    assert {(one.method, one.path) for one in wire.sent} >= {
        ("POST", "/tool"), ("POST", "/credential"), ("PATCH", f"/assistant/{ASSISTANT_ID}"),
        ("PATCH", f"/phone-number/{LINE_ID}"),
    }  # fmt: skip
    assert undeclared(VAPI, wire.sent) == []
    assert carries(VAPI, wire.sent, NUMBER) == {("team_phone",)}


def test_what_paul_is_told_to_say_repeats_no_name_and_no_address(paul: Callable[..., list[dict[str, Any]]]) -> None:
    said = {"nom": "Canarinom", "telephone": CALLER, "adresse": "12 rue Canarirue", "ville": "Canariville",
            "description": "Canariprobleme", "urgence": "urgente"}  # fmt: skip
    replies = paul(
        tool_call("enregistrer_lead", said),
        tool_call("prendre_rendez_vous", {**said, "debut": "2031-02-03T10:00:00-05:00"}, id="t2"),
        tool_call("verifier_disponibilite", {"date": "2031-02-03"}, id="t3"),
    )
    fields = [one for reply in replies for one in fields_of(reply)]
    assert len(fields) >= 6
    answers = next(one for one in VAPI.requests if one.line == "ANSWER /vapi")
    assert [name for name, _ in fields if answers.declared(name) is None] == []
    assert [value for _, value in fields if "anari" in value] == []


def told(desk: AlertDesk, twilio: TwilioStandin) -> list[tuple[Provider, Sent]]:
    """Every message and call that the stand-ins have really received."""
    brevo, second = desk.brevo.received(), twilio.received()
    account = f"/2010-04-01/Accounts/{twilio.sid}"
    return [
        *((BREVO, _posted("/v3/transactionalSMS/send", one["body"])) for one in brevo["sms"]),
        *((BREVO, _posted("/v3/smtp/email", one["body"])) for one in brevo["email"]),
        *((TWILIO, _posted(f"{account}/Messages.json", one["posted"])) for one in second["messages"]),
        *((TWILIO, _posted(f"{account}/Calls.json", one["posted"])) for one in second["calls"]),
        *((TWILIO, Sent("ANSWER", "/twilio/call/1", {"Say": one["heard"]})) for one in second["calls"]),
    ]


def _posted(path: str, body: Any) -> Sent:
    fields: dict[str, list[str]] = {}
    for name, value in fields_of(body):
        fields.setdefault(name, []).append(value)
    return Sent("POST", path, fields)


def test_an_alert_carries_of_the_caller_what_is_declared_by_every_way(desk: AlertDesk, twilio: TwilioStandin) -> None:
    words = {column: word for column, (word, _) in LEAD.items()}
    # By email, without a town; then by text and by telephone, with one; then by the second provider, with a visit.
    desk.brevo.command(mode="402", channel="sms")
    twilio.command(mode="401")
    desk.one(ADD_LEAD, {**words, "city": None, "ref": f"T-{uuid4()}", "phone": CALLER[:-1] + "8"})
    desk.until(lambda: bool(desk.emails()), "email", within_s=60)
    desk.brevo.command(mode="normal")
    twilio.command(mode="normal", phone="key1")
    climb(desk)
    desk.one(ADD_LEAD, {**words, "ref": f"T-{uuid4()}", "phone": CALLER})
    desk.until(lambda: bool(twilio.calls()) and bool(desk.sms()), "text and call")
    desk.brevo.command(mode="402", channel="sms")
    lead = desk.one(ADD_LEAD, {**words, "ref": f"T-{uuid4()}", "phone": CALLER[:-1] + "7"})
    desk.db.execute(ADD_VISIT, [lead])
    desk.until(lambda: bool(twilio.messages()), "text by the second")
    desk.at_rest()
    received = told(desk, twilio)
    assert [one for provider, sent in received for one in undeclared(provider, [sent])] == []
    for provider, sent in received:
        _only_what_is_declared(provider, sent)
    everything = " ".join(value for _, sent in received for values in sent.fields.values() for value in values)
    assert [word for word, data in LEAD.values() if (word in everything) is not (data is not None)] == []
    assert "450 555-016" in everything and GUILLAUME in everything and GUILLAUME_EMAIL in everything


def _only_what_is_declared(provider: Provider, sent: Sent) -> None:
    wanted: dict[str, Data | None] = {**dict(LEAD.values()), "450 555-016": "caller_phone"}
    for word, data in wanted.items():
        for declared in carries(provider, [sent], word):
            assert data in declared, f"{provider.code}: {word} in {sent.path}"


def test_supabase_is_sent_what_is_declared_by_console_and_worker(env: dict[str, str], db: Any) -> None:
    with tapped(env["SUPABASE_URL"]) as wire, dashboard(env, db) as boxes:
        email = boxes.hire()
        settings = ConsoleSettings(
            SUPABASE_URL=wire.url,
            SUPABASE_PUBLISHABLE_KEY=env["SUPABASE_PUBLISHABLE_KEY"],  # type: ignore[arg-type]
        )
        identity = Identity(settings)
        tokens = identity.sign_in(email, PASSWORD)
        with suppress(ApiError):
            identity.set_password(tokens, PASSWORD)
        phone = identity.link_telephone(tokens)
        tokens = identity.show_code(tokens, code(phone.secret), phone.factor_id)
        tokens = identity.refresh(tokens.refresh)
        identity.profile(tokens.access, tokens.user_id)
        identity.end_others(tokens.access)
        assert not identity.is_our_link("x")
        for act in (lambda: identity.open_link("invite", "x"), lambda: identity.leave(str(uuid4()), False)):
            with suppress(ApiError):
                act()
        admin = AuthAdmin(httpx.AsyncClient(), wire.url, "wrong")
        ask_all(AuthAdmin, {
            "invite": lambda: admin.invite(ADDRESS), "recover": lambda: admin.recover(ADDRESS),
            "shut_out": lambda: admin.shut_out(uuid4()), "let_in": lambda: admin.let_in(uuid4()),
        })  # fmt: skip
    assert undeclared(SUPABASE, wire.sent) == []
    assert carries(SUPABASE, wire.sent, ADDRESS) == carries(SUPABASE, wire.sent, email) == {("team_email",)}
    assert carries(SUPABASE, wire.sent, PASSWORD) == {("team_password",)}


def test_the_doctor_asks_them_nothing_that_is_not_declared(env: dict[str, str]) -> None:
    names = {"VAPI_API_URL": VAPI, "BREVO_API_URL": BREVO, "TWILIO_API_URL": TWILIO, "SUPABASE_URL": SUPABASE}
    with ExitStack() as stack:
        wires: dict[str, Wire] = {name: stack.enter_context(tapped(env[name])) for name in names}
        doctor(env, "--password-rules", **{name: wire.url for name, wire in wires.items()})
    assert [name for name, wire in wires.items() if not wire.sent] == []
    assert [one for name, wire in wires.items() for one in undeclared(names[name], wire.sent)] == []


def test_a_field_that_nobody_declared_is_named() -> None:
    sent = [Sent("POST", "/v3/smtp/email", {"to.email": [ADDRESS], "to.name": ["Canarinom"]}), Sent("GET", "/v3/x", {})]
    assert undeclared(BREVO, sent) == ["GET /v3/x", "POST /v3/smtp/email: to.name"]
    assert len({one.code for one in PROVIDERS}) == len(PROVIDERS)
