"""What hosted Supabase, or what stands before it, answers to the keys: each by its own name, and who can act."""

from __future__ import annotations

from typing import Any

import jwt
import pytest

from backend.doctor import supabase
from tests.doctor_fixtures import only, wrong
from tests.recorded import Recorded, answering

KEY = "sb_publishable_k3Yp9Qw7Zx2Vt8Rm4Nb6Lc"
SETTINGS: dict[str, Any] = {"external": {"email": True}, "disable_signup": True, "mailer_autoconfirm": False}
JWKS: Recorded = (200, {"keys": [{"kty": "EC", "alg": "ES256", "kid": "a"}]})
DENIED: Recorded = (401, {"code": "42501", "message": "permission denied for table profiles"})
WELL: dict[str, Recorded] = {
    "/auth/v1/settings": (200, SETTINGS),
    "/auth/v1/.well-known/jwks.json": JWKS,
    "/rest/v1/profiles": DENIED,
}


def everywhere(status: int, body: Any) -> dict[str, Recorded]:
    return {"/": (status, body)}


def instead(path: str, status: int, body: Any) -> dict[str, Recorded]:
    return {**WELL, path: (status, body)}


def boxes(**changed: Any) -> dict[str, Recorded]:
    return instead("/auth/v1/settings", 200, SETTINGS | changed)


def test_a_project_set_as_we_ask_is_in_order() -> None:
    with answering(WELL) as url:
        found = list(supabase.public_side(url, KEY))
    assert wrong(found) == []
    assert {"SUPABASE_URL", "SUPABASE_PUBLISHABLE_KEY", "Horloge"} <= {one.setting for one in found}


@pytest.mark.parametrize(
    ("answers", "setting", "said"),
    [
        (everywhere(401, {"message": "Invalid API key"}), "SUPABASE_PUBLISHABLE_KEY", "ne reconnaît pas cette clé"),
        (everywhere(401, {"message": "Legacy API keys are disabled"}), "SUPABASE_PUBLISHABLE_KEY", "n’en veut plus"),
        (everywhere(402, {"message": "Service for this project is restricted"}), "SUPABASE_URL", "un quota"),
        (everywhere(540, {"message": "Project paused"}), "SUPABASE_URL", "en pause"),
        (everywhere(404, {"message": "no Route matched with those values"}), "SUPABASE_URL", "ne mène pas à Supabase"),
        (everywhere(200, "<html>Bienvenue au Wi-Fi</html>"), "SUPABASE_URL", "Autre chose répond"),
        (everywhere(403, "<html>Attention Required!</html>"), "SUPABASE_URL", "bloquée avant Supabase"),
        (everywhere(522, "<html>Connection timed out</html>"), "SUPABASE_URL", "ne répond pas (HTTP 522)"),
        (everywhere(500, "upstream connect error"), "SUPABASE_URL", "ne répond pas (HTTP 500)"),
        (everywhere(418, {"code": "teapot"}), "SUPABASE_PUBLISHABLE_KEY", "ne connaît pas ce refus (code teapot)"),
        (boxes(disable_signup=False), "Supabase, Sign In : Allow new users to sign up", "ouverte à tous"),
        (boxes(external={"email": False}), "Supabase, Providers : Email", "désactivée chez Supabase"),
        (boxes(mailer_autoconfirm=True), "Supabase, Providers : Confirm email", "pas confirmés"),
        (boxes(captcha_enabled=True), "Supabase, Attack Protection : CAPTCHA", "CAPTCHA"),
        (instead("/auth/v1/.well-known/jwks.json", 200, {"keys": []}), "Supabase, JWT Keys", "aucune clé asymétrique"),
        (
            instead("/rest/v1/profiles", 404, {"code": "PGRST205"}),
            "Supabase, Data API",
            "ne connaît pas encore cette table",
        ),
        (instead("/rest/v1/profiles", 401, {"code": "PGRST301"}), "Supabase, Data API", "clé qui signe"),
        (
            instead("/rest/v1/profiles", 503, {"code": "PGRST002"}),
            "SUPABASE_URL",
            "ne joint pas sa base de données (HTTP 503)",
        ),
        (instead("/rest/v1/profiles", 200, [{"user_id": "x"}]), "Supabase, Data API", "un inconnu y lit l’équipe"),
    ],
)
def test_an_answer_is_told_by_its_own_name(answers: dict[str, Recorded], setting: str, said: str) -> None:
    with answering(answers) as url:
        found = only(supabase.public_side(url, KEY))
    assert found.setting == setting and said in found.found
    assert not found.stops


def test_a_legacy_key_that_still_serves_is_a_gap() -> None:
    legacy = jwt.encode({"role": "anon"}, "a signature that nobody checks here", algorithm="HS256")
    with answering(WELL) as url:
        found = only(supabase.public_side(url, legacy))
    assert (found.setting, found.state) == ("SUPABASE_PUBLISHABLE_KEY", "gap") and "ancien genre" in found.found


def test_supabases_clock_judges_ours() -> None:
    with answering(WELL, fast_s=-601) as url:
        found = only(supabase.public_side(url, KEY))
    assert found.setting == "Horloge" and "en avance de 10" in found.found and not found.stops


def test_a_service_that_is_away_is_no_wrong_key() -> None:
    found = only(supabase.public_side("http://127.0.0.1:9", KEY))
    assert found.setting == "SUPABASE_URL" and "pas joignable" in found.found


def test_the_stacks_secret_key_is_taken_and_no_other(env: dict[str, str]) -> None:
    url, key = env["SUPABASE_URL"], env["SUPABASE_SECRET_KEY"]
    assert wrong(supabase.secret_side(url, key)) == []
    for other in ("sb_secret_other", env["SUPABASE_PUBLISHABLE_KEY"]):
        found = only(supabase.secret_side(url, other))
        assert found.setting == "SUPABASE_SECRET_KEY", found
