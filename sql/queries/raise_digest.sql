-- Raises the morning's digest: day, whole text, headline, whether it needs a person.
select private.raise_digest(%s, %s, %s, %s);
