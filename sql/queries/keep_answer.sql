-- Keeps the answer given to a tool call: call, tool call id, tool, moment, words, success, own time in ms.
select private.keep_answer(%s, %s, %s, %s, %s, %s, %s);
