"""How urgent it is, in the words of callers and of models."""

from __future__ import annotations

import re
from typing import Literal

from backend.utterance.flood import comes_up
from backend.utterance.plain import plain

Urgency = Literal["urgent", "normal", "low"]

_URGENCY = r"(?:urgen|emergen|press(?!ion|ur)|critiqu|critical|rush|hurry|priorit|immed)\w*"
_HARM = r"(?:danger|grave|severe)\w*"
_PRESSING = rf"(?:{_URGENCY}|{_HARM})"
# What sounds like a denial and is none.
_CANNOT_WAIT = re.compile(
    r"(?:peut|peux|pourra|puisse) (?:vraiment |absolument )?(?:pas|plus|point) attendre|"
    r"\bn'attend(?:ra)? pas\b|\bne (?:peu[tx]|pourra|saurait) attendre|"
    r"\b(?:can'?t|cannot|can not|won'?t|couldn'?t) (?:really )?wait|sans (?:attendre|delai|tarder)|"
    rf"pas (?:une minute|de temps) a perdre|no time to (?:lose|waste)|\bpas (?:seulement|juste|que(?= {_PRESSING})) |"
    # What cannot be used any more.
    r"(?:peu[tx]|peuvent) (?:plus|pas) (?:aller|utiliser|se servir|tirer|flusher|prendre)|\bplus de toilettes?\b|"
    r"pas capable (?:de |d')(?:aller|utiliser|tirer|flusher)|\bno working (?:toilet|bathroom)|"
    r"\b(?:can'?t|cannot|nobody can|no one can) (?:use|flush)"
)
_CAN_WAIT = re.compile(
    r"(?:peut|peux|pourrait|va) (?:tres bien |bien |encore )?attendre(?! chez\b)|\bcan wait\b|\bno rush\b|\bno hurry\b|"
    r"\b(?:pas|ni) press(?!ion)|\bwhenever\b(?= you| is| suits| works|\W*$)|\bnon prioritaire\b|"
    r"\bquand (?:vous|ca|il|on) (?:pou|adon|arrang|conv)|\bwhen you can\b"
)
# A grade is one where it is the answer, or stands beside what it grades: « du bas », « midi » and « client régulier »
# tell where, when and who.
_GRADED = r"(?:urgen\w*|emergency|priorit\w*|niveau|level|severity|gravite|importance)"
_SMALL = (
    r"(?:(?:c'est|est|is|it's|it is|de|d'|an?|une?|tres|plutot|assez|fairly|pretty|rather|quite|very|oui|non|yes|no)"
    r"\W+)"
)
_ENDS = (
    r"(?=\s*(?:$|[,.;:!?()/=]|- )|\s(?:selon|d'apres|car|parce|pour|mais|et|ou|a|according|because|for|but|and|or)\b)"
)
_LOW_GRADE = r"(?:bas|basse|faible|low|lowest|least|minor|mineure?|minime|leger|legere|aucune?(?=\W*$| urgence))"
_MIDDLE_GRADE = (
    r"(?:moyen\w*|medium|moder\w*|normal\w*|standard|regul\w*|ordinaire\w*|habituel\w*|courante?|mid|semi|average)"
)
_COMING_UP = r"(?:debord|refoul|inond|flood|overflow|degat|sewage|back(?:ing|ed|s|up)?[ -]?up)\w*"
_AT_ONCE = r"(?:tout de suite|right away|maintenant|now|aujourd'hui|today|ce soir|tonight|immedia\w*)"
_DOUBT = r"(?:think|believe|say|seem|sound|look|feel|consider|call|find|need|require|have|be)"
_NOT = (
    r"(?:pas|non(?! c'est)|not|no(?! it's)|(?:is|are|was|were|ai)n't|aint|never|nothing|jamais|rien|aucune?(?:ment)?|"
    rf"zero|nullement|sans|peu|moins|ni|\w{{2,6}}n't (?:really )?{_DOUBT}|don't)"
)
_TOGETHER = r"(?:(?!mais\b|but\b)[\w']+[ -]){0,3}?(?:[dl]')?"
_NOT_URGENT = re.compile(
    rf"\b{_NOT}[ -]{_TOGETHER}(?:{_URGENCY}|haute?\b|high\b|eleve)|"
    # « urgente: aucune évacuation » denies something else.
    rf"{_URGENCY}(?: [a-z]+(?=\s*[:=?]))?\W*(?:(?:non|no|false|faux|0|(?:pas|not) (?:vraiment|du tout|really|at all))\b"
    r"(?=\W*$|[,.;])|(?:aucune?|nulle?)\b(?=\W*$))|"
    rf"{_URGENCY} (?:[a-z]+ )?(?:non|pas|not) (?:requis|necessaire|need|requir|necess)|"
    rf"^(?:non|no|false|faux|nope|nan|0)\b(?!.{{0,20}}\b(?:oui|yes)\b)(?=\W*$|\W*[,.;:!])"
    rf"(?!(?:\W*\b(?:non|no)\b)*\W+(?:c'est|it's|it is|ca) (?:(?!{_NOT}\b|plus\b)\w+ ){{0,2}}?{_PRESSING})|"
    rf"\bn'?(?:est|ai|a) plus (?:une? |vraiment |si |aussi )?{_URGENCY}|\bno longer {_URGENCY}|"
    r"\b(?:press(?:e|ait|ez|era)|urge)(?:[ -](?:vous|toi))? (?:pas|plus(?! que)|point)\b"
)
_OVER = re.compile(
    rf"\b(?:plus|pas) maintenant\b|\bnot any ?more\b|\b(?:was|etait|avait|ete) (?:(?:une?|an) )?{_PRESSING}.{{0,20}}"
    r"\b(?:mais|but)\b|\b(?:fine|ok|okay|good|better|correct|regle|debouche) (?:now|maintenant|la)\b|"
    r"\bs'est (?:debouche|regle|arrete|replace)\b"
)
# Of harm, that there is none, tells nothing of how urgent it is.
_NO_HARM = re.compile(
    rf"\b{_NOT}[ -]{_TOGETHER}(?:{_HARM}|medicale?\b|medical(?: emergency)?\b)|"
    rf"\b{_HARM}\W{{0,3}}\b(?:non|no|false|faux|aucune?)\b"
)
# Of something that would press, that it is not so: whatever is called urgent besides still is.
_NO_SIGN = re.compile(
    rf"\b(?:pas|aucune?|no|not|sans|jamais|never|ni) (?:(?:de|du|une?|an?|any|en train de) |d')?{_COMING_UP}|"
    r"(?:deborde|refoule|monte|inonde|entre) (?:pas|plus)\b"
)
_NOT_AT_ONCE = re.compile(
    r"(?:\b(?:pas|not|no)|n't) (?:(?:besoin|necessaire|oblige|need(?:ed)?|have|required)(?: [\w']+){0,3}? )?(?:d')?"
    rf"{_AT_ONCE}"
)
_CALLED_URGENT = re.compile(rf"\b{_PRESSING}")
# « pas mal urgent » is quite urgent, what is « pas du tout normal » no middling matter, what « n'arrête pas » goes on.
_NO_DENIAL = re.compile(
    r"\bpas (?:mal|pire)\b|\b(?:pas|not|rien de) (?:du tout |vraiment |at all )?normal\w*|"
    r"(?:\bn')?\b(?:arret|cess)\w* pas (?:de |d')?|\b(?:wo|does|did)n'?t stop "
)
_JOUAL = re.compile(r"\b(peu[tx]|coule|descend|evacue|deborde|refoule|monte) pus?\b")
_URGENT = re.compile(
    rf"\b{_PRESSING}|\b(?:haut|haute|hauts|hautes|high|highest|elev\w*|max\w*|extrem\w*|oui|yes|yep|ouais|true|vrai|"
    r"maintenant|now|asap|vite|vitement|aujourd'hui|today|tonight|catastroph\w*|sos|911|p1|rouge|red)\b|"
    r"^si\b(?=$|[,!])|\bdre(?:tte?|t)[- ]la\b|\bpronto\b|eau aux (?:chevilles|genoux)|"
    r"tout de suite|right away|straight away|au plus (?:vite|tot|sacrant|coupant)|des que possible|"
    r"le plus tot|as soon as|ce soir|"
    r"deborde|refoule|refoulement|inond|flood|overflow|back(?:ing|ed|s|up)?[ -]?up|sewage|eau (?:partout|monte|entre)|"
    r"eau.{0,20} monte|degat|^1$|\b(?:[89]|10) ?(?:/|sur|out of) ?10\b|\b[45] ?(?:/|sur|out of) ?5\b|"
    # Gas, and water where none should be.
    r"\burge\b|\b(?:odeur|sent|senteur)\b.{0,10} gaz\b|\bgas (?:leak|smell)|\bsmell\w* (?:of )?gas\b|"
    r"\bplein(?:e|es|s)? d'eau|(?<!pas d')\beau (?:dans|sur) (?:le|la|les|mon|ma|tout|toute) ?"
    r"(?:sous-sol|cave|plancher|garage|maison|cuisine|salon|chambre|place)|"
    r"\b(?:coule|degoutte|fuit) (?:du|au|par le|dans le) plafond|water (?:is )?(?:everywhere|rising|coming (?:in|up))|"
    r"sewers? (?:is )?(?:coming|backing|backed) up|(?:full of|standing) water|"
    r"egouts?.{0,8} remonte\w*|\bremonte\w* (?:dans|par) (?:le|la|les|mon|ma)\b|"
    r"\bplafond (?:qui )?(?:coule|degoutte|pisse)|\bca pisse\b|\bm[ea]rde (?:partout|dans)|\beau jusqu|"
    r"\b(?:pieds?|pouces?) d'eau|\b(?:inch(?:es)?|feet|foot) of water|\b(?:burst|busted) pipe|"
    r"\b(?:pipe|tuyau)\w* (?:qui a |a |is |has )?(?:burst|busted|pete|eclate)|"
    r"\b(?:seule|unique) toilette\b|\bonly toilet\b|"
    r"water (?:in|all over) (?:the |my )?(?:basement|floor|house|kitchen)|"
    # The schema calls it urgent: nothing goes down any more, anywhere.
    r"(?:aucune?|plus d'|no) ?evacuation|(?:evacue|ecoule|descend) (?:plus|pas) du tout|"
    r"(?:plus rien (?:ne |n')?|\brien (?:ne |n'))(?:s'|se |y )?(?:evacue|ecoule|descend|coule|draine|passe|vide)|"
    r"nothing (?:is |will )?(?:drain|flush|go(?:es|ing)? down)"
)
_BUT = re.compile(r"\b(?:mais|par contre|sauf que|but|however|except)\b")
_UNKNOWN = re.compile(r"^(?:|inconnue?|unknown|n/?a|nd|none|null|non (?:precisee?|dite?|connue?|specifiee?)|\?+|-+)$")


