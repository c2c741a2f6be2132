"""OWASP ASVS 5.0, levels 1 and 2: each requirement has its row, and each row a proof that exists or an avowal."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from tests.local_stack import ROOT

PAGE = ROOT / "docs" / "asvs.md"
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([12]) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
NAMED = re.compile(r"`([^`]+)`")
NONE = "sans objet parce que "
UNTESTED = "**non éprouvé**"
MOST_UNTESTED = 10
# Section by section, the level of each requirement in its order; 3 is not asked for. 345 in all.
LEVELS = {
    "1.1": "22", "1.2": "1111122223", "1.3": "112222222223", "1.4": "222", "1.5": "123",
    "2.1": "122", "2.2": "112", "2.3": "12223", "2.4": "23",
    "3.1": "3", "3.2": "113", "3.3": "12223", "3.4": "11222233", "3.5": "11122333", "3.6": "3", "3.7": "22333",
    "4.1": "12233", "4.2": "23333", "4.3": "22", "4.4": "1222",
    "5.1": "2", "5.2": "112333", "5.3": "113", "5.4": "222",
    "6.1": "122", "6.2": "111111112222", "6.3": "11223333", "6.4": "112233", "6.5": "22222333", "6.6": "2223",
    "6.7": "33", "6.8": "2222",
    "7.1": "222", "7.2": "1111", "7.3": "22", "7.4": "11222", "7.5": "223", "7.6": "22",
    "8.1": "1233", "8.2": "1123", "8.3": "133", "8.4": "23",
    "9.1": "111", "9.2": "1222",
    "10.1": "22", "10.2": "223", "10.3": "22223", "10.4": "1111122222233333", "10.5": "22222", "10.6": "22",
    "10.7": "222",
    "11.1": "2233", "11.2": "22233", "11.3": "11233", "11.4": "1222", "11.5": "23", "11.6": "23", "11.7": "33",
    "12.1": "12233", "12.2": "11", "12.3": "22223",
    "13.1": "2333", "13.2": "222223", "13.3": "2233", "13.4": "1222233",
    "14.1": "22", "14.2": "12223333", "14.3": "122",
    "15.1": "12233", "15.2": "12233", "15.3": "1222222", "15.4": "3333",
    "16.1": "2", "16.2": "22222", "16.3": "2222", "16.4": "222", "16.5": "2223",
    "17.1": "23", "17.2": "22223333", "17.3": "22",
}  # fmt: skip


def rows() -> list[tuple[str, int, str, str]]:
    found = ROW.findall(PAGE.read_text(encoding="utf-8"))
    return [(number, int(level), asked.strip(), proof.strip()) for number, level, asked, proof in found]


@cache
def found_in(path: str) -> frozenset[str]:
    file = ROOT / "tests" / path
    tree = ast.parse(file.read_text(encoding="utf-8")) if file.exists() else ast.Module([], [])
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def exists(named: str) -> bool:
    path, is_test, test = named.partition("::")
    return test in found_in(path) if is_test else (ROOT / path).exists()


def test_each_requirement_of_the_two_levels_has_its_row_in_order() -> None:
    wanted = [
        (f"{section}.{number}", int(level))
        for section, levels in LEVELS.items()
        for number, level in enumerate(levels, 1)
        if level != "3"
    ]
    assert sum(map(len, LEVELS.values())) == 345 and len(wanted) == 253
    assert [(number, level) for number, level, _, _ in rows()] == wanted


def test_each_proof_that_is_named_is_there() -> None:
    gone = [(number, named) for number, _, _, proof in rows() for named in NAMED.findall(proof) if not exists(named)]
    assert gone == []


def test_each_row_has_a_proof_a_reason_or_an_avowal() -> None:
    bare = [
        number for number, _, _, proof in rows()
        if not (proof.startswith((NONE, UNTESTED)) or NAMED.search(proof))
        or (proof.startswith(NONE) and len(proof) < len(NONE) + 15)
    ]  # fmt: skip
    assert bare == []


def test_what_is_untested_is_avowed_and_little_and_counted() -> None:
    untested = [number for number, _, _, proof in rows() if proof.startswith(UNTESTED)]
    absent = [number for number, _, _, proof in rows() if proof.startswith(NONE)]
    assert len(untested) <= MOST_UNTESTED
    said = re.search(
        r"(\d+) lignes: (\d+) avec une preuve, (\d+) sans objet, (\d+) non éprouvées", PAGE.read_text("utf-8")
    )
    assert said is not None
    counted = (len(rows()), len(rows()) - len(absent) - len(untested), len(absent), len(untested))
    assert tuple(map(int, said.groups())) == counted


@pytest.mark.parametrize(
    ("named", "is_there"),
    [
        ("unit/test_asvs.py::test_each_proof_that_is_named_is_there", True), ("docs/asvs.md", True),
        ("unit/test_asvs.py::test_nothing", False), ("unit/nowhere.py::test_x", False), ("docs/nowhere.md", False),
    ],
)  # fmt: skip
def test_a_proof_that_is_gone_would_be_seen(named: str, is_there: bool) -> None:
    assert exists(named) is is_there
