"""A stand-in for Vapi: whole invented calls, told in the messages that Vapi would post."""
