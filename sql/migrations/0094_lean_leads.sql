-- Fewer statements for a lead, a visit, an alert and a report, changing nothing of what they mean.

-- Only urgent ones are looked for, each time that Paul is in trouble; with all of them a bad hour was read whole each time.
drop index public.alerts_trouble;
create index alerts_trouble on public.alerts (created_at desc) where kind = 'paul_trouble' and urgent;

create or replace function private.raise_alert(
    p_kind text, p_cause_key text, p_lead_id uuid, p_call_id uuid, p_detail text, p_is_test boolean, p_is_demo boolean)
returns void
language plpgsql security definer set search_path = ''
as $$
declare v_follows boolean := false;
begin
    if p_is_test then return; end if;
    if p_kind = 'paul_trouble' then
        v_follows := exists (
            select 1 from public.alerts a, public.alert_settings s where a.kind = 'paul_trouble' and a.cause_key <> p_cause_key
              and a.urgent and a.created_at > clock_timestamp() - make_interval(secs => (s.throttle_minutes * 60)::float8));
    end if;
    insert into public.alerts (kind, cause_key, urgent, lead_id, call_id, detail, is_demo, reason, due_at)
    select p_kind, p_cause_key, r.urgent and not v_follows, p_lead_id, p_call_id, p_detail, p_is_demo,
           case when w.minutes > 0 then 'bundle' end, clock_timestamp() + make_interval(mins => w.minutes)
    from public.alert_rules r,
        lateral (select case when v_follows then greatest(r.bundle_minutes, 10) else r.bundle_minutes end as minutes) w
    where r.kind = p_kind and r.enabled
    on conflict (cause_key) do nothing;
    if found then perform pg_notify('drain_work', 'alerts'); end if;
end $$;

-- All that a call said of one person, later and surer words over earlier ones; `source` and `created_at` are the surest
-- source and the first word. Every word of the call when p_keys is null.
create or replace function private.told(p_call_id uuid, p_keys text[]) returns public.leads
language plpgsql stable set search_path = ''
as $$
declare
    w record;
    v_words jsonb := '{}';
    v_source text;
    v_since timestamptz;
begin
    for w in select x.source, x.said_at, x.facts from private.lead_words x
             where x.call_id = p_call_id and (p_keys is null or x.key = any (p_keys))
             order by array_position(array['report', 'booking', 'tool'], x.source), x.said_at, x.key loop
        v_words := v_words || jsonb_strip_nulls(w.facts);
        v_source := w.source;
        v_since := least(v_since, w.said_at);
    end loop;
    return jsonb_populate_record(null::public.leads, v_words || jsonb_build_object('source', v_source, 'created_at', v_since));
end $$;

create or replace function private.retell_lead(v public.leads, p public.leads, p_source text, p_said_at timestamptz)
returns public.leads
language plpgsql set search_path = ''
as $$
declare n public.leads;
begin
    update public.leads l set source = p_source, created_at = p_said_at, updated_at = now(), name = p.name, phone = p.phone,
        address = p.address, city = p.city, postal_code = p.postal_code, service = p.service, description = p.description,
        client_type = p.client_type, urgency = coalesce(p.urgency, 'normal')
    where l.id = v.id and (l.source, l.created_at, l.name, l.phone, l.address, l.city, l.postal_code, l.service,
            l.description, l.client_type, l.urgency) is distinct from (p_source, p_said_at, p.name, p.phone, p.address, p.city,
            p.postal_code, p.service, p.description, p.client_type, coalesce(p.urgency, 'normal'))
    returning * into n;
    if not found then select * into n from public.leads where id = v.id; end if;
    return n;
end $$;

-- The only lead of a call whose words so far all speak of this number: more words of the same number are its own.
create function private.only_lead(p_call_id uuid, p_phone text, p_key text) returns public.leads
language plpgsql stable set search_path = ''
as $$
declare v public.leads;
begin
    select l.* into v from public.leads l
    where l.call_id = p_call_id and p_phone is not null
      and (select bool_and(w.lead_id is not distinct from l.id and w.facts ->> 'phone' is not distinct from p_phone)
           from private.lead_words w where w.call_id = p_call_id and w.key <> p_key)
      and not exists (select 1 from public.leads o where o.call_id = p_call_id and o.id <> l.id);
    return v;
