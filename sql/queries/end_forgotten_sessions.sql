-- Sessions at Supabase Auth that no console can have any more.
select private.end_forgotten_sessions();
