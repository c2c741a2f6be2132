"""An urgent alert insists until a person acts: the real worker and webhook, both providers' stand-ins, and phones."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from backend.alerts.prices import note_prices
from backend.db import open_pool
from backend.settings.worker import WorkerSettings
from backend.worker.twilio import open_twilio
from tests.alert_fixtures import GUILLAUME, GUILLAUME_EMAIL, SYLVIE, AlertDesk, desk
from tests.people import sign_in
from tests.twilio_standin import TwilioStandin, in_stack

__all__ = ["desk"]

# Minutes, made short: nothing in the decision knows that they are.
RUNGS = "insert into alert_rungs (place, after_minutes, way) values (0, 0, 'sms'), (1, %s, 'call'), (2, %s, 'next')"
ATTEMPTS = "select channel, provider, state, split_part(coalesce(provider_answer, ''), ':', 1) from alert_attempts"


@pytest.fixture
def twilio(desk: AlertDesk) -> Iterator[TwilioStandin]:
    """The second provider, which has forgotten all; phones that nobody answers."""
    standin = in_stack(desk.stack.env)
    standin.reset()
    standin.command(event_delay_s=0.05)
    yield standin
    standin.reset()
    standin.http.close()


def climb(desk: AlertDesk, call_after: float = 0.01, next_after: float = 30) -> None:
    """A ladder whose call comes after half a second."""
    desk.db.execute(RUNGS, [call_after, next_after])


def attempts(desk: AlertDesk) -> list[tuple[str, str, str, str]]:
    found: list[tuple[str, str, str, str]] = desk.rows(f"{ATTEMPTS} order by at")
    return found


def seen(desk: AlertDesk) -> bool:
    return bool(desk.states() == ["acknowledged"])


def hung_up(desk: AlertDesk, twilio: TwilioStandin) -> list[dict[str, Any]]:
    """Guillaume's calls, once they are over: the act is kept before its answer is read out."""
    desk.until(lambda: all(call["status"] == "completed" for call in twilio.calls(GUILLAUME)), "hung up")
    return twilio.calls(GUILLAUME)


def test_a_text_then_a_call_and_the_key_one_takes_it(desk: AlertDesk, twilio: TwilioStandin) -> None:
    twilio.command(phone="key1")
    climb(desk)
    desk.lead()
    desk.until(lambda: seen(desk), "taken at the phone")
    assert desk.rows("select acknowledged_by, acknowledged_via from alerts") == [("Guillaume", "call")]
    assert [row[:3] for row in attempts(desk)] == [("sms", "brevo", "delivered"), ("call", "twilio", "delivered")]
    [call] = hung_up(desk, twilio)
    assert call["to"] == GUILLAUME
    about = "URGENT. Luc Roy. Refoulement au sous-sol. Longueuil"
    assert call["heard"][0].startswith(f"Ici le système d’alerte de Drain Fortin. {about}")
    assert call["heard"][-1] == "C’est noté: vous vous en occupez. Merci."
    desk.at_rest()
    assert (len(desk.sms()), len(twilio.calls())) == (1, 1)


@pytest.mark.parametrize("manners", ["voicemail", "answers", "says_hello"])
def test_what_is_no_answer_goes_on_to_the_next_person(desk: AlertDesk, twilio: TwilioStandin, manners: str) -> None:
    twilio.command(phones={GUILLAUME: manners, SYLVIE: "key1"})
    climb(desk, call_after=0.01, next_after=0.04)
    desk.lead()
    desk.until(lambda: seen(desk), "taken by the next person")
    assert desk.one("select acknowledged_by from alerts") == "Sylvie"
    assert [call["to"] for call in twilio.calls()] == [GUILLAUME, SYLVIE]
    reason = {"answers": "no_key", "says_hello": "no_key"}.get(manners, manners)
    desk.until(lambda: ("call", "twilio", "failed", reason) in attempts(desk), "told as what it was")


@pytest.mark.parametrize(("passes", "takes"), [("key2", "key1"), ("says_next", "says_mine")])
def test_the_key_two_or_the_word_calls_the_next_person_now(
    desk: AlertDesk, twilio: TwilioStandin, passes: str, takes: str
) -> None:
    twilio.command(phones={GUILLAUME: passes, SYLVIE: takes})
    climb(desk)
    desk.lead()
    desk.until(lambda: seen(desk), "taken by the next person")
    assert desk.one("select acknowledged_by from alerts") == "Sylvie"
    assert hung_up(desk, twilio)[0]["heard"][-1] == "Entendu: la personne suivante est prévenue."


