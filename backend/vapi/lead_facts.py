"""A lead as Paul words it, in a tool's arguments or in a report's structured data, turned into our own names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator

from backend.utterance.language import Language, read_language
from backend.utterance.phone import HeardPhone, read_phone
from backend.utterance.plain import plain
from backend.utterance.town import postal_code_in, read_town, town_of
from backend.utterance.urgency import Urgency, read_urgency, tells_of_flood
from backend.vapi.wire import Wire
from backend.wire import Text

# Who did not say it, or until when: « non fournie par le client », « à confirmer pour le moment ».
_BY = (
    r"(?: (?:(?:par|avec|by|with) (?:le |la |l'|the )?(?:cliente?|appelante?|customer|caller)|yet|for now|"
    r"pour (?:le moment|l'instant)))*"
)
_GIVEN = (
    r"(?:fournie?|donnee?|precisee?|specifiee?|mentionnee?|communiquee?|disponible|connue?|dite?|"
    r"provided|given|specified|mentioned|available|known)"
)
_NOTED = rf"(?:{_GIVEN}|notee?|indiquee?|enregistree?|inscrite?|noted|stated|said|told|recorded|discussed)"
_ABOVE = r"(?:ci[- ]dessus|plus (?:haut|tot)|avant|tantot|precedemment|above|before|earlier|previously)"
# What only points back to words of before: those are known already, and must stay.
_AS_BEFORE = (
    r"idem|ditto|inchangee?s?|unchanged|pareil(?:le)?s?|(?:(?:voir|see) )?(?:ci[- ]dessus|plus haut|above)|"
    rf"(?:deja|already)(?: ete| been)? {_NOTED}(?: {_ABOVE})?|"
    r"(?:tel(?:le)?s? que|comme|as|(?:(?:l[ea]s?|the) )?(?:same as|memes? que)|pareil(?:le)?s? (?:que|comme)) "
    rf"(?:(?:deja|already|previously) )?(?:{_NOTED}(?: {_ABOVE})?|{_ABOVE})"
)
_NOTHING = re.compile(
    rf"(?:|{_AS_BEFORE}|null|none|undefined|n[./]?a|inconnue?|unknown|aucune?|anonyme|anonymous|vide|empty|\?+|-+|"
    rf"(?:non|pas|not|n'est pas|n'a pas ete|is not|was not) (?:encore )?{_GIVEN}|"
    r"tb[acd]|to be (?:confirmed|determined)|a (?:confirmer|preciser|determiner|demander|venir|valider)|"
    # Whoever it is, said of nobody in particular.
    r"(?:(?:le |la |the |un |une |l'))?(?:cliente?|customer|caller|appelante?|monsieur|madame|mademoiselle)"
    r"(?: inconnue?| anonyme| unknown)?|unknown (?:caller|customer|client)|"
    # « [nom] », « (vide) »: what was to be filled in.
    rf"[\[{{<][^\d]*[\]}}>]|\((?:vide|empty|inconnue?|unknown|aucune?|none|null|n/?a)\)){_BY}"
)
_WHOSE = r"(?:l'|d'|de |du |le |la |son |sa |mon |ma |a |an |any |the |his |her |their |my )?"
_ASKED = (
    r"(?:nom(?: complet| de famille)?|prenom|adresse(?: complete| exacte| civique)?|ville|code postal|"
    r"numero(?: civique)?|(?:full |first |last )?name|(?:full |street )?address|city|postal code)"
    r"(?: du client| de la cliente)?"
)
_TELLING = (
    r"(?:donn|fourn|precis|mentionn|laiss|communiqu|divulgu|nomm|identifi)\w*|di(?:re|te?)|"
    r"g[ia]ve|giving|provid\w+|say|said|tell|told|leave|left|shar\w+"
)
# Who was not heard.
_UNHEARD = (
    r"(?:inaudible|illisible|incompris|unclear|unidentified|unnamed|indisponible|unavailable|"
    r"(?:non|pas|not|mal|n'est pas|is not) (?:bien )?(?:audible|comprise?|entendue?|identifiee?|lisible|claire?|"
    r"understood|heard|identified|clear))"
)
_WHO = r"(?:(?:(?:le |la |l'|the )?(?:cliente?|appelante?|customer|caller)|il|elle|on|je|he|she|they|i) )?"
# What is told instead of a name or a place. Of a problem or a number, the same words tell something.
_UNTOLD = re.compile(
    rf"{_WHOSE}{_ASKED}(?: ?: ?| )(?:est |is )?{_NOTHING.pattern}|non|no|"
    rf"(?:aucune? |sans |no |pas d'|pas de ){_ASKED}(?: {_GIVEN})?{_BY}|"
    rf"{_WHO}(?:ne |don't |do not |doesn't |does not )?(?:(?:le |la |l')?(?:sai[st]|connai[st]) pas|know)"
    rf"(?: (?:encore|yet|{_WHOSE}{_ASKED}))*|"
    rf"{_WHO}(?:a |has )?(?:refus(?:e[er]?|al)?|refused|declined)(?: (?:de|to) (?:le |la |l'|se )?(?:{_TELLING}))?"
    rf"(?: {_WHOSE}{_ASKED})?{_BY}|"
    rf"{_WHO}(?:n'a pas |a pas |ne (?:veut|voulait|souhaite) pas |did not |didn't |won't |will not |does not want to |"
    rf"doesn't want to )(?:voulu |pu )?(?:le |la |l'|se )?(?:{_TELLING})(?: {_WHOSE}{_ASKED})?{_BY}|"
    rf"{_WHO}(?:would not|wouldn't|(?:(?:would )?rather|prefer(?:s|red)?) not(?: to)?|"
    rf"(?:prefer(?:e|erait)|aime(?:rait)? (?:mieux|autant)|souhaite) (?:ne )?pas) (?:le |la |l'|se )?(?:{_TELLING})"
    rf"(?: {_WHOSE}{_ASKED})?{_BY}|"
    rf"{_WHO}ne veut pas|(?:aucune |pas d'|no )(?:idee|idea)|"
    rf"(?:{_WHOSE}{_ASKED}(?: ?: ?| ))?(?:est |is )?{_UNHEARD}|{_WHOSE}{_ASKED}|"
    r"(?:a )?(?:l[ea]s? )?memes?(?: (?:adresse|place|endroit|ville|nom|personne|cliente?))?"
    r"(?: que (?:d'habitude|avant|la derniere fois|l'autre fois))?|"
    r"(?:the )?same(?: (?:address|place|city|town|name|person|customer|caller))?(?: as (?:before|last time|usual))?|"
    r"(?:voir|see)(?: au| le| the)? (?:dossier|fiche|file)|(?:deja )?au dossier|(?:already )?on file"
)
# Said instead of a name: of somebody, and of whom it might be.
_SOMEBODY = re.compile(
    r"(?:(?:le|la|the|un|une|an?|some|notre) |l')?(?:m|mr|mrs|ms|mme|mlle|dame|homme|femme|man|woman|lady|gentleman|"
    r"sir|ma'am|personne|person|interlocut(?:eur|rice)|locataire|proprietaire|proprio|tenant|landlord|homeowner|owner|"
    r"concierge|utilisat(?:eur|rice)|user|cliente?|appelante?|customer|caller)"
    r"(?: inconnue?| anonyme| unknown| (?:non|pas) identifiee?)?|"
    r"quelqu'un|someone|somebody|oui|yes|ok|all?o|bonjour|hello"
)
# Said instead of a place, by whoever knows it.
_FILE = r"(?:dossier|fiche|file|records|systeme|system)"
_ON_FILE = rf"(?:(?:dans|in|on|sur|a|au) )?(?:(?:le|mon|votre|notre|the|my|your) )?{_FILE}"
_KNOWN_PLACE = re.compile(
    r"(?:a |at |in )?(?:(?:la|ma|sa|leur|notre|my|his|her|their|our) )?(?:maison|home|house)|"
    r"(?:chez|from) (?:moi|nous|lui|elle|eux)|(?:comme|as) (?:d'habitude|la derniere fois|l'autre fois|"
    r"last time|usual)|(?:(?:vous|on|il|elle|you|they) )?(?:l'avez|l'a|(?:already )?ha(?:ve|s) it)(?: deja| already)?"
    rf"(?: {_ON_FILE})?|(?:deja |already )?{_ON_FILE}"
)
# Said of what is wrong. Of a number, « le même » is the one that they call from, and is read as such.
_SAME_PROBLEM = re.compile(
    r"(?:(?:l[ea]s?|the) )?(?:meme|same)s?(?: (?:probleme|chose|situation|demande|description|raison|besoin|service|"
    r"urgence|problem|issue|thing|request|reason))?"
)
_YES = frozenset({"oui", "yes", "true", "vrai", "1"})
# A name is indexed, and nobody has a longer one.
_MAX_NAME = 200
_MAX_TEXT = 2_000


@dataclass(frozen=True, slots=True)
class LeadFacts:
    """Names as in `leads`; `phone` is E.164, the caller's own number where none was understood.

    `for_another`: Paul says that these words are about somebody else than those before.
    """

    name: str | None
    phone: str | None
    address: str | None
    city: str | None
    postal_code: str | None
    service: str | None
    description: str | None
    client_type: str | None
    urgency: str | None
    phone_is_callers: bool = False
    for_another: bool = False
    # What they speak, where Paul says it.
    language: Language | None = None
    # The number that the line showed, where another one was given.
    shown: str | None = None

    @property
    def is_somebody(self) -> bool:
        """False when nothing in it could lead to anyone."""
        return bool(self.phone or self.name or self.description)


def _said(value: Any) -> Any:
    """Several texts are one; what models write for what nobody said is nothing."""
    if isinstance(value, list | dict):
        parts = value.values() if isinstance(value, dict) else value
        value = (" " if isinstance(value, dict) else ", ").join(part for part in parts if isinstance(part, str))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return None if isinstance(value, str) and _NOTHING.fullmatch(plain(value).strip(" .")) else value


def _told(value: Any) -> Any:
    """As `_said`, for a name or a place: « même adresse » must replace none that is known."""
    value = _said(value)
    return None if isinstance(value, str) and _UNTOLD.fullmatch(_bare(value)) else value


def _of_person(value: Any) -> Any:
    """As `_told`, for a name: « l'appelante » must replace none that is known."""
    value = _told(value)
    return None if isinstance(value, str) and _SOMEBODY.fullmatch(_bare(value)) else value


