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

-- What one would cost by the price list, where its provider has not told: an SMS once for each credit that it took.
create or replace function private.list_price(t public.alert_attempts) returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object('amount', p.price * coalesce(t.credits, 1), 'unit', p.unit)
    from public.alert_prices p where p.provider = t.provider and p.channel = t.channel and t.price is null
$$;

-- What all that left in this month cost; an email costs nothing by itself.
create or replace function private.month_cost() returns jsonb
language sql stable set search_path = ''
as $$
    with left_us as (select t.price, t.price_unit, t.credits, private.list_price(t) as listed
        from public.alert_attempts t
        where t.channel <> 'email' and t.handed_over_at is not null
          and t.at >= date_trunc('month', now() at time zone 'America/Toronto') at time zone 'America/Toronto')
    select jsonb_build_object('sent', count(*), 'credits', coalesce(sum(t.credits), 0),
        'price', coalesce(sum(t.price), 0), 'price_unit', max(t.price_unit),
        'unpriced', count(*) filter (where t.price is null and t.credits is null and t.listed is null),
        'reckoned', (select coalesce(jsonb_object_agg(x.unit, x.amount), '{}') from (
            select l.listed ->> 'unit' as unit, sum((l.listed ->> 'amount')::numeric) as amount
            from left_us l where l.listed is not null group by 1) x))
    from left_us t
$$;

-- The whole price list at once; what is not on it has no price.
create or replace function public.save_alert_prices(p_request_id uuid, p_prices jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'admin');
    perform private.check_rows(p_prices, array['provider', 'channel', 'price', 'unit']);
    v_done := private.begin_action(p_request_id, 'save_alert_prices', 'alert_price', null, p_prices);
    if v_done is not null then return v_done; end if;
    -- Two who save the list at once: one after the other.
    perform 1 from public.alert_settings for update;
    delete from public.alert_prices where provider is not null;
    insert into public.alert_prices (provider, channel, price, unit)
    select p ->> 'provider', p ->> 'channel', (p ->> 'price')::numeric, p ->> 'unit'
    from jsonb_array_elements(p_prices) p;
    return private.end_action(p_request_id, jsonb_build_object('prices', jsonb_array_length(p_prices)));
exception when check_violation or not_null_violation or unique_violation or invalid_text_representation
    or numeric_value_out_of_range then
    perform private.refuse('alert_prices_invalid');
    return null;
end $$;
