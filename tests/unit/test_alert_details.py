"""What an alert without a lead says: each code that SQL or the watch gives has its sentence, with its figures."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from backend.alerts import details, silence, words
from backend.backups import words as backup_words
from backend.schema.declared import read

SQL = "\n".join(text for _, text in read().statements())
WITH_VALUES = re.compile(r"private\.coded\('(\w+)', jsonb_build_object\(([^()]*)")
NAME = re.compile(r"'(\w+)', ")
FOUND = silence.findings(
    {
        "now": "2026-01-15T03:00:00+00:00",
        "usual_in_window": 9,
        "heard_in_window": False,
        "journal": {"oldest_s": 900, "at": "2026-01-15T03:00:00+00:00"},
        "chain": [{"ok": False, "detail": "read"}, {"ok": False, "detail": "alert"}],
        "day": {"calls": 2, "usual": 12},
    }
)


def test_the_words_name_the_values_that_come_with_the_code() -> None:
    given = {code: set(NAME.findall(values)) for code, values in WITH_VALUES.findall(SQL)} | {
        one.code: set(one.values) for one in FOUND
    }
    sentences = details.SENTENCES.items()
    named = {code: {name for _, name, _, _ in Formatter().parse(said) if name} for code, said in sentences}
    assert {code: names for code, names in named.items() if names} == given
    assert all(f"'{code}'" in SQL for code, names in named.items() if not names)


def test_every_failure_that_has_a_short_word_is_one_of_a_backup() -> None:
    assert details.FAILURES.keys() <= backup_words.FAILURES.keys()


@pytest.mark.parametrize(
    ("detail", "sentence"),
    [
        ('no_message {"hours": 2}', "aucun message de Vapi depuis 2 h, alors que des appels sont attendus"),
        ('odd_volume {"calls": 3, "usual": 12}', "3 appels aujourd’hui, contre 12 d’habitude"),
        ('caught_up {"calls": 1}', "1 appel ne nous était pas parvenu: retrouvé chez Vapi et appliqué"),
        ('caught_up {"calls": 2}', "2 appels ne nous étaient pas parvenus: retrouvés chez Vapi et appliqués"),
        ('backup_failed {"failure": "disk_full"}', "la sauvegarde a échoué: plus de place pour les copies"),
        ('proof_failed {"failure": "x"}', "une copie n’a pas pu être éprouvée: la raison est dans Sauvegardes"),
        (
            'chain_broken {"step": "read"}',
            "deux fois de suite, le message d’essai de la console s’est arrêté avant l’écran",
        ),
        ("disk_nearly_full", "le disque des copies est presque plein"),
        # The digest is written in Python, whole.
        ("Bilan: 3 appels hier, 1 à rappeler", "Bilan: 3 appels hier, 1 à rappeler"),
        ("odd_volume", "odd_volume"),
    ],
)
def test_a_detail_is_told_in_a_sentence(detail: str, sentence: str) -> None:
    assert words.detail("volume", detail) == sentence
