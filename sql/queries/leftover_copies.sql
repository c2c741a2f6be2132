-- Names under which copies that never came to be may lie in the store.
select name as given from private.leftover_copies();
