"""Words of the individual plan."""

import re

from rmo_web.self_education.wording import years_in_full

COLUMNS = (
    "Этап", "Сроки", "Содержание работы (мероприятия)", "Ожидаемый результат",
    "Форма отчёта, где представлено",
)  # fmt: skip
# How many lines are left to write on where nothing is known.
BY_HAND = {
    "Актуальность": 2, "Цель": 2, "Задачи": 4, "Источники, литература": 2,
    "Предполагаемый результат (продукт)": 2,
}  # fmt: skip
_NUMBER = re.compile(r"\s*(\d+[.)]|[-–—•])")


def listed(tasks: str) -> str:
    """Several tasks below each other, numbered where nobody has numbered them."""
    every = [one.strip() for one in tasks.split("\n") if one.strip()]
    if len(every) < 2:
        return tasks
    if not any(map(_NUMBER.match, every)):
        every = [f"{number}. {one}" for number, one in enumerate(every, 1)]
    return "\n".join(("", *every))


def title(first: int, last: int) -> str:
    """«Индивидуальный план по самообразованию на 2019–2021 годы»; of one, «на … учебный год»."""
    return f"Индивидуальный план по самообразованию на {years_in_full(first, last)}"
