"""The life of a topic, its school years, its stages, and how near two titles are (section 6).

The life is the table below. Who works on a topic moves it from stage to stage without leaving
«в работе»; the steps without a button are taken by what proves them: signed minutes, a product.

    proposed    -> proposed    correct, describe
    proposed    -> returned    send_back
    proposed    -> agreed      agree
    proposed    -> withdrawn   withdraw
    returned    -> proposed    propose
    returned    -> returned    correct, describe
    returned    -> withdrawn   withdraw
    agreed      -> proposed    change, lose_consent
    agreed      -> agreed      describe, extend, bring
    agreed      -> running     begin
    agreed      -> withdrawn   withdraw
    running     -> proposed    change
    running     -> running     advance, go_back, describe, extend, wish, unwish, bring, write, submit, take_back
    running     -> reported    report
    running     -> withdrawn   withdraw
    reported    -> proposed    change
    reported    -> running     extend, recall, lose_talk
    reported    -> reported    describe, wish, unwish, bring, write, submit, take_back
    reported    -> finished    finish
    reported    -> withdrawn   withdraw
    finished    -> finished    bring
    finished    -> unconfirmed lose
    unconfirmed -> finished    regain
    unconfirmed -> unconfirmed bring
"""  # noqa: E501 - the table is drawn as it is

from calendar import monthrange
from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from rmo_web.kernel.errors import Refused
from rmo_web.kernel.states import Asks, Life, Move, staying, to

TITLE_MAX = 200
STAGE_MAX, MONTHS_MAX = 100, 100
TEXT_MAX = 4_000
REMARK_MAX = 1_000
YEARS_MOST = 3
BEFORE, AHEAD = 3, 1  # school years from which a topic may begin, around the present one
STAGES_MOST = 12
STILL_MONTHS = 3
DONE_MAX, RESULT_MAX, CONCLUSION_MAX = 2_000, 600, 800  # a report is one page
PRODUCT_FILES_MOST = 5
TALKS_LEAST, TALKS_MOST = 3, 5  # reports that a meeting usually hears
REPORTING_MONTHS = frozenset({4, 5, 6})  # in which whoever works on a topic is asked for a report
OF_PRODUCT, UPLOADS = "self_education", "self_education_upload"  # whose files: kept, and waiting
NEAR_AT_LEAST = 2  # stems that two titles share
# They stand in the title of every second topic and tell none from another.
COMMON_WORDS = (
    "школа школьный библиотека библиотечный библиотекарь педагог работа деятельность форма "
    "формирование развитие современный средство процесс организация система центр роль новый "
    "использование условие дети класс"
)
LACKS_PROOF = (
    "Отчёт пока ничем не подтверждён: нужен продукт (файл или ссылка) или выступление на заседании."
)


class TopicState(StrEnum):
    PROPOSED = "proposed"
    RETURNED = "returned"
    AGREED = "agreed"
    RUNNING = "running"
    REPORTED = "reported"
    FINISHED = "finished"
    UNCONFIRMED = "unconfirmed"
    WITHDRAWN = "withdrawn"


class TopicStep(StrEnum):
    AGREE = "agree"
    SEND_BACK = "send_back"
    PROPOSE = "propose"
    BEGIN = "begin"
    ADVANCE = "advance"
    GO_BACK = "go_back"
    CORRECT = "correct"
    DESCRIBE = "describe"
    EXTEND = "extend"
    CHANGE = "change"
    WITHDRAW = "withdraw"
    WISH = "wish"  # to speak of it at a meeting
    UNWISH = "unwish"
    BRING = "bring"  # a product, or take it away
    WRITE = "write"  # the report of a year
    SUBMIT = "submit"  # that of a year with which the topic does not end
    TAKE_BACK = "take_back"
    REPORT = "report"
    RECALL = "recall"
    FINISH = "finish"
    LOSE = "lose"
    REGAIN = "regain"
    LOSE_TALK = "lose_talk"
    LOSE_CONSENT = "lose_consent"


class TopicParty(StrEnum):
    """Whose the step is."""

    OWNER = "owner"  # she, or in her name whoever leads
    LEADERS = "leaders"  # of another one's topic
    PROOF = "proof"  # minutes, a product


class StudyForm(StrEnum):
    """Форма самообразования."""

    INDIVIDUAL = "individual"
    GROUP = "group"
    DISTANCE = "distance"


class ReportKind(StrEnum):
    """Форма отчёта (the list of section 6)."""

    TALK = "talk"
    OPEN_EVENT = "open_event"
    MASTER_CLASS = "master_class"
    METHODICAL = "methodical"
    ARTICLE = "article"
    PRESENTATION = "presentation"
    BOOKLET = "booklet"
    PORTFOLIO = "portfolio"
    CONTEST = "contest"
    WRITTEN = "written"


