"""What nobody means is refused under a code that has its words, whatever the function: nulls, wrong types, long texts,
days that no calendar has, ids of nothing. A refusal takes its whole transaction back: nothing is changed by it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.catalogue import Catalogue, Function
from tests.integration.functions.asking import Answer, arguments, ask, is_action, prepare
from tests.integration.functions.fixtures import business, business_db, found
from tests.integration.functions.samples import SAMPLES
from tests.readiness_fixtures import World
from tests.rights_expected import CALLERS

__all__ = ["business", "business_db", "found"]
NOTHING = "00000000-0000-4000-8000-00000000dead"
LONG = "mot " * 60_000
MOST = 2**31 - 1
TIMES = ("infinity", "-infinity", "0001-01-01", "9999-12-31", "2026-02-30", "294000-01-01", "x", 5)
TRIED: dict[str, tuple[Any, ...]] = {
    "uuid": ("x", 5, {}, NOTHING),
    "integer": ("x", 1.5, 2**40, -1, 0, MOST, -MOST - 1, True, {}),
    "bigint": ("x", 1.5, 2**70, -1, 2**63 - 1, {}),
    "date": TIMES,
    "timestamp with time zone": TIMES,
    "boolean": ("x", 5, {}),
    "text": ("", " ", "\0", "\ud800", LONG, 5, {}, "%", "\\", "' & | ! <-> :*", "+1", "\n"),
    "text[]": ("x", [], [None], [["x"], ["y"]], [LONG], ["x"] * 20_000, {}),
    "uuid[]": ("x", [], [None], [NOTHING], [[NOTHING], [NOTHING]], [NOTHING] * 20_000),
    "bigint[]": ("x", [], [None], [-1], [[1], [2]], [1] * 20_000),
    "jsonb": ([], {}, "x", 5, [[]], {"unknown": 1}, [{"unknown": 1}], {"name": LONG}),
}
# Null is an answer there, and this is what it says. Whatever has a default may be left out as well.
NULL_SAYS = {
    ("assign_callback", "p_user_id"): "nobody's any more",
    ("classify_call", "p_classification"): "a customer after all",
    ("log_export", "p_filters"): "none", ("log_leads_export", "p_filters"): "none",
    ("restore_appointment", "p_confirmed"): "as it was",
    ("save_exchange", "p_taker_id"): "taken back", ("save_plan_b_settings", "p_recipient_id"): "the first on call",
    ("save_ladder", "p_kind"): "every kind", ("save_ladder", "p_recipient_id"): "everybody",
    ("search_person", "p_words"): "by number alone", ("ask_privacy_request", "p_phone"): "by name alone",
    ("ask_privacy_request", "p_full_name"): "by number alone", ("save_incident", "p_id"): "a new one",
    ("save_provider", "p_agreement_on"): "not signed", ("save_provider", "p_assessment_on"): "not made",
    ("save_provider", "p_in_use"): "as it was", ("save_provider", "p_place"): "as it was",
    ("save_recipient", "p_recipient_id"): "a new one",
    ("assign_appointment", "p_version"): "as it stands", ("move_appointment", "p_version"): "as it stands",
    ("assign_appointment", "p_user_id"): "nobody's any more", ("save_duty_weeks", "p_every"): "every week",
    ("announce_arrival", "p_version"): "as it stands",
    ("save_alert_opening", "p_opening"): "none", ("save_alert_opening", "p_before"): "there was none",
}  # fmt: skip
# Taken by an action although it is long, for nothing of it is kept: compared with what is there.
COMPARED = {("recording_source", "p_refused")}
HOURS = ("24:00", "23:59:60", "infinity")
DAYS = ("infinity", "-infinity", "0001-01-01", "5000000-01-01")


def sent(world: World, one: Function, name: str, **changed: Any) -> Answer:
    """The sample with that much of it changed, by one of those who may; taken back at once."""
    role = min(CALLERS[name], default="staff")
    with world.conn.transaction(force_rollback=True):
        prepare(world, one)
        return ask(world, role, one, arguments(one, SAMPLES[name]) | changed)


def test_every_kind_of_argument_is_tried(found: Catalogue) -> None:
    assert {kind for one in found.open for kind in one.arguments.values()} == TRIED.keys()


@pytest.mark.parametrize("name", sorted(CALLERS))
def test_whatever_is_sent_it_is_answered_or_refused_in_words(business: World, found: Catalogue, name: str) -> None:
    one = found.functions[f"public.{name}"]
    for argument, kind in one.arguments.items():
        for value in (None, *TRIED[kind]):
            answer = sent(business, one, name, **{argument: value})
            assert answer.clear, (argument, str(value)[:60], answer)
            if is_action(found, name) and value in (LONG, [LONG], NOTHING, [NOTHING]) and argument != "p_request_id":
                assert not answer.done or (name, argument) in COMPARED, (argument, str(value)[:60])


@pytest.mark.parametrize("name", sorted(CALLERS))
def test_an_action_takes_no_null_that_says_nothing(business: World, found: Catalogue, name: str) -> None:
    one = found.functions[f"public.{name}"]
    if not is_action(found, name):
        assert name not in {function for function, _ in NULL_SAYS}
        return
    optional = "select pronargdefaults, pronargs from pg_proc where oid = %s::regproc"
    defaults, count = business.do(optional, one.name)
    may_be_null = set(list(one.arguments)[count - defaults :])
    for argument in one.arguments:
        answer = sent(business, one, name, **{argument: None})
        if (name, argument) in NULL_SAYS:
            assert answer.done, (argument, answer)
        elif argument not in may_be_null:
            assert not answer.done, (argument, answer)


@pytest.mark.parametrize(
    ("name", "form", "field", "values"),
    [
        *(("save_recipient", "p_fields", field, HOURS) for field in ("starts", "ends", "tested_at")),
        *(("save_recipient", "p_fields", field, DAYS) for field in ("away_from", "away_until")),
        ("save_alert_settings", "p_fields", "digest_at", HOURS),
        *(("save_customer_hours", "p_fields", field, HOURS) for field in ("quiet_from", "quiet_until", "remind_at")),
        ("save_backup_settings", "p_fields", "nightly_at", HOURS),
        *(("save_incident", "p_fields", field, DAYS) for field in (
            "happened_from", "happened_until", "aware_on", "cai_notified_on", "persons_notified_on",
            "public_notice_on")),
    ],
)  # fmt: skip
def test_no_day_or_hour_is_kept_that_no_screen_can_read_back(
    business: World, found: Catalogue, name: str, form: str, field: str, values: tuple[str, ...]
) -> None:
    one, sample = found.functions[f"public.{name}"], SAMPLES[name][form]
    for value in values:
        answer = sent(business, one, name, **{form: sample | {field: value}})
        assert (answer.state, answer.message != "unknown_field") == ("DF422", True), (field, value, answer)


@pytest.mark.parametrize(
    ("name", "argument"),
    [("save_provider", "p_agreement_on"), ("save_provider", "p_assessment_on"), ("accept_risk", "p_until"),
     ("ask_privacy_request", "p_received_on"), ("save_closed_day", "p_day"), ("save_exchange", "p_first"),
     ("book_appointment", "p_starts_at"), ("move_appointment", "p_starts_at"), ("record_attempt", "p_again_at"),
     ("save_duty_weeks", "p_first_day")],
)  # fmt: skip
def test_nor_as_an_argument(business: World, found: Catalogue, name: str, argument: str) -> None:
    one = found.functions[f"public.{name}"]
    for value in ("infinity", "-infinity", "0001-01-01", "290000-01-01"):
        assert sent(business, one, name, **{argument: value}).state == "DF422", value
