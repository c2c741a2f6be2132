"""The tables of Supabase that speak of people: of those who call, and of the team."""

from __future__ import annotations

OF_CALLERS = {
    "public.vapi_calls": "les appels", "public.call_logs": "ce qui s’y est dit, ligne par ligne",
    "public.call_search": "les mots par lesquels un appel est retrouvé", "public.leads": "les fiches",
    "public.lead_notes": "les notes de l’équipe", "public.appointments": "les rendez-vous",
    "public.appointment_changes": "leurs changements par téléphone", "private.inbox": "les messages tels quels",
    "private.statements": "ce que Paul a noté, phrase par phrase",
    "public.alerts": "les alertes à l’équipe et les textos aux clients", "public.alert_attempts": "leurs envois",
    "private.addresses": "ce qu’un numéro ou une adresse a reçu ou refusé",
    "private.brevo_events": "leurs accusés de livraison",
    "private.recording_links": "les liens vers un enregistrement, pour une minute",
    "public.privacy_requests": "les demandes d’accès et d’effacement",
    "public.audit_log": "le journal des gestes, sans valeurs",
}  # fmt: skip

OF_THE_TEAM = {
    "public.profiles": "les comptes", "public.account_orders": "les invitations",
    "public.recipients": "les destinataires",
    "public.test_calls": "les appels d’essai", "public.trial_settings": "qui en reçoit le texto",
    "public.privacy_settings": "la personne responsable", "public.incidents": "le registre des incidents",
    "private.diversions": "vers qui la ligne fut détournée", "public.accepted_risks": "les risques acceptés, par qui",
    "private.former_people": "qui est parti",
}  # fmt: skip
