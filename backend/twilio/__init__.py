"""Twilio's words stop here: everything outside this package speaks of attempts, receipts and reasons."""