_PROPOSED, _RETURNED, _AGREED, _RUNNING, _REPORTED, _FINISHED, _UNCONFIRMED, _WITHDRAWN = TopicState
# One at a time: what was finished and lost its proof does not stand in the way of the next.
OPEN = frozenset({_PROPOSED, _RETURNED, _AGREED, _RUNNING, _REPORTED})
PUBLIC = frozenset({_AGREED, _RUNNING, _REPORTED, _FINISHED, _UNCONFIRMED})
REPORTED = frozenset({_REPORTED, _FINISHED})
MOVING = frozenset({_AGREED, _RUNNING})  # it is hers to move them on
SPOKEN_OF = frozenset({_RUNNING, _REPORTED})  # what meetings are to hear of
HEARD_OF = SPOKEN_OF | {_FINISHED, _UNCONFIRMED}  # of what they have heard it is a report

LIFE = Life(
    TopicState,
    [
        Move(TopicStep.AGREE, to(_AGREED, _PROPOSED), TopicParty.LEADERS, "Согласовать"),
        Move(TopicStep.SEND_BACK, to(_RETURNED, _PROPOSED), TopicParty.LEADERS, "Вернуть",
             Asks.REASON),
        Move(TopicStep.PROPOSE, to(_PROPOSED, _RETURNED), TopicParty.OWNER, "Предложить снова"),
        Move(TopicStep.BEGIN, to(_RUNNING, _AGREED), TopicParty.OWNER, "Начать работу"),
        Move(TopicStep.ADVANCE, staying(_RUNNING), TopicParty.OWNER, "Следующий этап"),
        Move(TopicStep.GO_BACK, staying(_RUNNING), TopicParty.OWNER, "На прошлый этап"),
        Move(TopicStep.CORRECT, staying(_PROPOSED, _RETURNED), TopicParty.OWNER,
             "Изменить тему и годы", Asks.TEXT),
        Move(TopicStep.DESCRIBE, staying(_PROPOSED, _RETURNED, _AGREED, _RUNNING, _REPORTED),
             TopicParty.OWNER, "План самообразования", Asks.TEXT),
        Move(TopicStep.EXTEND, staying(_AGREED, _RUNNING) | to(_RUNNING, _REPORTED),
             TopicParty.OWNER, "Продлить", Asks.DAY),
        Move(TopicStep.CHANGE, to(_PROPOSED, _AGREED, _RUNNING, _REPORTED), TopicParty.OWNER,
             "Сменить тему", Asks.TEXT),
        Move(TopicStep.WITHDRAW, to(_WITHDRAWN, _PROPOSED, _RETURNED, _AGREED, _RUNNING, _REPORTED),
             TopicParty.OWNER, "Снять тему", Asks.REASON),
        Move(TopicStep.WISH, staying(_RUNNING, _REPORTED), TopicParty.OWNER,
             "Предложить выступление"),
        Move(TopicStep.UNWISH, staying(_RUNNING, _REPORTED), TopicParty.OWNER,
             "Отказаться от выступления"),
        Move(TopicStep.BRING, staying(_AGREED, _RUNNING, _REPORTED, _FINISHED, _UNCONFIRMED),
             TopicParty.OWNER, "Приложить продукт", Asks.TEXT),
        Move(TopicStep.WRITE, staying(_RUNNING, _REPORTED), TopicParty.OWNER, "Написать отчёт",
             Asks.TEXT),
        Move(TopicStep.SUBMIT, staying(_RUNNING, _REPORTED), TopicParty.OWNER,
             "Представить отчёт"),
        Move(TopicStep.TAKE_BACK, staying(_RUNNING, _REPORTED), TopicParty.OWNER,
             "Отозвать отчёт"),
        Move(TopicStep.REPORT, to(_REPORTED, _RUNNING), TopicParty.OWNER, "Представить отчёт"),
        Move(TopicStep.RECALL, to(_RUNNING, _REPORTED), TopicParty.OWNER, "Отозвать отчёт"),
        Move(TopicStep.FINISH, to(_FINISHED, _REPORTED), TopicParty.LEADERS, "Завершить"),
        Move(TopicStep.LOSE, to(_UNCONFIRMED, _FINISHED), TopicParty.PROOF),
        Move(TopicStep.REGAIN, to(_FINISHED, _UNCONFIRMED), TopicParty.PROOF),
        Move(TopicStep.LOSE_TALK, to(_RUNNING, _REPORTED), TopicParty.PROOF),
        Move(TopicStep.LOSE_CONSENT, to(_PROPOSED, _AGREED), TopicParty.PROOF),
    ],
    changed="Состояние темы уже другое: обновите страницу.",
)  # fmt: skip

