"""Журнал учёта консультаций: what was asked and answered, calls included, for any period."""
