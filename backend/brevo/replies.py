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
    """stop sotp stpo stopall unsubscribe unsub optout arrêt arrête arrêtez arrêter stoppe stoppez stopper
    cesse cessez cesser désabonnement désabonner désabonne désabonnez désinscription désinscrire désinscrivez"""
)
_OK = _listed("ok okay oki 0k")
_COURTESY = """svp stp s'il te vous plaît please pls merci beaucoup thanks thank you bonne journée soirée
    mauvais numéro wrong number bonjour bonsoir allo salut hello hi veuillez"""
_MESSAGES = _listed(
    """sms texto textos text texts texting texte textes message messages alerte alertes notification notifications
    notif notifs rappels reminders"""
)
# A courtesy, what is to stop, or how soon.
_BESIDE_STOP = _STOP | _OK | _MESSAGES | _listed(
    f"""{_COURTESY} me moi all tout tous les des ces vos your everything de m'envoyer menvoyer écrire mécrire texter
    contacter sending messaging contacting envoyer d' envoi envois pub pubs publicité publicités spam spams txt now
    maintenant immédiatement immediately se it"""
)  # fmt: skip
# « Non. Stop. », « pas intéressé, stop »: no to what came, or to be whom it is for; « non stop » is a word of its own.
_NO_THANKS = re.compile(
    r"\A\W*(?:non|no)\s*[.,;!]|\b(?:non merci|no thanks|no thank you|"
    r"(?:i['’]?m |i am )?not (?:interested|me|my number)|"
    r"(?:je (?:ne )?suis )?pas int\w\S{0,2}ress\w\W?e?|(?:ce n['’]|c['’])est pas (?:moi|(?:mon|le bon) num\S{1,2}ro)|"
    r"je (?:ne )?suis pas (?:une? |votre )?cliente?)(?!\w)",
    re.IGNORECASE,
)
# Words that can only mean the messages: somebody may want it in a sentence.
_LEAVES = _listed(
    "unsubscribe unsub optout désabonnement désabonner désabonne désabonnez désinscription désinscrire désinscrivez"
)
_BESIDE_LEAVES = (
    _BESIDE_STOP
    | _LEAVES
    | _listed("je j' veux voudrais aimerais désire souhaite souhaiterais i want to would like d from")
)
# « Plus de textos », « cessez de m'écrire », "take me off your list": each needs all its kinds of words, and no other.
_TAKE_OFF = "retirez retire retirer ôtez ôte ôter enlevez enlève enlever supprimez supprime effacez remove delete"
_SEND = "envoyez envoyer envoie menvoyez menvoyer"
_WRITE = "écrivez écris écrire mécrivez mécrire textez texte texter contactez contacte contacter"
# « pus », « pu »: « plus », as it is said.
_NO_MORE = "plus pus pu"
_PHRASES: tuple[tuple[tuple[frozenset[str], ...], frozenset[str]], ...] = tuple(
    (tuple(_listed(kind) for kind in needed), _MESSAGES | _listed(f"{_COURTESY} {beside}"))
    for needed, beside in (
        ((_NO_MORE, "sms texto textos texte textes text texts message messages alerte alertes rappels reminders"),
         f"{_NO_MORE} de d' des aucun je j' ne n' veux voudrais désire recevoir avoir vos ces les stop"),
        (("pas", "veux voudrais désire recevoir", "sms texto textos texte textes text texts message messages"),
         "pas de d' aucun je j' ne n' veux voudrais désire recevoir vos ces les stop"),
        # « Pas de messages » may tell that there are none.
        (("pas", "sms texto textos textes texts"), "pas de d'"),
        (("pas", "message messages alerte alertes notification notifications", "svp stp plaît please"), "pas de d'"),
        (("ne n'", f"{_NO_MORE} pas aucun", _SEND, "sms texto textos texte textes message messages rien"),
         f"ne n' {_NO_MORE} pas aucun {_SEND} m' me de d' des vos ces les rien veuillez"),
        (("don dont not", "text texting texts sms message messages contact"),
         "do don't dont not i want these your any to me anymore again send contact"),
        # « I don't get your texts » misses them.
        (("no not don dont", "want", "get receive", "sms text texts message messages alert alerts"),
         "no not don't dont do i want to get receive any more anymore longer your these the"),
        (("no", "sms texts texting"), "no"),
        ((_NO_MORE, _WRITE), f"{_NO_MORE} ne n' m' me moi {_WRITE} veuillez"),
        (("no not don dont", "more any", "sms text texts message messages alert alerts"),
         "no more any i do don't not dont want to sending send me alert alerts"),
        (("cessez cesser cesse quit", "écrire texter envoyer texting texts text messages sending"),
         "cessez cesser cesse quit de m' me moi d' des les écrire texter envoyer sending veuillez"),
        ((_TAKE_OFF, "moi me m' mon my"),
         f"{_TAKE_OFF} moi me m' mon my nom name numéro number de la ta votre vos liste listes from off your the list "
         "veuillez"),
        (("take", "off", "me my"), "take me my number off your the this list i want to"),
        (("opt", "out"), "opt out i want to me"),
        (("annulez annuler annule cancel", "sms textos textes texts messages"),
         "annulez annuler annule cancel les ces vos tous the these your all veuillez"),
        # « Arrête ça » tells a colleague to stop the pump.
        (("arrêtez cessez stoppez", "ça cela"), "arrêtez cessez stoppez ça cela tout de d' m' me envoyer écrire"),
        (("arrêt arrête arrêtez arrêter cesse cessez cesser stop", "envoyer menvoyer", "ça cela"),
         "arrêt arrête arrêtez arrêter cesse cessez cesser stop de d' m' me envoyer menvoyer ça cela tout"),
        (("arrêt arrête arrêtez arrêter cesse cessez stop", "spam spams pub pubs envoi envois"),
         "arrêt arrête arrêtez arrêter cesse cessez stop spam spams pub pubs envoi envois le la l' ce cette"),
        (("laissez laisse", "moi nous", "tranquille paix"), "laissez laisse moi nous tranquille en la paix stop"),
        (("leave", "alone", "me us"), "leave me us alone stop"),
        (("arrêt arrête arrêtez arrêter stop", "veuillez drain fortin"),
         "arrêt arrête arrêtez arrêter stop veuillez drain fortin de m' me écrire texter envoyer des les"),
    )
)  # fmt: skip
# « Pouvez-vous arrêter de m'écrire? » asks nothing that is to be answered.
_POLITE = (
    tuple(
        _listed(kind)
        for kind in (
            "can could would pouvez pourriez peux",
            "stop quit arrêter cesser",
            "texting messaging sending contacting écrire mécrire texter contacter envoyer menvoyer",
        )
    ),
    _BESIDE_STOP | _listed("can could would you pouvez pourriez peux vous tu quit"),
)
# What a telephone adds by itself.
_SIGNATURE = re.compile(
    r"\n\s*(?:envoy\S{1,2} (?:de|\S{1,2} partir de|depuis) |sent from |get outlook)[^\n]*\s*\Z", re.IGNORECASE
)
# Nothing that denies, asks or puts off: an alert wrongly taken over leaves a caller waiting.
_BESIDE_OK = _OK | _listed(
    """merci beaucoup thanks thank you thx svp parfait super cool bien reçu compris noté vu d'accord oui yes good
    got it c'est bon beau je j'y m'en occupe vais appelle rappelle le la l' les lui arrive prends charge
    tout de suite I'll I'm on will call bonjour salut appeler rappeler prendre ça suis en route fait"""
)  # fmt: skip
# « 10-4 », as on the radio: understood. Its figures alone are an hour.
_TEN_FOUR = re.compile(r"\b10[ \-\u2010-\u2013]4\b")
# « Appelle-le » tells somebody else to do it; what somebody does or has done is told with its own words before it.
# Spelled as `words_of` leaves them: « apele ».
_DONE_BY_ONESELF = re.compile(
    r"\b(?:(?:je|j|i)(?: (?:je|j|y|m|en|le|la|l|les|lui|will))* (?:apele|rapele|prends|cal)|"
    r"vais(?: (?:y|m|en|le|la|l|les|lui))* (?:apeler|rapeler|prendre)|c est(?: bien)? fait)\b"
)
_DOINGS = _listed("appelle rappelle prends call appeler rappeler prendre fait")


def is_stop(reply: str) -> bool:
    """Whether it asks for nothing more to be sent."""
    words = words_of(_NO_THANKS.sub(" ", _SIGNATURE.sub("", reply)))
    if _is_made_of(words, _STOP, _BESIDE_STOP) or _is_made_of(words, _LEAVES, _BESIDE_LEAVES):
        return True
    return any(
        allowed.issuperset(words) and not any(kind.isdisjoint(words) for kind in needed)
        for needed, allowed in (_POLITE, *(() if "?" in reply else _PHRASES))
    )


def is_ok(reply: str) -> bool:
    """Whether whoever answers takes the alert over."""
    words = words_of(_TEN_FOUR.sub("compris", _SIGNATURE.sub("", reply)))
    told_of_oneself = _DOINGS.isdisjoint(_DONE_BY_ONESELF.sub("", " ".join(words)).split())
    return "?" not in reply and told_of_oneself and _is_made_of(words, _OK, _BESIDE_OK)


def _is_made_of(words: list[str], needed: frozenset[str], allowed: frozenset[str]) -> bool:
    return not needed.isdisjoint(words) and allowed.issuperset(words)
