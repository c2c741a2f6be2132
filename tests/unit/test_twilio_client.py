"""What is asked of Twilio, and how it signs: held against Twilio's own client."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.http.response import Response
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from twilio.twiml.voice_response import Gather, VoiceResponse

from backend.alerts import spoken
from backend.messaging import AskLater, SendError
from backend.twilio import voice
from backend.twilio.client import CALL_S, Account, Twilio
from backend.twilio.lookup import Sought, find
from backend.twilio.signature import is_authentic, sign

SID, TOKEN, NUMBER, PHONE = "AC" + 32 * "a", 32 * "b", "+18335550101", "+15145550100"
TAG = "7d1f3c1e-54f0-4a3b-9f60-0d8a2f4a5b6c"
BACK = "https://crochet.example/twilio"
ACCOUNT = Account(SID, TOKEN, NUMBER, "Drain Fortin", "https://crochet.example/")
Answer = Callable[[httpx.Request], httpx.Response]


class Recorder:
    """Twilio's own client speaks to this, which keeps the request."""

    def __init__(self) -> None:
        self.asked: tuple[str, str, Any, Any, Any] = ("", "", None, None, None)

    def request(self, method: str, url: str, params: Any = None, data: Any = None, *_: Any, **more: Any) -> Response:
        self.asked = (method, url, params, data, more.get("auth"))
        done = {"POST": (201, {"sid": "x"}), "GET": (200, {"meta": {"key": "none"}, "none": []})}
        status, body = done[method.upper()]
        return Response(status, json.dumps(body))


def theirs(ask: Callable[[Client], object]) -> tuple[str, str, dict[str, Any]]:
    """What Twilio's own client would send."""
    recorder = Recorder()
    ask(Client(SID, TOKEN, http_client=recorder))
    method, url, params, data, _ = recorder.asked
    return method, url, {name: value for name, value in (data or params).items() if value is not None}


def ours(act: Callable[[Twilio], Coroutine[Any, Any, object]], answer: Answer | None = None) -> httpx.Request:
    """The request that ours makes."""
    asked: list[httpx.Request] = []

    def serve(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return answer(request) if answer else httpx.Response(201, json={"sid": "SM1", "messages": [], "calls": []})

    async def run() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(serve)) as http:
            await act(Twilio(http, "https://api.twilio.com", ACCOUNT))

    asyncio.run(run())
    return asked[0]


def fields(request: httpx.Request) -> dict[str, Any]:
    found = parse_qs(request.content.decode() or request.url.query.decode())
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def test_a_text_is_asked_for_as_twilio_s_own_client_does() -> None:
    made = theirs(
        lambda c: c.messages.create(
            to=PHONE, from_=NUMBER, body="Drain Fortin: URGENT é", status_callback=f"{BACK}/sms/{TAG}"
        )
    )
    request = ours(lambda t: t.send_sms(PHONE, "URGENT é", TAG))
    assert (request.method, str(request.url), fields(request)) == made


def test_a_call_is_asked_for_as_twilio_s_own_client_does() -> None:
    made = theirs(
        lambda c: c.calls.create(
            to=PHONE, from_=NUMBER, url=f"{BACK}/call/{TAG}", status_callback=f"{BACK}/call-status/{TAG}",
            status_callback_event=["initiated", "ringing", "answered", "completed"], machine_detection="Enable",
            timeout=25, time_limit=40,
        )
    )  # fmt: skip
    request = ours(lambda t: t.call(PHONE, TAG))
    as_written = {name: str(value) if isinstance(value, int) else value for name, value in made[2].items()}
    assert (request.method, str(request.url), fields(request)) == (*made[:2], as_written)


@pytest.mark.parametrize("what", ["messages", "calls"])
def test_a_list_is_asked_for_as_twilio_s_own_client_does(what: str) -> None:
    recorder = Recorder()
    client = Client(SID, TOKEN, http_client=recorder)
    getattr(client, what).page(to=PHONE, from_=NUMBER, page_size=100)
    _, url, params, _, _ = recorder.asked
    request = ours(lambda t: t.messages_to(PHONE) if what == "messages" else t.calls_to(PHONE))
    wanted = {name: str(value) for name, value in params.items() if isinstance(value, str | int)}
    assert str(request.url.copy_with(query=None)) == url
    assert fields(request) == wanted


@given(st.dictionaries(st.text(min_size=1, max_size=9), st.text(max_size=20), max_size=8))
def test_a_signature_is_twilio_s_own(posted: dict[str, str]) -> None:
    url = f"{BACK}/sms/{TAG}"
    made = sign(TOKEN, url, posted.items())
    assert made == RequestValidator(TOKEN).compute_signature(url, posted)
    assert is_authentic(TOKEN, url, posted.items(), made)
    assert not is_authentic(TOKEN, url + "x", posted.items(), made)
    assert not is_authentic(TOKEN + "x", url, posted.items(), made)
    assert not is_authentic(TOKEN, url, [*posted.items(), ("Digits", "1")], made)


def test_what_a_phone_hears_is_written_as_twilio_s_own_library_does() -> None:
    made = VoiceResponse()
    for _ in range(2):
        gather = Gather(input="dtmf", num_digits=1, timeout=voice.KEY_S, action=f"{BACK}/key/{TAG}")
        gather.say("Urgence & «dégât»", language="fr-CA", voice=voice.VOICE)
        made.append(gather)
        made.append(
            Gather(
                input="dtmf speech", num_digits=1, timeout=voice.WAIT_S - voice.KEY_S, speech_timeout="auto",
                language="fr-CA", hints="oui", action=f"{BACK}/key/{TAG}",
            )
        )  # fmt: skip
    made.say("Au revoir", language="fr-CA", voice=voice.VOICE)
    made.hangup()
    written = voice.asks("Urgence & «dégât»", f"{BACK}/key/{TAG}", "Au revoir", "oui")
    assert canonical(written) == canonical(str(made))


