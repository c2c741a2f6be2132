-- One measurement: name, ok, value in the unit of the name, detail without personal data.
insert into private.probes (name, ok, value, detail) values (%s, %s, %s, %s);
