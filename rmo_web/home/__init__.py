"""Главная: what waits for me today, in one screen."""

PARTS = ("year", "passport", "audit")
