"""Главная: what waits for me today, in one screen."""
