"""Ways to word a moment, put into the few that are read: `pas avant 10 h` is `après 10 h`, `10 h pile` is `10 h`."""

from __future__ import annotations

import re

from backend.utterance.clock import ANY_PART
from backend.utterance.days import MONTH

_DAY = r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|\w+day|aujourd'hui|demain|tomorrow)s?"
_ANY_DAY = r"(?:any ?(?:day|time)|whenever|every ?day)"
_BUT_A_DAY = rf",? but(?: on)? (?={_DAY}\b(?! (?:is|are|if|would|works?|suits?|best|pref\w+|at|a|\d+)\b))"
_NAMED_DAY = rf"(?:(?:le |the )\d{{1,2}}(?:st|nd|rd|th)?|(?:le )?{_DAY})"
_UNTIL = r"(?<!pas )(?<!not )\b(?:avant|before|d'ici|by)"
_NOT = r"\b(?:pas|not|jamais|never)(?: in)?(?: (?:le|la|les|en|the|de))?(?: [ld]')?\s*"
_SOONER = r"(?:plus tot qu[e']|(?:earlier|sooner) than)"
_LATER = r"(?:plus tard qu[e']|later than)"
_A_WHOLE_HOUR = (
    r"(?:\d{1,2}(?: ?h(?:eures?)?\b(?: ?[0-5]\d\b)?| ?h[0-5]\d|(?::[0-5]\d)? ?[ap]\.?m\b\.?|:[0-5]\d)|midi|noon)"
)
_AN_HOUR = r"(?:(?:a|at|les) )?(?=\d{1,2} ?(?:h|:|[ap]\.?m)|(?:midi|noon)\b)"
# What is not wanted, up to the part of the day: « sauf le matin ». « Pourquoi pas le matin? » wants it.
_NO_PART = (
    r"(?:(?<!pourquoi )(?<!why )\b(?:pas|not|jamais|never)|\b(?:sauf|except(?: for)?|excepte|hormis|but not|"
    r"any ?time but(?= (?:in )?the (?!\w+ (?:is|are|would|works?|suits?)\b)))|\bno(?= \w+s\b))"
    r"(?: (?:in|on|at|during|sur|a|durant|pendant))?(?: (?:le|la|les|en|the|de))?(?: [ld]')?\s*"
)
_NOON_MEAL = r"(?:(?:le|the) )?(?:lunch(?: ?(?:time|hour|break))?|l'heure d[ue] (?:lunch|diner))\b"
# Without one of these, most of the day is left.
_NARROW_PART = (
    r"(?:soir\w*|evenings?|nights?|nuit|midi|noon|(?:heure d[ue]s? (?:midi|diner|lunch)|lunch(?: ?time)?)|"
    r"(?:fin|end) (?:de |d'|of )?(?:la |l'|the )?(?:journee|day|apres[- ]midi)|late(?: in the)? (?:afternoon|morning))"
    r"\b"
)
_EARLY_MORNING = r"(?:(?:trop|too) )?(?:(?:tot|early)\b[a-z' ]{0,8}? ?(?:matin\w*|mornings?)|first thing)\b"
# Not sooner, too soon, or as soon as possible.
_EARLY = (
    r"(?<!plus )(?<!trop )(?<!too )(?<!as )(?<!aussi )(?<!si )(?<!so )(?<!pas )(?<!not )(?<!tres )(?<!very )(?<!bien )"
    r"\b(?:(?:tres|very|bien) )?(?:tot|early|de bonne heure)\b"
)
_NOT_SO_EARLY = (
    r"\b(?:pas|not) (?:trop|too|tres|very|si|so) (?:tot|early)\b(?! (?:l|en|in|dans|cet|this|apres|after|next))"
)
# In this order, on folded text with its numbers in figures.
_WORDINGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        (r"\bapres[- ]demain\b|\bsurlendemain\b", "day after tomorrow"),
        # Eight days are a week, as one counts here, and fifteen are two.
        (r"\b(?:dans|d'ici) 8 jours\b", "dans 7 jours"),
        (r"\b(?:dans|d'ici) 15 jours\b", "dans 14 jours"),
        (r"\b(?:aujourd'hui|today) en 8\b", "dans 7 jours"),
        (r"\b(?:aujourd'hui|today) en 15\b", "dans 14 jours"),
        (r"\b(?:demain|tomorrow) en 8\b", "in 8 days"),
        (r"\b(\d{1,3}|a) (day|week)s? from (?:today|now)\b", r"in \1 \2s"),
        (r"\bin a (day|week)s\b", r"in 1 \1s"),
        (r"\b(?:a|1) week from (\w+day)\b|\b(\w+day) week\b(?! (?:of|after))", r"\1\2 en 8"),
        (r"\b2 weeks from (\w+day)\b", r"\1 en 15"),
        (rf"\b({_ANY_DAY}\b[^,;.]*?){_BUT_A_DAY}", r"\1 but not "),
        # Until when on that day, and not which hour of another one: « avant demain midi ».
        (rf"{_UNTIL} ({_NAMED_DAY}),? (?:a |at )?({_A_WHOLE_HOUR})", r"d'ici \1 avant \2"),
        (rf"(?<!pas )(?<!not )\b(avant|before) ({_DAY}) (?:matin|morning)\b", r"\1 \2"),
        (_UNTIL + r" (?:ce soir|tonight|this evening)\b", "aujourd'hui avant 17h"),
        (_UNTIL + r" (?:cet? apres-midi|cet aprem|ce midi|this afternoon)\b", "aujourd'hui avant 12h"),
        (r"\bheure d[ue] midi\b", "heure du diner"),
        (r"\bmat'(?!\w)|\bmat\b", "matin"),
        # Lunch is dinner here, at noon: these would be hours at noon, and "after" a bound of days.
        (r"\b(?:avant|before)[- ]" + _NOON_MEAL, "avant-midi"),
        (r"\b(?:apres|after)[- ]" + _NOON_MEAL, "apres-midi"),
        (r"\bdans (?=l[a' ])|\bmilieu (?:de |d'|du )|\bmid[- ](?=afternoon|morning)", " "),
        (r"(?<![\d-])(\d{1,2}) ?h? ?- ?(\d{1,2}) ?h\b", r"entre \1 et \2 h"),
        (r"(\dh\d\d|:\d\d|\dh|[ap]\.?m\.?) ?- ?(?=\d{1,2}(?:h|:|(?: ?[ap]\.?m\b)))", r"\1 a "),
        # « Le trois du douze »: of that month.
        (r"\b(\d{1,2}) du (\d{1,2})\b(?! ?(?:h|[ap]\.?m))", r"\1/\2"),
        (r"\b(?:pas|not) (?:cette semaine|this week)\b", "a partir de la semaine d'ensuite"),
        (rf"(?:{_NOT}(?:(?:avant|before)(?! (?:midi|noon))|{_SOONER})|\bno {_SOONER}) ?{_AN_HOUR}", "apres "),
        (rf"(?:{_NOT}(?:apres|after|{_LATER})|\bno {_LATER}|\bau plus tard|\bat the latest) ?{_AN_HOUR}", "avant "),
        (rf"\b{_SOONER} ?{_AN_HOUR}", "avant "),
        # Said behind the hour as well: « 15 h au plus tard ».
        (rf"(?:\b(?:a|at|pour|for) )?\b({_A_WHOLE_HOUR}),? (?:au plus tard|at the latest|max(?:imum)?)\b", r"avant \1"),
        # Which day instead, nobody said.
        (r"\b(?:pas|not) (?:(?:cet?|cette|this) (?:mat|avant-m|apres-m|aprem|soir|mor|aft|eve)[\w-]*|tonight\b)", " "),
        (rf"{_NO_PART}(?:(?:trop|too) )?(?:tot|early) ({_DAY})(?: le)? (?:matin|morning)\b", r"\1 pas-tot"),
        (_NO_PART + _EARLY_MORNING, "pas-tot"),
        (_NOT_SO_EARLY, "pas-tot"),
        (rf"{_EARLY} ({_DAY})(?: (?:le|in the))? (?:matin|morning)\b", r"\1 tot le matin"),
        (_NO_PART + r"(?:avant[- ]midi|before noon|matin\w*|mornings?)\b", "apres-midi"),
        (_NO_PART + r"(?:apres[- ]midis?|after noon|aprem\w*|afternoons?)\b", "matin"),
        (_NO_PART + _NARROW_PART, "n'importe quand"),
        (r"\b(\d{1,2})\.(00|15|30|45)\b(?![./-]?\d)", r"\1h\2"),
        (r"\b(5|10|20|25) past (\d{1,2})\b", r"\2h\1"),
        # How long it takes, by whose clock, and how exactly: none of it says when.
        (r"\b(?:pendant|durant|for) \d{1,3} ?(?:h|heures?|hours?|minutes?|min)\b(?: et demie?| ?\d\d\b)?", " "),
        (r"\b(?:a l')?heures? (?:de montreal|du quebec|de l'est|locale|avancee|normale)\b", " "),
        (r"\b(?:local|eastern|montreal) time\b", " "),
        (r"\b(?:ou|or) (?:un peu |a bit )?(?:plus tard|later|apres)\b", " "),
        (r"\b(?:pile|exactement|exactly|sharp|precises?|juste|on the dot)\b", " "),
        (r"\bqui (?:vient|s'en vient|arrive)\b", " "),
    )
)  # fmt: skip
# Nor in a week or a month of which it is the beginning.
_EARLY_ALONE = re.compile(
    rf"{_EARLY}(?! (?:(?:in|en|dans|this|cette|la|next|that|as|que|possible|enough)\b|qu'|{MONTH.pattern}))"
)
_NO_DAY = (
    r"(?:sauf|except(?: for| on)?|but not(?: on)?|excepte|hormis|ni|pas|not|jamais|never)"
    rf"(?: (?:le|les|la|en|on|the)){{0,2}} (?P<day>{_DAY}|fins? de semaine|week-?ends?)"
)
_EXCEPT = re.compile(
    rf"\b{_NO_DAY}\b(?! (?:avant|apres|prochaine?|next|matin|morning|after|evening|night|noon|soir|midi))"
)


def in_known_words(text: str) -> str:
    """The same moment in the wording that is read."""
    for pattern, instead in _WORDINGS:
        text = pattern.sub(instead, text)
    return text if ANY_PART.search(text) else _EARLY_ALONE.sub("tot le matin", text)


def take_exceptions(text: str) -> tuple[list[str], str]:
    """The days that somebody does not want, and the text without them: `pas mercredi, jeudi` is `jeudi`."""
    return [found["day"] for found in _EXCEPT.finditer(text)], _EXCEPT.sub(" ", text)
