"""Участники: persons, organisations, membership — the register of the association."""
