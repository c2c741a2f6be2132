grant select on public.account_orders to authenticated;
grant select, insert, update, delete on public.account_orders to service_role;
grant execute on function public.drop_invitation, public.invite_person, public.note_visit, public.send_access_link,
    public.reset_second_factor, public.set_role, public.set_suspended, public.team,
    public.make_recovery_codes, public.use_recovery_code to authenticated;
-- Both refuse whoever does not hold the link, or the session's number.
grant execute on function public.leave_session, public.link_is_ours to anon, authenticated;
grant select, insert, delete on private.access_links, private.former_people to service_role;
grant select, insert, update, delete on private.recovery_codes to service_role;

create policy read_accounts on public.account_orders for select to authenticated
    using ((select private.app_role()) in ('owner', 'admin'));
