"""What a person means by answering one of our SMS: that nothing more be sent, or that the alert is theirs now.

Whole answers are read, never a word within a sentence: « J'arrête chez lui en passant » stops nothing.
"""

from __future__ import annotations

import re
import unicodedata


def words_of(written: str) -> list[str]:
    """The words, without case, accents, marks or repetition: « Arrêt!! », « ARRRET » and « arret arret » are alike."""
    plain = "".join(
        character
        for character in unicodedata.normalize("NFKD", written).casefold()
        if unicodedata.category(character) not in ("Mn", "Cf")
    )
    # A carrier writes ê, which its alphabet lacks, as a question mark.
    plain = re.sub(r"(?<=\w)[?\ufffd](?=\w)", "e", plain)
    # O.K., S-T-O-P
    plain = re.sub(r"(?<=\b\w)[.\-](?=\w\b)", "", plain)
    words = re.findall(r"[^\W_]+", re.sub(r"([^\W\d_])\1+", r"\1", plain))
    if words and all(len(word) == 1 for word in words):
        # S T O P
        words = ["".join(words)]
    return [re.sub(r"^(\w{2,}?)\1+$", r"\1", word) for word in words]


def _listed(words: str) -> frozenset[str]:
    return frozenset(words_of(words))


# CANCEL, END and QUIT are left out: said about a job, they mean the job. Where a carrier honours them, Brevo tells us.
_STOP = _listed(
    """stop stopall unsubscribe optout arrêt arrête arrêtez arrêter
    désabonnement désabonner désabonne désabonnez désinscription désinscrire désinscrivez"""
)
_OK = _listed("ok okay oki 0k")
# A courtesy, or what is to stop.
_BESIDE_STOP = _STOP | _OK | _listed(
    """svp stp s'il te vous plaît please pls merci thanks me moi all tout tous les des ces de m'envoyer écrire texter
    sms texto textos text texts texte textes texting sending message messages alerte alertes
    notification notifications se"""
)  # fmt: skip
# Words that can only mean the messages: somebody may want it in a sentence.
_LEAVES = _listed(
    "unsubscribe optout désabonnement désabonner désabonne désabonnez désinscription désinscrire désinscrivez"
)
_BESIDE_LEAVES = _BESIDE_STOP | _LEAVES | _listed("je j' veux voudrais aimerais désire i want to would like d from")
_MESSAGES = _listed(
    "sms texto textos text texts texting texte textes message messages alerte alertes notification notifications"
)
# « Plus de textos », « cessez de m'écrire », "take me off your list": each needs all its kinds of words, and no other.
_TAKE_OFF = "retirez retire retirer enlevez enlève enlever supprimez supprime effacez remove delete"
_COURTESY = "svp stp s'il te vous plaît please pls merci thanks"
_PHRASES: tuple[tuple[tuple[frozenset[str], ...], frozenset[str]], ...] = tuple(
    (tuple(_listed(kind) for kind in needed), _MESSAGES | _listed(f"{_COURTESY} {beside}"))
    for needed, beside in (
        (("plus", "sms texto textos texte textes text texts message messages alerte alertes"),
         "plus de d' des aucun je j' ne n' veux voudrais désire recevoir avoir vos ces les stop"),
        (("pas", "veux voudrais désire recevoir", "sms texto textos texte textes text texts message messages"),
         "pas de d' aucun je j' ne n' veux voudrais désire recevoir vos ces les stop"),
        (("don dont not", "text texting texts sms message messages"),
         "do don't dont not i want these your any to me anymore get receive send"),
        (("plus", "écrivez écris écrire textez texte texter contactez contacte"),
         "plus ne n' me m' moi écrivez écris écrire textez texte texter contactez contacte"),
        (("no not don dont", "more any", "sms text texts message messages alert alerts"),
         "no more any i do don't not dont want to get receive sending send me alert alerts"),
        (("cessez cesser cesse quit", "écrire texter envoyer texting texts text messages sending"),
         "cessez cesser cesse quit de m' me moi d' des les écrire texter envoyer sending veuillez"),
        ((_TAKE_OFF, "moi me m' mon my"),
         f"{_TAKE_OFF} moi me m' mon my numéro number de la ta votre vos liste listes from off your the list veuillez"),
        (("take", "off", "me my"), "take me my number off your the this list i want to"),
        (("opt", "out"), "opt out i want to me"),
        (("arrêt arrête arrêtez arrêter stop", "veuillez drain fortin"),
         "arrêt arrête arrêtez arrêter stop veuillez drain fortin de m' me écrire texter envoyer des les"),
    )
)  # fmt: skip
# What a telephone adds by itself.
_SIGNATURE = re.compile(
    r"\n\s*(?:envoy\S{1,2} (?:de|\S{1,2} partir de|depuis) |sent from |get outlook)[^\n]*\s*\Z", re.IGNORECASE
)
# Nothing that denies, asks or puts off: an alert wrongly taken over leaves a caller waiting.
_BESIDE_OK = _OK | _listed(
    """merci beaucoup thanks thank you thx svp parfait super cool bien reçu compris noté vu d'accord oui yes good
    got it c'est bon beau je j'y m'en occupe vais appelle rappelle le la l' les lui arrive prends charge
    tout de suite I'll I'm on will call bonjour salut"""
)  # fmt: skip


def is_stop(reply: str) -> bool:
    """Whether it asks for nothing more to be sent."""
    words = words_of(_SIGNATURE.sub("", reply))
    if _is_made_of(words, _STOP, _BESIDE_STOP) or _is_made_of(words, _LEAVES, _BESIDE_LEAVES):
        return True
    return "?" not in reply and any(
        allowed.issuperset(words) and not any(kind.isdisjoint(words) for kind in needed) for needed, allowed in _PHRASES
    )


def is_ok(reply: str) -> bool:
    """Whether whoever answers takes the alert over."""
    return "?" not in reply and _is_made_of(words_of(_SIGNATURE.sub("", reply)), _OK, _BESIDE_OK)


def _is_made_of(words: list[str], needed: frozenset[str], allowed: frozenset[str]) -> bool:
    return not needed.isdisjoint(words) and allowed.issuperset(words)
