"""Guessing passwords gets slower and slower; knowing one's own does not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from backend.console.database import Database
from backend.console.throttle import (
    FIRST_WAIT_S,
    FREE_PER_ADDRESS,
    FREE_PER_EMAIL,
    LONGEST_WAIT_S,
    MOST_KEYS,
    Attempt,
    Throttle,
)


class Clock:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def throttle_at(path: Path, clock: Clock) -> Throttle:
    return Throttle(Database(path / "sessions.sqlite3"), clock)


def test_a_few_mistakes_cost_nothing_then_the_wait_doubles_up_to_a_limit(tmp_path: Path) -> None:
    clock = Clock()
    throttle = throttle_at(tmp_path, clock)
    assert [throttle.attempt(Attempt("g@drain.ca", "10.0.0.1")) for _ in range(FREE_PER_EMAIL)] == [0] * FREE_PER_EMAIL
    waits = []
    for _ in range(8):
        waits.append(throttle.attempt(Attempt("g@drain.ca", "10.0.0.1")))
        clock.now += waits[-1]
        assert throttle.attempt(Attempt("g@drain.ca", "10.0.0.1")) == 0
    assert waits[:4] == [FIRST_WAIT_S, FIRST_WAIT_S * 2, FIRST_WAIT_S * 4, FIRST_WAIT_S * 8]
    assert waits[-1] == LONGEST_WAIT_S


def test_the_address_is_the_same_however_it_is_written(tmp_path: Path) -> None:
    throttle = throttle_at(tmp_path, Clock())
    for _ in range(FREE_PER_EMAIL):
        throttle.attempt(Attempt("g@drain.ca", "10.0.0.1"))
    assert throttle.attempt(Attempt(" G@Drain.CA ", "10.0.0.2")) > 0


def test_many_addresses_tried_from_one_place_are_slowed_too(tmp_path: Path) -> None:
    throttle = throttle_at(tmp_path, Clock())
    for n in range(FREE_PER_ADDRESS):
        assert throttle.attempt(Attempt(f"someone{n}@drain.ca", "10.0.0.1")) == 0
    assert throttle.attempt(Attempt("another@drain.ca", "10.0.0.1")) > 0
    assert throttle.attempt(Attempt("another@drain.ca", "10.0.0.2")) == 0


def test_a_restart_does_not_start_afresh(tmp_path: Path) -> None:
    clock = Clock()
    for _ in range(FREE_PER_EMAIL):
        throttle_at(tmp_path, clock).attempt(Attempt("g@drain.ca", "10.0.0.1"))
    assert throttle_at(tmp_path, clock).attempt(Attempt("g@drain.ca", "10.0.0.1")) == FIRST_WAIT_S


def test_a_right_password_clears_the_slate(tmp_path: Path) -> None:
    throttle = throttle_at(tmp_path, Clock())
    for _ in range(FREE_PER_EMAIL * 3):
        assert throttle.attempt(Attempt("g@drain.ca", "10.0.0.1")) == 0
        throttle.succeeded(Attempt("g@drain.ca", "10.0.0.1"))
    assert throttle.attempt(Attempt("g@drain.ca", "10.0.0.1")) == 0


def test_what_could_not_be_tried_does_not_count(tmp_path: Path) -> None:
    throttle = throttle_at(tmp_path, Clock())
    for _ in range(FREE_PER_EMAIL * 3):
        assert throttle.attempt(Attempt("g@drain.ca", "10.0.0.1")) == 0
        throttle.not_tried(Attempt("g@drain.ca", "10.0.0.1"))


def test_a_burst_does_not_slip_through_together(tmp_path: Path) -> None:
    throttle = throttle_at(tmp_path, Clock())
    with ThreadPoolExecutor(16) as pool:
        waits = list(pool.map(lambda _: throttle.attempt(Attempt("g@drain.ca", "10.0.0.1")), range(64)))
    assert waits.count(0) == FREE_PER_EMAIL


def test_a_known_device_and_a_likely_password_are_not_held_up_by_guesses_from_the_street(tmp_path: Path) -> None:
    throttle = throttle_at(tmp_path, Clock())
    for n in range(FREE_PER_EMAIL):
        throttle.attempt(Attempt("g@drain.ca", f"10.0.0.{n}"))
    assert throttle.attempt(Attempt("g@drain.ca", "10.0.1.1")) > 0
    assert throttle.attempt(Attempt("g@drain.ca", "10.0.1.1", device="telephone")) == 0
    assert throttle.attempt(Attempt("g@drain.ca", "10.0.1.1", may_be_right=True)) == 0


def test_neither_may_guess_without_end(tmp_path: Path) -> None:
    throttle = throttle_at(tmp_path, Clock())
    for favoured in (Attempt("g@drain.ca", "10.0.1.1", "telephone"), Attempt("g@drain.ca", "10.0.1.1", "", True)):
        assert [throttle.attempt(favoured) for _ in range(FREE_PER_EMAIL)] == [0] * FREE_PER_EMAIL
        assert throttle.attempt(favoured) == FIRST_WAIT_S


def test_the_file_stays_small_and_names_nobody(tmp_path: Path) -> None:
    clock = Clock()
    database = Database(tmp_path / "sessions.sqlite3")
    throttle = Throttle(database, clock)
    with database.transaction() as connection:
        rows = [(f"{n:064x}", 1, clock.now - n) for n in range(MOST_KEYS + 50)]
        connection.executemany("insert into wrong_passwords values (?, ?, ?)", rows)
    throttle.attempt(Attempt("g@drain.ca", "10.0.0.1"))
    kept = database.row("select count(*) from wrong_passwords")
    assert kept is not None and kept[0] == MOST_KEYS
    assert all(b"drain.ca" not in file.read_bytes() for file in tmp_path.iterdir())
