"""Water or sewage that comes up where none should be, in the words of whoever sees it."""

from __future__ import annotations

import re

_WATER = r"\beaux? (?:(?:usees?|sales?|noires?|brunes?|d'egouts?|des egouts) )?"
_WAY_OUT = r"(?:drain|plancher|egout|toilette|renvoi|puisard|mur|fondation|regard|siphon|bain|cuvette|bol)"
_FLOOD = (
    r"(?:(?<!anti-)(?<!anti )\b(?:deborde(?:r|nt|ment)?|refoul\w{0,8}|inond\w{0,8}|overflow\w{0,5}|"
    r"flood(?:s|ed|ing)?)\b|"
    rf"\bdegats? d'eau|{_WATER}(?:qui |est )?(?:partout|r?entre(?:r|nt)?\b|(?:re)?mont(?:e|ent|er|ait)\b)|"
    rf"{_WATER}(?:qui )?sort(?:ent)? (?:par|du|des|de|dans|sur|autour|a cote)(?: [\w']{{1,9}}){{0,2}}? {_WAY_OUT}|"
    rf"{_WATER}(?:qui )?revien(?:nen)?t (?:dans|par|sur)|"
    r"(?<!reservoir )(?<!piscine )(?<!cuve )\bse rempli\w{1,4} d'eau|\bfill\w{0,3} (?:up )?with (?:water|sewage)|"
    r"\bremonte\w{0,3} (?:dans|par|du) (?:le|la|les|mon|ma|drain)|\begouts?.{0,8} remonte|"
    rf"{_WATER}(?:dans|sur) (?:le|la|les|mon|ma|tout|toute) ?"
    r"(?:sous-sol|cave|plancher|garage|maison|cuisine|salon|chambre)|"
    r"\b(?:sous-sol|cave|maison|garage|plancher)s? (?:est )?pleine?s? d'eau|\bpouces? d'eau|\bm[ea]rde partout|"
    r"\bback(?:ing|ed|s) up|\b(?:sewers?|sewage|drain) back[ -]?up|"
    r"\bsewage (?:is )?(?:coming|everywhere|in the|on the)|"
    r"\bwater(?: is|'s)? (?:everywhere|rising|coming (?:in|up))|\binch(?:es)? of water|"
    r"\bwater (?:in|all over) (?:the |my )?(?:basement|floor|house|kitchen))"
)
# What ended, or happened long ago; « réglé hier, ça recommence » did not end.
_ENDED = (
    r"(?:regle|arrete|cesse|termine|fini|repare|fixed|stopped|resolved|solved)(?:e?s?)\b(?!.{0,40}\b(?:recommenc|"
    r"revien|revenu|encore|again))"
)
_LONG_AGO = (
    r"(?:l'an (?:passe|dernier)|l'annee (?:passee|derniere)|last year|il y a \w{1,9} ans|\w{1,9} years ago|"
    r"(?:en|in) (?:19|20)\d\d)\b"
)
_AFRAID = (
    r"(?:risques?|peur|crain\w{0,5}|evite\w{0,3}|prevenir|prevention|empecher|proteger|protection|contre|prevent\w{0,3}|"
    r"avoid\w{0,3}|afraid|risk)(?: (?!mais\b|but\b)[\w']{1,20}){0,3}? (?:[dl]')?"
)
_DENIED = (
    r"(?:pas|aucune?|no|not|sans|without|jamais|never|ni|rien ne|rien qui|nothing(?: is)?|\w{2,6}n't) "
    r"(?:(?:encore|vraiment|more|any|signs? of|signes? de) )?(?:(?:de|du|une?|an?|any|en train de) |d')?"
)
# « n'a pas arrêté de refouler » denies twice.
_CEASED = r"(?<!pas )(?<!encore )(?<!n't )(?:cesse|arrete|fini|stopped|quit) (?:(?:de|from) |d')?"
_COVERED = (
    r"(?:couvr\w{1,3}|couvertes?|covers?|covered) (?:(?:pour|contre|for) )?(?:(?:les?|la|une?|the|an?) |l')?|"
    r"(?:clapets?|valves?|pompes?|assurances?|soupapes?) (?:de |d'|pour )?"
)
_SLIGHT_OR_NOT = (
    r"(?:pas(?! (?:mal|(?:encore )?(?:regle|arrete|cesse|fini|termine)))|plus(?! (?:que|fort|vite|haut))|insurance|"
    r"valve|un peu(?! partout)|legerement|parfois|des fois|a (?:bit|little)|sometimes|is over)\b"
)
# What is denied, slight, feared, kept away, over or long past, and what bears the name of a flood: a valve, a busy day.
_NO_FLOOD = re.compile(
    rf"\b(?:{_DENIED}|{_AFRAID}|{_CEASED}|{_COVERED}|last year'?s? (?:\w{{1,9}} )?)"
    rf"{_FLOOD}(?:,? (?:ou|ni|et|or|nor) (?:de |d')?{_FLOOD})*|"
    rf"{_FLOOD} (?:{_SLIGHT_OR_NOT}|(?:(?:est|a|ete|is|was|has|been|s'est) ){{0,2}}{_ENDED}|"
    rf"(?:(?:survenue?|arrivee?|back) )?{_LONG_AGO})|"
    r"\b(?:suis|sommes|etes) (?:tres )?deborde"
)


def comes_up(plain_words: str) -> bool:
    """Whether these words, folded, tell that water or sewage comes up now."""
    return re.search(_FLOOD, _NO_FLOOD.sub(" ", plain_words)) is not None
