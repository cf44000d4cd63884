"""Words of the plan for the screen."""

from collections.abc import Iterable

from rmo_web.kernel import russian
from rmo_web.plan.rules import Change, PlanState, RowKind, RowState

# The word of a state and its colour.
PLAN_STATES = {
    PlanState.DRAFT: ("Проект", "wait"),
    PlanState.ADOPTED: ("Принят", "new"),
    PlanState.APPROVED: ("Утверждён", "done"),
    PlanState.DONE: ("Завершён", "done"),
}
ROW_STATES = {
    RowState.PLANNED: ("запланировано", "wait"),
    RowState.GOING: ("выполняется", "work"),
    RowState.DONE: ("выполнено", "done"),
    RowState.PARTLY: ("выполнено частично", "wait"),
    RowState.MOVED: ("перенесено", "wait"),
    RowState.FAILED: ("не выполнено", "late"),
    RowState.DROPPED: ("снято", "done"),
}
STEPS = {
    (PlanState.DRAFT, PlanState.ADOPTED): "Принять план",
    (PlanState.ADOPTED, PlanState.APPROVED): "Отметить утверждение",
    (PlanState.APPROVED, PlanState.DONE): "Завершить план",
    (PlanState.ADOPTED, PlanState.DRAFT): "Вернуть в проект",
    (PlanState.APPROVED, PlanState.ADOPTED): "Снять утверждение",
    (PlanState.DONE, PlanState.APPROVED): "Открыть снова",
}
CHANGES = {
    Change.ADDED: "Добавлен пункт",
    Change.CHANGED: "Изменён пункт",
    Change.MARKED: "Отмечен пункт",
    Change.MOVED: "Переставлен пункт",
    Change.REMOVED: "Убран пункт",
    Change.SECTION_ADDED: "Добавлен раздел",
    Change.SECTION_CHANGED: "Изменён раздел",
    Change.SECTION_REMOVED: "Убран раздел",
    Change.HEADER: "Изменены название и задачи",
    Change.NOTE: "Изменено другое место файла",
}
# Whether a section has place and responsible apart.
COLUMNS = {
    True: "место и ответственные отдельно",
    False: "место и ответственные вместе",
}
KINDS = {
    RowKind.ITEM: "Пункт плана",
    RowKind.GROUP: "Заголовок группы",
    RowKind.MEETING: "Заседание",
}


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
