"""Участники: persons, organisations, membership — the register of the association."""

PARTS = ("register", "cards", "organisations", "exchange")