end $$;

drop function private.save_lead(public.vapi_calls, jsonb, text, timestamptz, text);

create function private.save_lead(
    c public.vapi_calls, p_facts jsonb, p_source text, p_happened_at timestamptz, p_key text default null) returns public.leads
language plpgsql set search_path = ''
as $$
declare
    v public.leads;
    v_told public.leads;
    v_key text := coalesce(p_key, p_source);
begin
    if p_source = 'console' then
        return private.new_lead(c, jsonb_populate_record(null::public.leads, p_facts), p_source, p_happened_at);
    end if;
    if not exists (select 1 from private.lead_words w where w.call_id = c.id)
            and not exists (select 1 from public.leads l where l.call_id = c.id) then
        v := private.new_lead(c, jsonb_populate_record(null::public.leads, p_facts), p_source, p_happened_at);
        insert into private.lead_words (call_id, key, source, said_at, facts, lead_id)
        values (c.id, v_key, p_source, p_happened_at, p_facts, v.id);
        return v;
    end if;
    v := private.only_lead(c.id, p_facts ->> 'phone', v_key);
    insert into private.lead_words as w (call_id, key, source, said_at, facts, lead_id)
    values (c.id, v_key, p_source, p_happened_at, p_facts, v.id)
    on conflict (call_id, key) do update set source = excluded.source, said_at = excluded.said_at, facts = excluded.facts,
        lead_id = coalesce(excluded.lead_id, w.lead_id);
    if v.id is null then return private.sort_words(c, v_key, p_facts, p_happened_at); end if;
    if v.version > 1 then return private.complete_lead(v, p_facts, p_happened_at); end if;
    v_told := private.told(c.id, null);
    return private.retell_lead(v, v_told, v_told.source, v_told.created_at);
end $$;

-- Whose words are whose, in a call that speaks of several people or of somebody new; returns the lead of p_key.
create function private.sort_words(c public.vapi_calls, p_key text, p_facts jsonb, p_happened_at timestamptz) returns public.leads
language plpgsql set search_path = ''
as $$
declare
    v public.leads;
    v_mine public.leads;
    v_taken uuid[] := '{}';
    g record;
begin
    -- Leads that stay whose they are come first, so that none is given a number that another is about to leave.
    for g in select x.person, array_agg(x.key) as keys, min(x.said_at) as said_at, bool_and(x.source = 'report') as only_report,
                 case when bool_or(x.source = 'tool') then 'tool' when bool_or(x.source = 'booking') then 'booking' else 'report' end as source
             from private.people_of(c.id) x left join public.leads l on l.id = x.lead_id
             group by x.person
             order by bool_or(coalesce(coalesce(l.phone, private.fold(l.name)) = x.person, false) and x.source <> 'report') desc,
                 bool_or(l.id is not null and x.source <> 'report') desc, min(x.said_at), x.person loop
        v := private.lead_of_words(c.id, g.person, g.keys, g.only_report, v_taken);
        if v.id is null then
            v := private.new_lead(c, private.told(c.id, g.keys), g.source, g.said_at);
        elsif v.version = 1 then
            perform private.absorb_leads(c.id, v.id, g.keys);
            v := private.retell_lead(v, private.told(c.id, g.keys), g.source, g.said_at);
        elsif p_key = any (g.keys) then
            v := private.complete_lead(v, p_facts, p_happened_at);
        end if;
        update private.lead_words w set lead_id = v.id
        where w.call_id = c.id and w.key = any (g.keys) and w.lead_id is distinct from v.id;
        v_taken := v_taken || v.id;
        if p_key = any (g.keys) then v_mine := v; end if;
    end loop;
    return v_mine;
end $$;
