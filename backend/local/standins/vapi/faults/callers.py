"""What callers do that no script foresees: they mask their number, correct themselves, hang up, call again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random

from backend.local.standins.vapi.fields import BOOK, SAVE_LEAD
from backend.local.standins.vapi.people import NAMES, spoken_number
from backend.local.standins.vapi.scenario import (
    Books,
    Caller,
    CallerSays,
    Ending,
    Latency,
    PaulSays,
    Scenario,
    Step,
    UsesTool,
    Verdict,
)

_AT_ONCE = Latency(600, 300, 150, 380)
_HUNG_UP = Ending("customer-ended-call")
_NO_NUMBER = {"telephone": ""}


def masks_the_number(call: Scenario, dice: Random) -> Scenario:
    """The line shows no number; the caller says one."""
    return replace(call, caller=Caller(None)) if call.caller.number and call.truth.wants else call


def gives_no_number(call: Scenario, dice: Random) -> Scenario:
    """The line shows no number, and the caller gives none either."""
    if not call.truth.wants or call.truth.people > 1:
        return call
    steps = tuple(_given(step, _NO_NUMBER) for step in call.steps)
    return _untold(replace(call, caller=Caller(None), steps=steps, truth=replace(call.truth, number=None)))


def gives_the_number_when_asked(call: Scenario, dice: Random) -> Scenario:
    """The line shows no number, and Paul forgets to ask until a tool does."""
    if not call.truth.wants or call.truth.people > 1:
        return call
    return _untold(replace(call, caller=Caller(None), steps=tuple(_given(step, _NO_NUMBER) for step in call.steps)))


def corrects_the_number(call: Scenario, dice: Random) -> Scenario:
    """Paul noted a figure wrong; the caller hears it read back, and corrects it."""
    right = str(_said(call).get("telephone") or "")
    if not right:
        return call
    wrong = right[:-1] + str((int(right[-1]) + dice.randint(1, 9)) % 10)
    talk = (f"Je répète: le {spoken_number(wrong)}?", f"Non, pas {wrong[-2:]}. C'est le {spoken_number(right)}.")
    return _noted_first(call, {"telephone": wrong}, talk)


def corrects_the_name(call: Scenario, dice: Random) -> Scenario:
    """Paul misheard the family name."""
    right = str(_said(call).get("nom") or "")
    first, _, family = right.partition(" ")
    if not family or "(" in family:
        return call
    wrong = f"{first} {dice.choice([name for name in NAMES.families if name != family])}"
    return _noted_first(call, {"nom": wrong}, (f"Merci, {wrong}.", f"Non, c'est {family}. {right}."))


def corrects_the_address(call: Scenario, dice: Random) -> Scenario:
    """The door was another one."""
    right = str(_said(call).get("adresse") or "")
    door, _, street = right.partition(" ")
    if not door.isdecimal():
        return call
    wrong = f"{int(door) + dice.randint(1, 90)} {street}"
    talk = (f"Au {wrong}?", f"Le {door}, {street}.")
    return _noted_first(replace(call, truth=replace(call.truth, address=right)), {"adresse": wrong}, talk)


def is_urgent_after_all(call: Scenario, dice: Random) -> Scenario:
    """First it can wait; then the water rises while they speak."""
    if _said(call).get("urgence") != "urgente":
        return call
    talk = ("Est-ce que ça peut attendre à demain?", "Attendez… non, là, l'eau monte, c'est urgent!")
    return _noted_first(call, {"urgence": "normale"}, talk)


def is_noted_twice(call: Scenario, dice: Random) -> Scenario:
    """Paul notes the same once more, word for word."""
    return _noted_first(call, {}, ())


def changes_the_day(call: Scenario, dice: Random) -> Scenario:
    """The hour is booked, and then it does not suit after all."""
    at = next((n for n, step in enumerate(call.steps) if isinstance(step, Books)), None)
    if at is None:
        return call
    booked = call.steps[at]
    assert isinstance(booked, Books)
    other = replace(booked, wishes=booked.wishes[::-1])
    talk = (CallerSays("Attendez, finalement ce jour-là ça marche pas. Avez-vous autre chose?"),)
    return replace(call, steps=(*call.steps[: at + 1], *talk, other, *call.steps[at + 1 :]))


def goes_on_in_english(call: Scenario, dice: Random) -> Scenario:
    """After the first words the caller changes to English, and so does what Paul writes down."""
    if not call.truth.wants or not _said(call):
        return call
    english = {"description": "The basement drain is backing up, water on the floor" if call.truth.urgent
               else "Kitchen sink is slow, wants somebody to have a look"}  # fmt: skip
    talk = (CallerSays("Sorry, could we go on in English?"), PaulSays("Of course. How can I help you?", _AT_ONCE))
    steps = (*call.steps[:2], *talk, *(_given(step, english, SAVE_LEAD) for step in call.steps[2:]))
    return replace(call, steps=steps, language="en")


def hangs_up_midway(call: Scenario, dice: Random) -> Scenario:
    """The line goes dead somewhere after Paul's first words."""
    if len(call.steps) < 3 or call.outbound:
        return call
    steps = call.steps[: dice.randint(1, len(call.steps) - 1)]
    noted = any(isinstance(step, UsesTool) and step.name == SAVE_LEAD for step in steps)
    heard = any(isinstance(step, CallerSays) for step in steps)
    truth = call.truth if heard else replace(call.truth, wants=False)
    if not any(isinstance(step, Books) or _uses(step, SAVE_LEAD) for step in steps):
        # Nothing was said of who it was: only the line knows.
        truth = replace(truth, people=0)
    return replace(
        call, steps=steps, ending=_HUNG_UP, truth=truth, verdict=call.verdict if noted else Verdict(), again=None
    )


