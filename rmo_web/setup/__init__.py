"""Первый запуск: found the association, or look at the example."""
