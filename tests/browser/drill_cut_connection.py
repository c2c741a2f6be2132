"""The connection goes in the middle of a form: nothing written is lost, and nothing is sent twice.

`make drill-line` tries it, and is no part of the tests: some thirty-five tabs at once need a machine to themselves.
`CUT_S=30 make drill-line` cuts each of them for as long as a truck is in a basement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from time import monotonic

import psycopg
import pytest
from playwright.sync_api import Locator, Page, expect

from backend import fr
from tests.browser import forms
from tests.browser.forms import FORMS, Form
from tests.browser.tabs import CUT_S, SOON_MS, Desk, at_rest, desk, wire
from tests.emptying import delete, empty_tables
from tests.lead_rows import lead
from tests.pages import days
from tests.vapi_standin import in_stack
from tests.visit_rows import visit

__all__ = ["desk", "wire"]

SILENT_S = 30
GONE = "Connexion perdue. Ce que vous avez écrit reste ici"
# Of the settings that forms change, and other tests find as they were.
SETTINGS = (
    "alert_rules", "alert_settings", "alert_prices", "alert_rungs", "backup_settings", "privacy_settings", "providers",
    "retention_rules", "trial_settings", "private.plan_b_settings", "opening_hours", "booking_settings", "closed_days",
    "duty_hours", "duty_weeks", "duty_exchanges",
)  # fmt: skip
LEFT = (
    "privacy_requests",
    "private.vapi_erasures",
    "private.erased_calls",
    "incidents",
    "accepted_risks",
)
PEOPLE = """
    insert into recipients (full_name, phone, email, on_call_rank) values
        ('Guillaume', '+15145550100', 'g@exemple.ca', 1), ('Sylvie', '+14505550101', 's@exemple.ca', 2)
