"""Invented topics of the example, in every state that people can bring them to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from rmo_web.household.entries.services import NewEntry
from rmo_web.kernel import years
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.offered import backlog
from rmo_web.kernel.offered.example import Example
from rmo_web.members.models import Person
from rmo_web.self_education import services
from rmo_web.self_education.catalogue.services import lay_out
from rmo_web.self_education.hearing.wording import TALKS
from rmo_web.self_education.log import services as of_log
from rmo_web.self_education.log.rules import LogKind
from rmo_web.self_education.models import Topic
from rmo_web.self_education.product import services as products
from rmo_web.self_education.report import services as reports
from rmo_web.self_education.report.rules import ReportText
from rmo_web.self_education.rules import ReportKind, StudyForm, TopicState, TopicStep
from rmo_web.self_education.topic import services as of_topic

AFTER = ("accounts", "plan", "meetings")  # a year begins with its plan


@dataclass(frozen=True, slots=True)
class InventedTopic:
    """Whose, what, for which school years; how far it is, and when it was last moved on."""

    surname: str
    title: str
    first_year: int
    last_year: int
    state: TopicState = TopicState.RUNNING
    done: int = 0
    days_ago: int = 0


_PROPOSED, _RETURNED, _AGREED = TopicState.PROPOSED, TopicState.RETURNED, TopicState.AGREED
_REPORTED, _FINISHED = TopicState.REPORTED, TopicState.FINISHED
_UNCONFIRMED = TopicState.UNCONFIRMED
TOPICS = (
    InventedTopic("Дроздова", "Буктрейлер и книжный квест", 2018, 2019, done=2, days_ago=4),
    InventedTopic("Зябликова", "Электронный каталог: с чего начать", 2019, 2019, done=1,
                  days_ago=1),
    InventedTopic("Журавлёва", "Наставник в школьной библиотеке", 2019, 2020, done=1, days_ago=3),
    InventedTopic("Иволгина", "Проектная деятельность в библиотеке", 2018, 2019, done=3,
                  days_ago=8),
    InventedTopic("Соловьёва", "Семейное чтение", 2018, 2019, _FINISHED, done=4, days_ago=11),
    InventedTopic("Ёлкина", "Месячник школьных библиотек как проект", 2018, 2019, done=3,
                  days_ago=42),
    InventedTopic("Лебедева", "Медиаграмотность и безопасный интернет", 2018, 2019, _REPORTED,
                  done=4, days_ago=11),
    InventedTopic("Голубева", "Библиотечные уроки в малой школе", 2019, 2020, done=1, days_ago=6),
    InventedTopic("Грачёва", "Экологическое просвещение книгой", 2019, 2020, done=1, days_ago=12),
    InventedTopic("Кукушкина", "Волонтёры чтения", 2019, 2020, done=2, days_ago=15),
    InventedTopic("Воробьёва", "Краеведческая работа школьной библиотеки", 2018, 2019, done=2,
                  days_ago=101),
    InventedTopic("Орлова", "Сохранность учебного фонда", 2019, 2019, done=1, days_ago=95),
    InventedTopic("Сорокина", "Выставка, которую читают", 2019, 2020, _AGREED, days_ago=19),
    InventedTopic("Чайкина", "Школьная библиотека и семейное чтение в селе", 2019, 2019,
                  _PROPOSED, days_ago=5),
    InventedTopic("Щеглова", "Профориентация через книгу", 2019, 2020, _PROPOSED, days_ago=7),
    InventedTopic("Ласточкин", "Библиотека", 2019, 2019, _RETURNED, days_ago=9),
    InventedTopic("Галкина", "Блог школьной библиотеки", 2019, 2019, TopicState.WITHDRAWN,
                  days_ago=30),
    InventedTopic("Скворцова", "Выставка одной книги", 2017, 2018, _UNCONFIRMED, done=4,
                  days_ago=12),
)  # fmt: skip
REMARK = "Тема слишком общая: назовите, что именно в библиотеке и для кого вы измените."
REASON = "Сменила место работы внутри школы, вернётся к теме в следующем году."
REPORTS = {
    "Соловьёва": ReportText(
        "Провела десять вечеров семейного чтения, собрала отзывы сорока семей.\n"
        "Составила списки книг для чтения вслух по возрастам.",
        "Памятка для родителей «Читаем вместе».",
        "Цель достигнута: семьи берут книги домой вдвое чаще, вечера продолжаются.",
    ),
    "Лебедева": ReportText(
        "Провела шесть уроков медиаграмотности в 5–7 классах, изучила опыт школы № 2.",
        "Сценарии шести уроков.",
        "Уроки нужны ежегодно: к следующему году добавлю занятие для родителей.",
    ),
    "Скворцова": ReportText(
        "Оформила девять выставок одной книги и опросила читателей о каждой.",
        "Альбом выставок.",
        "Выставка одной книги заметнее большой: её книги берут в тот же день.",
    ),
    "Дроздова": ReportText(
        "Изучила, как снимают буктрейлеры, и сняла два со старшеклассниками.",
        "Два буктрейлера.",
        "Снимать стоит вместе с читателями: в следующем году проведём книжный квест.",
    ),
}
SPEAKERS = ("Воробьёва", "Журавлёва", "Зябликова", "Иволгина")
PRESENTED_ON = date(2019, 11, 28)
LINK = "https://example.org/reading-together"
OF_YOUNG = of_topic.TopicContent(
    relevance="Карточный каталог отстаёт от фонда: читатели ищут в сети и не находят.",
    goal="Перевести каталог основного фонда в электронный вид.",
    tasks="Изучить правила описания.\nПеренести первую тысячу карточек.\nПоказать коллегам, как.",
    study_form=StudyForm.INDIVIDUAL,
    sources="ГОСТ Р 7.0.100–2018, руководство к программе, опыт школы № 2.",
    product="Памятка «Десять шагов к электронному каталогу».",
    report_kind=ReportKind.TALK,
    risks="Интернет в библиотеке бывает не каждый день: карточки переношу и без него.",
)

_READ, _MADE, _LESSON = LogKind.READ.value, LogKind.MADE.value, LogKind.LESSON.value
_TALK, _COURSE = LogKind.TALK.value, LogKind.COURSE.value
LOGS = {
    "Дроздова": (
        NewEntry("Прочитала пособие о буктрейлерах", date(2018, 10, 9), _READ, 120),
        NewEntry("Опросила 5–7 классы: что смотрят перед тем, как взять книгу",
                 date(2018, 10, 24), LogKind.OTHER.value, 90),
        NewEntry("Вебинар «Буктрейлер за один урок»", date(2018, 12, 12), _COURSE, 120),
        NewEntry("Буктрейлер с 6 «А» по «Острову сокровищ»", date(2019, 2, 6), _LESSON, 150),
        NewEntry("Показала коллегам, как снять буктрейлер", date(2019, 4, 18), _TALK, 30),
        NewEntry("Сценарий квеста «По следам Паганеля»", date(2019, 10, 3), _MADE, 180),
        NewEntry("Квест «По следам Паганеля», 46 детей", date(2019, 10, 14), _LESSON, 180),
        NewEntry("Книжный челлендж: чем он держит подростка, вебинар", date(2019, 11, 21),
                 _COURSE, 120),
        NewEntry("Буктрейлер с 7 «Б» по «Дубровскому»", date(2019, 12, 4), _LESSON, 90),
    ),
    "Зябликова": (
        NewEntry("Изучила ГОСТ Р 7.0.100–2018, первые разделы", date(2019, 9, 30), _READ, 90),
        NewEntry("Была в школе № 2: как там заполняют каталог", date(2019, 10, 17),
                 LogKind.VISIT.value, 120),
        NewEntry("Перенесла в каталог первые сто карточек", date(2019, 11, 28), _MADE, 240),
    ),
    "Воробьёва": (
        NewEntry("Собрала папку «Наш район в книгах»", date(2019, 3, 14), _MADE, 180),
    ),
}  # fmt: skip


def fill(example: Example) -> None:
    """Topics are chosen in September and led on; those without an account by the head."""
    lay_out()
    people = {one.surname: one for one in db.session.scalars(select(Person))}
    for told in TOPICS:
        _lead(told, people[told.surname], example)
    _put_on_agenda(example, people)


def _put_on_agenda(example: Example, people: Mapping[str, Person]) -> None:
    """Who reports at the last meeting of the year."""
    db.session.flush()
    agenda = backlog.agendas(years.of_id(example.year_id))[-1]
    whose = [people[one].id for one in SPEAKERS]
    ids = db.session.scalars(
        select(Topic.id).where(Topic.person_id.in_(whose), Topic.state == TopicState.RUNNING)
    ).all()
    backlog.put(agenda.meeting_id, TALKS, ids, by=example.actors["head"], at=example.at)


def _lead(told: InventedTopic, person: Person, example: Example) -> None:
    at, head = example.at, example.actors["head"]
    by = next((one for one in example.actors.values() if one.person_id == person.id), head)
    leader = example.actors["methodist"] if by is head and person.surname == "Иволгина" else head
    moved_on = example.today - timedelta(days=told.days_ago)
    is_late = told.state in {_PROPOSED, _RETURNED}  # chosen only when the others had begun
    begun_on = (
        example.day - timedelta(days=told.days_ago) if is_late else date(told.first_year, 9, 16)
    )
    new = services.NewTopic(person.id, told.title, told.first_year, told.last_year)
    topic = services.propose(new, by=by, at=at, today=begun_on)
    db.session.flush()
    _go(topic, told, by, leader, at, moved_on)
    for entry in LOGS.get(person.surname, ()):
        of_log.write(topic, entry, by=by, at=at, today=entry.day)
    if person.surname == "Зябликова":
        of_topic.describe(topic, OF_YOUNG, by=by, at=at, today=moved_on)


def _go(
    topic: Topic, told: InventedTopic, by: Actor, leader: Actor, at: datetime, today: date
) -> None:  # fmt: skip
    match told.state:
        case TopicState.PROPOSED:
            return
        case TopicState.RETURNED:
            of_topic.send_back(topic, REMARK, by=leader, at=at, today=today)
            return
        case TopicState.WITHDRAWN:
            of_topic.withdraw(topic, REASON, by=by, at=at, today=today)
            return
    services.move(topic, TopicStep.AGREE, by=leader, at=at, today=today)
    topic.agreed_on = min(today, date(told.first_year, 9, 27))
    if told.state is TopicState.AGREED:
        return
    services.move(topic, TopicStep.BEGIN, by=by, at=at, today=today)
    begun, done = min(date(told.first_year, 9, 16), today), _stages_done(topic, told)
    for number in range(1, done + 1):
        passed_on = begun + (today - begun) * number // done
        services.move(topic, TopicStep.ADVANCE, by=by, at=at, today=passed_on)
    _report(topic, told, by, leader, at, today)


def _stages_done(topic: Topic, told: InventedTopic) -> int:
    """Behind the last stage of a beginner's three there is the report alone."""
    return min(told.done, len(services.stages_of(topic)) - 1)


def _report(
    topic: Topic, told: InventedTopic, by: Actor, leader: Actor, at: datetime, today: date
) -> None:  # fmt: skip
    """The first year of a topic in work has its report; what has ended shows what came of it."""
    if told.surname not in REPORTS:
        return
    starts_in = told.first_year if told.state is TopicState.RUNNING else told.last_year
    reports.write(topic, starts_in, REPORTS[told.surname], by=by, at=at, today=today)
    reports.submit(topic, starts_in, by=by, at=at, today=today)
    services.report_begun(topic, starts_in).submitted_on = (
        date(2019, 5, 20) if starts_in == 2018 else PRESENTED_ON
    )
    if told.state in {_FINISHED, _UNCONFIRMED}:
        products.bring(topic, (), LINK, by=by, at=at, today=today)
        services.move(topic, TopicStep.FINISH, by=leader, at=at, today=today)
        topic.finished_on = PRESENTED_ON
    if told.state is _UNCONFIRMED:
        products.take_link_away(topic, by=by, at=at, today=today)
