-- By what means somebody said that they had seen it; null: in the console.
alter table public.alerts add column acknowledged_via text check (acknowledged_via in ('link', 'reply'));
