"""Moments and apologies as Paul says them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from backend.vapi.tool_calls import ToolAnswer, ToolCall

_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_NOTED = {
    "enregistrer_lead": "C'est noté, Guillaume va rappeler.",
    "prendre_rendez_vous": "La demande de rendez-vous est notée. Guillaume va rappeler pour confirmer l'heure.",
    "consulter_disponibilites": "Je n'ai pas l'agenda sous les yeux. Notez le moment voulu, Guillaume va confirmer.",
}
_NOTED_OTHERWISE = "La demande est notée, Guillaume va rappeler."


def say_moment(moment: datetime, zone: ZoneInfo) -> str:
    """`vendredi 20 novembre à 13 h 30`."""
    local = moment.astimezone(zone)
    day = "1er" if local.day == 1 else str(local.day)
    minutes = f" {local.minute:02d}" if local.minute else ""
    return f"{_DAYS[local.weekday()]} {day} {_MONTHS[local.month - 1]} à {local.hour} h{minutes}"


def say_moments(moments: Sequence[datetime], zone: ZoneInfo) -> str:
    """The same, several of them, separated by commas."""
    return ", ".join(say_moment(moment, zone) for moment in moments)


def noted(calls: Sequence[ToolCall]) -> list[ToolAnswer]:
    """What Paul can say when the message is safe but could not be carried out yet."""
    return [ToolAnswer(call, noted_words(call.name), True) for call in calls]


def noted_words(tool: str) -> str:
    """The words of `noted` for one tool."""
    return _NOTED.get(tool, _NOTED_OTHERWISE)
