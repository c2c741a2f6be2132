"""What goes wrong in calls: what models write, what callers do, what happens to messages. Each is put on a scenario."""
