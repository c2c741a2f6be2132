"""Aujourd'hui: what the first screen asks."""
