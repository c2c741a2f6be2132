"""Hours and parts of the day: `14h30`, `2 pm`, `trois heures et demie`, `l'après-midi`, `après 15 h`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

from backend.utterance.days import MONTH
from backend.utterance.numerals import WORDS, readings

NOON = 12
# Nobody wants a plumber at three in the night: three o'clock alone is in the afternoon.
_EARLIEST = 7
# From, until, by words; the first that is found counts.
_PARTS: tuple[tuple[str, float, float], ...] = (
    (r"pas-tot", 10, 24),
    (r"(?:tot|debut)(?: (?:le|du|de l'|en))? ?(?:matin\w*|avant[- ]midi)|early(?: in the)? morning|first thing|"
     r"(?:matin\w*|mornings?),? (?:(?:tres|very) )?(?:tot|early|de bonne heure)", 0, 10),
    (r"premiere heure", 0, 10),
    (r"fin (?:de |du |d')?(?:matin\w*|avant[- ]midi)|late(?: in the)? morning", 10, 12),
    (r"avant[- ](?:midi|(?:le )?diner)|matin\w*|(?:fore|before )noon|mornings?|am", 0, 12),
    (r"(?:(?:a|sur|pendant|durant) )?(?:l'|d')?heure d[ue]s? (?:midi|diner|lunch)|lunch(?: ?time)?", 11, 14),
    (r"(?:debut|tot)(?: (?:de l'|d'|en))? ?apres[- ]midi|early(?: in the)? afternoon", 12, 15),
    (r"fin (?:de |d')?(?:la |l')?(?:journee|apres[- ]midi)|late(?: in the)? afternoon|end of (?:the )?day", 15, 24),
    (r"avant[- ](?:le )?souper|before (?:supper|dinner)", 12, 17),
    (r"apres[- ]midis?|aprem\w*|apres[- ](?:le )?diner|(?:after ?)noons?\b(?<!\bnoon)|tantot|pm", 12, 18),
    (r"soir\w*|evenings?|tonight|apres[- ](?:le )?souper|night|nuit|"
     r"after (?:supper|dinner)|(?:apres|after) (?:le |l'|the |mon |my )?(?:travail|ouvrage|work)", 17, 24),
)  # fmt: skip
ANY_PART = re.compile("|".join(rf"\b(?:{words})\b" for words, _, _ in _PARTS))
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
    (r"\bmidi et demie?\b", "12h30"), (rf"\bmidi (?:et )?(15|30|45)\b(?! ?(?:h|min|{MONTH.pattern}))", r"12h\1"),
    (r"\bminuit\b|\bmidnight\b", "0h00"),
    (r"(?<!apres-)(?<!apres )(?<!avant-)(?<!avant )\bmidi\b|(?<!after)\bnoon\b", "12h00"),
    (r"\bpast one\b", "past 1"), (r"\bto one\b", "to 1"),
    (r"\bhalf past (\d{1,2})\b", r"\1h30"), (r"\b(?:a )?quarter past (\d{1,2})\b", r"\1h15"),
    (r"\b(?:a )?quarter to (\d{1,2})\b", r"\1h moins quart"),
    (r"\bapres[- ]?midi\b", "apres-midi"), (r"\bavant midi\b", "avant-midi"),
)  # fmt: skip
# "At one", « entre une et trois heures », where it is no word beside another.
_ONE = re.compile(
    r"\b(?:un|une|one|a)\b(?= (?:heures?|h\b|semaines?|jours?|weeks?|days?|o'?clock|[ap]\.?m))"
    r"|(?:(?<=\bat )|(?<=\baround )|(?<=\babout )|(?<=\bafter )|(?<=\bbefore )|(?<=\bby )|(?<=\bfrom )|(?<=\bbetween )"
    r"|(?<=\bto )|(?<=\band ))one\b(?=\s*(?:$|[,.;!?)]| (?:to|and|or|tomorrow|today|on|please)\b))"
    r"|\bone\b(?= (?:thirty|fifteen|forty[- ]five)\b)|(?<=\bentre )une\b(?= et )|(?<=\bmidi et )une\b"
)
_AFTER = r"\b(?:apres|a partir de|passe|des|after|from|past|plus tard que|later than)\b(?!-)[\s,]*(?:les )?"
_BEFORE = r"\b(?:avant|before|until|jusqu'a|jusque|by|d'ici)\b(?!-)[\s,]*(?:les )?"
_LED = re.compile(rf"(?:{_AFTER}|{_BEFORE})?{_HOUR.pattern}")
# « vendredi le 4 à 10 », "Friday the 4th at 10".
_BARE = re.compile(r"(?<!\dh )(?<!\d h )\b(?:a|at) (\d{1,2})(?=\s*$|[,.;]| (?:tomorrow|demain|on|le)\b)")
_OR = re.compile(r"\b(?:ou|or|sinon|otherwise|autrement|else|et|and|mais|but|pas|not)\b")
_BETWEEN_WORDS = re.compile(r"\b(?:entre|between|from|de|et|and|a|to)\b")
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
    hours = [match for match in _HOUR.finditer(text) if _hour(match)]
    if not hours:
        return _part(text)
    bare = _LED.sub(" ", text)
    part, rest = _part(bare)
    own = part if _is_of_a_part(hours[0].start(), hours[min(1, len(hours) - 1)].end(), text) else NO_CLOCK
    between = _between(hours, own)
    if between:
        return between, _BETWEEN_WORDS.sub(" ", rest if _meets(between, own) else bare)
    own = part if _is_of_a_part(hours[0].start(), hours[0].end(), text) else NO_CLOCK
    return _led(hours[0], text[: hours[0].start()], part, own), rest


def _between(hours: list[re.Match[str]], part: Clock) -> Clock | None:
    """« demain soir entre 7 h et 9 h », « 6 h à 8 h du matin »: what is said of one of the two is meant of both."""
    early = _is_morning(part) or any(_is_said_early(match) for match in hours[1:2])
    said = [hour for match in hours[:2] if (hour := _hour(match, early))]
    if part.after and part.after.hour > NOON and not early:
        said = [hour.replace(hour=hour.hour % NOON + NOON) for hour in said]
    return Clock(after=said[0], before=said[1]) if len(said) > 1 and said[0] < said[1] else None


def _meets(between: Clock, part: Clock) -> bool:
    """Whether some of the time lies in the part of the day: between one and three in the morning, nobody means."""
    since, until = part.after or time(), part.before or time.max
    return (between.after or time()) < until and since < (between.before or time.max)


def _led(match: re.Match[str], lead_in: str, part: Clock, own: Clock) -> Clock:
    """The hour, or what comes before or after it; `own` is the part of the day where it is said of this hour."""
    hour = _hour(match, _is_morning(own))
    if hour and hour.hour < NOON and own.after and own.after.hour >= NOON:
        later = hour.replace(hour=hour.hour + NOON)
        # « 3 h, l'après-midi »: the part only says which three. Ten in the afternoon is no hour, but the afternoon is.
        if own.before and later >= own.before:
            return own
        hour = later
    if hour and re.search(_AFTER + "$", lead_in):
        return Clock(after=hour, before=part.before if part.before and part.before > hour else None)
    if hour and re.search(_BEFORE + "$", lead_in):
        return Clock(after=part.after if part.after and part.after < hour else None, before=hour)
    return Clock(hour)


def _is_morning(part: Clock) -> bool:
    return part.before is not None and part.before.hour <= NOON


def _is_of_a_part(start: int, end: int, text: str) -> bool:
    """Whether a part of the day is said of these hours, and not as another choice: « à 10 h ou en après-midi »."""
    parts = [(part.start(), part.end()) for part in ANY_PART.finditer(text)]
    gaps = [text[min(last, end) : max(first, start)] for first, last in parts]
    return any(not _OR.search(gap) for gap in gaps)


def _part(text: str) -> tuple[Clock, str]:
    for words, since, until in _PARTS:
        if re.search(rf"\b(?:{words})\b", text):
            before = time(int(until)) if until < 24 else None
            # « demain soir, après souper » says it twice.
            return Clock(after=time(int(since)), before=before), ANY_PART.sub(" ", text)
    return NO_CLOCK, text


def _hour(match: re.Match[str], is_morning: bool = False) -> time | None:
    hour, minute = int(match["hour"]), int(match["minute"] or match["glued"] or 0)
    more = match["more"] or ""
    minute += 30 if re.search("demi|trente", more) else 15 if re.search(r"et (?:quart|quinze)", more) else 0
    late = _half(match) == "pm" or re.search("apres|soir|noon|evening|night", match["of"] or "") is not None
    early = _is_said_early(match)
    bare = not (early or is_morning) and 0 < hour < _EARLIEST and len(match["hour"]) == 1
    if hour < NOON and (late or bare):
        hour += NOON
    elif hour == NOON and early:
        hour = 0
    if "moins" in more:
        hour, minute = hour - 1, 60 - int(match["less"] or 15)
    return time(hour, minute) if 0 <= hour < 24 and 0 <= minute < 60 else None


def _half(match: re.Match[str]) -> str:
    return (match["half"] or "").replace(".", "")


def _is_said_early(match: re.Match[str]) -> bool:
    return _half(match) == "am" or re.match("(?:du|in the) m|de l'avant", match["of"] or "") is not None


def _is_number(word: str) -> bool:
    return word in WORDS and word not in ("un", "une", "one", "oh", "o")
