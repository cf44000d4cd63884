"""Words of meetings and of their steps, for the screen and for papers."""

from datetime import date

from rmo_web.kernel import russian
from rmo_web.kernel.offered.backlog import Hearing, MatterKind
from rmo_web.meetings.rules import AgendaChange, Answer, Format, MeetingState, Step

# The word of a state and its colour.
STATES = {
    MeetingState.PLANNED: ("Запланировано", "wait"),
    MeetingState.POSTPONED: ("Перенесено", "wait"),
    MeetingState.INVITED: ("Приглашение разослано", "new"),
    MeetingState.HELD: ("Проведено", "work"),
    MeetingState.DRAFTED: ("Протокол пишется", "work"),
    MeetingState.SIGNED: ("Протокол подписан", "done"),
    MeetingState.CANCELLED: ("Отменено", "late"),
}
# A step that was taken, as the journal says it.
STEPS_TAKEN = {
    Step.INVITE: "приглашения разосланы",
    Step.HOLD: "проведено",
    Step.NOT_HELD: "отметка о проведении снята",
    Step.DRAFT: "протокол начат",
    Step.SIGN: "протокол подписан",
    Step.CORRECT: "протокол исправляется",
    Step.POSTPONE: "перенесено",
    Step.CANCEL: "отменено",
    Step.RESTORE: "возвращено в план",
}
# What became of a question, as the journal says it.
AGENDA_CHANGES = {
    AgendaChange.ADDED: "добавлен вопрос",
    AgendaChange.CHANGED: "изменён вопрос",
    AgendaChange.MOVED: "переставлен вопрос",
    AgendaChange.REMOVED: "убран вопрос",
    AgendaChange.EXTENDED: "дополнен вопрос",
    AgendaChange.SHORTENED: "сокращён вопрос",
}
TALKS = "выступление", "выступления", "выступлений"
READY = {Hearing.TALK: "Готовы выступить", Hearing.CONSENT: "Ждут согласования"}
SET_DAY = "Назначить день"
SET_PLACE = "Указать место"
ADD_QUESTION = "Добавить вопрос"
FORMATS = {
    Format.ONSITE: "очно",
    Format.REMOTE: "дистанционно",
    Format.MIXED: "смешанный",
}
ANSWERS = {
    Answer.WILL: "Буду",
    Answer.REMOTE: "Буду дистанционно",
    Answer.WONT: "Не буду",
}
# What the list of forms begins with; the head edits it (section 2.1).
FORMS = (
    "круглый стол", "семинар", "семинар-практикум", "практикум", "мастер-класс",
    "открытое мероприятие", "ярмарка библиотечных идей", "методическая мастерская",
    "педагогическая мастерская", "деловая игра", "конференция", "методический час",
    "методический день", "панорама опыта", "творческий отчёт", "групповая консультация",
    "методический квест", "вебинар", "выездное заседание", "инструктивно-методическое совещание",
    "стажировочная площадка", "презентационная площадка", "организационное заседание",
)  # fmt: skip


def meeting_title(number: int | None) -> str:
    """«Заседание № 2»; without a number it is an extraordinary one."""
    return f"Заседание №{russian.NBSP}{number}" if number else "Внеочередное заседание"


def ready_matters(kind: MatterKind, count: int) -> str:
    """«Готовы отчитаться: 3»."""
    return f"{kind.ready or READY[kind.hearing]}: {count}"


def placed_matters(kind: MatterKind) -> str:
    """«Отчёты по темам самообразования: уже в повестке»."""
    return f"{kind.question}: уже в повестке"


def first_line(text: str) -> str:
    """The first line, as long as a line of a list takes it."""
    line = text.partition("\n")[0]
    return russian.shortened(line, 100) if len(line) > 100 else line


def questions(count: int) -> str:
    return russian.plural(count, "вопрос", "вопроса", "вопросов")


def when(held_on: date | None, month: tuple[int, int] | None, starts: str, ends: str) -> str:
    """«27 августа 2019 г., 10:00–12:00»; of a month, only the month."""
    if held_on is None:
        return russian.month_of_year(*month) if month else "срок не указан"
    hours = "–".join(filter(None, (starts, ends)))
    return ", ".join(filter(None, (russian.day_in_words(held_on), hours)))
