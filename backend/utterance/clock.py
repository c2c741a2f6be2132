"""Hours and parts of the day: `14h30`, `2 pm`, `trois heures et demie`, `l'après-midi`, `après 15 h`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

from backend.utterance.numerals import WORDS, readings

NOON = 12
# Nobody wants a plumber at three in the night: three o'clock alone is in the afternoon.
_EARLIEST = 7
# From, until, by words; the first that is found counts.
_PARTS: tuple[tuple[str, float, float], ...] = (
    (r"pas-tot", 10, 24),
    (r"(?:tot|debut)(?: (?:le|du|de l'|en))? ?(?:matin\w*|avant[- ]midi)|early(?: in the)? morning|first thing", 0, 10),
    (r"premiere heure", 0, 10),
    (r"fin (?:de |du |d')?(?:matin\w*|avant[- ]midi)|late(?: in the)? morning", 10, 12),
    (r"avant[- ](?:midi|(?:le )?diner)|matin\w*|(?:fore|before )noon|mornings?|am", 0, 12),
    (r"(?:(?:a|sur) )?(?:l'|d')?heure d[ue]s? (?:midi|diner|lunch)|lunch(?: ?time)?", 11, 14),
    (r"(?:debut|tot)(?: (?:de l'|d'|en))? ?apres[- ]midi|early(?: in the)? afternoon", 12, 15),
    (r"fin (?:de |d')?(?:la |l')?(?:journee|apres[- ]midi)|late(?: in the)? afternoon|end of (?:the )?day", 15, 24),
    (r"apres[- ]midis?|aprem\w*|apres[- ](?:le )?diner|(?:after ?)noons?\b(?<!\bnoon)|tantot|pm", 12, 18),
    (r"soir\w*|evenings?|tonight|apres[- ](?:le )?souper|night|nuit", 17, 24),
)  # fmt: skip
_ANY_PART = re.compile("|".join(rf"\b(?:{words})\b" for words, _, _ in _PARTS))
_MERIDIEM = r"(?P<half>a\.?m\b\.?|p\.?m\b\.?)"
_OF_DAY = (
    r"(?P<of>du matin|in the morning|de l'(?:apres|avant)[- ]midi|in the afternoon|du soir|in the evening|at night)"
)
_HOUR = re.compile(
    r"(?<![\d/-])(?P<hour>\d{1,2})(?:"
    r"\s*(?:h(?:eures?|res?|rs?)?\b\.?|:(?=\d)|o'?clock)\s*(?P<minute>[0-5]\d)?(?::\d\d(?:\.\d+)?)?"
    r"|\s*h(?P<glued>[0-5]\d)"
    rf"|(?=\s*{_MERIDIEM.replace('half', '_ahead')})|(?=\s*{_OF_DAY.replace('of', '_of')}))"
    r"(?P<more>\s*(?:et demie?|et quart|et (?:trente|quinze)|moins (?:le |1 )?(?:quart|(?P<less>5|10|15|20|25)\b)))?"
    rf"(?:\s*{_MERIDIEM})?(?:\s*{_OF_DAY})?"
)
_NAMED_HOURS = (
    (r"\bmidi et demie?\b", "12h30"), (r"\bminuit\b|\bmidnight\b", "0h00"),
    (r"(?<!apres-)(?<!apres )(?<!avant-)(?<!avant )\bmidi\b|(?<!after)\bnoon\b", "12h00"),
    (r"\bpast one\b", "past 1"), (r"\bto one\b", "to 1"),
    (r"\bhalf past (\d{1,2})\b", r"\1h30"), (r"\b(?:a )?quarter past (\d{1,2})\b", r"\1h15"),
    (r"\b(?:a )?quarter to (\d{1,2})\b", r"\1h moins quart"),
    (r"\bapres[- ]?midi\b", "apres-midi"), (r"\bavant midi\b", "avant-midi"),
)  # fmt: skip
_ONE = re.compile(r"\b(?:un|une|one|a)\b(?= (?:heures?|h\b|semaines?|jours?|weeks?|days?|o'?clock|[ap]\.?m))")
_AFTER = r"\b(?:apres|a partir de|passe|des|after|from|past|plus tard que|later than)\b(?!-)[\s,]*(?:les )?"
_BEFORE = r"\b(?:avant|before|until|jusqu'a|jusque|by|d'ici)\b(?!-)[\s,]*(?:les )?"
# « vendredi le 4 à 10 », "Friday the 4th at 10".
_BARE = re.compile(r"(?<!\dh )(?<!\d h )\b(?:a|at) (\d{1,2})(?=$|[,.;]| (?:tomorrow|demain|on|le)\b)")
_OR = re.compile(r"\b(?:ou|or|sinon|otherwise|autrement|else|et|and|mais|but|pas|not)\b")
_BETWEEN = re.compile(
    r"\b(?:entre|between|from|de)\s+(\d{1,2})(?:h00)?\s+(?:et|and|a|to|-)\s+(\d{1,2})(?:h00\b)?"
    r"(?!\d|st\b|nd\b|rd\b|th\b|er?\b)(?P<unit>\s*(?:h|:|[ap]\.?m\b|o'?clock\b))?"
)


@dataclass(frozen=True, slots=True)
class Clock:
    """An hour, or the part of a day that begins at `after` and ends at `before`."""

    hour: time | None = None
    after: time | None = None
    before: time | None = None


NO_CLOCK = Clock()


def in_figures(text: str) -> str:
    """Folded text with its number words in figures: `neuf heures et demie` becomes `9 heures et demie`."""
    words, at, kept = re.findall(r"\d+|[a-z']+|[^\sa-z\d]|\s+", _ONE.sub("1", text)), 0, list[str]()
    solid = [(n, word) for n, word in enumerate(words) if not word.isspace() and word != "-"]
    names = [word for _, word in solid]
    while at < len(solid):
        start = solid[at][0]
        kept.append("".join(words[(solid[at - 1][0] + 1 if at else 0) : start]))
        found = next(readings(names, at), None) if _is_number(names[at]) else None
        kept.append(found[0] if found else names[at])
        at = found[1] if found else at + 1
    return "".join(kept)


def take_clock(text: str) -> tuple[Clock, str]:
    """The hour or the part of the day in folded text with figures, and the text without it."""
    for pattern, hour in _NAMED_HOURS:
        text = re.sub(pattern, hour, text)
    text = _BETWEEN.sub(
        lambda found: f"entre {found[1].removesuffix('h00')}h et {found[2]}{found['unit'] or 'h'}", text
    )
    text = _BARE.sub(r"\1h", text)
    found = list(_HOUR.finditer(text))
    hours = [_hour(match) for match in found]
    first = next((hour for hour in hours if hour), None)
    if first is None:
        return _part(text)
    rest = _HOUR.sub(" ", text)
    if len(hours) > 1 and hours[1] and hours[1] > first:
        return Clock(after=first, before=hours[1]), re.sub(r"\b(?:entre|between|from|de|et|and|a|to)\b", " ", rest)
    lead_in = text[: found[0].start()]
    if re.search(_AFTER + "$", lead_in):
        part, rest = _part(re.sub(_AFTER, " ", rest))
        return Clock(after=first, before=part.before if part.before and part.before > first else None), rest
    if re.search(_BEFORE + "$", lead_in):
        part, rest = _part(re.sub(_BEFORE, " ", rest))
        return Clock(after=part.after if part.after and part.after < first else None, before=first), rest
    part, rest = _part(rest)
    late = first.hour < NOON and part.after is not None and part.after.hour >= NOON
    return _later(first, part) if late and _is_of_a_part(found[0], text) else Clock(first), rest


def _later(hour: time, part: Clock) -> Clock:
    """« 3 h, l'après-midi »: the part only says which three. Ten in the afternoon is no hour, but the afternoon is."""
    later = hour.replace(hour=hour.hour + NOON)
    return part if part.before and later >= part.before else Clock(later)