def _of_place(value: Any) -> Any:
    """As `_told`, for a place: « chez moi » must replace none that is known."""
    value = _told(value)
    return None if isinstance(value, str) and _KNOWN_PLACE.fullmatch(_bare(value)) else value


def _of_problem(value: Any) -> Any:
    """As `_said`, for what is wrong: « même problème » alone tells nothing that was not told."""
    value = _said(value)
    return None if isinstance(value, str) and _SAME_PROBLEM.fullmatch(plain(value).strip(" .")) else value


def _bare(words: str) -> str:
    # « (inaudible) », « "" ».
    return plain(words).strip(" .()[]\"'")


Said = Annotated[Text, BeforeValidator(_said)]
OfPerson = Annotated[Text, BeforeValidator(_of_person)]
OfPlace = Annotated[Text, BeforeValidator(_of_place)]
Told = Annotated[Text, BeforeValidator(_told)]
OfProblem = Annotated[Text, BeforeValidator(_of_problem)]


class _Words(Wire):
    nom: OfPerson = None
    telephone: Said = None
    lead_telephone: Said = None
    adresse: OfPlace = None
    ville: OfPlace = None
    code_postal: Told = None
    service: OfProblem = None
    description: OfProblem = None
    urgence: OfProblem = None
    type_client: OfProblem = None
    pour_autre_personne: Said = None
    langue: Said = None
    debut: Said = None