"""
REQUEST = "insert into privacy_requests (id, kind, phone, full_name, received_on) values (%s, %s, %s, %s, current_date)"
Db = psycopg.Connection


@pytest.fixture
def monday() -> date:
    """Of next week: whatever the hour, nothing of it has begun."""
    today = fr.local(datetime.now(UTC)).date()
    return today + timedelta(days=7 - today.weekday())


def kept(table: str) -> str:
    """Where the rows of that table wait."""
    return f"kept_{table.replace('.', '_')}"


@pytest.fixture
def prepared(db: Db, env: dict[str, str], monday: date) -> Iterator[None]:
    """Two people to be told, a few who called, a visit, three requests; and at last everything as it was."""
    vapi = in_stack(env)
    vapi.reset()
    days.blank(db)
    empty_tables(db, *LEFT)
    for table in SETTINGS:
        db.execute(f"create temp table {kept(table)} as table {table}".encode())
    delete(db, "delete from alert_rungs")
    db.execute(PEOPLE)
    for number in range(1, 8):
        lead(db, number, phone=f"+1450555010{number}")
    visit(db, 8, datetime.combine(monday, time(8), fr.ZONE).astimezone(UTC), name="Bob Roy")
    kinds = {forms.CORRECT: "correction", forms.ERASE: "erasure", forms.CLOSE: "access"}
    for number, (request, kind) in enumerate(kinds.items(), 5):
        db.execute(REQUEST, [request, kind, f"+1450555010{number}", f"Client 0{number}"])
    yield
    for table in SETTINGS:
        with db.transaction():
            db.execute("set local session_replication_role = replica")
            db.execute(f"delete from {table}".encode())
            db.execute(f"insert into {table} overriding system value table {kept(table)}".encode())
    delete(db, "delete from account_orders where email = 'line@exemple.ca'")
    delete(db, "delete from auth.users where email = 'line@exemple.ca'")
    vapi.reset()
    empty_tables(db, *LEFT)
    days.blank(db)


def where(page: Page, form: Form) -> Page | Locator:
    return page.get_by_role("dialog") if form.in_box else page


def press_on(page: Page, what: str) -> None:
    """A button by its name, or whatever the selector names; `label:=words` writes, `label:#figures` types a date."""
    label, _, figures = what.partition(":#")
    if figures:
        page.get_by_label(label).get_by_role("spinbutton").first.click(timeout=SOON_MS)
        page.keyboard.type(figures)
        return
    label, _, words = what.partition(":=")
    if words:
        page.get_by_label(label).fill(words, timeout=SOON_MS)
        return
    by_selector = any(mark in what for mark in ("[", "text=", ".st-key"))
    button = page.locator(what) if by_selector else page.get_by_role("button", name=what, exact=False)
    button.first.click(timeout=SOON_MS)


def opened(page: Page, form: Form) -> None:
    """The form, with what is written and chosen in it before the line goes."""
    for what in form.opens:
        press_on(page, what)
        at_rest(page)
    if form.in_box:
        expect(page.get_by_role("dialog")).to_be_visible(timeout=SOON_MS)
    for what in form.picks:
        press_on(page, what)
        at_rest(page)
    write(page, form, form.before)


def write(page: Page, form: Form, words: Mapping[str, str]) -> None:
    for label, value in words.items():
        field = where(page, form).get_by_label(label, exact=True)
        field.fill(value, timeout=SOON_MS)
        if not form.in_box:
            # Left, for what it changes to be shown.
            field.press("Tab")


def button(page: Page, form: Form) -> Locator:
    if "[" in form.press:
        return page.locator(form.press)
    return where(page, form).get_by_role("button", name=re.compile("^" + re.escape(form.press)))


def times(db: Db, form: Form, since: datetime) -> tuple[int, int]:
    """How often the trail has the deed, and how many rows hold what was written."""
    done = db.execute("select count(*) from audit_log where action = %s and at > %s", [form.deed, since]).fetchone()
    kept = db.execute(f"select count(*) from (select from {form.kept}) k".encode()).fetchone()
    assert done and kept
    return done[0], kept[0]


def until_done(page: Page, db: Db, form: Form, since: datetime) -> None:
    for _ in range(SOON_MS // 100):
        if times(db, form, since)[0]:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{form.name}: pressed, and nothing was done")


@pytest.mark.timeout(600)
@pytest.mark.usefixtures("hired", "prepared")
@pytest.mark.parametrize("room", FORMS)
def test_every_form_outlives_the_line_and_is_sent_once(room: str, desk: Desk, db: Db, monday: date) -> None:
    tabs = [(form, desk.tab(form.role, form.wide)) for form in FORMS[room]]
    for form, page in tabs:
        page.goto(form.screen.format(monday=monday), wait_until="commit")
    for form, page in tabs:
        page.bring_to_front()
        at_rest(page)
        opened(page, form)
    since, began = now(db), monotonic()
    desk.line.cut()
    for form, page in tabs:
        page.bring_to_front()
        expect(page.get_by_text(GONE)).to_be_visible(timeout=SOON_MS)
        write(page, form, form.during)
        # Pressed while the line is gone, it does nothing, and says so by its look.
        for there in button(page, form).all():
            expect(there).to_be_disabled()
            there.click(force=True)
    tabs[0][1].wait_for_timeout(max(0.0, began + CUT_S - monotonic()) * 1000)
    desk.line.restore()
    pressed_once(tabs, db, since)


def pressed_once(tabs: Sequence[tuple[Form, Page]], db: Db, since: datetime) -> None:
    for form, page in tabs:
        page.bring_to_front()
        at_rest(page)
        expect(page.get_by_text(GONE)).to_have_count(0)
        assert times(db, form, since)[0] == 0, f"{form.name}: sent before it was pressed"
        button(page, form).click(timeout=SOON_MS)
        until_done(page, db, form, since)
        expect(page.get_by_role("dialog")).to_have_count(0, timeout=SOON_MS)
    assert {form.name: times(db, form, since) for form, _ in tabs} == {form.name: (1, 1) for form, _ in tabs}


def now(db: Db) -> datetime:
    row = db.execute("select clock_timestamp()").fetchone()
    assert row is not None
    found: datetime = row[0]
    return found


def form(room: str, name: str) -> Form:
    return next(one for one in FORMS[room] if one.name == name)


@pytest.mark.usefixtures("hired", "prepared")
def test_half_a_minute_without_a_word_is_told_and_what_is_written_meanwhile_is_sent_once(desk: Desk, db: Db) -> None:
    wanted = form("clients", "nouvelle fiche")
    page = desk.tab(wanted.role)
    page.goto(wanted.screen)
    at_rest(page)
    opened(page, wanted)
    since, began = now(db), monotonic()
    desk.line.fall_silent()
    expect(page.get_by_text(GONE)).to_be_visible(timeout=SILENT_S * 1000)
    write(page, wanted, wanted.during)
    page.wait_for_timeout((began + SILENT_S - monotonic()) * 1000)
    desk.line.restore()
    pressed_once([(wanted, page)], db, since)


@pytest.mark.usefixtures("hired", "prepared")
@pytest.mark.parametrize(("room", "name"), [("clients", "rendez-vous"), ("équipe", "invitation")])
def test_a_button_pressed_as_the_line_goes_counts_once_or_is_there_again(
    room: str, name: str, desk: Desk, db: Db
) -> None:
    wanted = form(room, name)
    page = desk.tab(wanted.role)
    page.goto(wanted.screen)
    at_rest(page)
    opened(page, wanted)
    write(page, wanted, wanted.during)
    since = now(db)
    button(page, wanted).click(timeout=SOON_MS)
    desk.line.cut()
    expect(page.get_by_text(GONE)).to_be_visible(timeout=SOON_MS)
    desk.line.restore()
    at_rest(page)
    if not times(db, wanted, since)[0]:
        button(page, wanted).click(timeout=SOON_MS)
        until_done(page, db, wanted, since)
    expect(page.get_by_role("dialog")).to_have_count(0, timeout=SOON_MS)
    assert times(db, wanted, since) == (1, 1)
