"""Sessions live on disk, privately, and end by themselves."""

from __future__ import annotations

from pathlib import Path

from backend.console.database import Database
from backend.console.identity import TokenPair
from backend.console.sessions import ABSOLUTE_S, IDLE_S, SessionStore, hashed
from backend.person import Person

GUILLAUME = Person("3c0f2a54-0000-4000-8000-000000000001", "g@drain.ca", "Guillaume Fortin", "owner")


class Clock:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def store_at(path: Path, clock: Clock) -> SessionStore:
    return SessionStore(Database(path / "deep" / "sessions.sqlite3"), clock)


def tokens(clock: Clock) -> TokenPair:
    return TokenPair(GUILLAUME.user_id, "access", "refresh", clock.now + 3600)


def test_a_session_is_found_by_its_cookie_alone(tmp_path: Path) -> None:
    clock = Clock()
    store = store_at(tmp_path, clock)
    cookie = store.open(GUILLAUME, tokens(clock))
    found = store.find(hashed(cookie))
    assert found is not None and found.person == GUILLAUME
    assert store.find(hashed(cookie + "x")) is None
    assert store.find(cookie) is None


def test_the_cookie_itself_is_nowhere_on_disk_and_the_files_are_private(tmp_path: Path) -> None:
    clock = Clock()
    # Kept: its files change when it is let go of.
    store = store_at(tmp_path, clock)
    cookie = store.open(GUILLAUME, tokens(clock))
    files = list((tmp_path / "deep").iterdir())
    assert files
    for file in files:
        assert cookie.encode() not in file.read_bytes()
        assert file.stat().st_mode & 0o077 == 0


def test_a_session_survives_a_restart(tmp_path: Path) -> None:
    clock = Clock()
    cookie = store_at(tmp_path, clock).open(GUILLAUME, tokens(clock))
    found = store_at(tmp_path, clock).find(hashed(cookie))
    assert found is not None and found.tokens == tokens(clock)


def test_a_session_left_alone_ends_after_twelve_hours(tmp_path: Path) -> None:
    clock = Clock()
    store = store_at(tmp_path, clock)
    cookie = store.open(GUILLAUME, tokens(clock))
    clock.now += IDLE_S - 1
    assert store.find(hashed(cookie)) is not None
    clock.now += 2
    assert store.find(hashed(cookie)) is None


def test_using_the_console_keeps_the_session_but_not_for_ever(tmp_path: Path) -> None:
    clock = Clock()
    store = store_at(tmp_path, clock)
    cookie = store.open(GUILLAUME, tokens(clock))
    opened_at = clock.now
    while (session := store.find(hashed(cookie))) is not None:
        store.touch(session)
        clock.now += IDLE_S - 1
    assert ABSOLUTE_S <= clock.now - opened_at < ABSOLUTE_S + IDLE_S


def test_an_ended_session_is_gone_and_the_others_stay(tmp_path: Path) -> None:
    clock = Clock()
    store = store_at(tmp_path, clock)
    phone, office = store.open(GUILLAUME, tokens(clock)), store.open(GUILLAUME, tokens(clock))
    assert store.end(hashed(phone))
    assert not store.end(hashed(phone))
    assert store.find(hashed(phone)) is None
    assert store.find(hashed(office)) is not None
