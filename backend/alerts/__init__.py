"""Alerts: raised in the database, delivered by the worker, and followed until someone has seen them."""
