"""What the database is to be, as `sql/` says it: how it comes to be, and whether it still is."""
