"""Invented questions and answers of the example; ages are in days before its today."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from rmo_web.help_requests import services
from rmo_web.help_requests.access import WITH_PEOPLE
from rmo_web.help_requests.answers.services import NewArticle, draft_article, keep_article
from rmo_web.help_requests.consultations.services import NewConsultation, record
from rmo_web.help_requests.models import HelpRequest, Rubric
from rmo_web.help_requests.rubrics.services import NewQuickReply, keep_quick_reply, lay_out_rubrics
from rmo_web.help_requests.rules import Action, Channel
from rmo_web.help_requests.thread.services import MoveDetails, move
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.offered.example import Example
from rmo_web.members.models import Person

AFTER = ("accounts", "plan")  # a year begins with its plan
_ASK_BACK, _TAKE, _ANSWER, _HELPED = Action.ASK_BACK, Action.TAKE, Action.ANSWER, Action.HELPED


@dataclass(frozen=True, slots=True)
class Turn:
    """An action, whose, how long after the one before it."""

    action: Action
    login: str
    text: str = ""
    hours: int = 3


@dataclass(frozen=True, slots=True)
class Invented:
    login: str
    rubric: str
    text: str
    days_ago: int
    steps: tuple[Turn, ...] = ()
    form: Channel = Channel.WRITING


QUESTIONS = (
    Invented("librarian", "Массовая работа", "Какие мероприятия взять на Месячник школьных "
             "библиотек? Читателей мало, зала нет.", 66, (
        Turn(_ANSWER, "methodist", "Возьмите три небольших: выставку одной книги, громкое чтение "
             "в классе и квест по полкам. Зал не нужен: всё проходит в классе и в библиотеке."),
        Turn(_HELPED, "librarian", "Спасибо, получилось!", 26))),
    Invented("young", "Начинающему", "С чего начать план библиотеки на год? Я работаю второй "
             "месяц.", 60, (
        Turn(_TAKE, "mentor"),
        Turn(_ASK_BACK, "mentor", "Анна Сергеевна, есть ли прошлогодний план и план школы?", 3),
        Turn(Action.REPLY, "young", "План школы есть, библиотечного не нашла.", 22),
        Turn(_ANSWER, "mentor", "Возьмите из плана школы даты праздников и ВПР, поставьте между "
             "ними работу с фондом: август и сентябрь учебники, октябрь Месячник, декабрь сверка, "
             "март Неделя детской книги, май приём учебников. Остальное допишете по ходу.", 2),
        Turn(_HELPED, "young", "Очень помогло, план утвердили.", 46))),
    Invented("librarian", "Безопасность фонда", "Нужен образец акта сверки с федеральным списком. "
             "Приехала проверка, просят акт за ноябрь. Мы сверяли, но журнала не вели.", 6, (
        Turn(_TAKE, "methodist", hours=2),)),
    Invented("young", "Учебный фонд", "Как списать учебники, исключённые из перечня? "
             "Часть ещё в хорошем состоянии.", 1),
    Invented("mentor", "Аттестация и курсы", "Какие курсы подойдут для высшей категории? "
             "Аттестация весной.", 12, (
        Turn(_ANSWER, "methodist", "Подойдут любые от 72 часов по профилю за последние три года. "
             "Список на весну пришлю на заседании.", 28),)),
    Invented("young", "АБИС", "Как перенести карточки в электронный каталог? Их около двух "
             "тысяч.", 4, (
        Turn(_ASK_BACK, "mentor", "Какая программа стоит в школе и какой версии?", 4),)),
    Invented("librarian", "Трудовые вопросы", "Положена ли доплата за работу с учебниками?", 30, (
        Turn(Action.REDIRECT, "head", "Это решает учредитель по положению об оплате труда."),)),
)  # fmt: skip
CALLS = (
    ("Ёлкина", "Учёт основного фонда", "Где расписываются при передаче фонда", 40, 10),
    ("Грачёва", "Документы библиотеки", "Какие пункты обязательны в правилах пользования", 25, 15),
    ("Чайкина", "Учебный фонд", "Сколько лет действует картотека учебников", 9, 5),
)
QUICK_REPLIES = (
    ("", "Приветствие", "Добрый день! Спасибо за вопрос."),
    ("", "Пришлю образец", "Образец пришлю файлом здесь же до конца дня."),
    ("Безопасность фонда", "Сверка с ФСЭМ", "Нужны три бумаги: приказ о комиссии, акт сверки и "
     "запись в журнале. Сверка идёт по списку на день проверки."),
)  # fmt: skip


def fill(example: Example) -> None:
    """Fill the queue, its thread of answers, the journal and the base of answers."""
    lay_out_rubrics()
    rubrics = {one.title: one for one in db.session.scalars(select(Rubric))}
    every, year_id, at, today = example.actors, example.year_id, example.at, example.today
    mentor = every["mentor"].person_id
    rubrics["Начинающему"].owner_id = mentor
    rubrics["АБИС"].owner_id = mentor
    for rubric, title, text in QUICK_REPLIES:
        chosen = rubrics[rubric].id if rubric else None
        told = NewQuickReply(title, text, chosen)
        keep_quick_reply(None, told, by=every["head"], at=at)
    told_at = sorted(
        [(one.days_ago, one) for one in QUESTIONS] + [(one[3], one) for one in CALLS],
        key=lambda pair: -pair[0],
    )
    morning = at.replace(hour=7, minute=20)  # UTC: nobody asks at night
    for days_ago, one in told_at:
        moment, day = morning - timedelta(days=days_ago), today - timedelta(days=days_ago)
        if isinstance(one, Invented):
            _ask(one, rubrics, every, year_id, moment, day)
        else:
            _record(one, rubrics, every["head"], year_id, at, today)


def _ask(
    one: Invented, rubrics: dict[str, Rubric], every: dict[str, Actor], year_id: int,
    at: datetime, day: date,
) -> None:  # fmt: skip
    told = services.NewRequest(rubrics[one.rubric].id, one.text, one.form)
    made = services.ask(told, year_id=year_id, by=every[one.login], at=at, today=day)
    for step in one.steps:
        at += timedelta(hours=step.hours)
        db.session.flush()
        wanted = select(HelpRequest).where(HelpRequest.id == made.id).options(*WITH_PEOPLE)
        held = db.session.scalars(wanted.execution_options(populate_existing=True)).one()
        said = MoveDetails(step.text, whom="учредитель, бухгалтерия школы")
        move(held, step.action, said, by=every[step.login], at=at, today=day)
        if step.action is _HELPED:
            _publish(held, every["methodist"], at)


def _publish(held: HelpRequest, actor: Actor, at: datetime) -> None:
    draft = draft_article(held, by=actor, at=at)
    told = NewArticle(draft.rubric_id, draft.question, draft.answer, is_published=True)
    keep_article(draft, told, by=actor, at=at)


def _record(
    one: tuple[str, str, str, int, int], rubrics: dict[str, Rubric], head: Actor, year_id: int,
    at: datetime, today: date,
) -> None:  # fmt: skip
    surname, rubric, text, days_ago, minutes = one
    person = db.session.scalars(select(Person).where(Person.surname == surname)).one()
    told = NewConsultation(
        person.id, rubrics[rubric].id, text, today - timedelta(days=days_ago), minutes=minutes
    )
    record(told, year_id=year_id, by=head, at=at, today=today)
