"""Nobody answers: again, then the next person. Somebody does, by OK or by the link: nothing more is sent."""

from __future__ import annotations

import re

import httpx
import pytest

from tests import outage
from tests.alert_fixtures import GUILLAUME, SYLVIE, AlertDesk, desk
from tests.waiting import POSTGRES_BACK_S, until

__all__ = ["desk"]

# Until it is let back; by itself, should the test end before.
HELD_S = 60.0
LINK = re.compile(r"http://[^ ]+/a/[\w-]+")


def link(desk: AlertDesk) -> str:
    """The link in the last SMS."""
    found = LINK.search(desk.sms()[-1]["content"])
    assert found
    return found[0]


# What the link shows while it is good, of the customer and of whoever answered.
PERSONAL = ("Luc", "Roy", "4505550134", "450 555-0134", "Refoulement", "Guillaume", "tel:")
IN_THE_TRAIL = "select count(*) from audit_log where action = 'acknowledge_alert' and actor is null"


def test_nobody_answers_so_it_goes_out_again_and_then_to_the_next_person(desk: AlertDesk) -> None:
    desk.settings(ack_minutes=0.03)
    desk.lead()
    desk.until(lambda: len(desk.sms()) == 3, "three SMS")
    assert [one["recipient"] for one in desk.sms()] == [GUILLAUME, GUILLAUME, SYLVIE]
    desk.at_rest()
    assert len(desk.sms()) == 3
    assert desk.emails() == []


def test_an_ordinary_lead_is_not_repeated(desk: AlertDesk) -> None:
    desk.settings(ack_minutes=0.03)
    desk.db.execute("update alert_rules set bundle_minutes = 0")
    desk.lead("normal")
    desk.until_delivered()
    desk.at_rest()
    assert len(desk.sms()) == 1


def test_the_reply_ok_acknowledges_and_nothing_more_is_sent(desk: AlertDesk) -> None:
    desk.settings(ack_minutes=0.05)
    desk.lead()
    desk.until(lambda: len(desk.sms()) == 1 and desk.states() == ["delivered"], "delivered")
    desk.brevo.reply(GUILLAUME, " Ok ! ")
    desk.until(lambda: desk.states() == ["acknowledged"], "acknowledged")
    assert desk.rows("select array[acknowledged_by, acknowledged_via] from alerts") == [["Guillaume", "reply"]]
    assert desk.one(IN_THE_TRAIL) == 1
    desk.at_rest()
    assert len(desk.sms()) == 1


def test_another_reply_acknowledges_nothing(desk: AlertDesk) -> None:
    desk.lead()
    desk.until_delivered()
    desk.brevo.reply(GUILLAUME, "C'est qui?")
    stored = "select count(*) from private.brevo_events where body like '%%C''est qui%%'"
    desk.until(lambda: desk.one(stored) == 1, "the reply is kept")
    assert desk.states() == ["delivered"]


def test_ok_says_nothing_of_what_never_reached_that_phone(desk: AlertDesk) -> None:
    desk.lead()
    desk.until_delivered()
    desk.brevo.command(mode="402", channel="sms")
    desk.lead(phone="+14505550135")
    desk.until_delivered(2)
    desk.brevo.reply(GUILLAUME, "OK")
    desk.until(lambda: "acknowledged" in desk.states(), "acknowledged")
    assert desk.states() == ["acknowledged", "delivered"]


def test_stop_marks_the_phone_and_the_next_alert_goes_by_email(desk: AlertDesk) -> None:
    desk.lead()
    desk.until_delivered()
    desk.brevo.reply(GUILLAUME, "STOP")
    reason = "select unreachable_reason from recipients where full_name = 'Guillaume'"
    desk.until(lambda: desk.one(reason) == "stop", "marked")
    desk.lead(phone="+14505550135")
    desk.until_delivered(2)
    assert (len(desk.sms()), len(desk.emails())) == (1, 1)


