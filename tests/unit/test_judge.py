"""The judge of the tests: its faults apply to the code of today, and its verdict is the true one."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import cast

import pglast
import pytest

from tests.judge import score
from tests.judge.faults import DoesNotApply, Fault, load, missing_tests
from tests.judge.trial import Outcome, Verdict, judge, run
from tests.local_stack import ROOT

FAULTS = load()
ROOM = "def doubled(number: int) -> int:\n    return 2 * number\n"
TESTS = """
from room import doubled

def test_two():
    assert doubled(2) == 4

def test_nothing():
    assert doubled(0) == 0
"""


def fault(**given: object) -> Fault:
    usual = {"name": "f", "breaks": "b", "file": "room.py", "find": "2 * number", "put": "3 * number"}
    return Fault.from_toml({**usual, "tests": ["test_room.py"], **given}, "domain")


@pytest.fixture
def room(tmp_path: Path) -> Path:
    (tmp_path / "room.py").write_text(ROOM)
    (tmp_path / "test_room.py").write_text(TESTS)
    return tmp_path


def test_there_are_enough_faults_each_with_a_name_of_its_own() -> None:
    assert len({one.name for one in FAULTS}) == len(FAULTS) >= score.LEAST_FAULTS


@pytest.mark.parametrize("one", FAULTS, ids=lambda one: one.name)
def test_each_fault_applies_to_the_code_of_today_and_leaves_it_readable(one: Fault) -> None:
    before = (ROOT / one.file).read_text(encoding="utf-8")
    after = one.planted(before)
    assert after != before
    if one.file.endswith(".py"):
        ast.parse(after)
    elif not one.file.startswith("sql/queries/"):
        pglast.parse_sql(after)


@pytest.mark.parametrize("one", FAULTS, ids=lambda one: one.name)
def test_each_fault_names_tests_that_are_there(one: Fault) -> None:
    assert one.tests
    assert missing_tests(one, ROOT) == []


def test_a_test_that_is_not_there_is_named() -> None:
    wanted = ["tests/unit/test_none.py", "tests/unit/test_judge.py::test_none", "tests/unit/test_judge.py"]
    assert missing_tests(fault(tests=wanted), ROOT) == wanted[:2]


@pytest.mark.parametrize("text", ["return number", "2 * number + 2 * number"])
def test_a_fault_whose_words_are_gone_or_come_twice_does_not_apply(text: str) -> None:
    with pytest.raises(DoesNotApply, match=r"room\.py holds its words [02] times, not 1"):
        fault().planted(text)


@pytest.mark.parametrize(
    ("given", "verdict", "by"),
    [
        ({}, "caught", "test_room::test_two"),
        ({"tests": ["test_room.py::test_nothing"]}, "missed", ""),
        # Nothing could even begin: that any test would see.
        ({"put": "2 *"}, "broke", "::test_room"),
        ({"find": "gone"}, "stale", "f: room.py holds its words 0 times, not 1"),
    ],
)
def test_a_fault_is_caught_by_a_test_that_fails_and_by_nothing_else(
    room: Path, given: dict[str, object], verdict: Verdict, by: str
) -> None:
    outcome = judge(fault(**given), room)
    assert (outcome.verdict, outcome.by) == (verdict, by)
    assert (room / "room.py").read_text() == ROOM


def test_what_fails_without_a_fault_is_seen(room: Path) -> None:
    assert run(["test_room.py"], room).is_clean
    (room / "room.py").write_text(ROOM.replace("2", "3"))
    assert run(["test_room.py"], room).failed == ("test_room::test_two",)
    assert not run(["test_none.py"], room).is_clean


@pytest.mark.parametrize(("caught", "others", "enough"), [
    (57, ["missed"] * 3, True), (56, ["missed"] * 4, False), (59, ["stale"], False), (59, ["broke"], False),
])  # fmt: skip
def test_fifty_seven_of_sixty_are_enough_and_none_may_be_out_of_date(
    caught: int, others: list[Verdict], enough: bool
) -> None:
    verdicts = [*cast(list[Verdict], ["caught"] * caught), *others]
    assert score.is_enough([Outcome(fault(), one, "", 1.0) for one in verdicts]) is enough


def test_a_score_is_kept_by_domain_and_says_of_which_code_it_is(tmp_path: Path) -> None:
    file = tmp_path / "score.json"
    assert score.last("any", file) is None
    missed = Outcome(fault(name="left", missed="costs an hour"), "missed", "", 2.0)
    score.keep("alerts", [Outcome(fault(), "caught", "test_room::test_two", 1.0), missed], ROOT, file)
    score.keep("intake", [Outcome(fault(), "caught", "test_room::test_two", 1.0)], ROOT, file)
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert (kept["alerts"]["caught"], kept["alerts"]["of"], kept["alerts"]["missed"]) == (
        1,
        2,
        {"left": "costs an hour"},
    )
    of_this, of_other = score.last(kept["alerts"]["code_sha256"], file), score.last("other", file)
    assert of_this and of_other
    assert score.said(of_this).startswith("judge 2 of 3 (this code, since ")
    assert score.said(of_other).startswith("judge 2 of 3 (other code, since ")
