"""Russian names of states and lists, and of the school years of a topic."""

from datetime import date
from itertools import chain

from rmo_web.kernel import russian
from rmo_web.kernel.years import title as school_year
from rmo_web.self_education.models import FormerTitle, TopicHearing, TopicReport
from rmo_web.self_education.rules import ReportKind, StudyForm, TopicState, TopicStep

STATES = {
    TopicState.PROPOSED: "Предложена",
    TopicState.RETURNED: "Возвращена",
    TopicState.AGREED: "Согласована",
    TopicState.RUNNING: "В работе",
    TopicState.REPORTED: "Отчёт представлен",
    TopicState.FINISHED: "Завершена",
    TopicState.UNCONFIRMED: "Отчёт не подтверждён",
    TopicState.WITHDRAWN: "Снята",
}
# The look of a state: its colour and its icon.
LOOKS = {
    TopicState.PROPOSED: ("new", "sparkles"),
    TopicState.RETURNED: ("wait", "refresh"),
    TopicState.AGREED: ("work", "check"),
    TopicState.RUNNING: ("work", "progress"),
    TopicState.REPORTED: ("wait", "hourglass"),
    TopicState.FINISHED: ("done", "checks"),
    TopicState.UNCONFIRMED: ("late", "alert"),
    TopicState.WITHDRAWN: ("done", "archive"),
}
DEEDS = {
    TopicStep.AGREE: "согласована",
    TopicStep.SEND_BACK: "возвращена",
    TopicStep.PROPOSE: "предложена снова",
    TopicStep.BEGIN: "начата",
    TopicStep.ADVANCE: "следующий этап",
    TopicStep.GO_BACK: "снова прежний этап",
    TopicStep.CORRECT: "изменены тема и годы",
    TopicStep.DESCRIBE: "заполнен план",
    TopicStep.EXTEND: "продлена",
    TopicStep.CHANGE: "тема сменена",
    TopicStep.WITHDRAW: "снята",
    TopicStep.WISH: "предложено выступление",
    TopicStep.UNWISH: "выступление больше не предлагается",
    TopicStep.BRING: "изменён продукт",
    TopicStep.WRITE: "написан отчёт",
    TopicStep.SUBMIT: "представлен отчёт за год",
    TopicStep.TAKE_BACK: "отозван отчёт за год",
    TopicStep.REPORT: "отчёт представлен",
    TopicStep.RECALL: "отчёт отозван",
    TopicStep.FINISH: "завершена",
    TopicStep.LOSE: "отчёт не подтверждён",
    TopicStep.REGAIN: "отчёт снова подтверждён",
    TopicStep.LOSE_TALK: "снова в работе, выступления в протоколе нет",
    TopicStep.LOSE_CONSENT: "снова не согласована, согласия в протоколе нет",
}
STUDY_FORMS = {
    StudyForm.INDIVIDUAL: "индивидуальная",
    StudyForm.GROUP: "групповая",
    StudyForm.DISTANCE: "дистанционная",
}
REPORT_KINDS = {
    ReportKind.TALK: "выступление на РМО или педсовете",
    ReportKind.OPEN_EVENT: "открытое мероприятие",
    ReportKind.MASTER_CLASS: "мастер-класс",
    ReportKind.METHODICAL: "методическая разработка, сценарий",
    ReportKind.ARTICLE: "статья, публикация",
    ReportKind.PRESENTATION: "презентация",
    ReportKind.BOOKLET: "буклет, памятка, библиографический список",
    ReportKind.PORTFOLIO: "портфолио",
    ReportKind.CONTEST: "участие в конкурсе",
    ReportKind.WRITTEN: "письменный отчёт",
}
NO_CONSENT = "согласование протоколом не подтверждено"
COUNTED = "тема", "темы", "тем"


_LENGTHS = (
    (365, "год", "года", "лет"),
    (30, "месяц", "месяца", "месяцев"),
    (1, "день", "дня", "дней"),
)


def study_form(kind: StudyForm | None) -> str:
    """Its words; where none was chosen, nothing."""
    return STUDY_FORMS[kind] if kind else ""


