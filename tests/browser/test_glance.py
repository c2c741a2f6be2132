"""The owner's glance: on a phone, the first person to call is there at once, and nothing moves under the thumb."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.bench.vitals import CLS, WATCH
from tests.browser.phone import PHONE, SOON_MS, nothing_yet, open_screen
from tests.console_process import COOKIE, ConsoleProcess
from tests.screens import call

__all__ = ["nothing_yet"]

ONE_LINE_PX = 48
STATUS = "#root .df-status"
# A live refresh and a half of the status line.
REFRESHED_MS = 15_000
STILL_MS = 2_500
FADES = """(() => {
  window.fades = 0;
  document.addEventListener("transitionrun", (event) => (fades += event.target.matches(".stElementContainer")), true);
})()"""
# True while the line on top is seen.
LINE = """() => {
  const line = getComputedStyle(document.querySelector(".stApp"), "::before");
  return line.content !== "none" && line.opacity === "1";
}"""
# Longer than Streamlit's own way of opening takes.
FOLDED_MS = 800
# Of a name, so much is left that it can be told from another; the first person to call stays above the menu.
NAME_PX = 140
# Of the last words, those that say what it is about: to the end of the line, not as far as the badge above.
WORDS_PX = 180
STRIP_PX = 72
ON_THE_LINE = """
    with live as (
        insert into vapi_calls (vapi_call_id, status, caller_name, caller_number, created_at, started_at)
        values ('live', 'in-progress', 'Stéphanie Archambault', '+18195550198', now() - interval '740 seconds',
                now() - interval '740 seconds') returning id)
    insert into leads (ref, source, created_at, call_id, phone)
    select 'DF-2026-9000', 'tool', now(), id, '+18195550198' from live;
    insert into call_logs (call_id, at, kind, speaker, text, source)
    select id, now(), 'said', 'paul', 'Parfait, on fait ça souvent. Votre adresse, s''il vous plaît?', 'live'
    from vapi_calls where vapi_call_id = 'live'
"""


@pytest.fixture
def owners(browser: Browser, console: ConsoleProcess, cookies: dict[str, str]) -> Iterator[Page]:
    """Guillaume's own, watched for what moves by itself."""
    context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True, locale="fr-CA", base_url=console.url)
    context.add_cookies([{"name": COOKIE, "value": cookies["owner"], "url": console.url}])
    context.add_init_script(WATCH)
    yield context.new_page()
    context.close()


def test_the_first_person_to_call_is_seen_without_scrolling(owners: Page, env: dict[str, str]) -> None:
    call(env, "urgent_lead")
    open_screen(owners, "/", "Aujourd’hui")
    card = owners.locator("#root .df-card").first
    expect(card.get_by_role("link", name="Appeler")).to_be_visible(timeout=SOON_MS)
    menu, status = owners.locator(".st-key-menu").bounding_box(), owners.locator(STATUS).bounding_box()
    assert menu and status
    # It grows for what is wrong, and other tests leave some of that behind: what counts is where all is well.
    grown = max(0.0, status["height"] - ONE_LINE_PX)
    for part in (card.locator("strong"), card.locator(".df-what"), card.get_by_role("link", name="Appeler")):
        box = part.bounding_box()
        assert box and box["y"] + box["height"] - grown <= menu["y"], "behind the menu, or below"


def test_a_call_going_on_says_whole_who_and_for_how_long(owners: Page, db: psycopg.Connection) -> None:
    db.execute(ON_THE_LINE)
    open_screen(owners, "/", "Aujourd’hui")
    live = owners.locator("#root .df-live")
    expect(live.get_by_text("en ligne, 12 min")).to_be_visible(timeout=SOON_MS)
    whole, state = live.bounding_box(), live.locator(".df-badge").first.bounding_box()
    assert whole and state and state["x"] + state["width"] < whole["x"] + whole["width"], "cut at the right"
    assert live.locator(".df-badge").first.evaluate("one => one.scrollWidth <= one.clientWidth"), "cut within"
    # Beside the number and the last words there is no room to say that something is noted already.
    expect(live.get_by_text("coordonnées notées")).to_have_count(1)
    expect(live.get_by_text("coordonnées notées")).to_be_hidden()
    assert whole["height"] <= STRIP_PX
    assert live.locator("strong").evaluate("one => one.clientWidth") > NAME_PX
    assert live.locator("p").evaluate("one => one.clientWidth") > WORDS_PX


def test_a_trial_going_on_says_that_it_is_one_and_leaves_its_last_words_room(
    owners: Page, db: psycopg.Connection
) -> None:
    db.execute(ON_THE_LINE)
    db.execute("update vapi_calls set is_test = true where vapi_call_id = 'live'")
    open_screen(owners, "/", "Aujourd’hui")
    live = owners.locator("#root .df-live")
    badge = live.get_by_text("essai: en ligne, 12 min")
    expect(badge).to_be_visible(timeout=SOON_MS)
    assert badge.evaluate("one => one.scrollWidth <= one.clientWidth"), "cut"
    whole = live.bounding_box()
    assert whole and whole["height"] <= STRIP_PX
    assert live.locator("p").evaluate("one => one.clientWidth") > WORDS_PX


