"""Probes over HTTP: the Data API, the webhook from outside, Vapi's API, Brevo's credits."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from backend.health.probes.clock import clock
from backend.health.probes.reading import LOOPBACK, NOT_SET, POOLER_FULL, Reading, ask
from backend.settings.places import points_off_loopback
from backend.supabase.answers import refusal

REFUSED = (401, 403)
# PostgREST's word for «permission denied», straight from Postgres: both of them answered.
DENIED = "42501"
LOW_CREDITS = 50
LOW_BALANCE = 5.0


async def data_api(http: httpx.AsyncClient, url: str, key: str) -> list[Reading]:
    """`data_api` in ms. A stranger asks for the team's table: being refused by the database is the right answer."""
    if not url or not key:
        return [Reading("data_api", False, detail=NOT_SET)]
    address = f"{url.rstrip('/')}/rest/v1/profiles"
    response, ms = await ask(http, address, params={"select": "user_id", "limit": "1"}, headers={"apikey": key})
    if response.status_code in REFUSED and _object(response).get("code") == DENIED:
        return [Reading("data_api", True, ms)]
    rows = _list(response) if response.is_success else None
    if rows is not None:
        return [Reading("data_api", not rows, ms, "open_to_strangers" if rows else None)]
    return [Reading("data_api", False, ms, refusal(response).code)]


async def webhook(http: httpx.AsyncClient, url: str) -> list[Reading]:
    """`webhook` in ms by its public address, and the journal as it tells it."""
    if not url:
        # Without an address nothing is measured, and nothing is claimed.
        return [Reading("webhook", False, detail=NOT_SET)]
    response, ms = await ask(http, f"{url.rstrip('/')}/readyz")
    told = _object(response)
    journal = told.get("journal") or {}
    seen_from = POOLER_FULL if told.get("status") == "degraded" else None if points_off_loopback(url) else LOOPBACK
    found = [Reading("webhook", response.is_success, ms, seen_from if response.is_success else _status(response))]
    length, oldest = _number(journal.get("length")), _number(journal.get("oldest_s"))
    if "length" in journal:
        error = str(journal["error"]) if journal.get("error") else None
        found.append(Reading("journal_length", length == 0, length, error))
        found.append(Reading("journal_oldest_s", length is not None and oldest is None, oldest))
    free = _number(journal.get("disk_free"))
    return found if free is None else [*found, Reading("journal_disk", free >= 10, free)]


async def vapi(http: httpx.AsyncClient, url: str, key: str) -> list[Reading]:
    """`vapi` in ms: a list that is empty by its dates, so that nobody's call travels. Its Date is our `clock`."""
    if not key:
        return [Reading("vapi", False, detail=NOT_SET), Reading("clock", False, detail=NOT_SET)]
    later = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    headers = {"authorization": f"Bearer {key}"}
    asked = {"limit": "1", "createdAtGe": later}
    sent_at = time.time()
    response, ms = await ask(http, f"{url.rstrip('/')}/call", params=asked, headers=headers)
    detail = _simulated(url) if response.is_success else _status(response)
    return [Reading("vapi", response.is_success, ms, detail), clock(response, sent_at)]


async def brevo_credits(http: httpx.AsyncClient, url: str, key: str) -> list[Reading]:
    """`brevo_credits`: SMS credits left. Of Brevo's hundred requests an hour this takes four."""
    if not key:
        return [Reading("brevo_credits", False, detail=NOT_SET)]
    response, _ = await ask(http, f"{url.rstrip('/')}/account", headers={"api-key": key})
    if not response.is_success:
        return [Reading("brevo_credits", False, detail=_status(response))]
    plans = _object(response).get("plan")
    left = [plan.get("credits") for plan in plans or () if isinstance(plan, dict) and plan.get("type") == "sms"]
    credits = _number(left[0]) if left else None
    return [Reading("brevo_credits", credits is not None and credits >= LOW_CREDITS, credits, _simulated(url))]


async def twilio_balance(http: httpx.AsyncClient, url: str, account: str, token: str) -> list[Reading]:
    """`twilio_balance`: what the second provider's account holds, in its own money."""
    if not account:
        return [Reading("twilio_balance", False, detail=NOT_SET)]
    address = f"{url.rstrip('/')}/2010-04-01/Accounts/{account}/Balance.json"
    response, _ = await ask(http, address, auth=(account, token))
    if not response.is_success:
        return [Reading("twilio_balance", False, detail=_status(response))]
    try:
        balance = float(_object(response).get("balance", ""))
    except (TypeError, ValueError):
        return [Reading("twilio_balance", False, detail="no_balance")]
    return [Reading("twilio_balance", balance >= LOW_BALANCE, balance, _simulated(url))]


def _simulated(url: str) -> str | None:
    """What answers on this machine is a stand-in: nothing it says is real."""
    return None if points_off_loopback(url) else "simulated"


def _status(response: httpx.Response) -> str:
    return f"HTTP {response.status_code}"


def _list(response: httpx.Response) -> list[Any] | None:
    """None for what is no list, such as the page of a portal."""
    try:
        result = response.json()
    except ValueError:
        return None
    return result if isinstance(result, list) else None


def _object(response: httpx.Response) -> dict[str, Any]:
    try:
        result = response.json()
    except ValueError:
        return {}
    return result if isinstance(result, dict) else {}


def _number(result: Any) -> float | None:
    return float(result) if isinstance(result, int | float) and not isinstance(result, bool) else None
