"""What Paul hears back: sentences for the caller's ear, and in brackets what is meant for Paul alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from backend.fr import DAYS, MONTHS
from backend.vapi.lead_facts import read_lead
from backend.vapi.tool_calls import ToolAnswer, ToolCall

# A moment as Paul gives it back to us: the hour on the wall, without an offset that could be wrong.
HANDLE = "%Y-%m-%dT%H:%M"
ASK_NUMBER = "À quel numéro de téléphone peut-on vous joindre, avec l'indicatif régional?"
ASK_DIGITS = "faites dire les dix chiffres un à un, avec l'indicatif régional, répétez-les, puis rappelez l'outil"
UNREADABLE = "Pardon, pouvez-vous me le redire?"
_LATER = {
    "enregistrer_lead": "C'est noté, Guillaume va rappeler.",
    "prendre_rendez_vous": "La demande de rendez-vous est notée. Guillaume va rappeler pour confirmer l'heure.",
    "deplacer_rendez_vous": "Votre demande est notée, rien n'est déplacé encore. Guillaume va rappeler pour confirmer.",
    "annuler_rendez_vous": "Votre demande est notée, rien n'est annulé encore. Guillaume va rappeler pour confirmer.",
    "consulter_disponibilites": "Je n'ai pas l'agenda sous les yeux. Notez le moment voulu, Guillaume va confirmer.",
}
_LATER_OTHERWISE = "La demande est notée, Guillaume va rappeler."
_NOTED_WITHOUT_NUMBER = f"C'est noté. {ASK_NUMBER}"


def for_paul(instruction: str) -> str:
    """An instruction in the brackets that his prompt tells him never to read aloud."""
    return f"[Pour Paul: {instruction}.]"


def say_day(day: date, today: date) -> str:
    """`vendredi 20 novembre`, with its year when it is not this one."""
    number = "1er" if day.day == 1 else str(day.day)
    year = "" if day.year == today.year else f" {day.year}"
    return f"{DAYS[day.weekday()]} {number} {MONTHS[day.month - 1]}{year}"


def say_moment(moment: datetime, zone: ZoneInfo, now: datetime) -> str:
    """`vendredi 20 novembre à 13 h 30`."""
    local = moment.astimezone(zone)
    minutes = f" {local.minute:02d}" if local.minute else ""
    return f"{say_day(local.date(), now.astimezone(zone).date())} à {local.hour} h{minutes}"


def say_slots(slots: Sequence[datetime], zone: ZoneInfo, now: datetime) -> str:
    """The free slots to offer, and what Paul gives back for each of them."""
    named = ", ".join(say_moment(slot, zone, now) for slot in slots)
    handles = ", ".join(slot.astimezone(zone).strftime(HANDLE) for slot in slots)
    return f"Plages libres: {named}. {for_paul(f'pour réserver, redonnez debut tel quel: {handles}')}"


def noted(calls: Sequence[ToolCall], caller: str | None) -> list[ToolAnswer]:
    """What Paul can say when the message is safe but could not be carried out yet."""
    return [ToolAnswer(call, noted_words(call, caller), True) for call in calls]


def noted_words(call: ToolCall, caller: str | None) -> str:
    """The words of `noted` for one tool call. Nobody is promised a call without a number."""
    if not call.readable:
        return UNREADABLE
    if call.name != "consulter_disponibilites" and read_lead(call.arguments, caller).phone is None:
        return _NOTED_WITHOUT_NUMBER
    return _LATER.get(call.name, _LATER_OTHERWISE)
