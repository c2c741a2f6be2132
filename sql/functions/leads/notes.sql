-- The thread of a lead: written to, never over.

-- Whoever it was, also once they have left the team.
create or replace function private.person_name(p_user_id uuid) returns text
language sql stable security definer set search_path = ''
as $$
    select coalesce((select full_name from public.profiles where user_id = p_user_id),
        (select full_name from private.former_people where user_id = p_user_id))
$$;

create or replace function private.lead_thread(p_lead_id uuid) returns jsonb
language sql stable set search_path = ''
as $$
    select coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'at', n.at, 'by', private.person_name(n.author),
        'text', n.text) order by n.at, n.id), '[]')
    from public.lead_notes n where n.lead_id = p_lead_id
$$;

-- Nothing for nothing; nor twice for the same words sent again after an answer that was lost.
create or replace function private.write_note(p_lead_id uuid, p_text text) returns void
language sql set search_path = ''
as $$
    insert into public.lead_notes (lead_id, author, text)
    select p_lead_id, auth.uid(), btrim(p_text)
    where btrim(coalesce(p_text, '')) <> '' and not exists (
        select 1 from public.lead_notes n where n.lead_id = p_lead_id and n.author = auth.uid()
            and n.text = btrim(p_text) and n.at > clock_timestamp() - interval '10 minutes')
$$;

create or replace function private.keep_note() returns trigger language plpgsql set search_path = ''
as $$ begin raise exception 'a note is never written over'; end $$;