# Those whose button stands on the page of the topic, and those of them that ask for nothing there;
# the others have their buttons beside the report of a year, or the product.
ON_ITS_PAGE = frozenset(TopicStep) - {
    TopicStep.BRING, TopicStep.WRITE, TopicStep.SUBMIT, TopicStep.TAKE_BACK, TopicStep.REPORT,
    TopicStep.RECALL,
}  # fmt: skip
BY_PRESS = frozenset(
    step for step in ON_ITS_PAGE if LIFE.moves[step].words and LIFE.moves[step].asks is Asks.NOTHING
)


class UsualStage(NamedTuple):
    """A stage as a new topic has it."""

    title: str
    months: str
    content: str


STAGES = (
    UsualStage("Диагностический", "сентябрь–октябрь", "Анализ затруднений, выбор темы"),
    UsualStage("Прогностический", "ноябрь", "Цель, задачи, план работы"),
    UsualStage("Практический", "декабрь–март", "Внедрение, сбор материала"),
    UsualStage("Обобщающий", "апрель–май", "Анализ и оформление, отчёт"),
    UsualStage("Внедренческий", "следующий год", "Распространение опыта"),
)
STAGES_OF_BEGINNERS = (
    UsualStage("Изучаю", "сентябрь–ноябрь", "Читаю, смотрю, спрашиваю коллег"),
    UsualStage("Пробую", "декабрь–март", "Пробую у себя в библиотеке"),
    UsualStage("Показываю", "апрель–май", "Показываю коллегам, что получилось"),
)


def usual_stages(*, is_beginner: bool) -> tuple[UsualStage, ...]:
    """The stages that a new topic has."""
    return STAGES_OF_BEGINNERS if is_beginner else STAGES


# Section 6: the titles that a new association begins with, to be changed as it likes.
CATALOGUE = (
    "Школьный ИБЦ как центр формирования читательской грамотности",
    "Формирование информационной культуры: система библиотечных уроков для 1–11 классов",
    "Современные формы продвижения чтения: буктрейлер, квест, книжный челлендж",
    "Визуализация чтения и инфографика",
    "Патриотическое воспитание средствами книги",
    "Краеведческая работа школьной библиотеки",
    "Семейное чтение",
    "Работа с детьми с ОВЗ, библиотерапия",
    "Автоматизация библиотечных процессов (МАРК-SQL)",
    "Медиаграмотность и безопасный интернет",
    "Проектная и исследовательская деятельность в библиотеке",
    "Профориентация через книгу",
    "Организация учебного фонда и сохранность учебников",
    "Сотрудничество с публичной библиотекой",
    "Экологическое просвещение",
    "Волонтёры чтения",
    "Выставочная деятельность",
    "Блог и страница библиотеки",
)


def check_years(first: int, last: int, *, present: int) -> None:
    """Refused for a year that none could begin in, for an end before it, for more than three."""
    if not present - BEFORE <= first <= present + AHEAD:
        raise Refused("С этого года тему не начать: выберите год из списка.", "first_year")
    check_last_year(first, last)


def check_last_year(first: int, last: int) -> None:
    """Refused when the topic would end before it begins, or last more than three school years."""
    if last < first:
        raise Refused("Последний год раньше первого: поменяйте их местами.", "last_year")
    if last - first >= YEARS_MOST:
        raise Refused("Тема рассчитана самое большее на три учебных года.", "last_year")


def check_extension(first: int, last: int, new: int) -> None:
    """Refused for a last year that is not later, and for a fourth one."""
    if new <= last:
        raise Refused("Новый последний год должен быть позже прежнего.", "last_year")
    check_last_year(first, new)


def needs_later_year(state: TopicState, step: TopicStep) -> bool:
    """Whether the step leads into a later year: of what has reported, another topic does too."""
    return step is TopicStep.EXTEND or (step is TopicStep.CHANGE and state is _REPORTED)


def check_goes_on(first: int, last: int) -> None:
    """Refused for a topic that has had its three years: nothing of it goes on in a fourth one."""
    if not later_years(first, last):
        raise Refused("У темы уже три учебных года: завершите её и предложите новую.")


def check_keeps_reports(first: int, last: int, reported: Collection[int]) -> None:
    """Refused when a year that has its report would be left out, or the topic end with it."""
    if reported and first > min(reported):
        raise Refused(
            "За прежний год отчёт уже есть: первый год не может быть позже.", "first_year"
        )
    if reported and last <= max(reported):
        raise Refused("За этот год отчёт уже есть: последний год должен быть позже.", "last_year")


