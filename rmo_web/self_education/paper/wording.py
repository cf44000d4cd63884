"""Words of the individual plan."""

from rmo_web.self_education.wording import years_in_full

COLUMNS = (
    "Этап", "Сроки", "Содержание работы (мероприятия)", "Ожидаемый результат",
    "Форма отчёта, где представлено",
)  # fmt: skip


def title(first: int, last: int) -> str:
    """«Индивидуальный план по самообразованию на 2019–2021 годы»; of one, «на … учебный год»."""
    return f"Индивидуальный план по самообразованию на {years_in_full(first, last)}"
