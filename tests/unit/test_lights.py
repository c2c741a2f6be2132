"""A light is green only on a fresh measure; red says what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from backend.alerts.light import Digest
from backend.health import lights as health_lights
from backend.health import status
from backend.health.read import Health, Heartbeat
from backend.health.read import Measured as HealthMeasured
from backend.health.status import Measured, Status
from backend.lights import NOT_MEASURED, Light, Probe
from backend.reconciliation.light import Gap
from backend.supabase.errors import ApiError

NOW = datetime(2026, 11, 23, 19, 5, tzinfo=UTC)
JUST_NOW = NOW - timedelta(seconds=20)
WELL = Status(
    now=NOW, last_call_at=JUST_NOW, last_webhook_at=JUST_NOW, last_message_at=JUST_NOW, unapplied=0,
    journal=Probe("journal_length", JUST_NOW, True, 0), worker_at=JUST_NOW,
    database_probe=Probe("database_ms", JUST_NOW, True, 3.2), is_demo=False,
)  # fmt: skip


def line(answer: Status, ms: float = 12) -> dict[str, Light]:
    return {light.name: light for light in status.lights(Measured(answer, ms))}


def test_all_is_well_and_what_nobody_measures_is_grey() -> None:
    lights = line(WELL)
    assert {name: light.state for name, light in lights.items()} == {
        "Paul": "good", "Alertes": "unknown", "Base": "good", "Sauvegarde": "unknown", "Écart": "unknown",
    }  # fmt: skip
    assert lights["Alertes"].text == lights["Sauvegarde"].text == "non mesuré"


def closed(answer: Status, ms: float = 12) -> list[str]:
    """What the line says before anybody opens it."""
    measured = Measured(answer, ms)
    lights = [replace(one, state="good") if one.text == NOT_MEASURED else one for one in status.lights(measured)]
    return [f"{one.state}: {one.name} {one.text}".replace("\u00a0", " ") for one in status.headline(lights, measured)]


def test_all_well_is_one_sentence_as_old_as_the_last_sign_of_life() -> None:
    assert closed(WELL) == ["good: Tout va bien · il y a 20 s"]


def test_what_nobody_measured_is_counted_and_never_called_well() -> None:
    measured = Measured(WELL, 12)
    [one] = status.headline(status.lights(measured), measured)
    assert (one.state, one.name) == ("unknown", "Rien en panne")
    assert one.text.replace("\u00a0", " ") == "· 3 voyants non mesurés"


def test_the_closed_line_says_each_thing_that_is_wrong_the_worst_first() -> None:
    assert [said.partition(" ")[2][:5] for said in closed(WELL, ms=900)] == ["Base "]
    stale_gap = Gap(at=NOW - timedelta(hours=1), gap=0)
    wrong = closed(replace(WELL, gap=stale_gap, worker_at=NOW - timedelta(minutes=3)))
    assert [said.partition(": ")[0] for said in wrong] == ["bad", "warn"]


def test_without_the_database_the_closed_line_says_why() -> None:
    for code in ("unreachable", "42501"):
        assert [one.name for one in status.headline(status.refused(ApiError(code)))] == ["Base"]


def test_each_light_says_from_where_it_knows() -> None:
    assert [name for name, light in line(WELL).items() if not light.source] == []


def test_nothing_measured_yet_is_never_green() -> None:
    nothing = replace(WELL, last_call_at=None, last_webhook_at=None, last_message_at=None, worker_at=None, journal=None,
                      database_probe=None)  # fmt: skip
    assert [light.state for light in line(nothing).values()] == ["unknown", "unknown", "warn", "unknown", "unknown"]


def test_a_message_from_the_day_before_yesterday_proves_nothing() -> None:
    old = NOW - timedelta(hours=40)
    assert line(replace(WELL, last_webhook_at=old, last_message_at=old))["Paul"].state == "unknown"


@pytest.mark.parametrize(
    ("trouble", "name", "said"),
    [
        ({"unapplied": 3}, "Paul", "3 messages non appliqués"),
        ({"worker_at": NOW - timedelta(minutes=3)}, "Base", "se tait depuis 3 min"),
        ({"journal": Probe("journal_length", JUST_NOW, False, 2)}, "Base", "2 messages attendent"),
        ({"pooler": Probe("pooler", JUST_NOW, False, 15, "pooler_full")}, "Base", "agrandissez le pooler"),
    ],
)
def test_trouble_is_red_and_says_what_to_do(trouble: dict[str, object], name: str, said: str) -> None:
    light = line(replace(WELL, **trouble))[name]  # type: ignore[arg-type]
    assert light.state == "bad"
    assert said in light.remedy.replace("\u00a0", " ")


def test_a_slow_database_is_amber() -> None:
    assert line(WELL, ms=900)["Base"].state == "warn"


def test_without_the_database_nothing_is_green() -> None:
    for code in ("unreachable", "paused", "clock_ahead", "42501"):
        lights = status.refused(ApiError(code))
        assert "good" not in {light.state for light in lights}
        assert any(light.remedy for light in lights)


def test_the_line_says_why_supabase_gives_nothing_in_the_words_of_the_pages() -> None:
    base = {light.name: light for light in status.refused(ApiError("paused"))}["Base"]
    assert base.remedy == ApiError("paused").sentence
    away = ApiError("unreachable")
    away.since = "depuis 14 h 05"
    assert {light.name: light.text for light in status.refused(away)}["Base"] == "ne répond pas depuis 14 h 05"


def health(**changes: object) -> dict[str, Light]:
    probes = [Probe("database_ms", JUST_NOW, True, 2), Probe("webhook_ms", JUST_NOW, True, 4),
              Probe("journal_length", JUST_NOW, True, 0)]  # fmt: skip
    well = Health(NOW, probes, [Heartbeat("worker", JUST_NOW)], JUST_NOW, [], 0, None, [])
    result = replace(well, **changes)  # type: ignore[arg-type]
    return {light.name: light for light in health_lights.lights(HealthMeasured(result, 15))}


def test_health_is_green_where_measured_and_only_there() -> None:
    states = {name: light.state for name, light in health().items()}
    assert (
        states["Réception des appels"] == states["Journal de secours"] == states["Service de fond: présence"] == "good"
    )
    assert states["Alertes"] == states["Sauvegardes"] == states["Schéma de la base"] == "unknown"
    assert health(schema=Probe("schema", JUST_NOW, True, 0))["Schéma de la base"].state == "good"


def alerting(**changes: object) -> dict[str, Light]:
    digest = Digest(NOW - timedelta(hours=5), NOW - timedelta(hours=5), "delivered", None, NOW - timedelta(hours=5))
    result = replace(WELL, last_delivered_at=JUST_NOW, on_call=1, digest=replace(digest, **changes))  # type: ignore[arg-type]
    well = Health(NOW, [], [], JUST_NOW, [], 0, None, [])
    return {light.name: light for light in health_lights.lights(HealthMeasured(well, 15, result))}


def test_health_tells_of_alerts_and_of_the_digest_apart() -> None:
    assert {alerting()[name].state for name in ("Alertes", "Bilan du matin")} == {"good"}
    assert "livré il y a 5" in alerting()["Bilan du matin"].text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"created_at": NOW - timedelta(hours=29), "delivered_at": NOW - timedelta(hours=29)}, "pas été préparé"),
        ({"delivered_at": None, "state": "handed_over"}, "n’est pas arrivé"),
    ],
)
def test_an_absent_digest_is_red_everywhere(changes: dict[str, object], words: str) -> None:
    lights = alerting(**changes)
    for name in ("Alertes", "Bilan du matin"):
        assert lights[name].state == "bad"
        assert words in lights[name].remedy


def test_a_first_digest_that_was_never_prepared_is_red_once_it_is_due() -> None:
    never: dict[str, object] = {"created_at": None, "delivered_at": None, "state": None}
    late = alerting(**never)["Alertes"]
    assert (late.state, "pas été préparé" in late.remedy) == ("bad", True)
    assert alerting(**never, due_at=NOW + timedelta(hours=1))["Alertes"].state == "good"


def test_an_old_probe_turns_grey() -> None:
    old = [Probe("webhook_ms", NOW - timedelta(minutes=10), True, 4)]
    assert health(probes=old)["Réception des appels"].state == "unknown"


def test_a_failed_probe_and_a_silent_worker_are_red_with_a_remedy() -> None:
    lights = health(
        probes=[Probe("webhook_ms", JUST_NOW, False)], heartbeats=[Heartbeat("worker", NOW - timedelta(minutes=5))]
    )
    for name in ("Réception des appels", "Service de fond: présence"):
        assert lights[name].state == "bad"
        assert lights[name].remedy


def test_a_webhook_that_answers_without_being_ready_is_not_called_silent() -> None:
    light = health(probes=[Probe("webhook_ms", JUST_NOW, False, 6.1, "HTTP 503")])["Réception des appels"]
    assert light.state == "bad"
    assert "répond, mais n’est pas prêt" in light.text


def test_every_light_says_what_it_means() -> None:
    assert [light.name for light in health(probes=[], heartbeats=[]).values() if not light.meaning] == []