def later_years(first: int, last: int) -> range:
    """The last years to which a topic can be extended."""
    return range(last + 1, first + YEARS_MOST)


def check_own(*, is_own: bool, is_only_leader: bool, step: TopicStep) -> None:
    """Refused for who would agree to her own topic, or end it, while another one can."""
    if is_own and not is_only_leader:
        deed = "завершают" if step is TopicStep.FINISH else "согласуют"
        raise Refused(f"Свою тему не {deed}: это сделает другой руководитель или методист.")


def check_proof(*, is_proved: bool) -> None:
    """Refused while nothing shows what came of the topic."""
    if not is_proved:
        raise Refused(LACKS_PROOF)


def report_years(first: int, last: int, present: int) -> range:
    """The school years of the topic that have begun: each has its report."""
    return range(first, min(last, present) + 1)


def check_report(first: int, last: int, starts_in: int, present: int) -> None:
    """Refused for a year in which nobody works on the topic, or not yet."""
    if starts_in not in report_years(first, last, present):
        raise Refused("За этот учебный год у темы отчёта нет.")


def check_is_written(done: str, conclusion: str) -> None:
    """Refused for a report that says nothing, or comes to no conclusion."""
    if not done:
        raise Refused("Отчёт пустой: напишите, что сделано, и представьте снова.")
    if not conclusion:
        raise Refused("В отчёте нет вывода: допишите его и представьте снова.")


def check_is_open(*, is_submitted: bool) -> None:
    """Refused for a report that has been presented."""
    if is_submitted:
        raise Refused("Отчёт уже представлен: чтобы изменить, сначала отзовите его.")


def check_is_submitted(*, is_submitted: bool) -> None:
    """Refused for a report that has not."""
    if not is_submitted:
        raise Refused("Этот отчёт не представлен: отзывать нечего.")


def check_comes_back(given: str, title: str) -> None:
    """Refused for a report that would be presented again under another title than it was."""
    if given and given != title:
        raise Refused("Отчёт представлен по прежней теме: он остаётся.")


def check_product_files(count: int) -> None:
    """Refused for more files than a product has."""
    if count > PRODUCT_FILES_MOST:
        raise Refused(f"Файлов продукта не больше {PRODUCT_FILES_MOST}: уберите лишний.", "files")


def year_of_talk(first: int, last: int, starts_in: int) -> int:
    """Of which of the topic's years a talk reports; one after its last year reports of that."""
    return min(max(starts_in, first), last)


def check_wish(*, is_heard: bool) -> None:
    """Refused once a meeting of the year has heard of the topic."""
    if is_heard:
        raise Refused("В этом учебном году отчёт уже заслушан: выступать снова не нужно.")


def ends_talk(before: TopicState, after: TopicState, step: TopicStep) -> bool:
    """Whether by this step the topic is not to be spoken of any more."""
    is_declined = after not in SPOKEN_OF or step is TopicStep.UNWISH
    return before in SPOKEN_OF and is_declined


def ends_proposal(before: TopicState, after: TopicState) -> bool:
    """Whether the topic does not wait for a consent any more."""
    return before is _PROPOSED and after is not _PROPOSED


def check_advance(done: int, of: int) -> None:
    """Refused at the last stage: behind it is the report alone."""
    if done + 1 >= of:
        raise Refused("Это последний этап: дальше только отчёт.")


def check_going_back(done: int) -> None:
    """Refused at the first stage."""
    if not done:
        raise Refused("Это первый этап: возвращаться некуда.")


def check_removal(ahead: int, *, is_done: bool) -> None:
    """Refused for a stage that is done, and for the last of those that are not."""
    if is_done:
        raise Refused("Этап уже пройден: сначала вернитесь на него.")
    if ahead < 2:
        raise Refused("Хотя бы один непройденный этап должен остаться.")


def still_since(today: date) -> date:
    """What has moved on no later day has not moved for more than three months."""
    year, month = divmod(today.year * 12 + today.month - 1 - STILL_MONTHS, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def reminded_on(day: date) -> str:
    """By what a reminder of this day is known, so that nobody gets a second one."""
    return f"self_education.reminded.{day}"


def are_near(mine: Collection[str], theirs: Collection[str]) -> bool:
    """Whether two titles speak of the same, by the stems that tell them from others."""
    shared = len(set(mine) & set(theirs))
    return shared >= NEAR_AT_LEAST or 0 < shared == min(len(set(mine)), len(set(theirs)))
