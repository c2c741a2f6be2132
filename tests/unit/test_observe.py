"""Nothing that belongs to a caller leaves for Sentry: looked for in the very envelopes that a receiver was sent."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator

import psycopg
import pytest
import sentry_sdk
from pydantic import SecretStr

from backend import observe
from backend.observe.scrub import HIDDEN, scrub
from backend.privacy.transfers.providers import SENTRY
from backend.settings.base import Settings
from tests.sentry_receiver import Receiver, receiving
from tests.wire import fields_of

PRIVATE = {
    "transcript": "J'ai un gros problème, l'eau remonte par le drain de plancher",
    "phone": "+14505550134",
    "spaced phone": "450 555-0134",
    "name": "Marie-Ève Tremblay",
    "address": "1845, rue Saint-Charles Ouest, Longueuil",
    "email": "marie.eve@example.com",
    "key": "xkeysib-0123456789abcdef",
}
CALL_ID = "019aa1c4-3d20-7f11-8b0e-6d2f4a9c1e01"


@pytest.fixture
def sentry() -> Iterator[Receiver]:
    with receiving() as receiver:
        settings = Settings(SENTRY_DSN=SecretStr(receiver.dsn), SENTRY_ENVIRONMENT="essai", RELEASE="1.2.3")
        observe.start(settings, "webhook")
        yield receiver
        sentry_sdk.get_client().close(timeout=2)
    observe.start(Settings(SENTRY_DSN=None), "webhook")


def leaked(sentry: Receiver, kind: str = "event", n: int = 1) -> list[str]:
    sentry_sdk.flush(5)
    sentry.wait_for(kind, n)
    return [name for name, value in PRIVATE.items() if value in sentry.text]


@pytest.mark.parametrize("what", PRIVATE)
def test_an_exception_that_carries_private_words_leaves_without_them(sentry: Receiver, what: str) -> None:
    heard = PRIVATE[what]
    try:
        raise ValueError(f"cannot read {heard}") from KeyError(heard)
    except ValueError as error:
        observe.report(error, call_id=CALL_ID)
    assert leaked(sentry) == []
    [event] = sentry.of("event")
    assert [one["type"] for one in event["exception"]["values"]] == ["KeyError", "ValueError"]
    assert event["tags"] == {"call_id": CALL_ID, "program": "webhook"}
    assert (event["release"], event["environment"]) == ("1.2.3", "essai")
    # Where it happened is what remains.
    frames = event["exception"]["values"][-1]["stacktrace"]["frames"]
    assert frames[-1]["filename"].endswith("test_observe.py")
    assert not any("vars" in frame for frame in frames)


def test_nothing_goes_there_that_the_assessment_does_not_declare(
    sentry: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The SDK adds the words of the command, and how many of them it left out.
    monkeypatch.setattr(sys, "argv", ["backend", *("--for", "Odile Marcotte") * 40])
    observe.report(ValueError("x"), call_id=CALL_ID)
    logging.getLogger("drain").error("refused %s", "x")
    observe.tell_call("end of call received", CALL_ID, "stored")
    observe.check_in("worker", ok=True)
    sentry_sdk.flush(5)
    declared = {one.line.removeprefix("POST "): one for one in SENTRY.requests}
    assert {one.type for one in sentry.items} == set(declared)
    undeclared = {
        f"{item.type}: {name}"
        for item in sentry.items
        for name, _ in fields_of(item.content)
        if declared[item.type].declared(name) is None
    }
    assert undeclared == set()
    assert SENTRY.data == []


@pytest.mark.parametrize("what", PRIVATE)
def test_a_log_line_that_carries_private_words_leaves_without_them(sentry: Receiver, what: str) -> None:
    logging.getLogger("drain").error("refused %s", PRIVATE[what])
    logging.getLogger("drain").error(f"refused {PRIVATE[what]}")
    assert leaked(sentry, n=2) == []
    assert sentry.of("log") == []


@pytest.mark.parametrize("what", PRIVATE)
def test_whatever_is_put_beside_an_error_stays_here(sentry: Receiver, what: str) -> None:
    heard = PRIVATE[what]
    logging.getLogger("drain").info("about %s", heard)
    sentry_sdk.add_breadcrumb(message=heard, data={"body": heard})
    with sentry_sdk.new_scope() as scope:
        scope.set_extra("body", heard)
        scope.set_user({"id": heard, "email": heard})
        scope.set_context("call", {"transcript": heard})
        scope.set_tag("said", f"a dit: {heard}")
        scope.add_attachment(bytes=heard.encode(), filename="body.json")
        event = {
            "message": heard,
            "request": {"method": "POST", "url": f"https://x.example/vapi/{heard}?q={heard}", "data": {"body": heard},
                        "headers": {"authorization": heard}, "cookies": heard,
                        "query_string": heard, "env": {"a": heard}},
            "threads": {"values": [{"stacktrace": {"frames": [{"function": "f", "vars": {"heard": heard}}]}}]},
        }  # fmt: skip
        scope.capture_event(event)  # type: ignore[arg-type]
    assert leaked(sentry) == []
    [sent] = sentry.of("event")
    assert sent["request"] == {"method": "POST", "url": "/vapi"}
    assert sent["tags"]["said"] == observe.HIDDEN
    assert sentry.of("attachment") == []


def test_a_line_about_a_call_is_found_by_its_id_and_says_no_more(sentry: Receiver) -> None:
    observe.tell_call("end of call received", CALL_ID, "applied")
    for heard in PRIVATE.values():
        sentry_sdk.logger.info(f"said {heard}", attributes={"said": heard, "outcome": heard})
        sentry_sdk.logger.info("said {heard}", heard=heard)
    assert leaked(sentry, "log") == []
    lines = [line for batch in sentry.of("log") for line in batch["items"]]
    assert [(line["body"], line["attributes"]["call_id"]["value"]) for line in lines] == [
        ("end of call received", CALL_ID)
    ]


def test_a_database_error_keeps_only_its_code(sentry: Receiver) -> None:
    observe.report(psycopg.errors.UniqueViolation(f"Key (phone)=({PRIVATE['phone']}) already exists"))
    assert leaked(sentry) == []
    assert "23505" in sentry.text


@pytest.mark.parametrize(("ok", "status"), [(True, "ok"), (False, "error")])
def test_a_job_checks_in_with_when_it_is_expected_again(sentry: Receiver, ok: bool, status: str) -> None:
    observe.check_in("sauvegarde", ok=ok, daily_at="02:30")
    observe.check_in("sondes", ok=ok)
    sentry_sdk.flush(5)
    daily, often = sentry.wait_for("check_in", 2)
    assert (daily["monitor_slug"], daily["status"]) == ("sauvegarde", status)
    assert daily["monitor_config"]["schedule"] == {"type": "crontab", "value": "30 2 * * *"}
    assert often["monitor_config"]["schedule"] == {"type": "interval", "value": 5, "unit": "minute"}


def test_a_test_event_is_accepted_only_when_sentry_says_so(sentry: Receiver) -> None:
    answer = observe.send_test_event()
    assert (answer.accepted, answer.detail) == (True, "HTTP 200")
    assert [event["event_id"] for event in sentry.of("event")] == [answer.event_id]
    sentry.status = 403
    refused = observe.send_test_event()
    assert (refused.accepted, refused.detail) == (False, "HTTP 403")


def test_sentry_out_of_reach_is_told_and_disturbs_nobody(sentry: Receiver) -> None:
    with receiving() as gone:
        dsn = gone.dsn
    observe.start(Settings(SENTRY_DSN=SecretStr(dsn)), "webhook")
    observe.report(ValueError("x"))
    answer = observe.send_test_event()
    assert (answer.accepted, answer.detail) == (False, "unreachable")


def test_without_a_dsn_everything_works_and_it_is_said() -> None:
    observe.start(Settings(SENTRY_DSN=None), "webhook")
    observe.report(ValueError("x"), task="y")
    observe.check_in("sondes", ok=True)
    observe.tell_call("end of call received", CALL_ID, "applied")
    answer = observe.send_test_event()
    assert (answer.accepted, answer.event_id, answer.detail) == (False, None, "no_dsn")


@pytest.mark.parametrize(
    "words", ["+1 450 555-0134", "(450) 555-0134", "4505550134", "jean@exemple.example", "Bearer a.b-c"]
)
def test_what_looks_like_a_person_or_a_key_is_masked_wherever_it_stands(words: str) -> None:
    event = {"level": "error", "transaction": f"after {words} came", "nested": [{"deeper": f"{words}"}]}
    left = scrub(event, {})
    assert left["transaction"] == f"after {HIDDEN} came"
    assert left["nested"] == [{"deeper": HIDDEN}]
    # What the SDK makes itself stays as it is.
    assert scrub({"event_id": "4505550134"}, {}) == {"event_id": "4505550134"}
