"""STOP and OK as people write them: the whole answer counts, and a sentence that holds the word does not."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.brevo.replies import is_ok, is_stop

STOPS = (
    "STOP", "stop", "Stop.", "STOP !", "stop!!!", "  stop\n", "« STOP »", '"stop"', "STOP STOP", "stopstop", "Stopp",
    "S T O P", "S.T.O.P.", "S-T-O-P", "ＳＴＯＰ", "ST\u200bOP", "STOP 👍", "STOP svp", "Stop, s'il vous plaît",
    "arrêt", "Arret", "ARRÊT", "Arrêt.", "Arrêt!!", "ARRÊT ARRÊT", "Arr?t", "Arr\ufffdt", "arrêtez", "Arrêtez svp",
    "Arrêtez les textos", "Arrêtez de m'écrire", "STOP SMS", "stop all", "STOPALL", "Unsubscribe",
    "Désabonner", "désabonnez-moi", "OK STOP", "se désabonner", "Je veux me désabonner", "I want to unsubscribe please",
    "Veuillez arrêter", "Cessez de m'écrire", "Retirez-moi de la liste", "enlevez-moi de votre liste", "remove me",
    "Please take me off your list", "Je ne veux plus recevoir de messages", "je veux plus de textos", "plus d'alertes",
    "No more messages please", "Plus de messages svp", "I don't want any more texts", "quit texting me", "opt out",
    "OPT-OUT", "je ne veux pas de messages",
    "don't text me", "supprimez mon numéro", "stop notifications", "STOP Drain Fortin",
    "STOP\n\nEnvoyé de mon iPhone", "Stop\nSent from my Galaxy",
    "stop texting me", "no more texts", "plus de textos", "Ne m'écrivez plus", "« Arrêt ».",
    # With a courtesy, or how soon.
    "Stop, merci beaucoup", "Stop merci bonne journée", "stop thank you", "stop now", "arrêtez immédiatement",
    "non merci stop", "Stop, non merci", "Non. Stop.", "No, stop", "Stop, mauvais numéro", "wrong number stop",
    "stop everything", "stop rappels", "stop notif", "stop envois", "STOP PUB", "unsub", "SOTP",
    # In other words, and as they are said.
    "stoppez les messages", "cessez", "cessez les textos", "arrêtez vos messages", "Arrêtez de m'envoyer vos textos",
    "arretez de menvoyer", "arrêtez de me contacter", "pu de textos", "pus de textos", "J’veux pus de textos",
    "pas de textos svp", "pas de messages svp", "ne m'envoyez plus de textos", "ne m'envoyez pas de messages",
    "ne m'envoyez plus rien", "ne plus envoyer de textos", "veuillez ne plus m'écrire", "ne plus me contacter svp",
    "do not contact me", "do not text me again", "no texts", "annulez les textos", "retirez mon nom",
    "ôtez-moi de votre liste", "plus de rappels", "laissez-moi tranquille", "leave me alone", "STOP IT",
    "stop it please",
    # With a greeting, a wish, a question, or that it is for somebody else.
    "Bonjour stop", "allo, arrêtez", "bonjour, arrêtez de m'écrire", "arrêtez ça", "Arrêtez tout ça svp", "cessez ça",
    "arrêtez de m'envoyer ça", "arrêtez d'envoyer des textos", "stop messaging me", "please stop messaging me",
    "je souhaite me désabonner", "veuillez me désabonner", "veuillez cesser", "not interested stop",
    "pas intéressé, stop", "Je suis pas intéressée, arrêtez", "c'est pas mon numéro arrêtez", "Ce n’est pas moi, stop",
    "not my number, stop", "je ne suis pas client, arrêtez", "can you stop texting me", "stop spam", "arrêtez le spam",
    "Could you please stop messaging me?", "pouvez-vous arrêter de m'écrire?", "Peux-tu arrêter de me texter svp ?",
    "cessez l'envoi", "I don't want to get texts", "I do not want to receive any more messages",
)  # fmt: skip
NO_STOPS = (
    "J'arrête chez lui en passant", "arrête pas", "Stop, je suis chez un client", "ne pas arrêter", "",
    "Je m'arrête à 4 h", "non stop", "stop sign sur Taschereau", "merci, reçu", "cancel", "fin", "stoppeur", "?", "👍",
    "on ne stoppe pas", "je m'arrête chez vous", "Retirez la pompe d'abord", "retirez-le de la liste", "enlevez-moi ça",
    "plus de messages?", "je ne veux plus de ce client", "remove the drain cover", "Drain Fortin", "veuillez rappeler",
    "plus d'eau", "any more?", "don't text him", "any message", "take my number",
    "pas de messages", "stop quoi?", "arrêt d'autobus", "merci\n\nEnvoyé de mon iPhone",
    "un client veut se désabonner, je l'appelle", "arrête ça", "St0p", "bus stop", "plus de place", "je veux arrêter",
    "arrêtez le jet d'eau", "ne stoppez pas", "ne cessez pas les textos", "pas de problème", "stop by tomorrow", "no",
    "non", "non merci", "No.", "cancel my appointment", "annulez mon rendez-vous", "annulez le message",
    "n'annulez pas les textos", "ça n'arrête pas de couler", "ça ne cesse pas", "plus de détails svp", "pas de texte",
    "j'ai pas de textos", "n'envoyez pas de camion", "ne m'envoyez pas Luc", "envoyez-moi plus de détails",
    "don't contact him", "don't text me now", "laissez-le tranquille", "leave it alone", "mauvais numéro",
    "ôtez le bouchon", "retirez son nom", "rappels", "pas de rappel", "n'arrêtez pas les textos", "do not stop texts",
    "don't stop texting me", "non, stoppez la pompe", "non plus", "stop it from leaking", "don't stop it", "got it",
    "it stopped", "make it stop", "he can't stop it",
    "don't get your texts", "I don't get any messages", "I didn't receive your text", "can you stop the water?",
    "can you stop by?", "pouvez-vous arrêter l'eau", "peux-tu arrêter chez moi?", "c'est pas moi", "pas intéressé",
    "n'arrêtez pas de m'écrire", "arrêtez pas ça", "ça arrête", "c'est pas mon numéro", "je ne suis pas client",
    "bonjour", "veuillez envoyer un texto", "arrêtez le chantier", "can you text me?", "pas intéressé, non stop",
)  # fmt: skip
OKS = (
    "OK", "ok", "Ok.", "OK!", "ok !", " Ok ! ", "O.K.", "o k", "0K", "OKOK", "ok ok", "okay", "Okay!", "OK 👍", "OK\n",
    "Ok merci", "OK j'y vais", "ok je m'en occupe", "Ok, je l'appelle tout de suite", "OK c'est bon", "Oui ok",
    "OK, d'accord", "Ok\n\nEnvoyé de mon iPhone", "ok je vais l'appeler", "ok je vais le rappeler", "ok j'prends ça",
    "Ok, je le prends", "ok je prends en charge", "ok en route", "ok je suis en route", "ok c'est fait", "ok 10-4",
    "10-4 ok", "ok j'appelle", "OK j’arrive", "OK I'll call", "Ok vais l'appeler", "ok je rappelle tout de suite",
    "ok je les appelle merci",
)  # fmt: skip
NO_OKS = (
    "pas ok", "ok?", "OK ?", "Not ok", "ok mais pas moi", "ok demain", "OK, qui ça?", "ok dans 2 heures", "C'est qui?",
    "merci, reçu", "d'accord", "book", "tokyo", "", "👍", "ok stop", "OK sauf que je suis pas là",
    "OK appelle-le", "ok rappelle-le", "ok rappelle", "ok prends-le", "ok prends ça svp", "Ok j'y vais, appelle-le",
    "ok fait le", "ok c'est pas fait", "ok 10", "ok 4", "ok 104", "ok 10 h 4", "10-4", "ok tu vas l'appeler", "OK call",
    "ok je vais pas l'appeler", "je vais l'appeler", "ok le rappeler svp",
)  # fmt: skip


@pytest.mark.parametrize("reply", STOPS)
def test_nothing_more_is_sent_to_whoever_says_stop_however_it_is_written(reply: str) -> None:
    for form in ("NFC", "NFD"):
        written = unicodedata.normalize(form, reply)
        assert (is_stop(written), is_ok(written)) == (True, False), ascii(written)


@pytest.mark.parametrize("reply", NO_STOPS)
def test_whoever_only_speaks_of_stopping_is_still_told(reply: str) -> None:
    assert not is_stop(reply)


@pytest.mark.parametrize("reply", OKS)
def test_whoever_says_ok_takes_the_alert_over(reply: str) -> None:
    assert (is_ok(reply), is_stop(reply)) == (True, False)


@pytest.mark.parametrize("reply", NO_OKS)
def test_what_is_no_plain_ok_takes_nothing_over(reply: str) -> None:
    assert not is_ok(reply)


@given(st.text(max_size=30))
def test_marks_and_case_around_an_answer_change_nothing(reply: str) -> None:
    assert is_stop(f" {reply.upper()} !") == is_stop(reply.upper())
    assert not (is_ok(reply) and is_stop(reply))