@pytest.mark.parametrize("mode", ["down", "401"])
def test_what_the_first_provider_does_not_take_leaves_by_the_second(
    desk: AlertDesk, twilio: TwilioStandin, mode: str
) -> None:
    desk.brevo.command(mode="401" if mode == "401" else "402", channel="sms")
    climb(desk, call_after=30)
    desk.lead()
    desk.until_delivered()
    [message] = twilio.messages()
    assert message["to"] == GUILLAUME and message["body"].startswith("Drain Fortin: URGENT")
    assert (desk.sms(), desk.emails()) == ([], [])


def test_what_the_first_may_have_taken_is_asked_about_and_never_sent_by_the_second(
    desk: AlertDesk, twilio: TwilioStandin
) -> None:
    desk.brevo.command(mode="accept_then_cut", channel="sms", times=1)
    climb(desk, call_after=30)
    desk.lead()
    desk.until_delivered()
    assert len(desk.sms(GUILLAUME)) == 1
    desk.at_rest()
    assert twilio.messages() == []


def test_what_the_second_may_have_taken_is_found_by_its_words_and_left_at_that(
    desk: AlertDesk, twilio: TwilioStandin
) -> None:
    desk.brevo.command(mode="402", channel="sms")
    twilio.command(mode="accept_then_cut", times=1, lose_callbacks=True)
    climb(desk, call_after=30)
    desk.lead()
    found = "retrouvée, "
    desk.until(lambda: any(row[3].startswith(found) for row in attempts(desk)), "found again", within_s=30)
    assert len(twilio.messages()) == 1


def test_callbacks_lost_doubled_and_shuffled_change_nothing(desk: AlertDesk, twilio: TwilioStandin) -> None:
    twilio.command(phone="key1", duplicate_callbacks=True, shuffle_callbacks=True)
    climb(desk)
    desk.lead()
    desk.until(lambda: seen(desk), "taken at the phone")
    twilio.command(lose_callbacks=True)
    desk.lead(phone="+14505550177")
    desk.until(lambda: desk.states() == ["acknowledged"] * 2, "the key is heard all the same", within_s=30)


def test_an_ok_to_the_second_provider_s_number_takes_it(desk: AlertDesk, twilio: TwilioStandin) -> None:
    desk.brevo.command(mode="402", channel="sms")
    climb(desk, call_after=30)
    desk.lead()
    desk.until_delivered()
    assert twilio.reply(GUILLAUME, "Ok merci") == 200
    desk.until(lambda: seen(desk), "taken by a reply")
    assert twilio.reply(GUILLAUME, "STOP") == 200
    assert desk.one("select unreachable_reason from recipients where full_name = 'Guillaume'") == "stop"


def test_without_a_ladder_everything_is_as_with_one_provider(desk: AlertDesk, twilio: TwilioStandin) -> None:
    desk.brevo.command(mode="402", channel="sms")
    desk.lead()
    desk.until_delivered()
    assert [mail["recipient"] for mail in desk.emails()] == [GUILLAUME_EMAIL]
    assert twilio.messages() == twilio.calls() == []


@pytest.mark.parametrize("what", ["sms", "call", "key", "call-status"])
def test_nobody_but_twilio_is_heard(desk: AlertDesk, twilio: TwilioStandin, what: str) -> None:
    desk.db.execute("update alert_rules set enabled = false")
    path, posted = f"{what}/{uuid.uuid4()}", {"Digits": "1", "CallSid": "CA1", "CallStatus": "completed"}
    assert twilio.tell(path, posted, token="another").status_code == 403
    assert httpx.post(f"{twilio.webhook_url}/twilio/{path}", data=posted).status_code == 403
    assert twilio.tell(path, posted).status_code in (200, 204)
    assert twilio.tell(f"{what}/not-an-attempt", posted).status_code == 404


def test_a_ladder_is_saved_whole_or_not_at_all(desk: AlertDesk, env: dict[str, str]) -> None:
    good = [
        {"after_minutes": 0, "way": "sms"},
        {"after_minutes": 2, "way": "call"},
        {"after_minutes": 4, "way": "next"},
    ]
    owner = sign_in(env, "owner")

    def save(rungs: object, kind: str | None = None) -> int:
        asked = {"p_request_id": str(uuid.uuid4()), "p_kind": kind, "p_recipient_id": None}
        return owner.rpc("save_ladder", **asked, p_rungs=rungs).status_code

    assert save(good) == 200
    for bad in (
        good[1:],
        good[:2],
        [*reversed(good)],
        [{"after_minutes": 0, "way": "pigeon"}, good[2]],
        [good[0], {**good[2], "after_minutes": 0}],
        [{**good[0], "to": "x"}, good[2]],
        "x",
        None,
    ):
        assert save(bad) == 400, bad
    assert save([], kind="pigeons") == 400
    assert desk.rows("select way from alert_rungs order by place") == ["sms", "call", "next"]


