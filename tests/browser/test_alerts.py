"""Alertes on Guillaume's phone: each message is followed to its end, by itself, and a double tap sends once."""

from __future__ import annotations

import re
from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.alert_fixtures import GUILLAUME, GUILLAUME_EMAIL, AlertDesk, desk
from tests.browser.phone import open_screen
from tests.console_process import COOKIE, ConsoleProcess
from tests.screens import call
from tests.twilio_standin import in_stack

__all__ = ["desk"]

PHONE = ViewportSize(width=390, height=844)
SOON_MS = 20_000
# Two refreshes of a live part, the message's own way, and some room for a busy machine.
LIVE_MS = 25_000
# The alert's own badge, with its sign.
DELIVERED = re.compile(r"^\W*livrée$")
CARDS = '[class*="st-key-carte-"]'
ASKED = "select count(*) from alert_attempts where asked_by is not null"
# What a slow mobile network in a basement gives: 400 ms there and back, 50 kB/s.
BAD_NETWORK = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 20_000}


@pytest.fixture
def phone(browser: Browser, console: ConsoleProcess, cookies: dict[str, str]) -> Iterator[Page]:
    """Guillaume's phone, signed in."""
    context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True, locale="fr-CA", base_url=console.url)
    context.add_cookies([{"name": COOKIE, "value": cookies["owner"], "url": console.url}])
    page = context.new_page()
    yield page
    context.close()


@pytest.fixture
def screen(phone: Page, desk: AlertDesk) -> Page:
    """The screen Alertes, with nothing raised."""
    open_screen(phone, "/alertes", "Alertes")
    expect(phone.get_by_text("Aucune alerte", exact=True)).to_be_visible(timeout=SOON_MS)
    phone.evaluate("window.stayed = true")
    return phone


def card(screen: Page) -> Locator:
    """The one card there is."""
    return screen.locator(CARDS).first


def test_an_urgent_call_appears_by_itself_and_moves_to_delivered(
    screen: Page, desk: AlertDesk, env: dict[str, str]
) -> None:
    # Slow enough that every step can be seen on its way.
    desk.brevo.command(event_delay_s=6)
    call(env, "urgent_lead")
    expect(card(screen).get_by_text("Demande urgente")).to_be_visible(timeout=LIVE_MS)
    expect(card(screen).get_by_text("remise à Brevo, pas encore reçue")).to_be_visible(timeout=LIVE_MS)
    expect(card(screen).get_by_text(DELIVERED)).to_be_visible(timeout=LIVE_MS)
    expect(card(screen).get_by_text(re.compile(r"remis à Brevo .* → livré"))).to_be_visible()
    assert screen.evaluate("window.stayed")
    assert len(desk.sms(GUILLAUME)) == 1


def test_with_the_provider_refusing_texts_it_says_email_sent_and_why(
    screen: Page, desk: AlertDesk, env: dict[str, str]
) -> None:
    desk.brevo.command(mode="402", channel="sms")
    call(env, "urgent_lead")
    result = card(screen).get_by_text("Courriel envoyé: plus de crédits de textos chez Brevo")
    expect(result).to_be_visible(timeout=LIVE_MS)
    expect(card(screen).get_by_text(DELIVERED)).to_be_visible(timeout=LIVE_MS)
    assert [one["recipient"] for one in desk.emails()] == [GUILLAUME_EMAIL]


def test_with_texts_that_never_arrive_it_says_email_sent_and_why(
    screen: Page, desk: AlertDesk, env: dict[str, str]
) -> None:
    desk.settings(receipt_minutes=0.05)
    desk.brevo.command(mode="accept_never_deliver", channel="sms")
    call(env, "urgent_lead")
    result = card(screen).get_by_text("Courriel envoyé, car pas de confirmation de livraison")
    expect(result).to_be_visible(timeout=LIVE_MS)
    assert screen.evaluate("window.stayed")


def test_a_double_tap_on_resend_sends_once(
    screen: Page, desk: AlertDesk, env: dict[str, str], db: psycopg.Connection
) -> None:
    call(env, "urgent_lead")
    expect(card(screen).get_by_text(DELIVERED)).to_be_visible(timeout=LIVE_MS)
    card(screen).get_by_role("button", name="Renvoyer").tap()
    dialog = screen.get_by_role("dialog")
    button = dialog.get_by_role("button", name=re.compile("Envoyer un texto à Guillaume"))
    expect(button).to_be_visible(timeout=SOON_MS)
    button.dblclick()
    expect(dialog).to_have_count(0, timeout=LIVE_MS)
    desk.until(lambda: len(desk.sms(GUILLAUME)) == 2, "sent again")
    expect(card(screen).get_by_text("demandé par", exact=False)).to_be_visible(timeout=LIVE_MS)
    expect(card(screen).get_by_text(re.compile(r"remis à Brevo .* → livré"))).to_have_count(2, timeout=LIVE_MS)
    desk.at_rest()
    assert len(desk.sms()) == 2
    assert desk.one(ASKED) == 1


