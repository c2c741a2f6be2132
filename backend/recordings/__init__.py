"""Recordings: heard from a short-lived link, fetched when somebody asks and by whoever holds the key."""
