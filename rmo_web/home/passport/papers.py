"""Паспорт РМО: who the association is this year, in two columns (domain reference, 1.2)."""

from dataclasses import dataclass
from datetime import date

from rmo_web.accounts import queries as accounts
from rmo_web.help_requests import queries as help_requests
from rmo_web.kernel.papers import word
from rmo_web.kernel.years import Year
from rmo_web.meetings.minutes.queries import secretary_of, signed_minutes
from rmo_web.meetings.year.queries import MeetingCard, meetings
from rmo_web.members import queries as members
from rmo_web.plan import queries as plan

COLUMNS = ("Раздел паспорта РМО", "Содержание раздела")
WIDTHS = (5.5, 12.0)


@dataclass(frozen=True, slots=True)
class Passport:
    """The rows of the passport; each content is its lines."""

    association: str
    year: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def passport(year: Year, today: date) -> Passport:
    """What the house knows of the association; what it does not know is left out."""
    names, page = members.association(), plan.page(year)
    rows = [
        ("Наименование", (names.name, names.district)),
        ("Учредитель", (names.operator,)),
        *(_of_plan(page) if page else ()),
        *((role, (one,)) for role, one in accounts.leaders()),
        ("Секретарь", (secretary_of(year.id)[1],)),
        ("Состав", tuple(members.composition(today))),
        ("План заседаний", tuple(_meeting(one) for one in meetings(year))),
        ("Протоколы", tuple(signed_minutes(year))),
        ("Методическая копилка", tuple(help_requests.base_in_words())),
    ]
    said = ((title, tuple(filter(None, lines))) for title, lines in rows)
    return Passport(names.name, year.title, tuple(one for one in said if one[1]))


def _of_plan(page: plan.PlanPage) -> list[tuple[str, tuple[str, ...]]]:
    tasks = tuple(f"{number}. {task}" for number, task in enumerate(page.tasks, 1))
    return [
        ("Тема", (page.theme,)),
        ("Цель", (page.goal,)),
        ("Задачи", tasks),
        ("Направления работы", tuple(one.title for one in page.sections)),
    ]


def _meeting(one: MeetingCard) -> str:
    theme = f" «{one.theme}»" if one.theme else ""
    return f"{one.title}{theme}: {', '.join(filter(None, (one.when, one.place)))}"


def docx(shown: Passport, head: str) -> bytes:
    """The same to be printed."""
    document = word.new(f"Паспорт РМО, {shown.year}", shown.association)
    word.line(document, "ПАСПОРТ", is_bold=True, at="center")
    word.line(document, shown.association, is_bold=True, at="center")
    word.line(document, f"{shown.year} учебный год", at="center")
    word.line(document)
    rows = [(title, "\n".join(lines)) for title, lines in shown.rows]
    word.grid(document, COLUMNS, rows, WIDTHS, size=12)
    word.signature(document, "Руководитель РМО", head)
    return word.saved(document)
