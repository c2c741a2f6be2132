"""Runs trials side by side. None of them can raise, hang, or tell a secret."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pydantic import SecretStr

from backend.doctor.finding import Finding, Trial, broken
from backend.settings.base import Settings
from backend.settings.places import password_in

HIDDEN = "•••"
# Shorter than this, hiding it would blot out ordinary words.
SHORTEST = 6
AGAIN = "Recommencez; si cela dure, prévenez l’administrateur avec ce mot."


def run(trials: Sequence[Trial], settings: Iterable[Settings] = ()) -> list[Finding]:
    """What they find, in their own order, without any secret of these settings."""
    return [finding for findings in run_each(trials, settings) for finding in findings]


def run_each(trials: Sequence[Trial], settings: Iterable[Settings] = ()) -> list[list[Finding]]:
    """The same, apart for each."""
    given = secrets_of(settings)
    answers: queue.Queue[tuple[int, list[Finding]]] = queue.Queue()
    for number, trial in enumerate(trials):
        # A daemon: one that hangs does not keep the program from ending.
        threading.Thread(target=_try, args=(number, trial, answers), daemon=True).start()
    found = _gather(trials, answers)
    return [[_without(finding, given) for finding in findings] for findings in found]


def _gather(trials: Sequence[Trial], answers: queue.Queue[tuple[int, list[Finding]]]) -> list[list[Finding]]:
    started = time.monotonic()
    found = [[_silent(trial)] for trial in trials]
    waiting = dict(enumerate(trials))
    while waiting:
        left = max(trial.patience_s for trial in waiting.values()) - (time.monotonic() - started)
        try:
            number, findings = answers.get(timeout=max(0.0, left))
        except queue.Empty:
            break
        found[number] = findings
        del waiting[number]
    return found


def _try(number: int, trial: Trial, answers: queue.Queue[tuple[int, list[Finding]]]) -> None:
    findings = []
    try:
        for finding in trial.run():
            findings.append(finding)
    except Exception as error:
        # Its words may hold an address or a key: its kind is told.
        means = "On ne sait pas si ce réglage est bon."
        findings.append(broken(trial.setting, f"l’essai a échoué ({type(error).__name__})", means, AGAIN))
    answers.put((number, findings))


def _silent(trial: Trial) -> Finding:
    return broken(trial.setting, f"rien n’a répondu en {trial.patience_s:g} s", "On ne sait pas si ce réglage est bon.",
                  AGAIN)  # fmt: skip


def secrets_of(settings: Iterable[Settings]) -> list[str]:
    """Every secret that these settings hold, the longest first."""
    found = set()
    for one in settings:
        for name in type(one).model_fields:
            value = getattr(one, name)
            if isinstance(value, SecretStr):
                plain = value.get_secret_value()
                found |= {plain, password_in(plain)}
    return sorted((secret for secret in found if len(secret) >= SHORTEST), key=len, reverse=True)


def _without(finding: Finding, secrets: Sequence[str]) -> Finding:
    def hidden(words: str) -> str:
        for secret in secrets:
            words = words.replace(secret, HIDDEN)
        return words

    return replace(finding, found=hidden(finding.found), means=hidden(finding.means), remedy=hidden(finding.remedy))
