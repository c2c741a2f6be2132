-- How many leads of a period there were and how many were lost, by reason, service and person: summed by whoever asks.
-- Calls that were no business of ours are left out.
create or replace function public.lost_leads(p_since timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
    select coalesce(jsonb_agg(to_jsonb(x)), '[]') from (
        select case when l.status = 'lost' then coalesce(nullif(l.lost_reason, ''), 'unsaid') end as reason, l.service,
            private.person_name(coalesce(l.assigned_to, l.called_back_by)) as person, count(*) as n
        from public.leads l
        where l.created_at >= p_since and not l.is_test
          and coalesce(l.lost_reason, '') not in ('spam', 'test', 'not_customer')
          and (select private.require_role('owner', 'staff', 'admin')) is not null
        group by 1, 2, coalesce(l.assigned_to, l.called_back_by)) x
$$;
