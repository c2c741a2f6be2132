-- This program lives.
insert into private.heartbeats (program, instance, at, release) values (%s, %s, now(), %s)
on conflict (program, instance) do update set at = excluded.at, release = excluded.release;
