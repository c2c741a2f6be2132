-- Who is suspended, or is of the team no more, is told nothing from that moment on. Recipients are known by the
-- account's email, or by its name.

create or replace function private.is_account_of(r public.recipients, p public.profiles) returns boolean
language sql immutable set search_path = ''
as $$ select lower(r.email) = lower(p.email) or private.fold(btrim(r.full_name)) = private.fold(btrim(p.full_name)) $$;

create or replace function private.follow_team() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare v_gone uuid[];
begin
    if tg_op = 'UPDATE' and not new.suspended then
        -- Back among those who can be told; on call again only where somebody puts them.
        update public.recipients r set active = true, left_at = null
        where r.left_at is not null and private.is_account_of(r, new);
        return null;
    end if;
    with gone as (
        update public.recipients r set active = false, on_call_rank = null, left_at = clock_timestamp()
        where r.active and private.is_account_of(r, old)
          -- Another account of theirs still stands.
          and not exists (select 1 from public.profiles p where not p.suspended and p.user_id <> old.user_id
                and private.is_account_of(r, p))
        returning r.id)
    select array_agg(id) into v_gone from gone;
    perform private.hand_on(v_gone);
    return null;
end $$;

-- What waits for people who have left goes on to the next person now, and not when their time would have been over.
create or replace function private.hand_on(p_recipient_ids uuid[]) returns void
language plpgsql set search_path = ''
as $$
begin
    update public.alerts set due_at = clock_timestamp(), version = version + 1
    where recipient_id = any (p_recipient_ids) and state <> 'acknowledged' and due_at is not null;
    if found then perform pg_notify('drain_work', 'alerts'); end if;
end $$;
