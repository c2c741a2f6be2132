-- What people did with the demonstration's calls since: most were called back within hours, visits took place, some jobs
-- were won. Dice come from the calls' own ids, so that the same calls get the same life. Today is left as it came.
-- Who did it is in people.sql: the accounts may not be there yet.
do $$
declare
    v_today timestamptz := date_trunc('day', now() at time zone 'America/Toronto') at time zone 'America/Toronto';
begin
    create temp table demo_dice on commit drop as
    select c.id, c.created_at, c.outcome, c.needs_callback,
           abs(hashtext(c.vapi_call_id || 'fate')) % 100 as fate, abs(hashtext(c.vapi_call_id || 'who')) % 100 as who,
           coalesce(c.ended_at, c.created_at)
               + make_interval(mins => 6 + abs(hashtext(c.vapi_call_id || 'delay')) % 170) as called_back_at
    from public.vapi_calls c where c.is_demo and not c.is_test;

    -- Nobody calls back at night.
    update demo_dice set called_back_at = called_back_at + interval '10 hours'
    where extract(hour from called_back_at at time zone 'America/Toronto') not between 8 and 19;

    -- Visits of past days took place; a few were called off.
    update public.appointments a set status = case when d.fate < 7 then 'cancelled' else 'done' end
    from demo_dice d where a.call_id = d.id and a.is_demo and a.ends_at < now();

    update public.leads l set status = 'won', version = 2, updated_at = a.ends_at,
        called_back_at = d.called_back_at
    from demo_dice d join public.appointments a on a.call_id = d.id and a.status = 'done'
    where l.id = a.lead_id and d.fate >= 15;

    update public.leads l set status = 'lost', version = 2, updated_at = d.called_back_at, lost_reason = 'customer_cancelled'
    from demo_dice d join public.appointments a on a.call_id = d.id and a.status = 'cancelled' where l.id = a.lead_id;

    -- Leads without a visit: called back, and settled after some days. A few of the last days' still wait.
    update public.leads l set version = 2, updated_at = d.called_back_at, called_back_at = d.called_back_at,
        status = case when d.created_at > now() - interval '4 days' then 'called_back'
                      when d.fate < 28 then 'won' when d.fate < 60 then 'lost' else 'called_back' end,
        lost_reason = case when d.created_at <= now() - interval '4 days' and d.fate between 28 and 59 then
            (array['too_expensive', 'went_elsewhere', 'solved_itself', 'unreachable', 'out_of_area'])
            [1 + d.who % 5] end,
        note = case when d.who % 4 = 0 then
            (array['Laissé un message dans sa boîte vocale.', 'Préfère être appelé après 17 h.',
                   'Demande une facture pour les assurances.',
                   'Chien dans la cour, entrer par le côté.', 'Client de longue date, visite précédente à l''automne.',
                   'Soumission envoyée par courriel.', 'Accès par la porte du garage.', 'Paiement par virement.'])
            [1 + d.fate % 8] else '' end
    from demo_dice d
    where l.call_id = d.id and l.status = 'new' and d.called_back_at < now()
      and (d.created_at < v_today - interval '4 days'
           or d.created_at < v_today and (d.fate < 75 or l.urgency = 'urgent'));

    -- Callers who left nothing: called back too, mostly.
    update public.vapi_calls c set called_back_at = d.called_back_at, needs_callback = false
    from demo_dice d
    where c.id = d.id and d.needs_callback and d.called_back_at < now() and d.created_at < v_today
      and (d.created_at < v_today - interval '3 days' or d.fate < 70);

    update public.vapi_calls c set classification = 'spam'
    from demo_dice d where c.id = d.id and d.created_at < v_today and d.fate < 90 and c.summary like 'Sollicitation%';
    update public.vapi_calls c set classification = 'not_customer'
    from demo_dice d where c.id = d.id and d.created_at < v_today and d.fate < 40 and c.summary like '%trompé de numéro%';
end $$;
