"""Доступ: sign-in, sessions, invitations by a one-time code, roles."""

PARTS = ("signing_in", "mine", "keeping")
