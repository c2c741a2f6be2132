"""A trial that fails, hangs or repeats a secret is a finding like another; the exit status says the worst of all."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator

import pytest

from backend.doctor import report, trial
from backend.doctor.finding import Finding, Trial, broken, gap, ok
from backend.settings.database import DatabaseSettings

SECRET = "Zq8nT3vWp5yLr2"
DATABASE = DatabaseSettings(SUPABASE_DB_URL=f"postgresql://postgres:{SECRET}@127.0.0.1/postgres")  # type: ignore[arg-type]


def fails() -> Iterator[Finding]:
    yield ok("A", "jusque-là")
    raise RuntimeError(SECRET)


def test_what_fails_keeps_what_it_had_found_and_shows_no_traceback() -> None:
    first, second = trial.run([Trial("A", fails)])
    assert first == ok("A", "jusque-là")
    assert (second.state, second.found) == ("broken", "l’essai a échoué (RuntimeError)")


def test_what_hangs_is_left_behind_and_the_others_are_told() -> None:
    never = threading.Event()

    def hangs() -> Iterator[Finding]:
        never.wait(30)
        yield ok("A", "enfin")

    slow, quick = trial.run([Trial("A", hangs, patience_s=0.3), Trial("B", lambda: [ok("B", "bien")], patience_s=0.3)])
    never.set()
    assert "rien n’a répondu" in slow.found and slow.state == "broken"
    assert quick == ok("B", "bien")


def test_a_secret_never_comes_out() -> None:
    told = trial.run([Trial("A", lambda: [broken("A", f"x{SECRET}y", SECRET, DATABASE.db_url)])], [DATABASE])
    assert SECRET not in report.text({"worker": told}) + report.as_json({"worker": told})


@pytest.mark.parametrize(
    ("found", "status"),
    [
        ([ok("A", "")], 0),
        ([ok("A", ""), gap("B", "", "", "")], 2),
        ([gap("B", "", "", ""), broken("C", "", "", "")], 1),
        ([], 0),
    ],
)
def test_the_exit_status_is_the_worst(found: list[Finding], status: int) -> None:
    assert report.exit_status({"worker": found}) == status
    assert json.loads(report.as_json({"worker": found}))["exit"] == status


def test_the_list_begins_with_the_worst_and_says_a_thing_once() -> None:
    shared = broken("SUPABASE_DB_URL", "refusée", "Rien ne marche.", "Changez-la.")
    told = report.text({"webhook": [ok("JOURNAL_PATH", "s’écrit"), shared], "worker": [shared]})
    assert told.splitlines() == [
        "Réglages de webhook : 1 en panne, 1 en ordre",
        "  ✕ SUPABASE_DB_URL : refusée",
        "      Rien ne marche.",
        "      À faire : Changez-la.",
        "  ✓ JOURNAL_PATH : s’écrit",
        "",
        "Réglages de worker : 1 en panne",
    ]
