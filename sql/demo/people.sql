-- Gives the demonstration's past to its accounts: who called back, who follows which lead. Nothing the second time.
do $$
declare
    v_owner uuid := (select user_id from public.profiles where role = 'owner' order by created_at limit 1);
    v_staff uuid := (select user_id from public.profiles where role = 'staff' order by created_at limit 1);
begin
    update public.leads l set
        called_back_by = case when abs(hashtext(l.ref || 'who')) % 100 < 65 then v_staff else v_owner end,
        assigned_to = coalesce(l.assigned_to, case when abs(hashtext(l.ref || 'whose')) % 100 < 45 then v_staff
                                                   when abs(hashtext(l.ref || 'whose')) % 100 < 80 then v_owner end)
    where l.is_demo and l.called_back_at is not null and l.called_back_by is null;

    update public.vapi_calls c set
        called_back_by = case when abs(hashtext(c.vapi_call_id || 'who')) % 100 < 65 then v_staff else v_owner end
    where c.is_demo and c.called_back_at is not null and c.called_back_by is null;
end $$;
