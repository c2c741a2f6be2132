"""Forms and boxes of the console in which something is written or chosen before a button is pressed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from backend.person import Role

RULES, LADDER, DUTY = (f"/alertes?vue-alertes={view}" for view in ("Règles et destinataires", "Échelle", "Garde"))
KEEPING, INCIDENTS, OTHERS = (
    f"/conformite?vue-conformite={view}" for view in ("Conservation", "Incidents", "Avis et fournisseurs")
)
# The requests about a person that are there: one to correct, one to erase, one to close.
CORRECT, ERASE, CLOSE = (UUID(int=n, version=4) for n in (1, 2, 3))


@dataclass(frozen=True)
class Form:
    """How to get there, what is written, which button; and what must stand in the database once.

    `opens` and `picks` are pressed in turn: the name of a button, or a selector where that is not enough. In them
    `label:=words` writes, and `label:#figures` types a date.
    """

    name: str
    screen: str
    press: str
    # The line of the trail that the deed leaves, and the rows that hold what was written.
    deed: str
    kept: str
    opens: tuple[str, ...] = ()
    picks: tuple[str, ...] = ()
    # By label, or by selector.
    before: Mapping[str, str] = field(default_factory=dict)
    during: Mapping[str, str] = field(default_factory=dict)
    role: Role = "owner"
    in_box: bool = True
    # Opened over the table, or the week as a week.
    wide: bool = False


def card(text: str, button: str) -> str:
    """That button of the card that says this."""
    return f'[class*="st-key-carte-"]:has-text("{text}") button:has-text("{button}")'


def first(part_of_key: str) -> str:
    """The first button in what has that key."""
    return f'[class*="st-key-{part_of_key}"] button >> nth=0'


HOUR = '[role=dialog] [role=radiogroup][aria-label="Heure"] [role=radio] >> nth=-1'
SAVE = "Enregistrer"
FORMS: dict[str, tuple[Form, ...]] = {
    "qui est prévenu": (
        Form("destinataire", RULES, SAVE, "save_recipient",
             "recipients where full_name = 'Line Cyr' and email = 'line@exemple.ca'",
             opens=("Ajouter une personne",), before={"Nom": "Line Cyr"}, during={"Courriel": "line@exemple.ca"}),
        Form("règle", RULES, SAVE, "save_alert_rule", "alert_rules where kind = 'lead' and bundle_minutes = 25",
             opens=(".st-key-changer-lead button",), during={"Regrouper pendant (min; 0: tout de suite)": "25"}),
        Form("délais", RULES, SAVE, "save_alert_settings",
             "alert_settings where throttle_count = 9 and throttle_minutes = 33", opens=("Changer les délais",),
             before={"Au plus tant de messages…": "9"}, during={"… en tant de minutes": "33"}),
    ),
    "échelle et garde": (
        Form("échelle", LADDER, SAVE, "save_ladder", "alert_rungs where way = 'next' and after_minutes = 17",
             opens=("Ajouter une échelle",), picks=(first("e-moyen-0"),),
             during={"À la personne suivante après (min)": "17"}),
        Form("prix", LADDER, SAVE, "save_alert_prices", "alert_prices where price = 0.0123",
             opens=("Changer les prix",), during={"Texto par Twilio": "0.0123"}),
        Form("heures de garde", DUTY, SAVE, "save_duty_hours", "duty_hours where weekday = 1",
             opens=("Changer les heures",), picks=("text=De garde en tout temps", first("g-jours-0"))),
        Form("semaines de garde", DUTY, SAVE, "save_duty_weeks", "duty_weeks where every = 2",
             opens=("Changer les semaines",), picks=("text=Une semaine sur 2",)),
        Form("échange", DUTY, SAVE, "save_exchange", "duty_exchanges", opens=("Échanger un jour",)),
        Form("message d’essai", "/alertes", "Envoyer un courriel", "resend_alerts", "alerts where kind = 'test'",
             opens=("Envoyer une alerte d’essai",), picks=("[role=dialog] [role=radio] >> text=Courriel",)),
    ),
    "clients": (
        Form("rendez-vous", "/", "Réserver", "book_appointment", "appointments where address = '12 rue A'",
             opens=(card("Client 02", "Rendez-vous"),), picks=(HOUR,), during={"Adresse": "12 rue A"}),
        Form("rappeler à", "/", "[role=dialog] [class*=st-key-rappeler-] button >> nth=0", "record_attempt",
             "call_attempts where outcome = 'later'", opens=(card("Client 03", "Autre"), "text=Rappeler à…")),
        Form("fiche", "/clients", SAVE, "update_lead",
             "leads l join lead_notes n on n.lead_id = l.id where n.text = 'Porte de côté' and l.city = 'Tracy'",
             opens=(card("Client 01", "Modifier"),), before={"Ajouter une note": "Porte de côté"},
             during={"Ville": "Tracy"}, in_box=False),
        Form("nouvelle fiche", "/clients", "Créer la fiche", "create_lead",
             "leads where name = 'Line Cyr' and description = 'Évier lent' and city = 'Varennes'",
             opens=("Nouvelle fiche",), before={"Nom": "Line Cyr", "Problème": "Évier lent"},
             during={"Ville": "Varennes"}),
    ),
    "visites et réglages": (
        Form("envoyer une alerte", "/clients", "Envoyer un courriel", "resend_alerts",
             "alert_attempts where asked_by is not null and channel = 'email'",
             opens=(card("Client 04", "Renvoyer l’alerte"),), picks=("[role=dialog] [role=radio] >> text=Courriel",)),
        Form("visite déplacée", "/rendez-vous?semaine={monday}", "Déplacer à", "move_appointment",
             "appointments a join leads l on l.id = a.lead_id where l.name = 'Bob Roy' and a.version = 2",
             opens=("Bob Roy", "Déplacer"), picks=(HOUR,), wide=True),
        Form("heures et durées", "/reglages", SAVE, "save_booking_rules",
             "booking_settings where travel_minutes = 45 and horizon_days = 21", in_box=False,
             before={"Route après chaque visite (min)": "45"}, during={"Jours d’avance, au plus": "21"}),
        Form("jour fermé", "/reglages", "Fermer le", "save_closed_day", "closed_days where label = 'Noces de Line'",
             opens=("text=Fermer ou ouvrir un jour",), during={"Pourquoi": "Noces de Line"}, in_box=False),
        Form("texto", "/reglages", "Enregistrer ces mots", "save_alert_opening",
             "alert_rules where opening = 'Urgent ici'", during={"Premiers mots": "Urgent ici"}, in_box=False),
    ),
    "administration": (
        Form("plan B", "/plan-b", "Enregistrer ce choix", "save_plan_b_settings",
             "private.plan_b_settings p join recipients r on r.id = p.recipient_id where r.full_name = 'Sylvie'",
             picks=("[class*=st-key-plan-b-qui] input", "[role=option] >> text=Sylvie"), in_box=False),
        Form("copies", "/sauvegardes", SAVE, "save_backup_settings",
             "backup_settings where keep_weekly = 7 and keep_monthly = 5", opens=("Changer les réglages",),
             role="admin", before={"Par semaine, pendant (semaines)": "7"}, during={"Par mois, pendant (mois)": "5"}),
        Form("essais", "/essais", SAVE, "save_trial_settings", "trial_settings where daily_limit = 6",
             opens=("Réglages",), during={"Essais par jour, au plus": "6"}, role="admin"),
        Form("un essai", "/essais", "Composer la ligne", "ask_trial", "test_calls", opens=("Lancer un essai",),
             role="admin"),
    ),
    "équipe": (
        Form("invitation", "/equipe", "Envoyer l’invitation", "invite_person",
             "account_orders where full_name = 'Line Cyr' and email = 'line@exemple.ca'",
             opens=("Inviter une personne",), before={"Nom": "Line Cyr"}, during={"Courriel": "line@exemple.ca"}),
        Form("rôle", "/equipe", "Faire de Employé Essai", "set_role",
             "profiles where full_name = 'Employé Essai' and role = 'admin'",
             opens=(card("Employé Essai", "Changer le rôle"),),
             picks=("[role=dialog] label:has-text('Administration')",)),
        Form("risque", "/mise-en-service", "J’accepte ce risque", "accept_risk",
             "accepted_risks where reason = 'Exercice vendredi.'", opens=(card("Plan B", "Accepter le risque"),),
             during={"Pourquoi c’est acceptable": "Exercice vendredi."}),
    ),
    "demandes": (
        Form("recherche", "/conformite", "Chercher ce qui est détenu", "search_person", "audit_log limit 1",
             during={"Numéro de téléphone, ou nom": "Gothier"}, in_box=False),
        Form("rectification", f"/conformite?demande={CORRECT}", "Rectifier", "correct_person",
             "leads where name = 'Cyr, Line' and city = 'Contrecœur'", opens=("Rectifier",),
             before={"Nom": "Cyr, Line"}, during={"Ville": "Contrecœur"}),
        Form("effacement", f"/conformite?demande={ERASE}", "Effacer Client", "erase_person",
             f"privacy_requests where id = '{ERASE}' and state <> 'open'", opens=("Effacer partout",),
             picks=("text=C’est bien cette personne",)),
        Form("fermeture", f"/conformite?demande={CLOSE}", "Fermer la demande", "close_privacy_request",
             f"privacy_requests where id = '{CLOSE}' and outcome = 'refused'", opens=("Fermer la demande",),
             picks=("[role=dialog] label:has-text('efus')",)),
        Form("demande", "/conformite", "Noter la demande", "ask_privacy_request",
             "privacy_requests where full_name = 'Line Cyr'",
             opens=("Numéro de téléphone, ou nom:=Personne du tout", "Chercher ce qui est détenu",
                    "Noter une demande quand même"),
             during={"Son nom, si elle l’a donné": "Line Cyr"}),
    ),
    "registres": (
        Form("incident", INCIDENTS, "Inscrire au registre", "save_incident",
             "incidents where information = 'Des numéros' and measures = 'Clés changées'",
             opens=("Inscrire un incident",),
             picks=("[role=dialog] label:has-text('non sérieux')", "3. Du:#20261120",
                    "4. Vous l’avez appris le:#20261121"),
             before={"1. Renseignements visés (ou pourquoi on ne le sait pas)": "Des numéros",
                     "2. Ce qui s’est passé": "Un téléphone perdu", "6. Ce qui fait conclure sur le risque: "
                     "sensibilité, usage malveillant, conséquences, probabilité": "Verrouillé"},
             during={"8. Ce qui a été fait pour réduire le risque, et pour que ça ne se répète pas": "Clés changées"}),
        Form("responsable", OTHERS, SAVE, "save_privacy_settings",
             "privacy_settings where officer_name = 'Line Cyr' and officer_email = 'line@exemple.ca'",
             opens=("Changer la personne ou l’avis",), before={"Nom": "Line Cyr"},
             during={"Courriel": "line@exemple.ca"}),
        Form("fournisseur", OTHERS, SAVE, "save_provider", "providers where place = 'Lyon, France'",
             opens=("[class*=st-key-fournisseur-brevo] button",), during={"Où": "Lyon, France"}),
        Form("durée", KEEPING, SAVE, "save_retention", "retention_rules where keep_days = 4321",
             opens=(first("duree-"),), during={"Garder (jours)": "4321"}),
    ),
}  # fmt: skip
