"""A setting that a gate looks through has a floor, and the gate shows it."""

from __future__ import annotations

import json

import psycopg
import pytest

from backend.readiness.findings import found
from backend.readiness.read import Check
from tests import readiness_fixtures as given
from tests.readiness_fixtures import World, gates_db, world

__all__ = ["gates_db", "world"]


@pytest.mark.parametrize("words", ["bon", "bonjour", "ici Paul", "", "enreg", "e" * 101])
def test_words_that_are_not_of_the_notice_are_refused(world: World, words: str) -> None:
    with pytest.raises(psycopg.DatabaseError, match="privacy_settings_invalid"):
        world.ask("owner", "save_privacy_settings", p_fields=json.dumps({"notice_words": words}))


def test_not_even_whoever_holds_the_table_puts_them_there(world: World) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match="of_the_notice"), world.conn.transaction():
        world.do("update privacy_settings set notice_words = 'bon'")


def test_the_gate_shows_the_words_that_it_looked_for(world: World) -> None:
    given.privacy(world)
    wanted = json.dumps({"notice_words": "appel est ENREGISTRÉ"})
    world.ask("owner", "save_privacy_settings", p_fields=wanted)
    check = world.check("privacy", "notice")
    assert (check["state"], check["detail"]["words"]) == ("good", "appel est ENREGISTRÉ")
    shown = found("privacy", Check("notice", "good", n=10, detail=check["detail"]))
    assert "10 derniers appels" in shown and "«appel est ENREGISTRÉ»" in shown


@pytest.mark.parametrize(
    ("field", "value"),
    [("receipt_minutes", 121), ("ack_minutes", 241), ("throttle_count", 101), ("throttle_minutes", 241)],
)
def test_no_delay_hides_an_alert_until_nobody_counts_it(world: World, field: str, value: int) -> None:
    with pytest.raises(psycopg.DatabaseError, match="alert_settings_invalid"):
        world.ask("owner", "save_alert_settings", p_fields=json.dumps({field: value}))


def test_kinds_of_alert_that_are_switched_off_are_named_where_none_was_lost(world: World) -> None:
    given.sms(world)
    world.ask("owner", "save_alert_rule", p_kind="urgent_lead", p_enabled=False, p_urgent=True, p_bundle_minutes=0)
    check = world.check("sms", "lost")
    assert check["detail"]["rules_off"] == ["urgent_lead"]
    assert "Éteintes dans les règles" in found("sms", Check("lost", "good", n=1, detail=check["detail"]))
