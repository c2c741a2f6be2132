"""Links made up by strangers, and a true one whose password was refused: before a console whose way is watched."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.console_process import ConsoleProcess
from tests.front import Front, standing_before
from tests.integration.test_team import GOOD, callers, form_of, invite, newcomer
from tests.local_stack import Stack
from tests.people import Caller

__all__ = ["callers", "newcomer"]


@pytest.fixture(scope="module")
def fronted(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ConsoleProcess, Front]]:
    """A console whose way to Supabase is watched, and can be refused."""
    with standing_before(stack.supabase_url) as front:
        console = ConsoleProcess({**stack.env, "SUPABASE_URL": front.url}, tmp_path_factory.mktemp("fronted"))
        console.start()
        yield console, front
        console.stop()


def test_a_link_that_we_did_not_send_never_reaches_the_sign_in_service(
    stack: Stack, callers: dict[str, Caller], newcomer: str, fronted: tuple[ConsoleProcess, Front]
) -> None:
    console, front = fronted
    front.asked.clear()
    forged = [console.browser().post("/acces", data=_forged(n)) for n in range(12)]
    link = invite(stack, callers, newcomer)
    entered = console.browser().post("/acces", data=form_of(link, GOOD))
    again = console.browser().post("/acces", data=form_of(link, GOOD))
    assert {answer.status_code for answer in forged} == {403}
    assert entered.status_code == 303
    # Told alike: made up, or spent.
    assert again.status_code == 403 and _said(again) == _said(forged[0])
    assert front.asked["/auth/v1/verify"] == 2


def _forged(number: int) -> dict[str, str]:
    return {"genre": "invite", "jeton": f"{number:056x}", "mot_de_passe": GOOD, "encore": GOOD}


def _said(answer: httpx.Response) -> str:
    return answer.text.partition('role="alert">')[2].partition("<")[0]


def test_a_spent_link_whose_password_was_refused_outlives_a_restart(
    stack: Stack, callers: dict[str, Caller], newcomer: str, fronted: tuple[ConsoleProcess, Front]
) -> None:
    console, front = fronted
    refusal = {
        "where": "sign-in", "status": 422, "content_type": "application/json",
        "body": '{"code": "weak_password", "message": "", "weak_password": {"reasons": ["characters"]}}',
    }  # fmt: skip
    link = invite(stack, callers, newcomer)
    front.refusal, front.refused_path = refusal, "/auth/v1/user"
    weak = console.browser().post("/acces", data=form_of(link, GOOD))
    front.refusal = None
    console.restart()
    entered = console.browser().post("/acces", data=form_of(link, GOOD))
    assert weak.status_code == 422
    assert "Supabase demande encore: des minuscules" in weak.text
    assert entered.status_code == 303
