"""The trail in plain French. What nobody has worded is shown as it is: a new deed must not stay unseen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from backend import business, fr
from backend.audit.read import Entry

ROLES = {"owner": "propriétaire", "staff": "bureau", "admin": "administration"}
GROUPS: dict[str, tuple[str, ...]] = {
    "Clients et appels": (
        "create_lead", "update_lead", "mark_called_back", "undo_called_back", "record_attempt", "undo_attempt",
        "assign_callback", "classify_call", "book_appointment", "change_appointment", "restore_appointment",
        "move_appointment", "assign_appointment", "make_calendar_feed", "revoke_calendar_feed", "visit_moved",
        "visit_cancelled", "save_closed_day", "save_booking_rules",
        "retry_messages", "compare_with_vapi", "ask_trial", "save_trial_settings",
    ),
    "Consultations et exports": (
        "open_call", "open_customer", "play_recording", "export_calls", "export_leads", "export_trail",
        "search_person", "export_person", "open_privacy_request", "download_backup", "export_incidents",
    ),
    "Alertes": (
        "resend_alerts", "acknowledge_alerts", "acknowledge_alert", "alert_about", "send_test_alert", "save_recipient",
        "remove_recipient", "save_on_call", "save_alert_rule", "save_alert_opening", "save_alert_settings",
        "save_alert_prices", "save_customer_text", "save_customer_hours", "announce_arrival",
        "save_duty_hours", "save_duty_weeks", "save_exchange",
    ),
    "Équipe": (
        "make_first_owner", "invite_person", "drop_invitation", "send_access_link", "set_role", "suspend_person",
        "restore_person", "reset_second_factor", "make_recovery_codes", "use_recovery_code", "forget_telephone",
    ),
    "Loi 25": (
        "ask_privacy_request", "close_privacy_request", "correct_person", "erase_person", "person_erased",
        "add_mention", "save_retention", "purge", "save_incident", "save_privacy_settings", "save_provider",
    ),
    "Sauvegardes": ("ask_backup", "prove_backup", "cancel_backup", "save_backup_settings"),
}  # fmt: skip
_ACTIONS: dict[str, str] = {
    "create_lead": "a créé une fiche",
    "update_lead": "a modifié une fiche",
    "mark_called_back": "a marqué quelqu’un comme rappelé",
    "undo_called_back": "a remis quelqu’un à rappeler",
    "record_attempt": "a appelé quelqu’un sans le joindre",
    "undo_attempt": "a retiré un essai d’appel",
    "assign_callback": "a confié un rappel",
    "classify_call": "a classé un appel",
    "book_appointment": "a pris un rendez-vous",
    "change_appointment": "a changé un rendez-vous",
    "restore_appointment": "a remis un rendez-vous comme avant",
    "move_appointment": "a déplacé un rendez-vous",
    "assign_appointment": "a dit qui va à un rendez-vous",
    "make_calendar_feed": "a fait une adresse pour son agenda",
    "revoke_calendar_feed": "a retiré l’adresse de son agenda",
    "visit_moved": "a déplacé un rendez-vous, à la demande du client",
    "visit_cancelled": "a annulé un rendez-vous, à la demande du client",
    "save_closed_day": "a fermé ou ouvert un jour",
    "save_booking_rules": "a changé les heures ou les règles des rendez-vous",
    "retry_messages": "a fait réappliquer des messages",
    "compare_with_vapi": "a fait comparer les appels avec Vapi",
    "ask_trial": "a lancé un appel d’essai",
    "save_trial_settings": "a changé les réglages des essais",
    "open_call": "a ouvert un appel",
    "open_customer": "a ouvert la page d’un client",
    "play_recording": "a écouté un enregistrement",
    "export_calls": "a exporté des appels",
    "export_leads": "a exporté des fiches",
    "export_trail": "a exporté le journal des gestes",
    "search_person": "a cherché ce qui est détenu sur quelqu’un",
    "export_person": "a exporté le dossier d’une personne",
    "open_privacy_request": "a ouvert le dossier d’une demande",
    "download_backup": "a téléchargé une copie de sauvegarde",
    "export_incidents": "a exporté le registre des incidents",
    "resend_alerts": "a renvoyé des alertes",
    "acknowledge_alerts": "a marqué des alertes comme vues",
    "acknowledge_alert": "a vu une alerte par son lien ou sa réponse",
    "alert_about": "a envoyé une alerte",
    "send_test_alert": "a envoyé une alerte d’essai",
    "save_recipient": "a modifié un destinataire d’alertes",
    "remove_recipient": "a retiré un destinataire d’alertes",
    "save_on_call": "a changé l’ordre de garde",
    "save_duty_hours": "a changé les heures de garde de quelqu’un",
    "save_duty_weeks": "a changé les semaines de garde de quelqu’un",
    "save_exchange": "a échangé un jour de garde",
    "save_alert_rule": "a changé une règle d’alerte",
    "save_alert_opening": "a changé les premiers mots d’un texto d’alerte",
    "save_alert_settings": "a changé les délais d’alerte",
    "save_customer_text": "a changé un texto aux clients",
    "save_customer_hours": "a changé les heures des textos aux clients",
    "announce_arrival": "a prévenu un client: en route",
    "save_alert_prices": "a changé les prix des messages et des appels",
    "invite_person": "a invité quelqu’un dans l’équipe",
    "drop_invitation": "a retiré une invitation",
    "send_access_link": "a envoyé un lien de mot de passe",
    "set_role": "a changé le rôle de quelqu’un",
    "suspend_person": "a suspendu un accès",
    "restore_person": "a rétabli un accès",
    "reset_second_factor": "a retiré le second facteur de quelqu’un et fermé ses sessions",
    "make_recovery_codes": "a fait de nouveaux codes de secours",
    "use_recovery_code": "a retiré son propre téléphone avec un code de secours",
    "forget_telephone": "a retiré le téléphone de quelqu’un depuis le serveur",
    "make_first_owner": "a fait le premier propriétaire",
    "ask_privacy_request": "a noté une demande (Loi 25)",
    "close_privacy_request": "a fermé une demande (Loi 25)",
    "correct_person": "a rectifié ce qui est détenu sur quelqu’un",
    "erase_person": "a demandé un effacement",
    "person_erased": "a effacé une personne: certificat",
    "add_mention": "a ajouté un appel à un dossier",
    "save_retention": "a changé une durée de conservation",
    "purge": "a purgé ce qui avait fait son temps",
    "save_incident": "a écrit dans le registre des incidents",
    "save_privacy_settings": "a changé la personne responsable ou l’avis",
    "save_provider": "a mis à jour un fournisseur",
    "ask_backup": "a demandé une sauvegarde",
    "prove_backup": "a demandé une épreuve de restauration",
    "cancel_backup": "a arrêté une sauvegarde ou une épreuve",
    "save_backup_settings": "a changé les réglages des sauvegardes",
}
_SUBJECTS = {
    "call": "appel", "calls": "appels", "lead": "fiche", "leads": "fiches", "appointment": "rendez-vous",
    "alert": "alerte", "alerts": "alertes", "person": "personne", "account": "compte", "recipient": "destinataire",
    "privacy_request": "demande", "incident": "incident", "incidents": "registre des incidents",
    "provider": "fournisseur", "retention": "durée", "purge": "purge", "backup": "sauvegarde",
    "backup_proof": "épreuve", "test_call": "essai", "audit_log": "journal des gestes",
}  # fmt: skip
_WITHOUT_ACCOUNT = {
    "acknowledge_alert": "Sans compte (lien ou réponse)",
    **dict.fromkeys(("make_first_owner", "forget_telephone"), "Sans compte (ligne de commande)"),
    "visit_moved": "Paul",
    "visit_cancelled": "Paul",
}
# Details that say something to a person; the others are for engineers.
_DETAILS: dict[str, str] = {
    "rows": "lignes", "status": "état", "urgency": "urgence", "minutes": "minutes", "days": "jours", "calls": "appels",
    "leads": "fiches", "messages": "messages", "lines": "lignes de conversation", "alerts": "alertes",
}  # fmt: skip


_MOMENTS = {"was_at": "avant", "is_at": "maintenant"}


def action(code: str) -> str:
    """What was done."""
    return _ACTIONS.get(code, code)


def subject(entry: Entry) -> str:
    """What it was about, by the id that its address ends with."""
    return f"{_SUBJECTS.get(entry.subject_type, entry.subject_type)} {entry.subject_id}" if entry.subject_id else ""


def who(entry: Entry) -> str:
    """Who did it."""
    if entry.actor_name:
        return entry.actor_name
    if entry.actor:
        return "Quelqu’un qui n’est plus de l’équipe"
    return _WITHOUT_ACCOUNT.get(entry.action, "Le service de fond")


def details(entry: Entry) -> list[str]:
    """What is worth reading of what changed."""
    changes = entry.changes
    moments = {words: changes.get(name) for name, words in _MOMENTS.items()}
    result = [f"{words}: {fr.day_and_clock(datetime.fromisoformat(at))}" for words, at in moments.items() if at]
    result += [f"{_DETAILS[name]}: {_plain(name, value)}" for name, value in entry.changes.items()
            if name in _DETAILS and value is not None]  # fmt: skip
    if entry.changes.get("role"):
        result.append(f"rôle: {ROLES.get(str(entry.changes['role']), entry.changes['role'])}")
    if entry.changes.get("classification"):
        result.append(business.CLASSIFICATIONS.get(str(entry.changes["classification"]), ""))
    fields = entry.changes.get("fields")
    if isinstance(fields, list):
        result.append(f"champs: {', '.join(str(one) for one in fields)}")
    return [one for one in result if one]


def _plain(name: str, value: Any) -> str:
    statuses = {"new": "nouveau", "called_back": "rappelé", "booked": "rendez-vous", "won": "gagné", "lost": "perdu"}
    return statuses.get(str(value), str(value)) if name == "status" else str(value)
