"""Vapi, Brevo and our own addresses, tried as they answer: each mistake by its name, and no outage taken for one."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from backend.doctor import addresses, brevo, vapi, webhook_address
from tests import brevo_standin, vapi_standin
from tests.brevo_standin import Standin
from tests.doctor_fixtures import only, worker, wrong
from tests.recorded import answering
from tests.vapi_standin import VapiStandin

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def at_brevo(env: dict[str, str]) -> Iterator[Standin]:
    standin = brevo_standin.in_stack(env)
    standin.command(others_per_hour=0)
    yield standin
    standin.reset()


@pytest.fixture
def at_vapi(env: dict[str, str]) -> Iterator[VapiStandin]:
    standin = vapi_standin.in_stack(env)
    yield standin
    standin.reset()


def test_the_stacks_own_providers_are_in_order(env: dict[str, str], at_vapi: VapiStandin, at_brevo: Standin) -> None:
    found = [*vapi.tried(worker(env)), *brevo.tried(worker(env))]
    assert wrong(found) == []
    assert {"VAPI_API_KEY", "VAPI_LINE_ID", "VAPI_WEBHOOK_SECRET", "BREVO_API_KEY", "BREVO_EMAIL_SENDER"} <= {
        one.setting for one in found
    }


@pytest.mark.parametrize(
    ("changed", "setting", "said"),
    [
        ({"VAPI_API_KEY": "une-autre-cle"}, "VAPI_API_KEY", "refusée"),
        ({"VAPI_LINE_ID": str(uuid4())}, "VAPI_LINE_ID", "cette ligne n’est pas de ce compte"),
        ({"VAPI_ASSISTANT_ID": str(uuid4())}, "VAPI_ASSISTANT_ID", "cet assistant n’est pas de ce compte"),
        ({"VAPI_TEST_LINE_ID": ""}, "VAPI_TEST_LINE_ID", "n’est pas donné"),
        ({"WEBHOOK_URL": "https://ancien.drainfortin.ca"}, "WEBHOOK_URL", "envoie ses messages ailleurs"),
        ({"VAPI_API_URL": NOWHERE}, "VAPI_API_URL", "Vapi n’est pas joignable : la connexion est refusée"),
    ],
)
def test_a_mistake_about_vapi_is_named(
    env: dict[str, str], at_vapi: VapiStandin, changed: dict[str, str], setting: str, said: str
) -> None:
    found = only(vapi.tried(worker(env, **changed)))
    assert found.setting == setting and said in found.found
    assert not found.stops


def test_a_line_that_does_not_sign_is_named(env: dict[str, str], at_vapi: VapiStandin) -> None:
    line = env["VAPI_LINE_ID"]
    server = {"url": f"{env['WEBHOOK_URL']}/vapi"}
    at_vapi.patch(f"/phone-number/{line}", {"provider": "twilio", "server": server})
    found = only(vapi.tried(worker(env)))
    assert found.setting == "VAPI_WEBHOOK_SECRET" and "ne signe pas" in found.found


def test_a_failing_vapi_is_not_taken_for_a_refused_key(env: dict[str, str], at_vapi: VapiStandin) -> None:
    at_vapi.command(mode="down")
    assert "HTTP 503" in only(vapi.tried(worker(env))).found


def test_vapis_clock_judges_ours(env: dict[str, str]) -> None:
    with answering({"/call": (200, [])}, fast_s=601) as url:
        found = wrong(vapi.tried(worker(env, VAPI_API_URL=url)))
    assert any(one.setting == "Horloge" and "en retard de 10" in one.found and not one.stops for one in found)


@pytest.mark.parametrize(
    ("changed", "setting", "said"),
    [
        ({"BREVO_API_KEY": "une-autre-cle"}, "BREVO_API_KEY", "refusée"),
        ({"BREVO_SMS_SENDER": "Drain Fortin inc."}, "BREVO_SMS_SENDER", "est mal écrit"),
        ({"BREVO_SMS_SENDER": "DrainFortin"}, "BREVO_SMS_SENDER", "n’est pas un numéro sans frais"),
        ({"BREVO_SMS_SENDER": "14502803222"}, "BREVO_SMS_SENDER", "n’est pas un numéro sans frais"),
        ({"BREVO_EMAIL_SENDER": "alertes@ailleurs.example"}, "BREVO_EMAIL_SENDER", "n’est pas enregistrée"),
        ({"BREVO_EMAIL_SENDER": "Drain Fortin"}, "BREVO_EMAIL_SENDER", "n’est pas une adresse"),
        ({"WEBHOOK_URL": "https://ancien.drainfortin.ca"}, "Brevo, webhooks", "il manque celui de : sms, email"),
        ({"BREVO_API_URL": NOWHERE}, "BREVO_API_URL", "Brevo n’est pas joignable"),
    ],
)
def test_a_mistake_about_brevo_is_named(
    env: dict[str, str], at_brevo: Standin, changed: dict[str, str], setting: str, said: str
) -> None:
    found = only(brevo.tried(worker(env, **changed)))
    assert found.setting == setting and said in found.found


def test_brevo_without_webhooks_without_credits_and_under_validation_is_named(
    env: dict[str, str], at_brevo: Standin
) -> None:
    at_brevo.command(webhooks=False)
    assert only(brevo.tried(worker(env))).setting == "Brevo, webhooks"
    at_brevo.command(webhooks=True, credits=0)
    assert "il n’en reste aucun" in only(brevo.tried(worker(env))).found
    at_brevo.command(credits=12)
    assert only(brevo.tried(worker(env))).state == "gap"
    at_brevo.command(credits=500, mode="403", scope="all")
    assert "account_under_validation" in only(brevo.tried(worker(env))).found


def test_a_sender_of_an_authenticated_domain_needs_no_registration(env: dict[str, str], at_brevo: Standin) -> None:
    at_brevo.command(senders=[])
    assert only(brevo.tried(worker(env))).setting == "BREVO_EMAIL_SENDER"
    at_brevo.command(domains=["drainfortin.example"])
    assert wrong(brevo.tried(worker(env))) == []


def test_the_running_webhook_answers_at_its_address_and_takes_its_secret(env: dict[str, str]) -> None:
    assert wrong(webhook_address.webhook(env["WEBHOOK_URL"], env["VAPI_WEBHOOK_SECRET"])) == []
    refused = only(webhook_address.webhook(env["WEBHOOK_URL"], "un-autre-secret"))
    assert refused.setting == "VAPI_WEBHOOK_SECRET" and "ne l’accepte pas" in refused.found


def test_another_service_at_the_webhooks_address_is_named(env: dict[str, str]) -> None:
    assert "autre chose que le webhook" in only(webhook_address.webhook(env["SUPABASE_URL"])).found
    with answering({"/": (200, "<html>Bienvenue au Wi-Fi</html>")}) as url:
        assert "autre chose que le webhook" in only(webhook_address.webhook(url)).found


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (NOWHERE, "la connexion est refusée"),
        ("https://crochet.invalid", "ce nom n’existe pas"),
        ("", "n’est pas donnée"),
    ],
)
def test_a_webhook_that_nobody_reaches_is_named(url: str, said: str) -> None:
    found = only(webhook_address.webhook(url))
    assert found.setting == "WEBHOOK_URL" and said in found.found


def test_a_console_address_forgotten_in_production_is_named() -> None:
    found = only(addresses.console("http://127.0.0.1:8501", in_production=True))
    assert found.setting == "CONSOLE_URL" and "liens" in found.means
    assert wrong(addresses.console("http://127.0.0.1:8501", in_production=False)) == []
    assert wrong(addresses.console("https://console.drainfortin.ca", in_production=True)) == []
