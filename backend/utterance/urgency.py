"""How urgent it is, in the words of callers and of models."""

from __future__ import annotations

import re
from typing import Literal

from backend.utterance.plain import plain

Urgency = Literal["urgent", "normal", "low"]

_PRESSING = r"(?:urgen|emergen|press|grave|critiqu|critical|severe|rush|hurry|priorit|immed|danger)\w*"
# What sounds like a denial and is none.
_CANNOT_WAIT = re.compile(
    r"(?:peut|peux|pourra|puisse) (?:vraiment |absolument )?(?:pas|plus|point) attendre|"
    r"\bn'attend(?:ra)? pas\b|\bne (?:peu[tx]|pourra|saurait) attendre|"
    r"\b(?:can'?t|cannot|can not|won'?t|couldn'?t) wait|sans (?:attendre|delai|tarder)|"
    r"pas (?:une minute|de temps) a perdre|no time to (?:lose|waste)|\bpas (?:seulement|juste|que) |"
    # What cannot be used any more.
    r"(?:peu[tx]|peuvent) (?:plus|pas) (?:aller|utiliser|se servir|tirer|flusher|prendre)|\bplus de toilettes?\b|"
    r"pas capable (?:de |d')(?:aller|utiliser|tirer|flusher)|\bno working (?:toilet|bathroom)|"
    r"\bn'attend(?:ra)? pas\b|\bne (?:peu[tx]|pourra|saurait) attendre|"
    r"\b(?:can'?t|cannot|nobody can|no one can) (?:use|flush)"
)
_LOW = re.compile(
    r"\b(?:bas|basse|faible|low|lowest|least|minor|mineure?|minime|leger|legere|non prioritaire|aucune?)\b|"
    r"(?:peut|peux|pourrait|va) (?:tres bien |bien |encore )?attendre|\bcan wait\b|\bno rush\b|\bno hurry\b|"
    r"\b(?:pas|ni) press|\bwhenever\b|\bquand (?:vous|ca|il|on) (?:pou|adon|arrang|conv)|\bwhen you can\b"
)
_COMING_UP = r"(?:debord|refoul|inond|flood|overflow|degat|sewage|back(?:ing|ed|s|up)?[ -]?up)\w*"
_AT_ONCE = r"(?:tout de suite|right away|maintenant|now|aujourd'hui|today|ce soir|tonight|immedia\w*)"
_NOT = r"(?:pas|non|not|no|isn't|aint|never|nothing|jamais|rien|aucune?(?:ment)?|nullement|sans|peu|moins|ni)"
_DENIED = re.compile(
    rf"\b{_NOT}[ -](?:(?!mais\b|but\b)[\w']+[ -]){{0,3}}?(?:[dl]')?(?:{_PRESSING}|haute?\b|high\b|eleve)|"
    # « urgente: aucune évacuation » denies something else.
    rf"{_PRESSING}\W*(?:(?:non|no|false|faux|0)\b(?=\W*$|[,.;])|(?:aucune?|nulle?)\b(?=\W*$))|"
    r"^(?:non|no|false|faux|nope|nan|0)\b(?!.{0,20}\b(?:oui|yes)\b)|"
    rf"\bn'?(?:est|ai|a) plus (?:une? |vraiment |si |aussi )?{_PRESSING}|\bno longer {_PRESSING}|"
    r"\b(?:plus|pas) maintenant\b|\bnot any ?more\b|"
    r"\b(?:ca|rien ne|rien qui) press(?:e|ait) (?:pas|plus|point)\b|\b(?:was|etait|avait|ete) (?:(?:une?|an) )?"
    rf"{_PRESSING}.{{0,20}}\b(?:mais|but)\b|"
    r"\b(?:fine|ok|okay|good|better|correct|regle|debouche) (?:now|maintenant|la)\b|"
    r"\bs'est (?:debouche|regle|arrete|replace)\b"
)
# Of something that would press, that it is not so: whatever is called urgent besides still is.
_NO_SIGN = re.compile(
    rf"\b(?:pas|aucune?|no|not|sans|jamais|never|ni) (?:(?:de|du|une?|an?|any|en train de) |d')?{_COMING_UP}|"
    rf"\b(?:pas|not) {_AT_ONCE}|(?:deborde|refoule|monte|inonde) (?:pas|plus)\b"
)
_CALLED_URGENT = re.compile(rf"\b{_PRESSING}")
# « pas mal urgent » is quite urgent, and what is « pas du tout normal » is no middling matter.
_NO_DENIAL = re.compile(r"\bpas (?:mal|pire)\b|\b(?:pas|not|rien de) (?:du tout |vraiment |at all )?normal\w*")
_JOUAL = re.compile(r"\b(peu[tx]|coule|descend|evacue|deborde|refoule|monte) pus?\b")
_MIDDLING = re.compile(
    r"(?<!pas )\b(?:moyen\w*|medium|moder\w*|normal\w*|standard|regul\w*|ordinaire\w*|habituel\w*|courant\w*|semi|"
    r"mid\w*|average)\b"
)
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
    r"egouts?.{0,8} remonte\w*|\bremonte\w* (?:dans|par) (?:le|la|les|mon|ma)\b|\brien ne (?:descend|passe|coule)\b|"
    r"\bplafond (?:qui )?(?:coule|degoutte|pisse)|\bca pisse\b|\bm[ea]rde (?:partout|dans)|\beau jusqu|"
    r"\b(?:pieds?|pouces?) d'eau|\b(?:inch(?:es)?|feet|foot) of water|\b(?:burst|busted) pipe|"
    r"\b(?:pipe|tuyau)\w* (?:qui a |a |is |has )?(?:burst|busted|pete|eclate)|"
    r"\b(?:seule|unique) toilette\b|\bonly toilet\b|"
    r"water (?:in|all over) (?:the |my )?(?:basement|floor|house|kitchen)|"
    # The schema calls it urgent: nothing goes down any more, anywhere.
    r"(?:aucune?|plus d'|no) ?evacuation|(?:evacue|ecoule|descend) (?:plus|pas) du tout|"
    r"plus rien (?:ne |n')?(?:s'|se |y )?(?:evacue|ecoule|descend|coule|draine|part|vide)|"
    r"nothing (?:is |will )?(?:drain|flush|go(?:es|ing)? down)"
)
_BUT = re.compile(r"\b(?:mais|par contre|sauf que|but|however|except)\b")
_UNKNOWN = re.compile(r"^(?:|inconnue?|unknown|n/?a|nd|none|null|non (?:precisee?|dite?|connue?|specifiee?)|\?+|-+)$")


