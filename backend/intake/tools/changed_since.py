"""A booking of which the same call said later that it is to be changed, and that reaches us after those words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from backend.intake.people import asked_apart
from backend.intake.statement import Statement, key_of
from backend.intake.told import Told
from backend.intake.tools.action import ToolAction
from backend.utterance.plain import plain

_VISIT = r"(?:rendez|rdv|visit|date|heure|jour|semaine|mois|appoint|booking|week|day|the time|slot)"
_WHEN = (
    r"(?:(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|demain|plus t(?:ard|ot)|une autre|\d{1,2} ?(?:h|heures?|am|pm)\b"
    r"|(?:sun|mon|tues|wednes|thurs|fri|satur)day|tomorrow|later|earlier|next)"
)
# What a demand says that is about a visit which stands. A wrong guess costs a look at it.
_OF_A_VISIT = re.compile(
    "|".join(
        (
            r"\b(?:annul|cancel|decommand|reschedul|postpone)|\breport(?:er|e|ez)\b|"
            r"\b(?:repouss|devanc|decal)(?:er|ez)\b",
            r"\b(?:autre|another|different) (?:date|jour|heure|semaine|rendez|day|time|week)",
            r"\b(?:deplac|chang|avanc(?:er|ez)\b|remettre|remet|repouss|laisser tomber|mov(?:e|ing)\b|push\b|switch\b)"
            rf".{{0,40}}\b{_VISIT}|\bdrop (?:the|my|that) {_VISIT}",
            r"\b(?:chang(?:er|e|ez)|avanc(?:er|ez)|remettre|remet(?:tez)?|move|push|switch)(?: ca| it| that| back)? "
            rf"(?:a|au|pour|to|for|till|until) (?:la |le )?{_WHEN}",
            # Who will not be there.
            r"\b(?:ser|pourr)(?:a|ai|ont|ons|ez) (?:pas|plus) (?:etre )?(?:la(?! meme)|present|dispo\w*|chez)\b",
            rf"\b(?:peu[tx]|peuvent|pourr\w+) (?:pas|plus) (?:finalement|vous recevoir|{_WHEN})",
            r"\b(?:can'?t|cannot|won'?t|not) (?:be able to )?(?:make (?:it|that)|be (?:there|home|in|available))\b",
            # Nobody has to come.
            r"\bplus (?:besoin|la peine)|\bpas (?:besoin de (?:venir|passer)|venir|la peine)",
            r"\bven(?:ez|ir) (?:plus|pas)\b",
            r"\bno (?:longer need|need to come)|\bdon'?t (?:come|need you)|\bcall (?:it|that) off",
        )
    )
)


def of_a_visit(words: str) -> bool:
    """Whether somebody speaks of moving a visit or giving it up."""
    return bool(_OF_A_VISIT.search(plain(words)))


def with_told(step: ToolAction, told: Told | None, said: Sequence[Statement], at: datetime) -> ToolAction:
    """The step with what its call comes down to. Nothing was changed when the change was asked for, for there was no
    visit yet: a person has to look at the booking that comes now."""
    step = replace(step, told=told)
    if told is None or step.action != "book":
        return step
    [mine] = [row["keys"] for row in told.people if key_of(step.id) in row["keys"]]
    asks = step.asks or change_asked_since([one for one in said if one.key in mine], at)
    return replace(step, asks=asks, apart=asked_apart(said, key_of(step.id)))


def change_asked_since(said: Sequence[Statement], at: datetime) -> bool:
    """Whether the last of what one person said of visits after that moment is that one is to be changed: another hour
    that they did not get takes nothing back of it."""
    changes = [
        _asks(one)
        for one in sorted(said, key=lambda one: one.said_at)
        if one.said_at > at and one.source != "report" and (_asks(one) or _is_granted(one))
    ]
    return bool(changes) and changes[-1]


def _asks(one: Statement) -> bool:
    return of_a_visit(f"{one.facts.description or ''} {one.note or ''}")


def _is_granted(one: Statement) -> bool:
    """A booking: what was refused left its wish as a note."""
    return one.source == "booking" and one.note is None
