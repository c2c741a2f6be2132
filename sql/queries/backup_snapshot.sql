-- What a copy is taken from: the snapshot that pg_dump is handed, its moment, and the server's version.
select pg_export_snapshot() as snapshot, clock_timestamp() as at,
    split_part(current_setting('server_version'), ' ', 1) as server_version;
