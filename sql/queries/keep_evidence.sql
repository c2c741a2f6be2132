-- One more piece of evidence.
insert into public.evidence (gate, code, measured_at, valid_for, n, value, ok, method, release, detail)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb);
