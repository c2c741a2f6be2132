grant select on public.backup_settings, public.backups, public.backup_proofs, public.backup_stores to authenticated;
grant select, insert, update, delete on public.backup_settings, public.backups, public.backup_proofs,
    public.backup_stores, private.backup_links to service_role;
grant execute on function public.ask_backup_now, public.backup_board, public.backup_link, public.cancel_backup,
    public.download_backup, public.prove_backup, public.save_backup_settings to authenticated;

create policy read_for_keepers on public.backup_settings for select to authenticated
    using ((select private.app_role()) in ('owner', 'admin'));
create policy read_for_keepers on public.backups for select to authenticated
    using ((select private.app_role()) in ('owner', 'admin'));
create policy read_for_keepers on public.backup_proofs for select to authenticated
    using ((select private.app_role()) in ('owner', 'admin'));
create policy read_for_keepers on public.backup_stores for select to authenticated
    using ((select private.app_role()) in ('owner', 'admin'));