def read_urgency(said: str | None) -> Urgency | None:
    """The urgency in these words, None when they say none. What is said and means nothing known is normal."""
    if _UNKNOWN.fullmatch(plain(said or "").strip(" .!")):
        return None
    text = _folded(said)
    if _CANNOT_WAIT.search(text) or (_BUT.search(text) and read_urgency(_BUT.split(text)[-1]) == "urgent"):
        # What comes after « mais » is what is meant.
        return "urgent"
    if _CAN_WAIT.search(text) or _is_graded(text, _LOW_GRADE):
        return "low"
    if _is_calm(text) or _is_graded(text, _MIDDLE_GRADE) or _has_no_sign(text):
        return "normal"
    return "urgent" if _URGENT.search(text) or comes_up(text) else "normal"


def tells_of_flood(text: str | None) -> bool:
    """Whether these words, of anything, tell that water or sewage comes up: « oui » or « vite » alone press nothing."""
    said = _folded(text)
    return any(comes_up(part) and not _is_calm(part) for part in (said, _BUT.split(said)[-1]))


def _folded(text: str | None) -> str:
    said = _JOUAL.sub(r"\1 plus", _NO_DENIAL.sub("", plain(text or "")))
    return _NO_HARM.sub(" ", said).strip(" .!")


def _is_graded(text: str, grade: str) -> bool:
    answer = rf"^\W*{_SMALL}*{grade}{_ENDS}"
    beside = rf"\b{_GRADED}(?: ?[:=] ?| )(?:{_SMALL}|client )*{grade}\b|\b{grade}[ -](?:de |d')?{_GRADED}"
    return re.search(f"{answer}|{beside}", text) is not None


def _is_calm(text: str) -> bool:
    return any(calm.search(text) for calm in (_CAN_WAIT, _NOT_URGENT, _OVER))


def _has_no_sign(text: str) -> bool:
    is_none = _NO_SIGN.search(text) is not None and not comes_up(text)
    return (is_none or _NOT_AT_ONCE.search(text) is not None) and _CALLED_URGENT.search(text) is None
