"""`make examples`: plays the calls of docs/examples.md on a stack and writes the page anew, so that it is true.

With `--check` nothing is written, and it ends with 1 when the page says something else than what happens.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import psycopg

from backend.alerts.gsm7 import LONG_CODE_SINGLE
from backend.alerts.text import sms
from backend.console.api import Api
from backend.leads import read as leads
from backend.leads.read import Choice
from backend.local.standins.vapi.catalogue import SCENARIOS
from backend.local.standins.vapi.faults.catalogue import FAULTS
from backend.local.standins.vapi.heard import aloud
from backend.local.standins.vapi.people import spoken_number
from backend.local.standins.vapi.scenario import CallerSays
from backend.local.standins.vapi.slots import TORONTO
from backend.today import read as today
from pages.leads import parts as lead_parts
from pages.today import parts as today_parts
from tests.drills.callers.draw import Drawn, draw
from tests.drills.callers.play import Played, play_all
from tests.drills.callers.seen import Row, Seen, empty, look
from tests.local_stack import ROOT, Stack, command, start
from tests.screens import signed_in

HOME = ROOT / ".local" / "examples"
PAGE = ROOT / "docs" / "examples.md"
# Seeds and what goes wrong: enough to see each sentence that Paul may be given.
FRENCH: tuple[tuple[int, str, tuple[str, ...]], ...] = (
    (1, "urgent_booking", ("wrong_year", "number_in_words", "urgency_in_words")),
    (2, "lead_only", ("corrects_the_number",)),
    (3, "lead_only", ("gives_the_number_when_asked",)),
    (4, "in_the_afternoon", ("zulu", "booked_bare")),
    (5, "lead_booking", ("changes_the_day",)),
    (6, "neighbour_too", ()),
    (10, "cancels_at_once", ()),
    (7, "lead_only", ("calls_again",)),
    (8, "hangup_before_lead", ()),
    (9, "transfer_unanswered", ()),
)
ENGLISH: tuple[tuple[int, str, tuple[str, ...]], ...] = (
    (11, "english_visit", ("day_in_words",)),
    (12, "english_urgent", ("urgency_as_a_boolean",)),
    (13, "english_price", ("number_in_english",)),
)
HEAD = """# Sample calls

What people hear and see of a call, in thirteen examples, for a person to judge. Each was played on a stack by
`make examples`, which wrote this page: callers and numbers are invented, the words of our programs are theirs.
`make examples CHECK=1` says whether it is still so. What goes wrong is put there on purpose
([figures and drills](figures.md#drills)).
"""
_LINK = "https://crochet.drainfortin.example/a/Zk3v9QxT2mBfA7wE"
_BRAND = "DrainFortin"
_SOON = timedelta(minutes=5)
NO_ALERT = "Aucune alerte envoyée"


@dataclass(frozen=True)
class Example:
    """One call as the page shows it."""

    title: str
    lines: list[str]

    def markdown(self, number: int) -> str:
        """Its part of the page."""
        return "\n".join([f"### {number}. {self.title}", "", *self.lines, ""])


def main(arguments: Sequence[str]) -> int:
    """Write the page, or compare it."""
    stack = start(HOME, "--no-console", "--no-demo", "--fresh")
    try:
        written = page(stack)
    finally:
        command(HOME, "down", "--wipe")
    if "--check" in arguments:
        same = PAGE.exists() and PAGE.read_text(encoding="utf-8") == written
        print(f"{PAGE.relative_to(ROOT)}: {'still so' if same else 'says something else than what happens'}")
        return 0 if same else 1
    PAGE.write_text(written, encoding="utf-8")
    return 0


def page(stack: Stack) -> str:
    """The whole page, from calls played on this stack. What was in it is taken away."""
    _, api = signed_in(stack.env, "staff")
    with psycopg.connect(stack.db_url, autocommit=True) as db:
        parts = [(title, [_example(stack, db, api, *one) for one in some])
                 for title, some in (("In French", FRENCH), ("In English", ENGLISH))]  # fmt: skip
        empty(db)
    number, written = 0, [HEAD]
    for title, examples in parts:
        written.append(f"## {title}\n")
        for example in examples:
            number += 1
            written.append(example.markdown(number))
    return "\n".join(written).rstrip() + "\n"


def _example(
    stack: Stack, db: psycopg.Connection[Any], api: Api, seed: int, name: str, faults: tuple[str, ...]
) -> Example:
    caller = draw(seed, faults, name)
    empty(db)
    [played] = play_all([caller], stack.webhook_url, stack.env["VAPI_WEBHOOK_SECRET"])
    [seen] = look(db, [played])
    lines = [f"{_who(caller)} {' '.join(FAULTS[fault].about for fault in faults)}".strip(), ""]
    lines += [f"- Caller: « {_opening(caller)} »"] + [f"- Paul is answered: « {one} »" for one in _answers(played)]
    lines += [f"- SMS: `{one}`" for one in _messages(seen, caller.first.at)] or ["- SMS: none"]
    lines += [f"- Card: {one}" for one in _cards(api, caller)] or ["- Card: none"]
    return Example(_about(caller), [_same_every_time(line, seen) for line in lines])


def _about(caller: Drawn) -> str:
    return SCENARIOS[caller.first.scenario.name].about.rstrip(".")


def _who(caller: Drawn) -> str:
    number = caller.first.scenario.caller.number
    at = caller.first.at.astimezone(TORONTO)
    return f"{at:%A} {at:%Y-%m-%d} at {at:%H:%M}, from {spoken_number(number) if number else 'a masked number'}."


def _opening(caller: Drawn) -> str:
    return next((step.text for step in caller.first.scenario.steps if isinstance(step, CallerSays)), "…")


def _answers(played: Played) -> list[str]:
    return [aloud(answer.text) for answer in played.heard]


def _messages(seen: Seen, at: datetime) -> list[str]:
    def given(case: Row) -> Row:
        return {**case, "now": (at + _SOON).isoformat()}

    return [sms(given(case), _LINK, _BRAND, LONG_CODE_SINGLE) for case in seen.alerts]


def _cards(api: Api, caller: Drawn) -> list[str]:
    """What «À rappeler» shows, then the board of leads where nobody is to be called back."""
    now = caller.calls[-1].at + timedelta(minutes=30)
    # Without what became of the alert: on this stack nobody is on call.
    waiting = [today_parts.card(replace(one, alert=None), now) for one in today.read(api).callbacks]
    board = leads.board(api, Choice()).leads
    booked = [lead_parts.lead(replace(one, alert=None), now) for one in board if one.status != "new"]
    return [_plain(html) for html in (*waiting, *booked)]


def _plain(html: str) -> str:
    text = unescape(re.sub(r"[✓✕!]|<[^>]+>", " · ", html)).replace("\u00a0", " ")
    return re.sub(r"(?:\s*·\s*)+", " · ", text.replace(NO_ALERT, "")).strip(" ·")


def _same_every_time(line: str, seen: Seen) -> str:
    """The number of a file is the next one of its database."""
    for n, lead in enumerate(seen.leads, 1):
        line = line.replace(lead["ref"], f"{lead['ref'][:8]}{n:04}")
    return line


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
