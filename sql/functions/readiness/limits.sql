-- What the gates ask, all in one place. Here and not in Python: the button that opens the line further judges them in
-- the transaction that moves it, and every reader is to see that one verdict.

-- How long a measurement says anything. One that is named nowhere here stops everything, rather than hold for ever.
create or replace function private.valid_for(p_gate text, p_code text) returns interval
language plpgsql immutable set search_path = ''
as $$
begin
    case p_gate || '.' || p_code
        when 'paul.gap' then return interval '15 minutes';
        when 'sms.lost', 'monitoring.check_ins', 'privacy.officer', 'privacy.register' then return interval '1 hour';
        when 'monitoring.errors' then return interval '24 hours';
        -- Done once a night: a night and two hours.
        when 'secrets.settings', 'secrets.ages', 'backups.proven', 'backups.away', 'privacy.retention' then
            return interval '26 hours';
        when 'secrets.anonymous' then return interval '48 hours';
        when 'paul.trials', 'sms.delivered', 'monitoring.sentry_console', 'monitoring.sentry_webhook',
             'monitoring.sentry_worker' then return interval '7 days';
        when 'secrets.history', 'quality.types', 'quality.lint', 'quality.tests', 'sms.email', 'backups.drill',
             'load.soak', 'capacity.ramp', 'plan_b.exercise', 'privacy.notice' then return interval '30 days';
    end case;
end $$;

create or replace function private.gate_limits() returns table (trials_in_a_row integer, soak_hours integer,
    notice_calls integer, least_notice_calls integer, alert_forgotten_after interval, secrets_seen_within interval)
language sql immutable set search_path = ''
as $$ select 10, 48, 20, 10, interval '15 minutes', interval '26 hours' $$;
