"""What the database refuses, in words: a function of SQL gives a code and values, the sentence is made here.

Every code that `sql/functions` raises has its sentence, and every sentence its code: a test holds them to each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_ALERTS = {
    "unknown_channel": "Par quel moyen: «sms», «email» ou «call»?",
    "choose_alerts": "Choisissez de 1 à 50 alertes.",
    "alerts_gone": "Ces alertes n’existent plus.",
    "recipient_invalid": "Vérifiez le nom, le numéro, le courriel et les heures.",
    "on_call_rank_taken": "Ce rang de garde est déjà pris par une autre personne.",
    "recipient_gone": "Cette personne n’est plus dans la liste.",
    "unknown_alert_rule": "Cette règle d’alerte n’existe pas.",
    "alert_opening_too_long": "Les premiers mots d’un texto: 20 caractères au plus.",
    "alert_opening_changed": "Quelqu’un a changé ces mots entre-temps. Voyez-les, puis recommencez.",
    "message_to_customer": "Ce texto était pour un client: il ne se renvoie pas d’ici. Appelez le client.",
    "customer_text_changed": "Quelqu’un a changé ces réglages entre-temps. Voyez-les, puis recommencez.",
    "customer_text_invalid": (
        "Ce texto doit dire l’heure et STOP, en 320 caractères au plus; seuls heure, jour, prenom et ref se mettent "
        "entre accolades."
    ),
    "arrival_not_told": "Ce texto n’est pas allumé, ou cette visite n’est pas d’aujourd’hui.",
    "arrival_told_already": "Le client a déjà été prévenu pour cette visite.",
    "customer_without_phone": "Ce client n’a pas laissé de numéro: rien ne peut lui être écrit.",
    "customers_come_last": "Les crédits de textos sont gardés pour les urgences, ou inconnus: appelez le client.",
    "bundling_out_of_range": "Le regroupement va de 0 à 240 minutes.",
    "ladder_invalid": "Une échelle commence à 0 min, avance dans l’ordre et finit par «personne suivante».",
    "duty_weeks_invalid": "Choisissez une semaine sur 2 à 8, et le premier jour de l’une d’elles, à un an près.",
    "duty_hours_invalid": "Vérifiez les jours et les heures de garde: deux fois le même début le même jour ne se peut.",
    "exchange_invalid": "Un échange va d’aujourd’hui à un an, 31 jours au plus, entre deux personnes.",
    "alert_prices_invalid": "Un prix va de 0 à 10, en dollars canadiens ou américains, ou en euros.",
    "alert_settings_invalid": "Vérifiez les durées (le courriel après 2 h au plus) et l’heure du bilan.",
    "recipient_without_phone": "Cette personne n’a pas de téléphone.",
    "recipient_without_email": "Cette personne n’a pas de courriel.",
    "too_many_today": "C’est assez pour aujourd’hui: {most} par personne et par jour.",
    "credits_reserved": (
        "Les derniers crédits de textos sont gardés pour les urgences. Choisissez le courriel, ou achetez des crédits."
    ),
}
_APPOINTMENTS = {
    "appointment_time_invalid": "Indiquez l’heure, et une durée de 15 minutes à 8 heures.",
    "appointment_in_the_past": "Cette heure est déjà passée.",
    "unknown_appointment_action": "Confirmer, annuler, ou dire que c’est fait?",
    "appointment_not_begun": "Cette visite n’a pas encore commencé.",
    "appointment_gone": "Ce rendez-vous n’est plus à l’agenda.",
    "appointment_changed": "Quelqu’un a changé ce rendez-vous entre-temps. Voyez-le tel qu’il est, puis recommencez.",
    "calendar_feed_invalid": "Cette adresse d’agenda ne se lit pas: faites-en une autre.",
    "calendar_feed_gone": "Il n’y a plus d’adresse d’agenda à retirer.",
    "closed_day_invalid": "Donnez un jour à partir d’aujourd’hui, dans les deux ans, et dites pourquoi il est fermé.",
    "booking_rules_invalid": "Vérifiez les heures (la fermeture après l’ouverture), les durées et les villes.",
    "opening_too_short": "Un jour ouvert doit l’être au moins {minutes} minutes: la durée d’une visite.",
    "booking_rules_changed": "Quelqu’un a changé ces réglages entre-temps. Voyez ce qui a changé, puis choisissez.",
    "appointment_slot_taken": "Cette plage vient d’être prise. Choisissez-en une autre.",
}
_AUDIT = {
    "export_without_count": "Combien de lignes ont été exportées?",
    "unknown_filter": "Ce filtre n’existe pas.",
    "fields_unreadable": "Ces champs ne se lisent pas: des noms connus, une valeur chacun.",
    "request_too_long": "Cette demande est plus longue que ce que quelqu’un écrit à la main. Faites-la en plusieurs.",
    "request_id_reused": "Cette demande a déjà servi à autre chose.",
    "request_without_id": "Cette demande n’a pas de numéro à elle: rechargez la page.",
}
_BACKUPS = {
    "backup_running": "Une sauvegarde est déjà en cours: attendez qu’elle finisse.",
    "copy_gone": "Cette copie n’existe plus.",
    "proof_running": "Cette copie est déjà en train d’être éprouvée, ou va l’être.",
    "unknown_backup_kind": "Quoi arrêter: «backup» ou «proof»?",
    "nothing_to_stop": "Il n’y a plus rien à arrêter.",
    "backup_settings_invalid": "Vérifiez l’heure, les copies à garder et le délai d’alerte.",
}
_CALLS = {
    "record_gone": "Cette fiche n’existe plus.",
    "unknown_record_kind": "De quoi s’agit-il: «lead» ou «call»?",
    "call_gone": "Cet appel n’existe plus.",
    "unknown_classification": "Ce classement n’existe pas.",
    "unknown_attempt_outcome": "Qu’est-ce que cet appel a donné?",
    "call_again_invalid": "Quand rappeler? Une heure à venir, dans les 60 jours.",
    "person_unknown": "Cette personne n’existe pas.",
}
_LEADS = {
    "unknown_field": "Champ inconnu: {fields}.",
    "lead_empty": "Donnez au moins un nom, un numéro ou le problème.",
    "lead_gone": "Ce client potentiel n’existe plus.",
    "lead_invalid": "Valeur refusée: vérifiez le numéro, l’urgence et l’état.",
    "lead_exists": "Cet appel a déjà une fiche pour cette personne.",
    "too_long": "{field}: {most} caractères au plus.",
    "lead_changed": "Quelqu’un a modifié cette fiche entre-temps. Relisez-la, puis recommencez.",
}
_PLAN_B = {
    "diversion_without_vapi": (
        "Vapi n’est pas configuré: la ligne ne peut pas être détournée d’ici. Suivez les étapes de l’opérateur."
    ),
    "diversion_without_recipient": (
        "Personne ne peut recevoir les appels: mettez quelqu’un de garde dans Alertes, avec un téléphone."
    ),
    "line_already_diverted": "La ligne est déjà détournée, ou en train de l’être.",
    "line_not_diverted": "La ligne n’est pas détournée.",
}
_PRIVACY = {
    "nothing_to_correct": "Qu’y a-t-il à corriger?",
    "request_closed": "Cette demande n’est plus ouverte.",
    "correction_invalid": "Valeur refusée: vérifiez le numéro.",
    "correction_meets_another_lead": "Un appel a déjà une autre fiche à ce nom ou à ce numéro.",
    "search_without_words": "Donnez un numéro ou un nom.",
    "incident_too_long": "C’est trop long: résumez.",
    "incident_gone": "Cet incident n’est plus au registre.",
    "incident_fields_missing": "Les huit champs du registre sont obligatoires.",
    "incident_invalid": "Vérifiez les dates, et que chaque champ est rempli.",
    "incident_unreadable": "Une date ou un nombre n’est pas valable.",
    "privacy_settings_invalid": (
        "Vérifiez le nom, le courriel, le numéro, et les mots de l’avis: ils contiennent «enregistr»."
    ),
    "unknown_provider": "Ce fournisseur n’est pas dans la liste.",
    "provider_day_invalid": "Vérifiez les dates de l’entente et de l’évaluation.",
    "request_about_nobody": "Au sujet de qui?",
    "request_in_the_future": "Cette date n’est pas encore venue.",
    "request_invalid": "Vérifiez le numéro, le nom, la sorte de demande et la date.",
    "request_gone": "Cette demande n’existe plus.",
    "mention_not_added": "Cette demande n’est plus ouverte, ou l’appel est déjà au dossier.",
    "record_not_in_file": "Cette demande n’est plus ouverte, ou cela n’est pas de ce dossier.",
    "number_of_several": (
        "Ce numéro est celui de plusieurs personnes: notez une demande au nom de celle qui demande, et fermez celle-ci."
    ),
    "unknown_request_outcome": "Répondue, refusée, ou rien n’est détenu?",
    "unknown_retention_rule": "Cette règle n’existe pas.",
    "retention_out_of_range": "Au moins {least_days} jours, et vingt ans au plus.",
    "incident_changed": "Quelqu’un a modifié cet incident entre-temps. Relisez-le, puis recommencez.",
}
_READINESS = {
    "measurement_not_on_demand": "Cette mesure ne se demande pas.",
    "unknown_gate": "Cette barrière n’existe pas.",
    "risk_until_the_past": "Un risque s’accepte jusqu’à une date à venir.",
    "risk_invalid": "Dites pourquoi en une phrase (10 à 500 caractères), et pour 90 jours au plus.",
    "stage_unchanged": "La mise en service est déjà à cette étape.",
    "one_stage_at_a_time": "On monte une étape à la fois.",
    "stage_not_ready": (
        "Toutes les barrières ne tiennent pas encore à cette étape, ou celle-ci n’a pas assez duré. Voyez "
        "ce qui manque."
    ),
}
_RECORDINGS = {
    "call_without_recording": "Cet appel n’a pas d’enregistrement.",
}
_TEAM = {
    "email_invalid": "Ce courriel n’est pas valable.",
    "name_missing": "Il manque le nom.",
    "name_not_a_name": "Un nom seulement: ni adresse de site, ni courriel, ni numéro, 80 caractères au plus.",
    "unknown_role": "Ce rôle n’existe pas.",
    "only_owners_invite_owners": "Seul un propriétaire en invite un autre.",
    "already_in_team": "Cette personne est déjà de l’équipe.",
    "invitation_under_way": "Une invitation part déjà à ce courriel.",
    "invitation_gone": "Cette invitation n’attend plus: elle a servi, ou elle a été retirée.",
    "person_suspended": "Cette personne est suspendue: rétablissez d’abord son accès.",
    "suspend_or_restore": "Suspendre, ou rétablir?",
    "person_left_team": "Cette personne n’est plus dans l’équipe.",
    "own_access": "On ne change pas son propre accès: demandez à quelqu’un d’autre.",
    "only_owners_change_owners": "Seul un propriétaire donne, retire ou suspend l’accès d’un propriétaire.",
    "code_needed": "Cela demande le code de votre téléphone, donné depuis moins de dix minutes: au bas de la page, «Vos"
    " appareils», puis «Entrer de nouveau le code».",
    "no_second_factor": "Cette personne n’a pas de second facteur.",
    "role_not_allowed": "Votre rôle ne permet pas cette action.",
}
_TRIALS = {
    "trial_without_vapi": "Vapi n’est pas configuré: le service de fond n’a pas de clé. Voyez l’administrateur.",
    "trial_limit_reached": "Déjà {limit} essais aujourd’hui: c’est la limite.",
    "trial_without_recipient": "Personne ne peut recevoir le texto d’essai: mettez quelqu’un de garde dans Alertes.",
    "trial_number_not_allowed": "Ce numéro n’est pas permis pour un essai.",
    "trial_under_way": "Un essai est déjà en cours: attendez sa fin.",
    "trial_settings_invalid": "Vérifiez la limite par jour (de 0 à 50) et les heures.",
}
WORDS: dict[str, str] = {
    **_ALERTS, **_APPOINTMENTS, **_AUDIT, **_BACKUPS, **_CALLS, **_LEADS, **_PLAN_B, **_PRIVACY,
    **_READINESS, **_RECORDINGS, **_TEAM, **_TRIALS,
}  # fmt: skip
# Values that name a field of a form, as the form names it.
_FIELDS = {
    "name": "Nom", "phone": "Téléphone", "address": "Adresse", "city": "Ville", "postal_code": "Code postal",
    "service": "Service", "description": "Description", "note": "Note", "lost_reason": "Raison", "label": "Pourquoi",
}  # fmt: skip


def sentence(code: str, values: Mapping[str, Any]) -> str:
    """The sentence of a refusal. A code that nobody has worded is said as it is: better raw than silent."""
    said = {name: _FIELDS.get(value, value) if name == "field" else value for name, value in values.items()}
    try:
        return WORDS[code].format(**said)
    except KeyError:
        return f"La base a refusé cette demande (code «{code}»)."
