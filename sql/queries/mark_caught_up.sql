-- Marks a call that had been missed and was fetched; a row when it had been ours to receive.
select marked from private.mark_caught_up(%s) as marked where marked;