@pytest.mark.parametrize(
    ("key", "said", "meant"),
    [
        ("1", "", "takes"), ("2", "", "passes"), ("3", "", None), ("3", "je m'en occupe", None), ("", "", None),
        ("", "Oui, je m’en occupe.", "takes"), ("", "OUI", "takes"), ("", "Suivant!", "passes"),
        ("", "Oui, allô?", None), ("", "Je ne m'en occupe pas", None), ("", "personne ne s'en occupe", None),
        ("", "vous êtes bien chez Sylvie, oui", None), ("", "Okay, je m'en occupe.", "takes"), ("", "ok", None),
        ("", "D’accord, je m’en occupe", "takes"), ("", "Parfait je m'en occupe", "takes"), ("", "Oui oui.", "takes"),
        ("", "Je m'en occupe, merci!", "takes"), ("", "Je vais m'en occuper", "takes"), ("", "je la prends", "takes"),
        ("", "oui je le prends", "takes"), ("", "je vais pas m'en occuper", None), ("", "oui non", None),
        ("", "oui, qui s'en occupe", None), ("", "Suivant, s'il vous plaît.", "passes"), ("", "d'accord", None),
        ("", "la personne suivante merci", "passes"), ("", "oui suivant", None), ("", "je le prends pas", None),
    ],
)  # fmt: skip
def test_a_key_or_whole_words_are_an_answer_and_a_greeting_is_none(key: str, said: str, meant: str | None) -> None:
    assert spoken.meant(key, said) == meant


def canonical(xml: str) -> str:
    from xml.etree.ElementTree import canonicalize

    return canonicalize(xml)


def test_a_call_says_it_twice_within_its_forty_seconds() -> None:
    lead = {"name": "Marie-Christine Desrochers-Lafontaine", "city": "Saint-Jean-sur-Richelieu",
            "description": "Refoulement d’égout au sous-sol, l’eau monte, déjà deux pouces"}  # fmt: skip
    words = spoken.call({"alert": {"kind": "urgent_lead", "urgent": True}, "lead": lead, "call": None})
    assert words.startswith("Ici le système d’alerte de Drain Fortin.")
    assert "Appuyez sur 1" in words and "Sur 2" in words
    # Fifteen characters a second, as the voice reads; two seconds to tell a person from a machine.
    assert 2 + 2 * (len(words) / 15 + voice.WAIT_S) <= CALL_S


@pytest.mark.parametrize(
    ("status", "code", "reason", "permanent", "in_doubt"),
    [
        (401, 20003, "refused_key", True, False),
        (400, 21211, "hard_bounce", True, False),
        (400, 21610, "stop", True, False),
        (400, 21606, "refused_account", True, False),
        (400, 12345, "refused", True, False),
        (429, 20429, "too_many", False, False),
        (503, None, "provider_failing", False, True),
    ],
)
def test_each_refusal_says_what_it_means(
    status: int, code: int | None, reason: str, permanent: bool, in_doubt: bool
) -> None:
    answer = httpx.Response(status, json={"code": code, "message": "x", "status": status})
    with pytest.raises(SendError) as refused:
        ours(lambda t: t.send_sms(PHONE, "x", TAG), lambda _: answer)
    error = refused.value
    assert (error.reason, error.permanent, error.in_doubt) == (reason, permanent, in_doubt)


def looked_up(listed: list[dict[str, Any]], sought: Sought) -> str | None:
    answer = httpx.Response(200, json={"messages": listed, "calls": listed})
    found: list[str | None] = []

    async def look(twilio: Twilio) -> None:
        found.append(await find(twilio, sought, lambda token: f"#{token}"))

    ours(look, lambda _: answer)
    return found[0]


AT = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)
SOUGHT = Sought("sms", PHONE, AT, frozenset({"#abc"}), frozenset({"SM-known"}))
LISTED = {"sid": "SM-ours", "date_created": "Sat, 28 Nov 2026 08:00:03 +0000", "body": "x https://c.example/a/abc"}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, "SM-ours"),
        ({"body": "x https://c.example/a/other"}, None),
        ({"body": None}, None),
        ({"sid": "SM-known"}, None),
        ({"date_created": "Sat, 28 Nov 2026 07:00:00 +0000"}, None),
        ({"date_created": None}, "SM-ours"),
    ],
)
def test_a_text_is_found_by_the_link_in_its_words(change: dict[str, Any], found: str | None) -> None:
    assert looked_up([{**LISTED, **change}], SOUGHT) == found


def test_a_call_that_nobody_knows_is_the_one_in_doubt() -> None:
    sought = Sought("call", PHONE, AT, frozenset(), frozenset({"CA-known"}))
    known = {"sid": "CA-known", "date_created": LISTED["date_created"]}
    assert looked_up([known], sought) is None
    assert looked_up([known, {**known, "sid": "CA-new"}], sought) == "CA-new"


def test_a_page_full_of_others_proves_no_absence() -> None:
    other = {**LISTED, "body": "x"}
    with pytest.raises(AskLater):
        looked_up([{**other, "sid": f"SM{n}"} for n in range(100)], SOUGHT)


def test_a_customer_s_text_bears_no_link_and_is_what_nobody_else_knows() -> None:
    sought = Sought("sms", PHONE, AT, None, frozenset({"SM-known"}))
    listed = [{**LISTED, "body": "Drain Fortin: Visite notée"}]
    assert looked_up(listed, sought) == "SM-ours"
    assert looked_up([{**listed[0], "sid": "SM-known"}], sought) is None
