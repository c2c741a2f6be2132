"""What is not in order at the start is said once, tried again, and forgotten as soon as it is in order."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from backend.doctor import beside
from backend.doctor.beside import Found, Keeper, Tried, found_here
from backend.doctor.finding import Finding, Trial, broken, ok


@pytest.fixture(autouse=True)
def _nothing_found_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "_HERE", list[Found]())


def test_a_provider_that_comes_back_is_in_order_again(caplog: pytest.LogCaptureFixture) -> None:
    tried_well, states = (
        [],
        iter([broken("BREVO_API_URL", "absent", "Rien ne part.", "Attendez."), ok("BREVO_API_URL", "")]),
    )

    def well() -> Iterator[Finding]:
        tried_well.append(1)
        yield ok("A", "bien")

    tried = Tried([Trial("A", well), Trial("B", lambda: [next(states)])], (), [[], []])
    pauses: list[float] = []
    with caplog.at_level(logging.WARNING, "drain.settings"):
        Keeper("console", "ici", "1", None).run(tried, pauses.append)
    assert pauses == [beside.AGAIN_AFTER_S[0]] and len(tried_well) == 1
    assert [record.getMessage() for record in caplog.records] == ["BREVO_API_URL : absent. Rien ne part. Attendez."]
    [here] = found_here()
    assert here.findings == [ok("A", "bien"), ok("BREVO_API_URL", "")]


def test_the_pauses_leave_brevo_its_requests() -> None:
    pauses = beside._pauses()
    assert [next(pauses) for _ in range(5)] == [20.0, 120.0, 900.0, 900.0, 900.0]
