"""The team: who may do what, invited, suspended, let in again."""
