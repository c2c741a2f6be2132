"""Paul's tools in French."""

from __future__ import annotations

from datetime import date, time

from backend.fr import DAYS, MONTHS
from backend.intake.tools.speech import Speech

_ASK_NUMBER = "À quel numéro de téléphone peut-on vous joindre, avec l'indicatif régional?"
_DIGITS = "faites dire les dix chiffres un à un, avec l'indicatif régional, répétez-les, puis rappelez l'outil"


def _day(day: date, this_year: int) -> str:
    """`vendredi 20 novembre`."""
    number = "1er" if day.day == 1 else str(day.day)
    year = "" if day.year == this_year else f" {day.year}"
    return f"{DAYS[day.weekday()]} {number} {MONTHS[day.month - 1]}{year}"


def _clock(at: time) -> str:
    """`13 h 30`."""
    return f"{at.hour} h {at.minute:02d}" if at.minute else f"{at.hour} h"


FRENCH = Speech(
    for_paul="[Pour Paul: {instruction}.]",
    day=_day,
    clock=_clock,
    moment="{day} à {clock}",
    last_of_list=" et ",
    ask_number=_ASK_NUMBER,
    paul_digits=_DIGITS,
    say_again="Pardon, pouvez-vous me le redire?",
    later={
        "enregistrer_lead": "C'est noté, Guillaume va rappeler.",
        "prendre_rendez_vous": "La demande de rendez-vous est notée. Guillaume va rappeler pour confirmer l'heure.",
        "deplacer_rendez_vous": "Votre demande est notée, rien n'est déplacé encore. Guillaume va rappeler pour "
        "confirmer.",
        "annuler_rendez_vous": "Votre demande est notée, rien n'est annulé encore. Guillaume va rappeler pour "
        "confirmer.",
        "consulter_disponibilites": "Je n'ai pas l'agenda sous les yeux. Notez le moment voulu, Guillaume va "
        "confirmer.",
    },
    later_otherwise="La demande est notée, Guillaume va rappeler.",
    later_without_number={
        "prendre_rendez_vous": f"La demande de rendez-vous est notée, rien n'est réservé encore. {_ASK_NUMBER}",
        "deplacer_rendez_vous": f"Votre demande est notée, rien n'est déplacé encore. {_ASK_NUMBER}",
        "annuler_rendez_vous": f"Votre demande est notée, rien n'est annulé encore. {_ASK_NUMBER}",
    },
    later_otherwise_without_number=f"C'est noté. {_ASK_NUMBER}",
    who="Il me manque votre nom et votre numéro de téléphone.",
    paul_nothing_saved="rien n'est enregistré encore",
    paul_unreadable="arguments illisibles, rien n'est enregistré; rappelez l'outil avec un objet JSON",
    no_such_tool="Guillaume s'en occupera lui-même.",
    paul_no_such_tool="cet outil n'existe pas, rien n'est fait; notez la demande avec enregistrer_lead",
    changed_meanwhile="Quelqu'un de l'équipe vient de changer ce rendez-vous. Un instant, je vérifie.",
    paul_changed_meanwhile="rien n'est fait; rappelez l'outil une fois",
    noted="C'est noté, dossier {ref}. Guillaume va rappeler.",
    noted_number="C'est noté, dossier {ref}. Guillaume va rappeler au {number}.",
    noted_without_number=f"C'est noté, dossier {{ref}}. {_ASK_NUMBER}",
    paul_without_number=f"sans numéro, ne promettez aucun rappel; {_DIGITS}",
    noted_misheard="C'est noté, dossier {ref}, mais je n'ai pas bien saisi le numéro de téléphone.",
    only_number="J'ai votre numéro. Quel est votre nom, et quel est le problème?",
    paul_incomplete="dossier {ref}, incomplet",
    paul_only_noted="aucune visite n'est changée encore; pour le faire, annuler_rendez_vous ou deplacer_rendez_vous; "
    "sinon dites que c'est une demande",
    free="Plages libres: {slots}.",
    paul_give_back="pour réserver, redonnez debut tel quel: {handles}",
    nothing_free="Aucune plage libre dans les prochains jours.",
    paul_ask_wish="demandez quel moment conviendrait et notez-le avec enregistrer_lead",
    nothing_then="Plus rien de libre au moment demandé.",
    nothing_then_on="Plus rien de libre le {day} au moment demandé.",
    taken="Le {moment}, c'est déjà pris.",
    stands="Votre rendez-vous du {moment} tient toujours.",
    not_understood={
        "not_understood": "Je n'ai pas bien compris le jour et l'heure. Quel jour et à quelle heure?",
        "no_such_day": "Cette date n'existe pas au calendrier. Quel jour vouliez-vous dire?",
        "another_weekday": "Ce jour de la semaine et cette date ne vont pas ensemble. Lequel des deux est le bon?",
    },
    paul_ask_moment="redemandez le jour et l'heure, puis rappelez l'outil avec AAAA-MM-JJTHH:MM, heure locale",
    which_day="Quel jour vous conviendrait?",
    which_hour="À quelle heure, le {day}?",
    past="Le {moment}, c'est déjà passé; nous sommes le {today}.",
    too_far="Le {day}, c'est trop loin: l'agenda va jusqu'au {last}.",
    closed="Il n'y a pas de visite le {day}.",
    closed_because="Il n'y a pas de visite le {day} ({name}).",
    outside_hours="Pas de visite le {moment}: elles commencent entre {first} et {last}.",
    name="votre nom",
    number="un numéro de téléphone",
    address="l'adresse de la visite",
    missing="Pour réserver le {moment}, il me manque {what}.",
    paul_missing="rien n'est réservé; demandez-le, puis rappelez prendre_rendez_vous",
    paul_for_number=f"; pour le numéro, {_DIGITS}",
    confirmed="Rendez-vous confirmé le {moment}",
    another_stands="; celui du {moments} tient toujours.",
    instead_of=", au lieu du {moment}.",
    paul_both="si la personne veut les deux visites, réservez de nouveau debut {handle} avec autre_visite {beside}",
    misheard="Je n'ai pas bien saisi le numéro de téléphone.",
    paul_misheard=f"le numéro dicté n'a pas été compris: {_DIGITS}",
    has_already="Vous avez déjà un rendez-vous le {own}. Voulez-vous le déplacer au {moment}, ou est-ce une deuxième "
    "visite?",
    paul_has_already="rien n'est réservé; pour déplacer, deplacer_rendez_vous; pour une visite de plus, "
    "prendre_rendez_vous avec autre_visite {beside}",
    own_already="C'est déjà réservé pour vous: le {moment}.",
    and_the_one=" et celui du ",
    moved="Rendez-vous déplacé: du {before} au {moment}.",
    cancelled="Rendez-vous annulé: celui du {moment}.",
    cancelled_already="Votre rendez-vous du {moment} est déjà annulé.",
    seen="Je vois votre rendez-vous du {moments}.",
    which_one="Lequel?",
    this_one="Est-ce celui-là?",
    paul_which="rien n'est changé; rappelez l'outil avec date_actuelle: {days}",
    or_the_one=", celui du ",
    not_found="Je ne trouve pas ce rendez-vous avec certitude.",
    person_calls="Guillaume va vérifier et vous rappeler pour confirmer.",
    paul_request="rien n'est changé; dites que c'est une demande",
)