def test_the_link_shows_the_lead_and_one_tap_acknowledges_once(desk: AlertDesk) -> None:
    desk.lead()
    desk.until_delivered()
    page = httpx.get(link(desk))
    assert page.status_code == 200
    assert all(result in page.text for result in ("URGENT", "Refoulement au sous-sol", "Luc Roy", "tel:+14505550134"))
    assert "Je m’en occupe" in page.text
    ref = desk.one("select ref from leads")
    assert f"{desk.stack.env['CONSOLE_URL']}/clients?fiche={ref}" in page.text
    # Looking, as a phone's preview does, uses nothing up.
    assert httpx.get(link(desk)).text == page.text
    assert desk.states() == ["delivered"]
    tapped = httpx.post(link(desk), follow_redirects=True)
    assert (tapped.status_code, desk.states()) == (200, ["acknowledged"])
    assert "quelqu’un s’en occupe" in tapped.text
    at = desk.one("select acknowledged_at from alerts")
    again = httpx.post(link(desk), follow_redirects=True)
    assert "quelqu’un s’en occupe" in again.text
    for page in (tapped, again):
        assert not [said for said in PERSONAL if said in page.text]
        assert f"/clients?fiche={ref}" in page.text
    assert desk.one("select acknowledged_at from alerts") == at
    assert desk.one(IN_THE_TRAIL) == 1


@pytest.mark.parametrize("spoiled", ["expires_at = now() - interval '1 minute'", "used_at = now()"])
def test_an_expired_or_used_link_acknowledges_nothing(desk: AlertDesk, spoiled: str) -> None:
    desk.lead()
    desk.until_delivered()
    desk.db.execute(f"update private.alert_links set {spoiled}".encode())
    page = httpx.post(link(desk), follow_redirects=True)
    assert desk.states() == ["delivered"]
    assert "Je m’en occupe" not in page.text
    assert "a expiré" in page.text
    # The message stays in the telephone for years: whoever finds it reads nothing about anybody.
    assert not [said for said in PERSONAL if said in page.text]


def test_an_unknown_link_is_a_404_without_a_trace_of_anybody(desk: AlertDesk) -> None:
    desk.lead()
    desk.until_delivered()
    page = httpx.get(f"{desk.stack.webhook_url}/a/AAAAAAAAAAAAAAAA")
    assert page.status_code == 404
    assert "Luc Roy" not in page.text
    assert httpx.post(f"{desk.stack.webhook_url}/a/AAAAAAAAAAAAAAAA").status_code in (303, 404)


def test_the_page_is_small_and_nobody_may_keep_or_frame_it(desk: AlertDesk) -> None:
    desk.lead()
    desk.until_delivered()
    page = httpx.get(link(desk))
    assert len(page.content) < 4096
    assert "<script" not in page.text
    result = page.headers
    assert (result["cache-control"], result["referrer-policy"], result["x-frame-options"]) == (
        "no-store",
        "no-referrer",
        "DENY",
    )


def test_only_the_hash_of_a_link_is_kept(desk: AlertDesk) -> None:
    desk.lead()
    desk.until_delivered()
    token = link(desk).rpartition("/")[2]
    # 128 bits, in letters that cost an SMS nothing more.
    assert len(token) == 22
    assert desk.one("select token_sha256 = sha256(convert_to(%s, 'UTF8')) from private.alert_links", [token]) is True
    kept = "select count(*) from private.alert_links k where k::text like '%%' || %s || '%%'"
    assert desk.one(kept, [token]) == 0


def test_with_the_database_away_the_page_says_to_try_again_and_the_tap_counts_later(desk: AlertDesk) -> None:
    desk.lead()
    desk.until_delivered()
    address = link(desk)
    outage.kill(desk.stack, "postgres", HELD_S)
    away = httpx.get(address, timeout=20)
    outage.let_back(desk.stack, "postgres")
    assert (away.status_code, "Rien n'est perdu" in away.text) == (503, True)

    def tapped() -> bool:
        return httpx.post(address, timeout=20, follow_redirects=True).status_code == 200

    until(tapped, "the database", POSTGRES_BACK_S)
    assert "quelqu’un s’en occupe" in httpx.get(address).text