def read_lead(words: dict[str, Any], caller: str | None, line: str | None = None) -> LeadFacts:
    """The lead in these words. Everything may be missing except that somebody called, from `caller` to our `line`."""
    said = _words(words)
    heard = _phone(said, caller, line)
    # « Le même », once another number was told, is that one.
    dictated = None if heard.as_before else heard.number
    return LeadFacts(
        name=_short(said.nom, _MAX_NAME),
        phone=dictated or caller,
        address=_short(said.adresse),
        city=_short(_of_place(read_town(said.ville) or town_of(said.adresse))),
        postal_code=_short(said.code_postal or postal_code_in(said.ville)),
        service=_short(said.service),
        description=_short(said.description),
        client_type=_short(said.type_client),
        urgency=_urgency(said),
        phone_is_callers=dictated is None,
        for_another=_is_yes(said.pour_autre_personne),
        language=read_language(said.langue),
        shown=caller if dictated and dictated != caller else None,
    )


def heard_phone(words: dict[str, Any], caller: str | None, line: str | None = None) -> HeardPhone:
    """What was said of the number in these words: more than the lead's own number tells."""
    return _phone(_words(words), caller, line)


def _words(words: dict[str, Any]) -> _Words:
    # Ours are snake_case on the wire too: they are given to Paul with his tools.
    return _Words.model_validate({name: words.get(name) for name in _Words.model_fields})


def _phone(said: _Words, caller: str | None, line: str | None) -> HeardPhone:
    told = said.telephone or said.lead_telephone or ""
    heard = read_phone(told, caller)
    return heard.without(line, told) if line and heard.number else heard


def _urgency(said: _Words) -> Urgency | None:
    """As Paul says it. Where he leaves it out, water that comes up still presses."""
    told = read_urgency(said.urgence)
    # A booking has no word for it: it must not go over what the demand before it said.
    return told if told or said.debut else "urgent" if tells_of_flood(said.description) else None


def _is_yes(said: str | None) -> bool:
    return plain(said or "").strip() in _YES


def _short(text: str | None, limit: int = _MAX_TEXT) -> str | None:
    return text[:limit] if text else None
