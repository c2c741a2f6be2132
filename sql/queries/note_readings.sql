-- Keeps a round of probes: a JSON array of {probe, at, value, ok, detail}.
select private.note_readings(%s);