def read_urgency(said: str | None) -> Urgency | None:
    """The urgency in these words, None when they say none. What is said and means nothing known is normal."""
    text = _JOUAL.sub(r"\1 plus", _NO_DENIAL.sub("", plain(said or ""))).strip(" .!")
    if _UNKNOWN.fullmatch(text):
        return None
    if _CANNOT_WAIT.search(text) or (_BUT.search(text) and read_urgency(_BUT.split(text)[-1]) == "urgent"):
        # What comes after « mais » is what is meant.
        return "urgent"
    if _LOW.search(text) and not _is_denied_low(text):
        return "low"
    if _DENIED.search(text) or _MIDDLING.search(text) or (_NO_SIGN.search(text) and not _CALLED_URGENT.search(text)):
        return "normal"
    return "urgent" if _URGENT.search(text) else "normal"


def _is_denied_low(text: str) -> bool:
    # "aucune évacuation", "not low": the low word is about something else, or denied.
    return re.search(r"\b(?:not|pas|isn't) (?:low|bas|basse|faible|minor)\b|aucune? (?!urgence)\w", text) is not None


_FLOOD = (
    r"(?:(?<!anti-)(?<!anti )\b(?:deborde(?:r|nt|ment)?|refoul\w{0,8}|inond\w{0,8}|overflow\w{0,5}|"
    r"flood(?:s|ed|ing)?)\b|"
    r"\bdegats? d'eau|\beaux? (?:qui )?(?:re)?monte|\beau (?:qui |est )?(?:partout|entre)\b|"
    r"\bremonte\w{0,3} (?:dans|par|du) (?:le|la|les|mon|ma|drain)|\begouts?.{0,8} remonte|"
    r"\beau (?:dans|sur) (?:le|la|les|mon|ma|tout|toute) ?"
    r"(?:sous-sol|cave|plancher|garage|maison|cuisine|salon|chambre)|"
    r"\b(?:sous-sol|cave|maison|garage|plancher)s? (?:est )?pleine?s? d'eau|\bpouces? d'eau|\bm[ea]rde partout|"
    r"\bback(?:ing|ed|s) up|\b(?:sewers?|sewage|drain) back[ -]?up|"
    r"\bsewage (?:is )?(?:coming|everywhere|in the|on the)|"
    r"\bwater (?:is )?(?:everywhere|rising|coming (?:in|up))|\binch(?:es)? of water|"
    r"\bwater (?:in|all over) (?:the |my )?(?:basement|floor|house|kitchen))"
)
# What is denied, slight, feared, kept away or long past, and what bears the name of a flood: a valve, a busy day.
_NO_FLOOD = re.compile(
    r"\b(?:(?:pas|aucune?|no|not|sans|without|jamais|never|ni|rien ne|rien qui|nothing(?: is)?|\w{2,6}n't) "
    r"(?:(?:encore|vraiment|more|any|signs? of|signes? de) )?(?:(?:de|du|une?|an?|any|en train de) |d')?|"
    r"(?:risques?|peur|crain\w{0,5}|evite\w{0,3}|prevenir|prevention|empecher|proteger|protection|contre|prevent\w{0,3}|"
    r"avoid\w{0,3}|afraid|risk)(?: (?!mais\b|but\b)[\w']{1,20}){0,3}? (?:[dl]')?)"
    rf"{_FLOOD}(?:,? (?:ou|ni|et|or|nor) (?:de |d')?{_FLOOD})*|"
    rf"{_FLOOD} (?:pas(?! mal)|plus|l'an (?:passe|dernier)|l'annee (?:passee|derniere)|last year|insurance|valve|"
    r"il y a \w{1,9} ans|un peu(?! partout)|legerement|parfois|des fois|a (?:bit|little)|sometimes)\b|"
    rf"\b(?:clapets?|valves?|pompes?|assurances?|soupapes?) (?:de |d'|pour )?{_FLOOD}|"
    r"\b(?:suis|sommes|etes) (?:tres )?deborde"
)


def tells_of_flood(text: str | None) -> bool:
    """Whether these words, of anything, tell that water or sewage comes up: « oui » or « vite » alone press nothing."""
    said = _JOUAL.sub(r"\1 plus", plain(text or ""))
    return read_urgency(text) == "urgent" and re.search(_FLOOD, _NO_FLOOD.sub(" ", said)) is not None
