"""How models write a tool's arguments otherwise than meant. What they have nothing to say of stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from backend.local.standins.vapi.faults.said import digit_by_digit, in_english, in_pairs
from backend.local.standins.vapi.knowledge import NOBODY_SAID, TRAINED_IN
from backend.local.standins.vapi.scenario import Writing
from backend.local.standins.vapi.slots import TORONTO, dated, spoken

Arguments = dict[str, object]

_UNKNOWN: tuple[object, ...] = (None, "inconnu", "N/A", "non fourni", "null", "Non précisé", "unknown", "-")
_URGENT: tuple[object, ...] = (
    "très urgent", "oui", "haute", "immédiate", "emergency", "URGENT", "ça déborde", "high", "critique",
    "tout de suite",
)  # fmt: skip
_CALM: tuple[object, ...] = ("moyenne", "pas urgent", "non", "low", "normal", "peut attendre", "faible", "Non urgent")
_DRESSES: tuple[Callable[[str], object], ...] = (
    lambda n: f"({n[2:5]}) {n[5:8]}-{n[8:]}",
    lambda n: f"1-{n[2:5]}-{n[5:8]}-{n[8:]}",
    lambda n: f"{n[2:5]}.{n[5:8]}.{n[8:]}",
    lambda n: f"{n[2:5]} {n[5:8]} {n[8:]}",
    lambda n: f"tel:{n}",
    lambda n: int(n[2:]),
    lambda n: n[2:],
)
_OPTIONAL = ("ville", "code_postal", "service", "type_client")
_EXTRA: tuple[Arguments, ...] = (
    {"langue_detectee": "fr"}, {"confiance": 0.93}, {"notes": "Client poli."}, {"heure_appel": "maintenant"},
    {"courriel": ""}, {"duree_minutes": 90}, {"assistant": {"nom": "Paul"}},
)  # fmt: skip


def wrong_year(given: Arguments, writing: Writing) -> Arguments:
    """A date in the year in which the model was trained, or last year."""
    year = writing.dice.choice((TRAINED_IN, writing.at.year - 1))
    return given | {name: f"{year}{day[4:]}" for name, day in _days(given)}


def wrong_offset(given: Arguments, writing: Writing) -> Arguments:
    """The hour on the wall with the other season's offset."""
    return _hour(given, lambda start: f"{start:%Y-%m-%dT%H:%M}:00{_offset(start, other=True)}")


def right_offset(given: Arguments, writing: Writing) -> Arguments:
    """The hour on the wall with its offset."""
    return _hour(given, lambda start: f"{start:%Y-%m-%dT%H:%M}:00{_offset(start, other=False)}")


def zulu(given: Arguments, writing: Writing) -> Arguments:
    """The hour on the wall, called UTC."""
    return _hour(given, lambda start: f"{start:%Y-%m-%dT%H:%M}:00{writing.dice.choice(('Z', '.000Z'))}")


def day_in_words(given: Arguments, writing: Writing) -> Arguments:
    """« mardi 1er décembre à 13 h » in place of a date."""
    said = _hour(given, dated)
    day = _read(given.get("date"))
    return said | {"date": dated(day).rpartition(" à ")[0]} if day else said


def day_as_near(given: Arguments, writing: Writing) -> Arguments:
    """« demain à 13 h » where it is near."""
    return _hour(given, lambda start: spoken(start, writing.at))


def urgency_as_a_boolean(given: Arguments, writing: Writing) -> Arguments:
    """`true` for what is urgent."""
    return given | {"urgence": given["urgence"] == "urgente"} if "urgence" in given else given


def urgency_in_words(given: Arguments, writing: Writing) -> Arguments:
    """« très urgent », "emergency", « pas urgent »."""
    if "urgence" not in given:
        return given
    return given | {"urgence": writing.dice.choice(_URGENT if given["urgence"] == "urgente" else _CALM)}


def left_out(given: Arguments, writing: Writing) -> Arguments:
    """Fields that the schema requires are not there at all."""
    gone = writing.dice.sample(_OPTIONAL, 2)
    return {name: value for name, value in given.items() if name not in gone}


def booked_bare(given: Arguments, writing: Writing) -> Arguments:
    """A visit asked for without saying for whom, or where."""
    if "debut" not in given:
        return given
    gone = writing.dice.choice((("nom",), ("adresse", "ville"), ("nom", "telephone", "adresse", "ville")))
    return given | dict.fromkeys(gone, NOBODY_SAID)


def fields_added(given: Arguments, writing: Writing) -> Arguments:
    """Fields that the schema does not know."""
    return given | writing.dice.choice(_EXTRA)


def nothing_in_words(given: Arguments, writing: Writing) -> Arguments:
    """« inconnu », null or "N/A" for what nobody said."""
    return {
        name: writing.dice.choice(_UNKNOWN) if value == NOBODY_SAID and name not in ("date", "moment") else value
        for name, value in given.items()
    }


def number_dressed(given: Arguments, writing: Writing) -> Arguments:
    """Brackets, dots, a leading 1, a number where a text is wanted."""
    return _number(given, writing.dice.choice(_DRESSES))


def number_in_words(given: Arguments, writing: Writing) -> Arguments:
    """« quatre cinq zéro, cinq cinq cinq… », figure by figure or in pairs."""
    return _number(given, writing.dice.choice((digit_by_digit, in_pairs)))


def number_in_english(given: Arguments, writing: Writing) -> Arguments:
    """The same as an English caller says it."""
    return _number(given, in_english)


def number_without_area_code(given: Arguments, writing: Writing) -> Arguments:
    """Seven figures: the caller's own, or to be asked for again."""
    return _number(given, lambda number: f"{number[5:8]}-{number[8:]}")


def number_cut_short(given: Arguments, writing: Writing) -> Arguments:
    """A figure was not heard."""
    return _number(given, lambda number: f"{number[2:5]} {number[5:8]} {number[8:-1]}")


def _number(given: Arguments, write: Callable[[str], object]) -> Arguments:
    number = given.get("telephone")
    return given | {"telephone": write(number)} if isinstance(number, str) and number else given


def _hour(given: Arguments, write: Callable[[datetime], str]) -> Arguments:
    start = _read(given.get("debut"))
    return given | {"debut": write(start)} if start else given


def _days(given: Arguments) -> list[tuple[str, str]]:
    return [(name, day) for name in ("debut", "date") if isinstance(day := given.get(name), str) and day]


def _read(written: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(written).replace(tzinfo=TORONTO) if written else None
    except (TypeError, ValueError):
        return None


def _offset(start: datetime, *, other: bool) -> str:
    offset = start.utcoffset()
    assert offset is not None, "Toronto has one"
    hours = offset.total_seconds() // 3600
    return f"{-9 - hours if other else hours:+03.0f}:00"
