"""The questions of agendas under which topics stand, and words of who reports where."""

from datetime import date

from rmo_web.kernel import russian
from rmo_web.kernel.offered.backlog import Hearing, MatterKind
from rmo_web.self_education.rules import TALKS_LEAST, TALKS_MOST

TALKS = MatterKind(
    "self_education.report", Hearing.TALK, "Отчёты по темам самообразования",
    ready="Готовы отчитаться",
)  # fmt: skip
CONSENTS = MatterKind(
    "self_education.topic", Hearing.CONSENT, "Согласование тем самообразования",
    decision="Согласовать темы самообразования",
)  # fmt: skip
NO_MORE = {
    Hearing.TALK: "тема больше не ждёт выступления",
    Hearing.CONSENT: "тема больше не ждёт согласования",
}
REPORTS = "доклад", "доклада", "докладов"
USUAL = f"обычно {TALKS_LEAST}–{TALKS_MOST}"


def when(day: date | None, month: tuple[int, int] | None) -> str:
    """«28 октября», «февраль 2020», or nothing while nobody knows."""
    if day is not None:
        return russian.day_short(day)
    return russian.month_of_year(*month).lower() if month else ""


def room_left(count: int, *, is_open: bool) -> str:
    """«2 доклада, можно ещё 1–3», «5 докладов», «6 докладов: обычно 3–5»."""
    said = russian.plural(count, *REPORTS) if count else "докладов нет"
    if count > TALKS_MOST:
        return f"{said}: {USUAL}"
    if not is_open or count == TALKS_MOST:
        return said
    least, most = max(TALKS_LEAST - count, 1), TALKS_MOST - count
    return f"{said}, можно ещё {f'{least}–{most}' if least < most else most}"
