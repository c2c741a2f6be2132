"""What the console measured of itself is shown by its own server: nobody's call writes it down."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.testclient import TestClient

from backend.console.measures import Measures
from backend.console.paths import MEASURES, kind_of


def test_before_anything_was_measured_nothing_is_said() -> None:
    assert Measures().told() == {"round_trip_ms": None, "round_trips": 0, "sentry": None}


def test_the_middle_of_the_last_minute_s_round_trips_is_shown() -> None:
    measures = Measures()
    for ms in (5.0, 900.0, 7.0):
        measures.note_round_trip(ms)
    answer = TestClient(Starlette(routes=measures.routes())).get(MEASURES)
    assert (answer.json()["round_trip_ms"], answer.json()["round_trips"]) == (7.0, 3)
    assert answer.headers["cache-control"] == "no-store"


def test_without_an_address_sentry_took_nothing_and_that_is_said() -> None:
    measures = Measures()
    measures.prove_sentry()
    sentry = measures.told()["sentry"]
    assert (sentry["accepted"], sentry["event_id"], sentry["detail"]) == (False, None, "no_dsn")


def test_the_gate_lets_the_worker_read_it_without_a_session() -> None:
    assert kind_of(MEASURES) == "own"