def test_plan_b_is_two_taps_away_and_the_menu_closes_behind(owners: Page) -> None:
    open_screen(owners, "/", "Aujourd’hui")
    plan_b = owners.get_by_role("link", name="Plan B")
    expect(plan_b).to_be_hidden()
    owners.locator(".df-more summary").tap()
    plan_b.tap()
    expect(owners.get_by_role("heading", name="Plan B", exact=True)).to_be_visible(timeout=SOON_MS)
    expect(plan_b).to_be_hidden()


def test_the_status_line_is_one_line_and_stays_open_while_it_is_drawn_anew(
    owners: Page, db: psycopg.Connection
) -> None:
    open_screen(owners, "/", "Aujourd’hui")
    line, inside = owners.locator(STATUS), owners.locator(f"{STATUS} .df-lights")
    expect(inside).to_be_hidden()
    if not line.locator(".df-remedy").count():
        box = line.bounding_box()
        assert box and box["height"] <= ONE_LINE_PX * max(1, line.locator(".df-headline .df-light").count())
    line.locator("summary").tap()
    expect(inside).to_be_visible()
    drawn = line.inner_html()
    owners.wait_for_function(f"was => document.querySelector('{STATUS}').innerHTML !== was", arg=drawn,
                             timeout=REFRESHED_MS)  # fmt: skip
    expect(inside).to_be_visible()
    line.locator("summary").tap()
    expect(inside).to_be_hidden()


@pytest.mark.parametrize(
    ("path", "heading"), [("/", "Aujourd’hui"), ("/appels", "Appels"), ("/alertes", "Alertes"), ("/plan-b", "Plan B")]
)
def test_what_comes_later_moves_nothing_that_is_there(
    owners: Page, env: dict[str, str], path: str, heading: str
) -> None:
    call(env, "urgent_lead")
    open_screen(owners, path, heading)
    expect(owners.locator("#root .df-me")).to_be_visible(timeout=SOON_MS)
    owners.wait_for_timeout(STILL_MS)
    seen = owners.evaluate("window.vitals")
    assert seen["cls"] <= CLS, seen["moved"]


def test_what_folds_opens_whole_in_one_frame_and_closes_in_one(owners: Page) -> None:
    open_screen(owners, "/sauvegardes", "Sauvegardes")
    fold = owners.locator("#root .stExpander details").first
    high = """(one) => new Promise((told) => {
      one.querySelector("summary").click();
      requestAnimationFrame(() => requestAnimationFrame(() => told(one.getBoundingClientRect().height)));
    })"""
    shut = fold.evaluate("one => one.getBoundingClientRect().height")
    opened = fold.evaluate(high)
    assert opened > 2 * shut
    owners.wait_for_timeout(FOLDED_MS)
    assert fold.evaluate("one => one.getBoundingClientRect().height") == opened
    assert fold.evaluate(high) == shut


def test_what_comes_anew_does_not_fade_and_a_long_run_is_said_on_top(
    owners: Page, env: dict[str, str], db: psycopg.Connection
) -> None:
    call(env, "urgent_lead")
    open_screen(owners, "/", "Aujourd’hui")
    expect(owners.locator("#root .df-card").first).to_be_visible(timeout=SOON_MS)
    owners.evaluate(FADES)
    drawn = owners.locator(STATUS).inner_html()
    owners.wait_for_function(f"was => document.querySelector('{STATUS}').innerHTML !== was", arg=drawn,
                             timeout=REFRESHED_MS)  # fmt: skip
    with psycopg.connect(env["SUPABASE_DB_URL"]) as holder:
        holder.execute("lock table leads in access exclusive mode")
        owners.locator('#root a[href$="clients"]').first.tap()
        owners.wait_for_function(LINE, timeout=REFRESHED_MS)
    owners.wait_for_function(f"() => !({LINE})()", timeout=REFRESHED_MS)
    assert owners.evaluate("fades") == 0


def test_what_follows_a_part_that_is_not_fetched_yet_comes_with_it(owners: Page) -> None:
    held: list[Route] = []
    owners.route("**/static/js/TimeInput.*.js", lambda route: held.append(route))
    open_screen(owners, "/", "Aujourd’hui")
    owners.locator("#root .df-more summary").tap()
    owners.locator('#root a[href$="reglages"]').tap()
    expect(owners.locator('#root [data-testid="stSkeleton"]').first).to_be_attached(timeout=SOON_MS)
    section = owners.locator("#root h2").last
    expect(owners.locator("#root h1")).to_have_text("Réglages", timeout=SOON_MS)
    expect(section).to_be_attached(timeout=SOON_MS)
    expect(section).to_be_hidden()
    for one in held:
        one.continue_()
    expect(section).to_be_visible(timeout=SOON_MS)
    assert owners.locator("[data-df-unplaced]").count() == 0
