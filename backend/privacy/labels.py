"""The parts and fields of a person's file, in French, for whoever opens it in a spreadsheet."""

from __future__ import annotations

PARTS = {
    "exported_at": "Date de la copie", "request": "Numéro de la demande", "phone": "Numéro demandé",
    "full_name": "Nom demandé", "counts": "Nombre", "copies_until": "Dans les copies de sauvegarde jusqu’au",
    "team": "Équipe", "calls": "Appels", "leads": "Fiches", "noted_by_paul": "Noté par Paul",
    "appointments": "Rendez-vous", "appointment_changes": "Changements de rendez-vous",
    "alerts": "Alertes à l’équipe, textos au client",
    "refused_texts": "Textos refusés (STOP)",
    "other_receipts": "Autres accusés de livraison", "messages": "Messages reçus tels quels",
}  # fmt: skip

FIELDS = {
    # Of several.
    "id": "identifiant", "call_id": "identifiant de l’appel", "lead_id": "identifiant de la fiche",
    "created_at": "créé le", "updated_at": "modifié le", "at": "le", "text": "texte", "kind": "sorte",
    "type": "type", "status": "état", "state": "état", "is_test": "essai", "service": "service", "address": "adresse",
    "requested_at": "demandé le", "note": "note", "phone": "téléphone", "full_name": "nom", "email": "courriel",
    "version": "version",
    # Of a call.
    "vapi_call_id": "identifiant chez Vapi", "started_at": "commencé le", "ended_at": "terminé le",
    "caller_number": "numéro de la personne", "caller_name": "nom de la personne", "line_number": "numéro de la ligne",
    "ended_reason": "raison de la fin", "ended_category": "genre de fin", "outcome": "issue", "summary": "résumé",
    "success_evaluation": "évaluation", "structured_data": "données structurées", "cost_usd": "coût (USD)",
    "has_recording": "enregistrement chez Vapi", "recording_consent_at": "avis d’enregistrement donné le",
    "user_interrupted_count": "fois où la personne fut interrompue",
    "assistant_interrupted_count": "fois où Paul fut interrompu", "latency_unit_suspect": "unité des délais incertaine",
    "forwarded_at": "transféré le", "transfer_answered": "transfert répondu", "reported_at": "rapport reçu le",
    "report_has_lines": "rapport avec conversation", "classification": "classement", "needs_callback": "à rappeler",
    "called_back_at": "rappelé le", "end_is_guess": "fin déduite", "caught_up_at": "rattrapé le",
    "conversation_purged_at": "conversation purgée le", "conversation": "conversation", "speaker": "qui parle",
    "tool": "outil de Paul",
    # Of a lead, of what Paul noted, of a visit.
    "ref": "numéro", "source": "provenance", "name": "nom", "city": "ville", "postal_code": "code postal",
    "description": "problème", "client_type": "sorte de client", "urgency": "urgence",
    "lost_reason": "raison de la perte",
    "notes": "notes", "by": "par", "said_at": "dit le", "facts": "faits", "starts_at": "début", "ends_at": "fin",
    "went_with_lead": "retiré de l’agenda avec sa fiche",
    "confirmed": "confirmé", "changed_at": "changé le", "appointment_id": "identifiant du rendez-vous",
    "tool_call_id": "identifiant de la demande",
    "from_starts_at": "début d’avant", "to_starts_at": "nouveau début", "said": "dit",
    # Of an alert, of a message, of the team.
    "visit_at": "heure de visite annoncée", "basis": "raison de l’envoi au client", "since": "depuis",
    "reason": "raison", "detail": "contenu", "attempts": "envois", "channel": "moyen",
    "answer": "réponse du fournisseur",
    "receipts": "accusés de livraison", "received_at": "reçu le", "body": "contenu", "recipients": "destinataires",
    "accounts": "comptes", "trials": "appels d’essai", "role": "rôle", "last_seen_at": "vu le",
    "asked_at": "demandé le",
    "to_name": "nom appelé", "to_number": "numéro appelé",
    # How many of each.
    "calls": "appels", "leads": "fiches", "appointments": "rendez-vous", "lines": "lignes de conversation",
    "recordings": "enregistrements", "messages": "messages", "alerts": "alertes",
    "trail": "lignes du journal des gestes",
}  # fmt: skip
