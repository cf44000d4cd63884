"""Words of the individual plan."""

from rmo_web.kernel import years as school
from rmo_web.self_education.wording import years

COLUMNS = (
    "Этап", "Сроки", "Содержание работы (мероприятия)", "Ожидаемый результат",
    "Форма отчёта, где представлено",
)  # fmt: skip


def title(first: int, last: int) -> str:
    """«Индивидуальный план по самообразованию на 2019–2021 годы»; of one, «на … учебный год»."""
    when = f"{school.title(first)} учебный год" if first == last else years(first, last)
    return f"Индивидуальный план по самообразованию на {when}"
