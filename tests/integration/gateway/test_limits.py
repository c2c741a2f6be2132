"""Requests are counted by address: 30 at once, then a few a second."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from backend.local.gateway.errors import AuthRefusal
from backend.local.gateway.limits import TOKEN, Levels
from tests.integration.gateway.asking import FIRST, Asker
from tests.integration.gateway.recorded import check


@pytest.fixture
def limited(boxes: Callable[..., None]) -> None:
    boxes(limits=True)


def first_refused(ask: Callable[[], httpx.Response], most: int = 40) -> int | None:
    """Which request is the first to be refused, counted from 1."""
    return next((n for n in range(1, most + 1) if ask().status_code == 429), None)


@pytest.mark.usefixtures("limited")
def test_wrong_passwords_take_the_renewals_of_the_same_address(asker: Asker, ana: dict[str, Any]) -> None:
    session = Asker(asker.stack).session(ana["email"])
    refused = first_refused(lambda: asker.password("nobody@exemple.test", "x"))
    # A slow machine gets one back every two seconds.
    assert refused is not None and 31 <= refused <= 34
    check("limit.token.refresh", asker.renew(session["refresh_token"]))
    elsewhere = Asker(asker.stack)
    check("limit.token.refresh_2s_later", elsewhere.renew(session["refresh_token"]))


@pytest.mark.usefixtures("limited")
def test_links_and_changes_have_limits_of_their_own_and_reading_has_none(asker: Asker, ana: dict[str, Any]) -> None:
    token = asker.session(ana["email"])["access_token"]
    assert first_refused(lambda: asker.spend("recovery", "00" * 28)) == 31
    assert first_refused(lambda: asker.change(token)) == 31
    assert first_refused(lambda: asker.user(token)) is None
    assert asker.password(ana["email"], FIRST).status_code == 200


def test_a_test_stack_counts_nothing(asker: Asker) -> None:
    assert first_refused(lambda: asker.password("nobody@exemple.test", "x")) is None


def test_a_well_fills_again_slowly_and_no_further_than_full() -> None:
    now = [0.0]
    levels = Levels(lambda: now[0])

    def drawn() -> int:
        for number in range(100):
            try:
                levels.draw(TOKEN, "10.0.0.1")
            except AuthRefusal as refused:
                assert (refused.status, refused.code) == (429, "over_request_rate_limit")
                return number
        return 100

    assert drawn() == 30
    now[0] += 2.1
    assert drawn() == 1
    now[0] += 3600
    assert drawn() == 30
