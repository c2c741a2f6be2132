-- The answer already given to this tool call, if any.
select text, tool_ok from public.call_logs
where call_id = %s and tool_call_id = %s and kind = 'tool' and answered_at is not null;
