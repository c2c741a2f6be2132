-- Fills an empty database with %(calls)s calls at fifty a day, back from now: the last days look the same whatever the
-- number, so that only the size differs. Older leads are settled, as they are in life.
set synchronous_commit = off;
set work_mem = '256MB';
-- Whole tables at once instead of row by row: what triggers would write is written below.
set session_replication_role = replica;

insert into public.vapi_calls (id, vapi_call_id, type, status, created_at, started_at, ended_at, caller_number, caller_name,
    line_number, ended_reason, ended_category, outcome, summary, cost_usd, has_recording, reported_at, report_has_lines,
    needs_callback)
select md5('call' || n)::uuid, 'bench-' || n, 'inboundPhoneCall', 'ended', at, at, at + interval '95 seconds',
    '+1450' || lpad((2000000 + n %% 900000)::text, 7, '2'), null, '+14502803222',
    case when n %% 100 = 0 then 'call.in-progress.error-providerfault-openai-llm-failed' else 'customer-ended-call' end,
    case when n %% 100 = 0 then 'provider_fault' else 'customer' end,
    case when n %% 100 = 0 then 'fault' when n %% 5 = 0 then 'appointment' when n %% 5 < 4 then 'lead' else 'no_lead' end,
    'Refoulement au sous-sol, rue ' || (n %% 977) || ', à rappeler', 0.12, true, at + interval '100 seconds', true,
    n %% 100 = 0 or (n %% 5 = 4 and n %% 4 = 0)
from (select n, now() - n * interval '28.8 minutes' as at from generate_series(1, %(calls)s) as n) x;

insert into public.leads (ref, call_id, source, created_at, name, phone, address, city, service, description, urgency, status)
select 'DF-B-' || n, md5('call' || n)::uuid, 'tool', at + interval '40 seconds', 'Client ' || (n %% 9973),
    '+1450' || lpad((2000000 + n %% 900000)::text, 7, '2'), (n %% 3000) || ', rue Principale, Longueuil', 'Longueuil',
    'debouchage_egout', 'Refoulement au sous-sol', case when n %% 7 = 0 then 'urgent' else 'normal' end,
    case when n < 60 and n %% 3 = 0 then 'new' when n %% 5 = 0 then 'booked' when n %% 3 = 0 then 'won'
         when n %% 3 = 1 then 'lost' else 'called_back' end
from (select n, now() - n * interval '28.8 minutes' as at from generate_series(1, %(calls)s) as n) x where n %% 5 <> 4;

insert into public.appointments (lead_id, call_id, starts_at, ends_at, busy, requested_at)
select l.id, l.call_id, s.at, s.at + interval '60 minutes', tstzrange(s.at, s.at + interval '90 minutes'), l.created_at
from public.leads l, lateral (select l.created_at + interval '1 day' as at) s where l.status = 'booked' and l.ref like 'DF-B-%%0';

-- Ten turns of Paul's a call, each with the delays of its stages.
insert into public.call_logs (call_id, at, kind, speaker, text, source, turn_ms, endpointing_ms, transcriber_ms, model_ms, voice_ms)
select md5('call' || n)::uuid, now() - n * interval '28.8 minutes' + line * interval '9 seconds', 'said',
    case when line %% 4 = 3 then 'caller' else 'paul' end, 'Phrase numéro ' || line || ' de cet appel, ni longue ni courte.',
    'report', t.model + t.voice + 540, t.voice + 80, t.voice / 2, t.model, t.voice
from generate_series(1, %(calls)s) as n, generate_series(0, 12) as line,
    lateral (select case when line %% 4 <> 3 then 350 + (n * 131 + line * 257) %% 900 + case when (n + line) %% 37 = 0 then 3000 else 0 end end as model,
                    case when line %% 4 <> 3 then 220 + (n * 17 + line * 71) %% 160 end as voice) as t;

insert into public.call_search (call_id, words, who)
select md5('call' || n)::uuid,
    to_tsvector('simple', 'refoulement au sous sol rue ' || (n %% 977) || ' client' || n || case when n <= 1000 and n %% 40 = 0 then ' insolite' else '' end),
    to_tsvector('simple', 'client ' || (n %% 9973) || ' longueuil '
        || private.number_words('+1450' || lpad((2000000 + n %% 900000)::text, 7, '2')))
from generate_series(1, %(calls)s) as n;

insert into private.inbox (dedupe_key, type, vapi_call_id, happened_at, received_at, body)
select 'bench-' || n || '|end-of-call-report', 'end-of-call-report', 'bench-' || n, at, at, repeat('x', 300)
from (select n, now() - n * interval '28.8 minutes' as at from generate_series(1, %(calls)s) as n) x;

insert into private.webhook_requests (at, route, message_type, status, outcome, ms)
select now() - n * interval '2.6 minutes', 'vapi', 'transcript', 200, 'applied', 3
from generate_series(1, least(%(calls)s * 11, 49846)) as n;

analyze public.vapi_calls, public.call_logs, private.inbox, private.webhook_requests;

-- Counted as the worker would have counted, from the first hour to the last.
select private.roll_up_hours(w.at, w.at + interval '40 days')
from (select date_trunc('day', min(created_at), 'America/Toronto') as since from public.vapi_calls) s,
    generate_series(s.since, now(), interval '40 days') as w (at);

select private.add_up(g.grain, date_trunc('month', min(c.created_at), 'America/Toronto'), now()) from public.vapi_calls c, (values ('day', 1), ('month', 2)) as g (grain, place)
group by g.grain, g.place order by g.place;