def report_kind(kind: ReportKind | None) -> str:
    """Its words; where none was chosen, nothing."""
    return REPORT_KINDS[kind] if kind else ""


def years(first: int, last: int) -> str:
    """«2018–2020 годы», of the school years 2018–2019 and 2019–2020."""
    return f"{first}–{last + 1} годы"


def years_in_full(first: int, last: int) -> str:
    """«2019–2020 учебный год», where it is one; else «2019–2021 годы»."""
    return f"{school_year(first)} учебный год" if first == last else years(first, last)


def has_another(title: str) -> str:
    """That one topic is led at a time."""
    return f"Тема уже есть: {russian.quoted(title)}. Сначала завершите её, снимите или смените."


def stage_of(done: int, of: int, title: str) -> str:
    """«3 из 5, практический», the number in one line."""
    number = russian.NBSP.join((f"{done + 1}", "из", f"{of}"))
    return f"{number}, {title[:1].lower()}{title[1:]}"


def since(moved_on: date, today: date) -> str:
    """«вчера», «5 дней назад», «2 месяца назад»."""
    days = (today - moved_on).days
    if days < 2:
        return russian.ago(moved_on, today)
    length, *forms = next(one for one in _LENGTHS if days >= one[0])
    return f"{russian.plural(days // length, *forms)} назад"


def heard(hearing: TopicHearing) -> str:
    """«протокол № 2 от 12.12.2019»; with the day where the words of the minutes do not say it."""
    day = russian.day(hearing.held_on)
    return hearing.words if day in hearing.words else f"{day}, {hearing.words}"


def heard_of(hearing: TopicHearing, title: str) -> str:
    """The same, with the title under which it was heard where that is another."""
    return _of(heard(hearing), hearing.title, title)


def reported(report: TopicReport, title: str) -> str:
    """Where and when a report was given: «протокол № 2 от 12.12.2019», «письменно, 12.05.2020».

    What was given under this title comes first, and of the rest is said under which. Of several
    meetings that have heard it under one title the earliest is said.
    """
    given: dict[str, list[str]] = {title: []}
    for one in report.hearings:
        if not given.get(one.title):
            given[one.title] = [heard_of(one, title)]
    if report.submitted_on:
        submitted = f"письменно, {russian.day(report.submitted_on)}"
        given.setdefault(report.title, []).append(_of(submitted, report.title, title))
    return "; ".join(chain.from_iterable(given.values()))


def _of(said: str, given: str, title: str) -> str:
    return said if given == title else f"{said}, по теме {russian.quoted(given)}"


def consent(
    agreed_on: date, consent_words: str, agreed_by: str | None, *, is_own: bool
) -> str:  # fmt: skip
    """Who agreed to a topic, and when; whoever leads alone puts her own down."""
    day = russian.day(agreed_on)
    if consent_words:
        return f"согласована: {consent_words}"
    if is_own:
        return f"внесена {day} без согласования другими"
    return f"согласована {day}, {agreed_by}" if agreed_by else NO_CONSENT


def former(one: FormerTitle, person_id: int, agreed_by: str | None, changed_by: str) -> str:
    """«согласована 16.09.2019, Иволгина М.П.; сменена 12.01.2020, Чайкина Ю.Р.»."""
    changed = f"сменена {russian.day(one.until)}, {changed_by}"
    if one.agreed_on is None:
        return changed
    is_own = one.agreed_by_id == person_id
    said = consent(one.agreed_on, one.consent_words, agreed_by, is_own=is_own)
    return f"{said}; {changed}"


def days_of_former(one: FormerTitle) -> str:
    """«16.09.2019–12.01.2020»; «до 12.01.2020» where nobody knows since when."""
    until = russian.day(one.until)
    return f"{russian.day(one.agreed_on)}–{until}" if one.agreed_on else f"до {until}"


def entered_by(name: str) -> str:
    """«внесено: Иволгина М.П.»: no word of it supposes who is a woman and who a man."""
    return f"внесено: {name}"
