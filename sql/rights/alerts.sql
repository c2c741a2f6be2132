grant select on public.recipients, public.alert_rules, public.alert_rungs, public.alert_settings, public.alerts,
    public.alert_attempts, public.duty_hours, public.duty_weeks, public.duty_exchanges,
    public.alert_prices, public.customer_texts to authenticated;
grant select, insert, update, delete on public.recipients, public.alert_rules, public.alert_rungs,
    public.alert_settings, public.alerts, public.alert_attempts, public.duty_hours,
    public.duty_weeks, public.duty_exchanges, public.alert_prices, public.customer_texts, private.brevo_events,
    private.alert_links, private.addresses to service_role;
grant execute on function public.acknowledge_alerts, public.alert_about, public.alert_ladder, public.alert_list,
    public.alert_setup, public.announce_arrival, public.customer_messages, public.save_customer_hours,
    public.save_customer_text, public.duty_board, public.remove_recipient, public.resend_alerts,
    public.save_alert_opening,
    public.save_alert_prices, public.save_alert_rule, public.save_alert_settings, public.save_duty_hours,
    public.save_duty_weeks, public.save_exchange, public.save_ladder, public.save_on_call, public.save_recipient,
    public.send_test_alert to authenticated;
grant execute on function private.is_alert to service_role;

-- Called by those of the functions above that run with the person's own rights.
grant execute on function private.alert_brief, private.alert_rank, private.alert_view, private.alerts_in_sight,
    private.attempt_rank, private.attempt_view, private.duty_roster, private.is_proof, private.list_price,
    private.month_cost, private.open_seconds, private.provider_balances, private.provider_figures,
    private.unowned_minutes, private.visit_messages, private.why_unreachable to authenticated;

create policy read_for_team on public.recipients for select to authenticated
    using ((select private.app_role()) is not null);
create policy read_for_team on public.alert_rules for select to authenticated
    using ((select private.app_role()) is not null);
create policy read_for_team on public.alert_rungs for select to authenticated
    using ((select private.app_role()) is not null);
create policy read_for_team on public.alert_settings for select to authenticated
    using ((select private.app_role()) is not null);
create policy read_for_team on public.customer_texts for select to authenticated
    using ((select private.app_role()) is not null);
create policy read_for_team on public.alert_prices for select to authenticated
    using ((select private.app_role()) is not null);
-- The console's own probes are addressed to nobody.
create policy read_for_team on public.alerts for select to authenticated
    using ((select private.app_role()) is not null and cause_key not like 'probe:%');
create policy read_for_team on public.alert_attempts for select to authenticated
    using ((select private.app_role()) is not null);
create policy read_for_team on public.duty_hours for select to authenticated
    using ((select private.app_role()) is not null);
create policy read_for_team on public.duty_weeks for select to authenticated
    using ((select private.app_role()) is not null);
create policy read_for_team on public.duty_exchanges for select to authenticated
    using ((select private.app_role()) is not null);
