"""Backups that count only once they have been restored somewhere else and compared."""
