-- Makes room for a copy, in the transaction that restores it: our schemas, and the accounts that the copy brings back.
drop schema if exists private cascade;
drop schema if exists public cascade;
create schema public;
do $$
begin
    if to_regclass('auth.users') is not null then delete from auth.users; end if;
end $$;
