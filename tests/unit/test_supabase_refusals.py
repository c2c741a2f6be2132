"""Each refusal of Supabase under its own name: those recorded, those of its front, those of the installed client."""

from __future__ import annotations

import inspect
import json
import logging
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest
from supabase_auth import errors as client_errors

from backend.console.identity import CLIENT_ERRORS
from backend.supabase.answers import refusal, refuse
from backend.supabase.errors import REFUSALS, STATUS, WHO, ApiError, Kind

ROOT = Path(__file__).parents[2]
RECORDED: dict[str, list[int]] = json.loads((ROOT / "tests" / "refusals" / "codes.json").read_text("utf-8"))
FRONT: list[dict[str, Any]] = json.loads((ROOT / "tests" / "refusals" / "front.json").read_text("utf-8"))
# What the client knows and no project of ours can answer: other ways of signing in than by e-mail.
NOT_OURS = ("saml_", "sso_", "bad_oauth", "oauth_", "flow_state", "phone_provider", "sms_", "anonymous_provider",
            "manual_linking", "mfa_phone", "mfa_webauthn", "bad_code_verifier", "single_identity", "email_conflict",
            "identity_not_found", "provider_email")  # fmt: skip


def answer(status: int, body: object, kind: str = "application/json") -> httpx.Response:
    content = body if isinstance(body, str) else json.dumps(body)
    return httpx.Response(status, headers={"content-type": kind}, content=content.encode())


@pytest.mark.parametrize("code", RECORDED)
def test_every_code_that_was_recorded_has_its_sentence(code: str) -> None:
    assert code in REFUSALS
    for status in RECORDED[code]:
        for body in ({"code": code, "message": "x"}, {"code": status, "error_code": code, "msg": "x"}):
            assert refusal(answer(status, body)).code == code


@pytest.mark.parametrize("code", get_args(client_errors.ErrorCode))
def test_every_code_that_the_client_knows_is_ours_or_left_out_by_name(code: str) -> None:
    assert (code in REFUSALS) != code.startswith(NOT_OURS)


def test_every_error_of_the_client_is_mapped_by_name() -> None:
    classes = [
        name
        for name, one in inspect.getmembers(client_errors, inspect.isclass)
        if issubclass(one, Exception) and one.__module__ == client_errors.__name__
    ]
    assert set(classes) <= set(CLIENT_ERRORS)
    assert set(CLIENT_ERRORS.values()) <= {*REFUSALS, "not_supabase"}


@pytest.mark.parametrize("told", FRONT, ids=lambda told: told["name"])
def test_every_answer_of_the_front_says_who_can_act(told: dict[str, Any]) -> None:
    error = refusal(answer(told["status"], told["body"], told["content_type"]))
    kinds = [kind for kind, who in WHO.items() if who.startswith(WHO_SAYS[told["who_acts"]])]
    assert error.code in REFUSALS
    assert error.kind in kinds, error.code
    with pytest.raises(ApiError):
        refuse(answer(told["status"], told["body"], told["content_type"]))


WHO_SAYS = {"owner": "le propriétaire", "administrator": "l’administrateur", "nobody": "personne"}


def test_only_a_wrong_password_and_what_must_look_like_it_are_said_to_be_wrong() -> None:
    assert {code for code, (_, sentence) in REFUSALS.items() if "incorrect" in sentence} == {
        "invalid_credentials",
        "user_banned",
    }


def test_an_unknown_refusal_says_so_with_its_code_and_nothing_else_of_it() -> None:
    unknown = refusal(answer(418, {"code": "teapot_on_fire", "message": "Josée Tremblay"}))
    assert (unknown.kind, "teapot_on_fire" in unknown.sentence, "Josée" in unknown.sentence) == ("failed", True, False)
    assert "418" in refusal(answer(418, {"message": "x"})).sentence
    assert "<b>" not in ApiError("<b>no code</b>").sentence


@pytest.mark.parametrize(
    ("reasons", "message", "said"),
    [
        (["characters"], "abcdefghijklmnopqrstuvwxyz, ABCDEFGHIJKLMNOPQRSTUVWXYZ, 0123456789", "un chiffre"),
        (["length"], "Password should be at least 30 characters.", "au moins 30 caractères"),
        (["pwned"], "", "volés"),
        (["length", "characters"], "", "plus de caractères; des minuscules"),
    ],
)
def test_a_weak_password_says_which_rule_it_misses(reasons: list[str], message: str, said: str) -> None:
    body = {"code": "weak_password", "message": message, "weak_password": {"reasons": reasons}}
    assert said in refusal(answer(422, body)).sentence


def test_one_code_of_the_data_api_is_three_refusals() -> None:
    def read(message: str) -> str:
        return refusal(answer(401, {"code": "PGRST303", "message": message})).code

    assert read("JWT issued at future") == "clock_ahead"
    assert read("JWT expired") == "token_expired"
    assert read("No suitable key or wrong key type") == "no_suitable_key"


def test_an_answer_that_grants_is_left_alone() -> None:
    refuse(answer(200, {"a": 1}))
    refuse(httpx.Response(204))


def test_the_log_says_the_code_and_never_the_address(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO), pytest.raises(ApiError):
        refuse(answer(422, {"code": "email_provider_disabled", "message": "for guillaume@drain.example"}))
    assert "email_provider_disabled" in caplog.text
    assert "guillaume" not in caplog.text


def test_every_kind_says_who_acts_and_what_it_is_over_http() -> None:
    assert set(get_args(Kind)) == set(WHO)
    assert set(STATUS) == set(WHO) - {"refused", "conflict"}


def test_the_page_of_the_documentation_is_the_table() -> None:
    rows = [f"| `{code}` | {sentence} | {WHO[kind]} |" for code, (kind, sentence) in REFUSALS.items()]
    page = (ROOT / "docs" / "sign-in.md").read_text("utf-8")
    assert [line for line in page.splitlines() if line.startswith("| `")] == rows
