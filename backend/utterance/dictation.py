"""What is said around a dictated number: what puts it right, whose it is, and hours that are no part of it."""

from __future__ import annotations

import re

from backend.utterance.numerals import DIGITS, WORDS

# What follows puts right what was said before; « ou plutôt » only prefers it.
PUT_RIGHT = re.compile(
    r"\b(?:nenon|(?<!si )non|pardon|correction|corrige\w*|rectif\w*|erreur|s'?cuse[rz]?|excuse[rz]?|desole\w*|"
    r"je me (?:suis )?tromp\w*|je (?:veux|voulais) dire|je re(?:commence|prends)|oups|w?oops|nope|sorry|my bad|"
    r"i mean|i meant|(?:scratch|strike) that|my mistake|start over|c'est pas ca|(?:mauvais|wrong) (?:numero|number)|"
    r"(?<=\d )no(?= \d{4}\b)|no(?=[,.!]|\s+(?:wait|sorry|it|i|\d)\b))\b|\bou plutot\b|\bor rather\b|"
    r"\b(?:ca finit|finit|finissant|se termine|ends?|ending) (?:par|in|with)\b|\bla fin,? c'est\b|"
    rf"\b(?:c'est|it's|its)(?=(?: (?:\d+|{'|'.join(WORDS)})){{1,7}} (?:a la fin|at the end)\b(?! d| of))|"
    # « le 450… n'est plus bon, prenez le 514… »
    r"\b(?:(?:ne |n')?(?:est |sera |marche |fonctionne |sert )(?:plus|pu)(?: bon(?:ne)?)?|c'est (?:l'|mon )ancien|"
    r"c'est rendu|(?:est |is )?(?:debranchee?|disconnected|hors service|out of service)|"
    r"a change (?:pour|au|a)|changed to|(?:is )?(?:no longer|not any ?more)(?: good| valid| in service)?)\b|"
    # These may also begin something else: only before a number do they put one right.
    r"\b(?P<weak>attend(?:s|ez)|minute|wait|hold on|c'est[- ]a[- ]dire|actually|make (?:that|it)|en fait|plutot(?! qu)|"
    r"rather(?! than)|mais c'est|but it'?s|"
    # « j'appelle du 450… mais rappelez-moi au 514… »
    r"(?:mais|but) (?:r?appele[rz]|call|reach|mon numero|my number)(?!.{0,6} (?:pas|not)))\b"
)
_ADDS = re.compile(r".{0,25}?\b(?:aussi|also|un autre|another|sinon|en plus|too)\b")
_SHOWN = (
    r"celui[- ]ci|ce numero|d'ou (?:j'|il |elle |on )?appel|j'appelle|"
    r"this (?:one|number|phone|line)|calling from|mon numero|afficheur|affiche|a l'ecran|votre ecran|de l'appelant|"
    r"caller id"
)
# « Le même »: as that which shows, or as the one that was told before.
_AS_BEFORE = r"le meme|la meme|meme numero|same"
_SAME = re.compile(rf"\b(?:{_AS_BEFORE}|{_SHOWN})")
_NOT = re.compile(r"\b(?:pas|not)(?: (?:a|le|de|sur|celui|the|one|on|my|numero|number|phone|i'm|i am))*\s*$")
# Words after a figure that it does not count.
_NO_NOUN = (
    r"euh|heu|hum|ben|puis|pis|et|and|then|tiret|point|dash|dot|espace|space|merci|thanks?|please|svp|s'il|ok|oui|yes|"
    r"non|no|pardon|sorry|excuse[rz]?|c'est|it's|oups|oops|attend[sz]?|wait"
)
# « après 18 heures », "at 4 pm": when to call, not whom.
_FIGURE = rf"(?:\d{{1,2}}|{'|'.join(sorted(WORDS, key=len, reverse=True))})"
_HOURS = re.compile(
    r"\b(?:apres|avant|vers|a|des|jusqu'a|entre|et|de|before|after|at|until|till|around|by|from|to)\s+(?:les )?"
    rf"{_FIGURE}(?:[ -]{_FIGURE})?(?:\s*(?:heures?|hrs?|pm|am|o'?clock)\b|\s*[h:](?:\s*\d\d)?\b|\s+[ap]\.m)|"
    rf"\b\d{{1,2}} ?h(?: ?\d\d)?\b|\b24 ?/ ?7\b|"
    rf"\b{_FIGURE}(?:[ -]{_FIGURE})? (?:heures?|minutes?|jours?|hours?|days?)\b"
)
# « 2e étage », « 1) 450… 2) 514… », « 450 555-0134, 3 logements »: a figure that counts something else.
_RANK = re.compile(
    r"\b\d{1,2}(?:e|er|re|ere|i?eme|st|nd|rd|th)\b|(?:^|(?<=[\s;,]))[1-9](?:\)|[.:](?=\s))(?=\s*\(?\d{3})"
)
_COUNT = re.compile(
    rf"(?<=\d\d\d)([\s,(-]{{1,3}}(?:le |the )?)(?:\d|{'|'.join(DIGITS.keys() - {'o', 'oh'})})"
    rf"(?= (?!(?:{'|'.join(sorted(WORDS, key=len, reverse=True))}|{_NO_NOUN})\b)[a-z]{{2,}})"
)
_TIMES = re.compile(r"\b(deux|trois|two|three|[23]) (?:fois|times)(?: le| the)?(?= \w)")
_REPEATED = {"deux": "double", "two": "double", "2": "double", "trois": "triple", "three": "triple", "3": "triple"}
# « au lieu du 450… », « l'ancien, c'était le 450… »: a number that is not theirs.
_INSTEAD_OF = re.compile(
    r"\b(?:au lieu d[eu]|instead of|plutot que|rather than|(?:et|and) (?:non|pas|not)|"
    r"used to be(?: at)?|(?:ancien|vieux|old)(?: numero| number)?|(?:avant|before)(?=,? (?:c'etait|etait|it was))|"
    r"(?:remplace|change)[rz]?|replace)"
    r"(?:,? (?:c'est|c'etait|etait|est|is|it was|was))?(?: le| the)?"
    rf"(?= (?:[\d+(]|(?:{'|'.join(sorted(WORDS, key=len, reverse=True))})\b))"
)
# « don't call 450…, call 514… »
_DO_NOT_CALL = re.compile(
    r"\b(?:(?:ne pas|pas|do not|don'?t|not) (?:r?appel\w*|utilis\w*|prend\w*|call|use)(?: back)?|"
    r"(?:oublie[rz]?|forget|ignore[rz]?|jamais|never)(?: about)?)"
    r"(?: (?:le|au|the|at))?(?= [\d+(])"
)
# Where they live, said after the number: « excusez, mon adresse c'est le 1234 rue Laval », « apartment 12 ».
_STREET = (
    r"rues?|av|ave|avenue|boul|blvd|bd|boulevard|ch|chemin|rang|route|rte|place|montee|cote|croissant|allee|terrasse|"
    r"street|st|road|rd|drive|dr|lane|court|crescent"
)
_ADDRESS = re.compile(
    r"(?:(?<=^)|(?<=[,;.!?:] )|(?<=[a-z] ))\d{1,5}[a-d]?,? (?:(?:\d{1,3}(?:e|eme|re|st|nd|rd|th)|[a-z]\w+) )?"
    rf"(?:{_STREET})\b|"
    r"\b(?:app|apt|appt|appart|appartement|apartment|unite|unit|suite|bureau|condo|porte|dossier|adresse|address|"
    r"(?:habite|reste|demeure|suis|live|lives|living)(?: au| at| a| in)|c'est au)"
    r"(?:,? (?:c'est|est|is|it's|no|numero|number|le|au|at|the))*[ :#.,]*\d{1,5}[a-d]?\b(?![\s.,-]*\d)"
)
# « pas le 450…, le 514… »: the comma parts two numbers.
_NOT_THIS = re.compile(r"\b((?:pas|not) (?:le|au|the|at) [^,;]{4,80}),")


