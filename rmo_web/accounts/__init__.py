"""Доступ: sign-in, sessions, invitations by a one-time code, roles."""