def calls_again(call: Scenario, dice: Random) -> Scenario:
    """An hour later, about the same: nobody has called back."""
    said = next((step for step in call.steps[::-1] if _uses(step, SAVE_LEAD)), None)
    if said is None or call.truth.people != 1 or any(isinstance(step, Books) for step in call.steps):
        return call
    steps: tuple[Step, ...] = (
        PaulSays("Bonjour, ici Paul, l'assistant automatisé de Drain Fortin.", _AT_ONCE),
        CallerSays("Oui bonjour, j'ai appelé tantôt pour mon drain, pis personne m'a rappelé."),
        PaulSays("Je regarde ça. C'est à quel nom?", _AT_ONCE),
        CallerSays(f"{call.truth.name}, c'est la même affaire."),
        said,
        CallerSays("OK, merci."),
    )
    return replace(call, again=replace(call, name=f"{call.name} again", steps=steps, again=None, ending=_HUNG_UP))


def _uses(step: Step, tool: str) -> bool:
    return isinstance(step, UsesTool) and step.name == tool


def _said(call: Scenario) -> Mapping[str, object]:
    """What Paul writes down of the caller; nothing where he never does, or of two people."""
    if call.truth.people != 1:
        return {}
    return next((step.arguments for step in call.steps if isinstance(step, UsesTool) and step.name == SAVE_LEAD), {})


def _given(step: Step, changed: Mapping[str, object], *tools: str) -> Step:
    """The step with these words in what Paul writes."""
    if isinstance(step, UsesTool) and step.name in (tools or (SAVE_LEAD, BOOK)):
        return replace(step, arguments={**step.arguments, **changed})
    if isinstance(step, Books) and not tools and "telephone" in changed:
        return replace(step, phone=str(changed["telephone"]))
    return step


def _noted_first(call: Scenario, wrong: Mapping[str, object], talk: tuple[str, ...]) -> Scenario:
    at = next((n for n, step in enumerate(call.steps) if _uses(step, SAVE_LEAD)), None)
    if at is None or call.truth.people != 1:
        return call
    said: list[Callable[[str], Step]] = [lambda text: PaulSays(text, _AT_ONCE), CallerSays]
    lines = tuple(say(text) for say, text in zip(said, talk, strict=False))
    return replace(call, steps=(*call.steps[:at], _given(call.steps[at], wrong), *lines, *call.steps[at:]))


def _untold(call: Scenario) -> Scenario:
    """The analysis knows no number that nobody said."""
    facts = call.verdict.facts
    if facts is None:
        return call
    return replace(call, verdict=replace(call.verdict, facts={**facts, "telephone": call.truth.number or ""}))