def _is_of_a_part(hour: re.Match[str], text: str) -> bool:
    """Whether a part of the day is said of this hour, and not as another choice: « à 10 h ou en après-midi »."""
    parts = [(part.start(), part.end()) for part in _ANY_PART.finditer(text)]
    gaps = [text[min(end, hour.end()) : max(start, hour.start())] for start, end in parts]
    return any(not _OR.search(gap) for gap in gaps)


def _part(text: str) -> tuple[Clock, str]:
    for words, since, until in _PARTS:
        if re.search(rf"\b(?:{words})\b", text):
            before = time(int(until)) if until < 24 else None
            # « demain soir, après souper » says it twice.
            return Clock(after=time(int(since)), before=before), _ANY_PART.sub(" ", text)
    return NO_CLOCK, text


def _hour(match: re.Match[str]) -> time | None:
    hour, minute = int(match["hour"]), int(match["minute"] or match["glued"] or 0)
    more = match["more"] or ""
    minute += 30 if re.search("demi|trente", more) else 15 if re.search(r"et (?:quart|quinze)", more) else 0
    half = (match["half"] or "").replace(".", "")
    of = match["of"] or ""
    late = half == "pm" or re.search("apres|soir|noon|evening|night", of) is not None
    early = half == "am" or (of != "" and not late)
    if hour < NOON and (late or (not early and hour < _EARLIEST and hour > 0 and len(match["hour"]) == 1)):
        hour += NOON
    elif hour == NOON and early:
        hour = 0
    if "moins" in more:
        hour, minute = hour - 1, 60 - int(match["less"] or 15)
    return time(hour, minute) if 0 <= hour < 24 and 0 <= minute < 60 else None


def _is_number(word: str) -> bool:
    return word in WORDS and word not in ("un", "une", "one", "oh", "o")
