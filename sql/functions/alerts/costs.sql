-- What messages and calls cost: credits as Brevo tells them, money as Twilio does once it has counted.

-- Whose price is to be asked for now, each at most every quarter of an hour and for three days.
create or replace function private.claim_prices(p_limit integer) returns table (id uuid, channel text, provider_id text)
language sql set search_path = ''
as $$
    update public.alert_attempts t set price_asked_at = clock_timestamp()
    where t.id in (select w.id from public.alert_attempts w
        where w.at between clock_timestamp() - interval '3 days' and clock_timestamp() - interval '1 minute'
          and w.provider = 'twilio' and w.provider_id is not null and w.price is null
          and coalesce(w.price_asked_at < clock_timestamp() - interval '15 minutes', true)
        order by w.at for update skip locked limit p_limit)
    returning t.id, t.channel, t.provider_id
$$;

-- What all that left in this month cost; an email costs nothing by itself.
create or replace function private.month_cost() returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object('sent', count(*), 'credits', coalesce(sum(t.credits), 0),
        'price', coalesce(sum(t.price), 0), 'price_unit', max(t.price_unit),
        'unpriced', count(*) filter (where t.price is null and t.credits is null))
    from public.alert_attempts t
    where t.channel <> 'email' and t.handed_over_at is not null
      and t.at >= date_trunc('month', now() at time zone 'America/Toronto') at time zone 'America/Toronto'
$$;
