-- Keeps a message once; its application follows in the same transaction.
select private.keep_event(%s, %s, %s, %s, %s, %s, %s) as id;