def test_several_are_sent_again_at_once_by_email(screen: Page, desk: AlertDesk) -> None:
    desk.lead(phone="+14505550134")
    desk.lead(phone="+14505550135")
    desk.until_delivered(2)
    expect(screen.locator(CARDS)).to_have_count(2, timeout=LIVE_MS)
    chosen = screen.locator(".st-key-choisies")
    for number, counted in ("0134", "1 alerte choisie"), ("0135", "2 alertes choisies"):
        screen.locator(CARDS).filter(has_text=number).get_by_text("Choisir", exact=True).tap()
        expect(chosen.get_by_text(counted)).to_be_visible(timeout=SOON_MS)
    chosen.get_by_role("button", name="Renvoyer").tap()
    dialog = screen.get_by_role("dialog")
    dialog.get_by_role("radio", name="Courriel").tap()
    dialog.get_by_role("button", name=re.compile("Envoyer 2 courriels")).dblclick()
    expect(dialog).to_have_count(0, timeout=LIVE_MS)
    desk.until(lambda: len(desk.emails(GUILLAUME_EMAIL)) == 2, "two emails")
    desk.at_rest()
    assert len(desk.emails()) == 2


def test_the_link_of_the_message_opens_fast_on_a_bad_network_and_one_tap_is_enough(
    browser: Browser, desk: AlertDesk
) -> None:
    desk.lead()
    desk.until_delivered()
    link = desk.sms()[0]["content"].rpartition(" ")[2]
    with browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True) as context:
        page = context.new_page()
        context.new_cdp_session(page).send("Network.emulateNetworkConditions", BAD_NETWORK)
        page.goto(link)
        shown_ms = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
        assert shown_ms < 2000
        expect(page.get_by_text("Refoulement au sous-sol")).to_be_visible()
        assert page.get_by_role("link", name="Appeler 450 555-0134").get_attribute("href") == "tel:+14505550134"
        page.get_by_role("button", name="Je m’en occupe").tap()
        expect(page.get_by_text(re.compile("quelqu’un s’en occupe"))).to_be_visible(timeout=SOON_MS)
    assert desk.states() == ["acknowledged"]


def test_an_urgent_alert_is_followed_from_the_text_to_the_call_to_whoever_takes_it(
    screen: Page, desk: AlertDesk, env: dict[str, str]
) -> None:
    twilio = in_stack(env)
    twilio.reset()
    twilio.command(phone="key1", event_delay_s=0.3)
    desk.db.execute("insert into alert_rungs (place, after_minutes, way) values (0, 0, 'sms'), (1, 5, 'next')")
    screen.get_by_text("Échelle", exact=True).tap()
    screen.get_by_role("button", name="Changer", exact=True).tap()
    dialog = screen.get_by_role("dialog")
    dialog.locator('[class*="st-key-e-moyen-1"]').get_by_text("Appel", exact=True).tap()
    dialog.get_by_role("button", name="Enregistrer").tap()
    expect(screen.get_by_text("à 0 min appel")).to_be_visible(timeout=LIVE_MS)
    assert screen.evaluate("document.documentElement.scrollWidth <= innerWidth")
    screen.get_by_text("Messages", exact=True).tap()
    call(env, "urgent_lead")
    expect(card(screen).get_by_text("Appel à Guillaume")).to_be_visible(timeout=LIVE_MS)
    expect(card(screen).get_by_text("vue par Guillaume (au téléphone)")).to_be_visible(timeout=LIVE_MS)
    expect(card(screen).get_by_text("s’en occupe", exact=False).first).to_be_visible(timeout=LIVE_MS)
    twilio.reset()


def test_a_night_without_anybody_is_red_before_it_comes_and_a_day_is_exchanged_on_the_phone(
    screen: Page, desk: AlertDesk
) -> None:
    for name in ("Guillaume", "Sylvie"):
        desk.db.execute(
            "insert into duty_hours (recipient_id, weekday, starts, ends) select id, d, '00:00', '00:00'"
            " from recipients, generate_series(1, 7) d where full_name = %s"
            " and d <> extract(isodow from now() at time zone 'America/Toronto' + interval '1 day')",
            [name],
        )
    screen.get_by_text("Garde", exact=True).tap()
    expect(screen.get_by_test_id("stAlertContentError").get_by_text("Personne de joignable")).to_be_visible(
        timeout=SOON_MS
    )
    expect(screen.locator(".df-uncovered")).to_have_count(1)
    expect(screen.locator(".df-remedy").first).to_contain_text("personne de joignable n’est de garde", timeout=LIVE_MS)
    assert screen.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    screen.get_by_role("button", name="Échanger un jour").tap()
    dialog = screen.get_by_role("dialog")
    dialog.get_by_role("button", name="Enregistrer").dblclick()
    expect(dialog).to_have_count(0, timeout=LIVE_MS)
    expect(screen.locator(".df-duty").get_by_text("Sylvie, pour Guillaume")).to_be_visible(timeout=LIVE_MS)
    assert desk.one("select count(*) from duty_exchanges") == 1
    screen.get_by_role("button", name="Changer les semaines").first.tap()
    dialog.get_by_text("Une semaine sur 2").tap()
    expect(dialog.get_by_text("Semaines du")).to_be_visible(timeout=LIVE_MS)
    assert screen.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    dialog.get_by_role("button", name="Enregistrer").tap()
    expect(screen.get_by_text("une semaine sur 2: dès le", exact=False)).to_be_visible(timeout=LIVE_MS)
    screen.set_viewport_size({"width": 1440, "height": 900})
    columns = "getComputedStyle(document.querySelector('.df-duty')).gridTemplateColumns.split(' ').length"
    assert screen.evaluate(columns) == 7
