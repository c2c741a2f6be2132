"""What was read ahead for a session goes to that session, once, and only while it is fresh."""

from __future__ import annotations

import pytest

from backend.console import prefetch as prefetch
from backend.console.api import Api
from backend.console.prefetch import MAX_WAITING, Prefetch


class NoTokens:
    """Nothing here reaches the Data API."""

    def token(self) -> str:
        raise AssertionError("not asked for")

    def renew(self, refused: str) -> str:
        raise AssertionError("not asked for")


def api(session: str) -> Api:
    def no_client(token: str) -> object:
        raise AssertionError("not asked for")

    return Api(NoTokens(), no_client, session)  # type: ignore[arg-type]


def begun() -> Prefetch:
    return Prefetch({"/": {"who": lambda api: api.session}})


def test_an_answer_is_given_once_to_the_session_it_was_read_for() -> None:
    ahead = begun()
    ahead.begin("/", api("a"))
    ahead.begin("/", api("b"))
    first = ahead.take("who", api("b"))
    assert first is not None and first.result(5) == "b"
    assert ahead.take("who", api("b")) is None
    mine = ahead.take("who", api("a"))
    assert mine is not None and mine.result(5) == "a"


def test_nothing_is_begun_for_a_path_that_needs_nothing() -> None:
    ahead = begun()
    ahead.begin("/appels", api("a"))
    assert ahead.take("who", api("a")) is None


def test_what_is_too_old_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    ahead = begun()
    ahead.begin("/", api("a"))
    monkeypatch.setattr(prefetch, "GOOD_FOR_S", 0.0)
    assert ahead.take("who", api("a")) is None
    assert ahead.read(lambda api: api.session, api("a")).result(5) == "a"


def test_pages_that_never_ran_are_forgotten() -> None:
    ahead = begun()
    for number in range(MAX_WAITING + 5):
        ahead.begin("/", api(str(number)))
    assert ahead.take("who", api("0")) is None
    assert ahead.take("who", api(str(MAX_WAITING + 4))) is not None
