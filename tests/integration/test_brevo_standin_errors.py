"""The stand-in refuses as Brevo does: shapes, codes, the key, and the rate limits."""

from __future__ import annotations

import httpx
import pytest
from brevo import BadRequestError
from brevo.core.api_error import ApiError
from brevo.types import ErrorModel

from tests.brevo_fixtures import SMS, brevo, brevo_pair, heard
from tests.brevo_standin import Standin

__all__ = ["brevo", "brevo_pair", "heard"]


def test_what_is_wrong_is_refused_and_not_received(brevo: Standin) -> None:
    with pytest.raises(BadRequestError) as refused:
        brevo.sdk.transactional_sms.send_async_transactional_sms(recipient="514", sender="DrainFortin", content="Test")
    assert refused.value.body == {"code": "invalid_parameter", "message": "Invalid telephone number"}
    assert brevo.received()["count"] == {"sms": 0, "email": 0}


@pytest.mark.parametrize(("method", "path", "status", "code"), [
    ("GET", "/transactionalSMS/send", 405, "method_not_allowed"),
    ("GET", "/nothing", 404, "document_not_found"),
    ("GET", "/transactionalSMS/statistics/events?limit=101", 400, "out_of_range"),
    ("DELETE", "/smtp/blockedContacts/nobody@drainfortin.example", 404, "document_not_found"),
])  # fmt: skip
def test_errors_have_brevos_shape(brevo: Standin, method: str, path: str, status: int, code: str) -> None:
    answer = brevo.api(method, path)
    assert (answer.status_code, ErrorModel.model_validate(answer.json()).code) == (status, code)


@pytest.mark.parametrize("headers", [{}, {"api-key": "wrong"}, {"authorization": "Bearer wrong"}])
def test_without_the_key_nothing_is_granted(brevo: Standin, headers: dict[str, str]) -> None:
    answer = httpx.post(f"{brevo.api_url}/transactionalSMS/send", json=SMS, headers=headers)
    assert (answer.status_code, answer.json()) == (401, {"code": "unauthorized", "message": "Key not found"})
    assert brevo.received()["refused"] == {"401": 1}


def test_reading_is_limited_by_the_hour_and_sending_by_the_second(brevo: Standin) -> None:
    brevo.command(others_per_hour=2, sms_per_second=1)
    statuses = [brevo.api("GET", "/account").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    sends = [brevo.api("POST", "/transactionalSMS/send", json=SMS) for _ in range(2)]
    assert [answer.status_code for answer in sends] == [201, 429]
    assert sends[1].headers["x-sib-ratelimit-reset"] == "1"
    with pytest.raises(ApiError) as refused:
        brevo.sdk.account.get_account()
    assert refused.value.status_code == 429
