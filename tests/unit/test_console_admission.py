"""Who may be tried when Supabase takes few more requests: renewals first, then those who were here, guesses last."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.console.acquaintance import HINT_BITS, Acquaintances
from backend.console.admission import Admissions
from backend.console.database import Database
from backend.console.throttle import Throttle
from backend.console.well import GUESS, KNOWN, TOKEN, VERIFY, Levels
from backend.supabase.errors import ApiError

OWNER, RIGHT = "guillaume@drain.ca", "trois tuyaux bleus"


class Clock:
    """A clock that moves when told, or when somebody waits by it."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


class Door:
    """The parts that decide, on one file."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        database = Database(folder / "sessions.sqlite3")
        self.levels = Levels(database, clock)
        self.known = Acquaintances(database, clock)
        self.admissions = Admissions(Throttle(database, clock), self.levels, self.known, clock.sleep)

    def guess(self, number: int, email: str = OWNER) -> int:
        return self.admissions.ask(email, f"guess {number}", f"10.{number // 250}.0.{number % 250}", "").wait


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def door(tmp_path: Path, clock: Clock) -> Door:
    return Door(tmp_path, clock)


def drain(door: Door, left: int) -> None:
    while not door.levels.draw(TOKEN, left):
        pass


def test_the_street_leaves_what_people_need(door: Door, clock: Clock) -> None:
    for second in range(90):
        for n in range(2):
            door.guess(2 * second + n, f"somebody{n}@drain.ca")
        # Twelve people whose token is renewed every minute.
        if second % 5 == 0:
            assert door.levels.draw(TOKEN) == 0
        clock.now += 1


def test_a_guess_over_budget_is_told_when_to_try_again(door: Door, clock: Clock) -> None:
    drain(door, GUESS)
    wait = door.guess(1)
    assert 0 < wait <= 3
    clock.now += wait
    assert door.guess(1) == 0


def test_what_was_over_budget_does_not_count_as_a_guess(door: Door) -> None:
    drain(door, GUESS)
    for _ in range(20):
        assert 0 < door.guess(1) < 30


def test_a_known_device_comes_before_the_street(door: Door) -> None:
    device = door.known.remember("", OWNER, RIGHT)
    drain(door, GUESS)
    assert door.admissions.ask(OWNER, "mistyped", "10.0.0.1", device).wait == 0
    assert door.admissions.ask("another@drain.ca", RIGHT, "10.0.0.1", device).wait > 0


def test_a_known_device_waits_a_moment_rather_than_be_sent_away(door: Door, clock: Clock) -> None:
    device = door.known.remember("", OWNER, RIGHT)
    drain(door, KNOWN)
    began = clock.now
    assert door.admissions.ask(OWNER, RIGHT, "10.0.0.1", device).wait == 0
    assert 0 < clock.now - began < 10


def test_the_owner_on_a_new_telephone_is_let_in_while_his_account_is_guessed_at(door: Door, clock: Clock) -> None:
    door.known.remember("", OWNER, RIGHT)
    for n in range(80):
        door.guess(n)
        clock.now += 0.5
    assert door.guess(201) > 0
    assert door.admissions.ask(OWNER, RIGHT, "172.16.0.9", "").wait == 0


def test_a_password_is_recalled_by_so_few_bits_that_they_open_nothing(door: Door) -> None:
    door.known.remember("", OWNER, RIGHT)
    assert door.known.may_be_right(OWNER.upper(), RIGHT)
    likely = sum(door.known.may_be_right(OWNER, f"guess {n}") for n in range(200))
    assert likely <= 5
    assert 6 <= HINT_BITS <= 12
    assert not door.known.may_be_right("nobody@drain.ca", RIGHT)


def test_the_file_names_neither_people_nor_passwords(door: Door, tmp_path: Path) -> None:
    device = door.known.remember("", OWNER, RIGHT)
    for file in tmp_path.iterdir():
        content = file.read_bytes()
        assert OWNER.encode() not in content and RIGHT.encode() not in content and device.encode() not in content


def test_only_a_wrong_password_counts_as_one(door: Door) -> None:
    for _ in range(20):
        admission = door.admissions.ask(OWNER, RIGHT, "10.0.0.1", "")
        assert admission.wait == 0
        door.admissions.failed(admission.attempt, ApiError("quota"))
        door.levels = Levels(door.known._database)
        door.known._database.run("delete from wells")


def test_supabase_saying_stop_empties_the_well(door: Door) -> None:
    admission = door.admissions.ask(OWNER, RIGHT, "10.0.0.1", "")
    door.admissions.failed(admission.attempt, ApiError("over_request_rate_limit"))
    assert door.levels.draw(TOKEN) > 0


def test_levels_outlive_a_restart_and_are_shared(tmp_path: Path, clock: Clock) -> None:
    drain(Door(tmp_path, clock), 0)
    assert Door(tmp_path, clock).levels.draw(TOKEN) > 0
    assert Door(tmp_path, clock).levels.draw(VERIFY) == 0
