-- A provider that is down for an hour fails every call: the first failure wakes somebody, those of the quarter of an hour
-- after it wait and go out together. And the digest tells Sentry when it is to be expected.

create or replace function private.raise_alert(p_kind text, p_cause_key text, p_lead_id uuid, p_call_id uuid, p_detail text,
    p_is_test boolean, p_is_demo boolean) returns void
language plpgsql security definer set search_path = ''
as $$
declare
    r public.alert_rules;
    v_follows boolean;
    v_wait interval;
begin
    select * into r from public.alert_rules where kind = p_kind;
    if not r.enabled or p_is_test then return; end if;
    v_follows := p_kind = 'paul_trouble' and exists (
        select 1 from public.alerts a, public.alert_settings s where a.kind = p_kind and a.cause_key <> p_cause_key
          and a.urgent and a.created_at > clock_timestamp() - make_interval(secs => (s.throttle_minutes * 60)::float8));
    v_wait := make_interval(mins => case when v_follows then greatest(r.bundle_minutes, 10) else r.bundle_minutes end);
    insert into public.alerts (kind, cause_key, urgent, lead_id, call_id, detail, is_demo, reason, due_at)
    values (p_kind, p_cause_key, r.urgent and not v_follows, p_lead_id, p_call_id, p_detail, p_is_demo,
            case when v_wait > interval '0' then 'bundle' end, clock_timestamp() + v_wait)
    on conflict (cause_key) do nothing;
    if found then perform pg_notify('drain_work', 'alerts'); end if;
end $$;
create index alerts_trouble on public.alerts (created_at desc) where kind = 'paul_trouble';

create or replace function private.can_be_bundled(a public.alerts) returns boolean
language sql immutable parallel safe set search_path = ''
as $$
    select not a.urgent and not a.by_hand and a.bundled_in is null
        and a.kind in ('lead', 'hung_up', 'appointment', 'paul_trouble')
$$;

alter function private.digest_facts rename to digest_counts;
create function private.digest_facts() returns jsonb
language sql stable set search_path = ''
as $$
    select private.digest_counts() || jsonb_build_object('digest_at', s.digest_at) from public.alert_settings s
$$;
revoke execute on function private.digest_facts from public;