def test_a_phone_that_is_being_called_is_called_by_nobody_else(desk: AlertDesk, twilio: TwilioStandin) -> None:
    desk.db.execute("update alert_rules set enabled = false")
    insert = "insert into alerts (kind, cause_key, urgent, due_at) values ('urgent_lead', %s, true, null) returning id"
    first, second = desk.one(insert, ["one"]), desk.one(insert, ["two"])
    to = desk.one("select id from recipients where full_name = 'Guillaume'")
    prepare = "select private.prepare_attempt(%s, null, 0::smallint, %s, %s, null, 0, '+1', 'twilio', 1::smallint)"
    assert desk.one(prepare, [first, "call", to]) is not None
    assert desk.one(prepare, [second, "call", to]) is None
    assert desk.one(prepare, [second, "sms", to]) is not None


def test_what_a_text_and_a_call_cost_is_asked_of_the_second_provider(
    desk: AlertDesk, twilio: TwilioStandin, env: dict[str, str]
) -> None:
    desk.brevo.command(mode="402", channel="sms")
    twilio.command(phone="key1")
    climb(desk)
    desk.lead()
    desk.until(lambda: seen(desk), "taken at the phone")
    left = "select count(*) from alert_attempts where provider = 'twilio' and provider_id is not null"
    desk.until(lambda: desk.one(left) == 2, "both have left")
    desk.at_rest()
    desk.db.execute("update alert_attempts set at = at - interval '2 minutes'")
    settings = WorkerSettings(**{k: v for k, v in env.items() if k in WorkerSettings.model_fields})  # type: ignore[arg-type]

    async def ask() -> None:
        async with open_pool(desk.stack.db_url, size=1) as pool, httpx.AsyncClient() as http:
            await note_prices(pool, await open_twilio(pool, http, settings))

    asyncio.run(ask())
    priced = "select channel, price::float, price_unit from alert_attempts where provider = 'twilio' order by channel"
    assert desk.rows(priced) == [("call", 0.014, "USD"), ("sms", 0.0079, "USD")]
    listed = sign_in(env, "staff").rpc("alert_list").json()
    month = listed["month_cost"]
    assert (round(month["price"], 4), month["price_unit"], month["unpriced"]) == (0.0219, "USD", 0)


def test_what_is_not_urgent_leaves_by_the_second_provider_when_the_first_refuses_it(
    desk: AlertDesk, twilio: TwilioStandin
) -> None:
    desk.db.execute("update alert_rules set bundle_minutes = 0")
    desk.brevo.command(mode="402", channel="sms")
    desk.lead("normal")
    desk.until_delivered()
    assert [(channel, provider, state) for channel, provider, state, _ in attempts(desk)] == [
        ("sms", "brevo", "failed"), ("sms", "twilio", "delivered"),
    ]  # fmt: skip
    assert len(twilio.messages(GUILLAUME)) == 1 and desk.sms() == desk.emails() == []


def test_the_price_list_is_kept_whole_or_not_at_all_and_gives_way_to_what_is_told(
    desk: AlertDesk, env: dict[str, str]
) -> None:
    owner, good = sign_in(env, "owner"), {"provider": "brevo", "channel": "sms", "price": 0.03, "unit": "CAD"}

    def save(*rows: dict[str, Any]) -> int:
        return owner.rpc("save_alert_prices", p_request_id=str(uuid.uuid4()), p_prices=list(rows)).status_code

    assert save(good) == 200
    for bad in ({"unit": "XAF"}, {"price": -1}, {"price": 11}, {"price": None}, {"channel": "email"}, {"name": "x"}):
        assert save({**good, **bad}) == 400, bad
    assert save(good, good) == 400
    desk.lead()
    desk.until_delivered()

    def month() -> dict[str, Any]:
        cost: dict[str, Any] = owner.rpc("alert_list").json()["month_cost"]
        return {name: cost[name] for name in ("price", "reckoned", "unpriced")}

    assert month() == {"price": 0, "reckoned": {"CAD": 0.021}, "unpriced": 0}
    desk.db.execute("update alert_attempts set price = 0.02, price_unit = 'USD', credits = null")
    assert month() == {"price": 0.02, "reckoned": {}, "unpriced": 0}
    desk.db.execute("update alert_attempts set price = null, price_unit = null")
    assert save() == 200
    assert month() == {"price": 0, "reckoned": {}, "unpriced": 1}
