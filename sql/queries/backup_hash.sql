-- Rows, and a content hash that does not depend on their order.
select count(*) as rows, coalesce(sum(hashtextextended(t::text, 0)), 0)::text as hash from {table} t;
