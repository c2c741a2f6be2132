"""What the database refuses: each code raised in SQL has its words in Python, and each word its code."""

from __future__ import annotations

import re
from string import Formatter
from typing import Any

import pytest

from backend import coded, refusals
from backend.refusals import WORDS
from backend.schema.declared import read
from backend.supabase.errors import ApiError

CODE = r"'(\w+)'"
RAISES = re.compile(rf"private\.(?:refuse|conflict)\(\s*{CODE}|insufficient_privilege using message = {CODE}")
# Every way in which SQL could say something to a person: the argument must be a code, so that no sentence comes back.
SAYS = re.compile(r"private\.(?:refuse|conflict)\(\s*(?!p_code)([^\s,)]+)|errcode = 'DF\d+',\s*message = ([^\s,]+)")
VALUES = re.compile(rf"private\.refuse\({CODE}, jsonb_build_object\('(\w+)'")
SQL = "\n".join(re.sub(r"--[^\n]*", "", text) for name, text in read().statements())
RAISED = {first or second for first, second in RAISES.findall(SQL)}
# Built before it is handed over, in `private.check_lengths`.
ELSEWHERE = {"too_long": {"field", "most"}}
EXAMPLE: dict[str, Any] = {"field": "note", "most": 5000, "fields": "age", "least_days": 30, "limit": 6,
                           "minutes": 90}  # fmt: skip


def test_every_code_raised_in_sql_has_its_words_and_every_word_its_code() -> None:
    assert len(RAISED) > 80
    assert (RAISED - WORDS.keys(), WORDS.keys() - RAISED) == (set(), set())


def test_the_words_name_the_values_that_come_with_the_code() -> None:
    given = ELSEWHERE | {code: {name} for code, name in VALUES.findall(SQL)}
    named = {code: {name for _, name, _, _ in Formatter().parse(words) if name} for code, words in WORDS.items()}
    assert {code: names for code, names in named.items() if names} == given


def test_sql_refuses_by_a_code_and_never_by_a_sentence() -> None:
    said = [first or second for first, second in SAYS.findall(SQL)]
    assert [one for one in said if not re.fullmatch(r"'[a-z_]+'|p_code", one)] == []


def test_every_sentence_is_one_for_a_person() -> None:
    for code in WORDS:
        sentence = refusals.sentence(code, EXAMPLE)
        assert sentence[0].isupper() and sentence[-1] in ".?" and "{" not in sentence and "'" not in sentence, code


def test_a_refusal_of_the_database_is_told_with_its_values() -> None:
    error = ApiError("DF422", "too_long", values={"field": "note", "most": 5000})
    assert (error.kind, error.sentence) == ("refused", "Note: 5000 caractères au plus.")
    assert ApiError("DF409", "lead_changed").sentence.startswith("Quelqu’un a modifié cette fiche")


@pytest.mark.parametrize("values", [{}, {"most": 3}])
def test_a_code_or_a_value_that_nobody_knows_here_is_said_as_it_is(values: dict[str, Any]) -> None:
    assert (
        ApiError("DF422", "brand_new", values=values).sentence == "La base a refusé cette demande (code «brand_new»)."
    )
    assert "«too_long»" in ApiError("DF422", "too_long", values=values).sentence


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ('odd_volume {"calls": 3}', ("odd_volume", {"calls": 3})),
        ("hang", ("hang", {})),
        ("hang not json", ("hang", {})),
        ("hang [1]", ("hang", {})),
        ("", ("", {})),
    ],
)
def test_a_code_kept_with_its_values_is_read_back(written: str, parts: tuple[str, dict[str, Any]]) -> None:
    assert coded.split(written) == parts
