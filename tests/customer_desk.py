"""Customers who may be written to, on the alerts' desk: texts switched on, no quiet hours, credits that are counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from backend.fr import ZONE
from tests.alert_fixtures import AlertDesk, desk
from tests.emptying import empty_alerts
from tests.people import Caller, sign_in

__all__ = ["desk"]
CUSTOMER = "+14505550171"
TEXTS = "select kind, state, reason from alerts where basis is not null order by created_at, kind"
VISIT = """
    insert into appointments (lead_id, call_id, starts_at, ends_at, busy, requested_at, confirmed, is_test)
    values (%(lead)s, null, %(at)s, %(at)s + interval '90 min', tstzrange(%(at)s, %(at)s + interval '2 h'), now(),
        %(confirmed)s, %(is_test)s)
    returning id
"""


def in_days(days: int, hour: int = 13) -> datetime:
    """That hour of a day to come, on the wall."""
    day = datetime.now(ZONE).date() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)


@dataclass(frozen=True)
class Customers:
    """What the tests of texts to customers do, and look at."""

    desk: AlertDesk

    def lead(self, phone: str = CUSTOMER, **given: Any) -> str:
        """Somebody who left that number; nobody of the team is told."""
        self.desk.db.execute("update alert_rules set enabled = false where kind in ('lead', 'appointment')")
        return self.desk.lead("normal", phone=phone, **given)

    def visit(self, at: datetime | None = None, phone: str = CUSTOMER, **given: Any) -> str:
        """A visit that Paul booked for them; its id."""
        values = {"lead": self.lead(phone), "at": at or in_days(3), "confirmed": True, "is_test": False} | given
        return str(self.desk.one(VISIT, values))

    def move(self, visit: str, at: datetime) -> None:
        """The caller has it moved."""
        self.desk.db.execute(
            "update appointments set starts_at = %(at)s, ends_at = %(at)s + interval '90 min',"
            " busy = tstzrange(%(at)s, %(at)s + interval '2 h') where id = %(visit)s",
            {"at": at, "visit": visit},
        )

    def minutes_pass(self, minutes: int = 3) -> None:
        """For what waits: its time has come, if it had to wait no longer than that."""
        self.desk.db.execute(
            "update alerts set created_at = created_at - make_interval(mins => %s), due_at = now(),"
            " version = version + 1 where basis is not null and state = 'waiting' and due_at is not null",
            [minutes],
        )
        self.desk.db.execute("select pg_notify('drain_work', 'alerts')")

    def texts(self, to: str = CUSTOMER) -> list[str]:
        """What that phone received by the first provider."""
        return [one["content"] for one in self.desk.sms(to)]

    def stand(self, **wanted: tuple[str, str | None]) -> None:
        """Wait until each kind that is named stands so: its state, and why."""
        asked = {kind: (state, reason) for kind, (state, reason) in wanted.items()}
        self.desk.until(lambda: asked.items() <= self._states().items(), f"{asked}, not {self._states()}")

    def _states(self) -> dict[str, tuple[str, str | None]]:
        return {kind: (state, reason) for kind, state, reason in self.desk.rows(TEXTS)}


@pytest.fixture
def customers(desk: AlertDesk) -> Iterator[Customers]:
    """All texts are switched on, at any hour."""
    texts = desk.rows("select kind, words_fr, words_en from customer_texts")
    desk.db.execute("update customer_texts set enabled = true")
    desk.db.execute("update alert_settings set quiet_from = '00:00', quiet_until = '00:00', remind_at = '17:00'")
    credit = str(uuid4())
    desk.db.execute(
        "insert into probe_readings (probe, ok, value, detail) values ('brevo_credits', true, 500, %s)", [credit]
    )
    yield Customers(desk)
    desk.db.execute("delete from probe_readings where detail = %s", [credit])
    empty_alerts(desk.db)
    desk.db.execute("delete from private.addresses where address like '+1450555017%%' or address like 'sha256:%%'", [])
    desk.db.execute("update alert_settings set quiet_from = '20:00', quiet_until = '08:00'")
    desk.db.execute("update alert_rules set enabled = true where kind in ('lead', 'appointment')")
    for kind, french, english in texts:
        desk.db.execute(
            "update customer_texts set enabled = false, words_fr = %s, words_en = %s where kind = %s",
            [french, english, kind],
        )


@pytest.fixture(scope="module")
def callers(env: dict[str, str]) -> dict[str, Caller]:
    """Those who act at their desks."""
    return {role: sign_in(env, role) for role in ("owner", "staff")}


def deed(caller: Caller, function: str, **params: object) -> httpx.Response:
    """What they ask the database for, under an id of its own."""
    return caller.rpc(function, p_request_id=str(uuid4()), **params)
