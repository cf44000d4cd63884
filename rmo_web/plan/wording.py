"""Words of the plan for the screen."""

from collections.abc import Iterable

from rmo_web.kernel import russian


def roman_meeting(number: int | None) -> str:
    """«Заседание № 2», or plain «Заседание» where the plan gives no number."""
    return f"Заседание №{russian.NBSP}{number}" if number else "Заседание"


def questions(count: int) -> str:
    return russian.plural(count, "вопрос", "вопроса", "вопросов")


def rows(count: int) -> str:
    return russian.plural(count, "пункт", "пункта", "пунктов")


def meetings(count: int) -> str:
    return russian.plural(count, "заседание", "заседания", "заседаний")


def sections(count: int) -> str:
    return russian.plural(count, "раздел", "раздела", "разделов")


def when(verbatim: str, months: Iterable[tuple[int, int]], *, all_year: bool) -> str:
    """The срок as written, and what was understood where that says more."""
    said = " ".join(verbatim.split())
    known = (
        "в течение года" if all_year else ", ".join(russian.month_of_year(*one) for one in months)
    )
    if not said or russian.fold(said) == russian.fold(known):
        return said or known
    return f"{said} → {known}" if known else f"{said} → не понято"
