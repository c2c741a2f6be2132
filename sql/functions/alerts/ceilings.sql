-- What one person may have sent in a day, and the credits that only an emergency may take.

-- So many messages asked for by hand, tests among them fewer: no phone is written to thirty times in a row, by mistake
-- or by somebody who holds a colleague's session.
create or replace function private.check_sending(p_alert_ids uuid[], p_channel text) returns void
language plpgsql set search_path = ''
as $$
declare
    v_sent integer;
    v_tests integer;
begin
    -- Of two that ask at once, the second counts the first.
    perform pg_advisory_xact_lock(hashtext('drain.sending'), hashtext(auth.uid()::text));
    select count(*), count(*) filter (where a.kind = 'test') into v_sent, v_tests
    from public.alert_attempts t join public.alerts a on a.id = t.alert_id
    where t.asked_by = auth.uid() and not t.retries and t.at > clock_timestamp() - interval '24 hours';
    if v_sent + cardinality(p_alert_ids) > 60 then
        perform private.refuse('too_many_today', jsonb_build_object('most', 60));
    end if;
    if v_tests >= 10 and exists (select 1 from public.alerts where id = any (p_alert_ids) and kind = 'test') then
        perform private.refuse('too_many_today', jsonb_build_object('most', 10));
    end if;
    if p_channel = 'sms' and private.sms_is_reserved()
            and exists (select 1 from public.alerts where id = any (p_alert_ids) and not urgent) then
        perform private.refuse('credits_reserved');
    end if;
end $$;

-- What was left when Brevo was last asked, less what has been sent since: of a customer's text whose cost is not known
-- yet, the most that one can cost. Null where it was never told.
create or replace function private.credits_left() returns numeric
language sql stable security definer set search_path = ''
as $$
    select r.value - (select coalesce(sum(coalesce(t.credits, case when a.basis is null then 1 else 3 end)), 0)
            from public.alert_attempts t join public.alerts a on a.id = t.alert_id
            where t.at > r.at and t.channel = 'sms' and t.provider = 'brevo' and t.state not in ('asked', 'failed'))
    from public.probe_readings r where r.probe = 'brevo_credits' and r.value is not null
    order by r.at desc limit 1
$$;

-- The last 25 credits are for emergencies. Where it was never told how many there are, nothing is held back.
create or replace function private.sms_is_reserved() returns boolean
language sql stable security definer set search_path = ''
as $$ select coalesce(private.credits_left() < 25, false) $$;

-- Customers come last: none of their texts may take a credit of these, nor is one sent on credits that nobody counted.
create or replace function private.customers_must_wait() returns boolean
language sql stable security definer set search_path = ''
as $$ select coalesce(private.credits_left() < 25 + 3, true) $$;
