"""Alerts as other screens show them: their state in a word, one more message, what is done about one."""
