-- Keeps a message of tool calls and carries out each step of it, all or nothing.
select call_id, is_new, tool_call_id, answer, ok
from private.receive_tool_calls(%s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s::jsonb);
