-- One line on every page: each value with its age. Null means that nothing was measured, which is not the same as well.
create or replace function public.status_line() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
    perform private.require_role('owner', 'staff', 'admin');
    return jsonb_build_object(
        'now', now(),
        'last_call_at', (select max(created_at) from public.vapi_calls where not is_test),
        'last_webhook_at', (select at from private.webhook_requests where outcome not in ('refused', 'lost')
                            order by at desc limit 1),
        -- A call fetched from Vapi's list is no sign of life from the webhook.
        'last_message_at', (select received_at from private.inbox where via <> 'reconciliation'
            and not private.is_probe(coalesce(vapi_call_id, '')) order by id desc limit 1),
        'unapplied', (select count(*) from private.inbox where applied_at is null),
        'journal', (select to_jsonb(p) from private.probes p where p.name = 'journal_length'
            order by p.at desc limit 1),
        'worker_at', (select max(at) from private.heartbeats where program = 'worker'),
        'database_probe', (select to_jsonb(p) from private.probes p where p.name = 'database_ms'
            order by p.at desc limit 1),
        'pooler', (select to_jsonb(p) from private.probes p where p.name = 'pooler' order by p.at desc limit 1),
        'alerts', (select jsonb_build_object(
            'waiting', count(*) filter (where state in ('waiting', 'sending', 'handed_over') and bundled_in is null),
            -- Whoever was not reached counts until somebody has seen it, however old.
            'failed', (select count(*) from public.alerts a where a.state = 'failed' and a.basis is null
                and not private.is_proof(a)),
            'oldest_waiting_at', min(created_at) filter (where state in ('waiting', 'sending') and urgent))
            from public.alerts where created_at > now() - interval '7 days' and state <> 'acknowledged'
                and basis is null
                and not private.is_probe(cause_key)),
        'last_delivered_at', (select max(greatest(sms_delivered_at, email_delivered_at)) from public.recipients),
        -- Whose phone or email takes no more messages of ours.
        'unreachable', (
            select coalesce(jsonb_agg(jsonb_build_object('full_name', r.full_name, 'channel', b.channel,
                'reason', b.reason)), '[]')
            from public.recipients r,
                lateral (values ('sms', r.unreachable_reason), ('email', r.email_unreachable_reason)) b (channel,
                    reason)
            where r.active and b.reason is not null),
        'on_call', (select count(*) from public.recipients where active and on_call_rank is not null),
        'duty', private.duty_roster(),
        'is_demo', (select exists (select 1 from public.vapi_calls where is_demo)),
        'digest', private.digest_state(),
        'backup', private.backup_state(),
        'gap', private.gap_state(),
        'plan_b', private.plan_b_state(),
        'last_proven_backup_at', null);
end $$;
