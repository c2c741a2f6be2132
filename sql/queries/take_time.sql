-- For the rest of this transaction: milliseconds that a statement may take.
select set_config('statement_timeout', %s, true);
