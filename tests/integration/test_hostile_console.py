"""Whatever is sent to the console's own doors: refused or sent to the sign-in, and never a 500."""

from __future__ import annotations

from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.console import paths
from tests.console_fixtures import own_console
from tests.console_process import COOKIE, ConsoleProcess

__all__ = ["own_console"]

FEW = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
LATIN = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=';,"\\ '), max_size=80)


@pytest.fixture
def stranger(own_console: ConsoleProcess) -> httpx.Client:
    return httpx.Client(base_url=own_console.url, headers={"Origin": own_console.url}, timeout=30)


@FEW
@given(
    form=st.dictionaries(st.sampled_from(["courriel", "mot_de_passe", "suite", "compte", "x"]), st.text(max_size=60))
)
def test_any_form_at_the_sign_in(stranger: httpx.Client, form: dict[str, str]) -> None:
    answer = stranger.post(paths.SIGN_IN, data=form)
    assert answer.status_code < 500
    assert COOKIE not in answer.cookies


@FEW
@given(
    content=st.binary(max_size=400), kind=st.sampled_from(["application/x-www-form-urlencoded", "text/plain", "x/y"])
)
def test_any_body_at_every_door(stranger: httpx.Client, content: bytes, kind: str) -> None:
    for path in paths.OWN:
        assert stranger.post(path, content=content, headers={"content-type": kind}).status_code < 500, path


@FEW
@given(path=st.text(max_size=60), cookie=LATIN)
def test_any_path_with_any_cookie_shows_nothing(stranger: httpx.Client, path: str, cookie: str) -> None:
    answer = stranger.get(f"/{quote(path)}", headers={"cookie": f"{COOKIE}={cookie}"})
    assert answer.status_code < 500
    assert "df-status" not in answer.text


@pytest.mark.parametrize("method", ["TRACE", "PROPFIND", "PATCH"])
def test_trace_and_other_unused_methods_show_nothing(
    stranger: httpx.Client, own_console: ConsoleProcess, env: dict[str, str], method: str
) -> None:
    owner = own_console.browser().post("/connexion", data={"compte": "owner"}).cookies[COOKIE]
    for cookie in ({}, {"cookie": f"{COOKIE}={owner}"}):
        for path in ("/", paths.SIGN_IN, "/appels"):
            answer = stranger.request(method, path, headers={"x-secret": "canari", **cookie})
            assert answer.status_code in (303, 401, 403, 404, 405), path
            assert "canari" not in answer.text and owner not in answer.text
    for path, status in (("/healthz", 405), ("/vapi", 405)):
        assert httpx.request(method, f"{env['WEBHOOK_URL']}{path}").status_code == status


@FEW
@given(recording=LATIN)
def test_any_recording_is_closed_to_strangers(stranger: httpx.Client, recording: str) -> None:
    assert stranger.get(f"{paths.RECORDING}/{quote(recording, safe='')}").status_code in (303, 307, 401, 403, 404)
