"""One list of Supabase's sentences: the doctor and Santé say of a refusal what the sign-in says of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from backend.doctor.ask import Answer
from backend.doctor.supabase_refusals import refusal
from backend.health import watch_lights
from backend.lights import Probe
from backend.supabase.answers import refusal_in
from backend.supabase.errors import REFUSALS, in_two
from tests.unit.test_supabase_refusals import FRONT, RECORDED

KEY, SECRET = "SUPABASE_PUBLISHABLE_KEY", "SUPABASE_SECRET_KEY"
NOW = datetime.now(UTC)


def decoded(body: str) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


@pytest.mark.parametrize("code", RECORDED)
def test_the_doctor_says_each_code_as_the_sign_in_does(code: str) -> None:
    found = refusal(Answer(400, {"code": code, "message": "x"}), KEY, "Personne ne peut se connecter.")
    named = refusal_in(400, {"code": code, "message": "x"})
    assert found.found == f"{in_two(named.sentence)[0]} (HTTP 400)"
    assert found.remedy and not found.stops


@pytest.mark.parametrize("told", FRONT, ids=lambda told: told["name"])
def test_the_doctor_says_each_answer_of_the_front_as_the_sign_in_does(told: dict[str, Any]) -> None:
    body = decoded(told["body"])
    found = refusal(Answer(told["status"], body), KEY, "Personne ne peut se connecter.")
    assert found.found == f"{in_two(refusal_in(told['status'], body).sentence)[0]} (HTTP {told['status']})"
    assert found.remedy


def test_a_key_that_is_refused_is_named_by_its_own_setting() -> None:
    found = refusal(Answer(401, {"message": "Invalid API key"}), SECRET, "Aucune invitation ne se fait.")
    assert found.setting == SECRET and SECRET in found.remedy and KEY not in found.remedy


@pytest.mark.parametrize("code", ["invalid_key", "quota", "paused", "not_supabase", "PGRST002", "no_suitable_key"])
def test_sante_says_each_as_the_sign_in_does(code: str) -> None:
    light = watch_lights.probe("data_api", Probe("data_api", NOW, False, 12.0, code), NOW)
    found, remedy = in_two(REFUSALS[code][1])
    assert light.state == "bad" and found in light.text and light.remedy == remedy
