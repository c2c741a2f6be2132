-- What the checks of leads name: applied before them.

create or replace function private.is_lead(p_source text, p_urgency text, p_status text) returns boolean
language plpgsql immutable parallel safe set search_path = ''
as $$
begin
    return p_source in ('tool', 'booking', 'report', 'console') and p_urgency in ('urgent', 'normal', 'low')
        and p_status in ('new', 'called_back', 'booked', 'won', 'lost');
end $$;
