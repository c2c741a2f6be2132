-- What the worker does about accounts, with the key of Supabase Auth that the console does not have.

create or replace function private.order_account(p_id uuid, p_kind text, p_user_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
    -- What was asked before of the same account and is not done yet would undo this one.
    update public.account_orders set state = 'failed', reason = 'replaced', due_at = null, done_at = clock_timestamp()
    where user_id = p_user_id and state = 'asked' and (kind in ('suspend', 'restore')) = (p_kind in ('suspend',
        'restore'));
    insert into public.account_orders (id, kind, user_id, asked_by) values (p_id, p_kind, p_user_id, auth.uid());
    perform pg_notify('drain_work', 'accounts');
end $$;

-- Takes what is due, leased for a minute to this worker.
create or replace function private.claim_accounts(p_limit integer)
    returns table (id uuid, kind text, user_id uuid, email text, full_name text, attempts smallint)
language sql set search_path = ''
as $$
    with claimed as (
        update public.account_orders set lease_until = clock_timestamp() + interval '1 minute', attempts = attempts + 1
        where id in (select o.id from public.account_orders o
                     where o.state = 'asked' and o.due_at <= clock_timestamp()
                         and (o.lease_until is null or o.lease_until < clock_timestamp())
                       -- One thing at a time about one account: what is under way could come after what replaces it.
                       and not exists (select 1 from public.account_orders e
                                       where e.user_id = o.user_id and e.id <> o.id
                                           and e.lease_until > clock_timestamp())
                     order by o.asked_at for update skip locked limit p_limit)
        returning *)
    select c.id, c.kind, c.user_id, coalesce(c.email, p.email), coalesce(c.full_name, p.full_name), c.attempts
    from claimed c left join public.profiles p on p.user_id = c.user_id order by c.asked_at
$$;

-- The account exists from here on: only now is there somebody to be of the team.
create or replace function private.welcome(p_id uuid, p_user_id uuid) returns void
language plpgsql set search_path = ''
as $$
begin
    insert into public.profiles (user_id, email, full_name, role)
    select p_user_id, o.email, o.full_name, o.role from public.account_orders o where o.id = p_id and o.kind = 'invite'
        and o.state = 'asked'
    on conflict (user_id) do nothing;
    update public.account_orders set user_id = p_user_id where id = p_id and kind = 'invite' and state = 'asked';
end $$;

-- Done (p_reason null), to be tried again at p_due_at, or given up. What was replaced meanwhile stays so; but it is no
-- longer under way, and what replaced it need not wait for the end of its lease. In one step: the second change of a
-- row in one transaction looks at its people again, and may wait for whoever changes them and waits for the row.
create or replace function private.settle_account(p_id uuid, p_reason text, p_due_at timestamptz) returns void
language sql set search_path = ''
as $$
    update public.account_orders o set lease_until = null,
        reason = case when o.state = 'asked' then p_reason else o.reason end,
        due_at = case when o.state = 'asked' then p_due_at else o.due_at end,
        state = case when o.state <> 'asked' then o.state when p_reason is null then 'done'
            when p_due_at is null then 'failed' else 'asked' end,
        done_at = case when o.state <> 'asked' then o.done_at when p_due_at is null then clock_timestamp() end
    where o.id = p_id;
$$;
