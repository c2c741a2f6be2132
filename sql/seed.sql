-- The rows that settings begin with. Each statement is carried out once in the life of a database, when its table has
-- just been made; what people change or delete afterwards stays as they left it. One statement a table, after a line of
-- its own.

insert into public.opening_hours (weekday, opens, closes)
select d, '08:00', '17:00' from generate_series(1, 5) as d on conflict do nothing;

insert into public.booking_settings default values on conflict do nothing;

insert into public.alert_rules (kind, urgent, bundle_minutes) values
    ('urgent_lead', true, 0), ('lead', false, 10), ('hung_up', false, 10), ('appointment', false, 10),
    ('unowned', false, 0),
    ('paul_trouble', true, 0), ('no_webhook', true, 0), ('journal', true, 0), ('backup', true, 0),
    ('volume', false, 0), ('digest', false, 0), ('test', false, 0),
    ('visit_booked', false, 0), ('visit_tomorrow', false, 0), ('visit_on_way', false, 0),
    ('visit_cancelled', false, 0)
on conflict do nothing;

insert into public.customer_texts (kind, words_fr, words_en) values
    ('visit_booked',
     'Visite notée: {jour} à {heure} ({ref}). Un empêchement? 450 280-3222. STOP: plus de textos.',
     'Visit booked: {jour} at {heure} ({ref}). Need to change it? 450 280-3222. STOP: no more texts.'),
    ('visit_tomorrow',
     'Rappel de votre visite: {jour} à {heure} ({ref}). Un empêchement? 450 280-3222. STOP: plus de textos.',
     'Reminder of your visit: {jour} at {heure} ({ref}). Need to change it? 450 280-3222. STOP: no more texts.'),
    ('visit_on_way',
     'Nous sommes en route pour votre visite de {heure} ({ref}). 450 280-3222. STOP: plus de textos.',
     'We are on our way for your visit of {heure} ({ref}). 450 280-3222. STOP: no more texts.'),
    ('visit_cancelled',
     'Votre visite de {jour} à {heure} ({ref}) est annulée. Pour une autre: 450 280-3222. STOP: plus de textos.',
     'Your visit of {jour} at {heure} ({ref}) is cancelled. For another: 450 280-3222. STOP: no more texts.')
on conflict do nothing;

insert into public.alert_settings default values on conflict do nothing;

insert into public.alert_rungs (place, after_minutes, way) values
    (0, 0, 'sms'), (1, 3, 'call'), (2, 5, 'email'), (3, 6, 'next')
on conflict do nothing;

insert into public.backup_settings default values on conflict do nothing;

insert into private.reconciliation_plan (kind) values ('recent'), ('nightly') on conflict do nothing;

insert into public.trial_settings default values on conflict do nothing;

insert into private.plan_b_settings default values on conflict do nothing;

insert into public.privacy_settings default values on conflict do nothing;

insert into public.providers (code, name, place, is_outside_quebec, purpose, receives, kept, rank) values
    ('vapi', 'Vapi', 'États-Unis', true, 'Répond au téléphone: Paul',
     'La voix, la conversation, le numéro et ce que la personne dit d’elle (nom, adresse, problème)',
     'Quatorze jours pour les appels; l’effacement demandé ici y est demandé aussi', 1),
    ('vapi_sub', 'Sous-traitants de Vapi (téléphonie, transcription, modèle, voix)', 'États-Unis', true,
     'Portent l’appel, transcrivent, répondent et parlent; leur liste est dans les réglages de Paul chez Vapi',
     'La voix et les mots de la conversation, le temps de l’appel', 'Selon leurs contrats avec Vapi', 2),
    ('brevo', 'Brevo', 'France (Union européenne)', true,
     'Envoie les textos et les courriels d’alerte à l’équipe, et les textos aux clients',
     'Le nom, le numéro et le problème en une ligne, dans le message envoyé à l’équipe; les adresses de l’équipe; '
     'le numéro du client et l’heure de sa visite, dans un texto au client',
     'Selon le contrat; ses journaux d’envoi s’effacent en le lui demandant', 3),
    ('supabase', 'Supabase', 'Canada (ca-central-1); entreprise américaine', true, 'Base de données et connexion',
     'Tout ce que montre la console',
     'Tant que les règles de conservation le gardent; copies de la plateforme: 7 à 30 jours', 4),
    ('sentry', 'Sentry', 'États-Unis ou Union européenne', true, 'Signale les pannes du logiciel',
     'Aucune donnée personnelle: elles sont retirées avant l’envoi', '90 jours', 5),
    ('copies', 'Dépôt des copies de sauvegarde', 'À préciser', true, 'Garde les copies de sauvegarde',
     'Des copies complètes, chiffrées: le dépôt ne peut pas les lire', 'Selon les réglages des sauvegardes', 6),
    ('twilio', 'Twilio', 'États-Unis', true,
     'Second chemin des alertes et des textos aux clients; appels à l’équipe',
     'Le nom, le numéro et le problème en une ligne, écrits ou lus au téléphone; les numéros de l’équipe; le '
     'numéro du client et l’heure de sa visite, dans un texto au client',
     'Selon le contrat; ses journaux d’envoi s’effacent en le lui demandant', 7)
on conflict do nothing;

insert into public.retention_rules (what, keep_days, least_days, rank) values
    ('recordings', 30, 15, 1), ('messages', 90, 15, 2), ('conversations', 548, 30, 3), ('callers', 730, 90, 4),
    ('leads', 730, 90, 5), ('jobs', 2557, 365, 6), ('alerts', 365, 30, 7), ('requests', 730, 365, 8),
    ('trail', 1826, 731, 9), ('incidents', 2191, 1827, 10)
on conflict do nothing;

insert into private.purge_plan (due_at) values (private.next_purge()) on conflict do nothing;

insert into private.secret_salt default values on conflict do nothing;

-- VAPI_WEBHOOK_SECRET_PREVIOUS: the old secret serves beside the new one only while the change is made.
insert into private.secret_limits (setting, days) values
    ('VAPI_WEBHOOK_SECRET', 180), ('VAPI_WEBHOOK_SECRET_PREVIOUS', 7), ('VAPI_API_KEY', 180), ('BREVO_API_KEY', 180),
    ('BREVO_WEBHOOK_TOKEN', 180), ('TWILIO_AUTH_TOKEN', 180), ('SUPABASE_DB_URL', 180), ('SUPABASE_SECRET_KEY', 180),
    ('SUPABASE_PUBLISHABLE_KEY', 365), ('BACKUP_S3_SECRET', 180), ('SENTRY_DSN', 365)
on conflict do nothing;

-- anonymous: what the Data API gives to somebody who is not signed in; schema: whether the database is what is written.
insert into private.measurements (code, every) values ('anonymous', '1 day'), ('schema', '1 day')
on conflict do nothing;

insert into private.rollout_stages (stage, least_calls, most_calls, days, calls_at_once) values
    (1, 1, 5, 3, 2), (2, 10, 20, 7, 3), (3, 1, 50, null, 5)
on conflict do nothing;