def in_known_words(text: str) -> str:
    """Folded text without the hours and addresses in it, `trois fois cinq` as `triple cinq`."""
    # What a hyphen binds is one number: « quarante quatre-vingt » is 4080, « quarante-quatre vingt » 4420.
    text = re.sub(r"-quatre (?=vingt)", "-quatre et ", re.sub(r"\bquatre-vingts?\b", "quatrevingt", text))
    text = _INSTEAD_OF.sub(" ; pas le", _TIMES.sub(lambda found: _REPEATED[found[1]], text))
    text = re.sub(r"\b(pas|not) (?:au|du|at)\b", r"\1 le", _DO_NOT_CALL.sub(" ; pas le", _ADDRESS.sub(" ; ", text)))
    return _COUNT.sub(r"\1; ", _RANK.sub(" ; ", _NOT_THIS.sub(r"\1;", _HOURS.sub(" ; ", text))))


def adds(text: str) -> bool:
    """Whether it begins a second number, and puts nothing right."""
    return _ADDS.match(text) is not None


def is_the_same(text: str) -> bool:
    """Whether the number meant is the one from which they call."""
    return _SAME.search(text) is not None


def is_as_before(text: str) -> bool:
    """Whether it is only said to be the same, and not the one from which they call."""
    return is_the_same(text) and re.search(rf"\b(?:{_SHOWN})", text) is None


def is_another(text: str) -> bool:
    """Whether they say that it is not the one from which they call."""
    same = _SAME.search(text)
    return same is not None and _NOT.search(text[: same.start()]) is not None
