-- How many connections of ours the database holds now, this one included.
select count(*) from pg_stat_activity
where usename = current_user and datname = current_database() and backend_type = 'client backend';
