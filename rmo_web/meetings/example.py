"""Invented meetings of the example: two that were held, with minutes, and what they assigned."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.offered.example import Example
from rmo_web.meetings import services
from rmo_web.meetings.agenda import services as agenda
from rmo_web.meetings.agenda.rules import Spoken
from rmo_web.meetings.assignments import services as assignments
from rmo_web.meetings.attendance import services as attendance
from rmo_web.meetings.minutes import services as minutes
from rmo_web.meetings.minutes.papers import paper_now, paper_to_keep
from rmo_web.meetings.minutes.rules import NewItem
from rmo_web.meetings.models import Item, Meeting, Question
from rmo_web.meetings.rules import Presence, Step
from rmo_web.members.models import Person

AFTER = ("accounts", "plan")  # the meetings of the year are made of its plan
_REMOTE, _EXCUSED, _ABSENT = Presence.REMOTE, Presence.EXCUSED, Presence.ABSENT


@dataclass(frozen=True, slots=True)
class Heard:
    """What the minutes say of a question."""

    speaker: str
    spoke: str
    decided: str
    adopts_plan: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting that has been; whoever is not named in `missed` was there."""

    number: int
    day: date
    hours: tuple[str, str]
    place: str
    missed: dict[str, Presence]
    questions: tuple[Heard, ...]


MEETINGS = (
    Held(1, date(2019, 8, 27), ("10:00", "12:00"), "Центральная детская библиотека",
         {"Грачёва": _EXCUSED, "Чайкина": _REMOTE}, (
        Heard("Соловьёва Т.А.", "Дроздова И.Л. (МБОУ «Школа № 4») — о зонировании читального зала.",
             "Принять информацию к сведению."),
        Heard("Иволгина М.П.", "Журавлёва Н.В. (МБОУ «Школа № 1») — предложила добавить встречу "
             "для начинающих.", "Принять план работы на 2019–2020 учебный год.\n"
             "Библиотекарям до 15 сентября обновить сведения о себе.", adopts_plan=True))),
    Held(2, date(2019, 10, 28), ("10:00", "12:30"), "МБОУ «Школа № 6»",
         {"Голубева": _EXCUSED, "Галкина": _ABSENT, "Воробьёва": _REMOTE}, (
        Heard("Ёлкина В.О.", "Скворцова О.И. (МБОУ «Школа № 2») — показала квест по полкам.",
             "Одобрить опыт школ № 2 и № 6 по проведению Месячника.\n"
             "Школам прислать отчёт о Месячнике."),
        Heard("Синицына Е.К.", "", "Принять информацию к сведению."))),
)  # fmt: skip


def fill(example: Example) -> None:
    """Hold the meetings that have been by the day of the example, and give their assignments."""
    year_id, head, at = example.year_id, example.actors["head"], example.at
    secretary = db.session.scalars(select(Person).where(Person.surname == "Лебедева")).one()
    minutes.choose_secretary(year_id, secretary.id, by=head, at=at)
    for one in MEETINGS:
        meeting = db.session.scalars(
            select(Meeting).where(Meeting.year_id == year_id, Meeting.number == one.number)
        ).one()
        _hold(meeting, one, head, at)
    _assign(example)


def _hold(meeting: Meeting, one: Held, head: Actor, at: datetime) -> None:
    starts, ends = one.hours
    told = services.NewMeeting(
        meeting.number, meeting.theme, tuple(meeting.forms), place=one.place, held_on=one.day,
        starts_at=starts, ends_at=ends, responsible="Иволгина М.П.",
    )  # fmt: skip
    services.keep(meeting, told, by=head, at=at, today=one.day)
    for question, said in zip(_questions(meeting), one.questions, strict=True):
        # The plan's own speakers are real: nobody says here what they have not said.
        asked = agenda.NewQuestion(
            question.text, question.form, 40, (Spoken(said.speaker, "", "", 0),)
        )  # fmt: skip
        agenda.keep_question(meeting, question, asked, by=head, at=at)
    services.go_on(
        meeting, Step.HOLD, services.StepWords(held_on=one.day), by=head, at=at, today=one.day
    )
    _mark(meeting, one, head, at)
    _record(meeting, one, head, at)


def _questions(meeting: Meeting) -> list[Question]:
    asked = select(Question).filter_by(meeting_id=meeting.id).order_by(Question.position)
    return list(db.session.scalars(asked))


def _mark(meeting: Meeting, one: Held, head: Actor, at: datetime) -> None:
    members = select(Person).where(~Person.is_guest)
    marks = {
        person.id: one.missed.get(person.surname, Presence.PRESENT)
        for person in db.session.scalars(members).all()
    }
    attendance.mark(meeting, marks, by=head, at=at, today=one.day)
    attendance.add_guest(
        meeting, "Синицына Елена Кирилловна", "методист, МКУ «Методический центр»", by=head,
        at=at, today=one.day,
    )  # fmt: skip


def _record(meeting: Meeting, one: Held, head: Actor, at: datetime) -> None:
    told = minutes.NewMinutes(
        one.number, one.day, chair="Иволгина М.П.", chair_post="руководитель РМО",
        secretary="Лебедева О.П.", enclosures="Лист регистрации на 1 л.",
    )  # fmt: skip
    begun = minutes.begin(meeting, told, by=head, at=at, today=one.day)
    there = minutes.present(meeting.id)
    items = select(Item).filter_by(minutes_id=begun.id).order_by(Item.position)
    for item, said in zip(db.session.scalars(items).all(), one.questions, strict=True):
        new = NewItem(
            item.heard, said.spoke, said.decided, (there, 0, 0), said.adopts_plan
        )  # fmt: skip
        minutes.write(item, begun, new, by=head, at=at)
    db.session.flush()
    paper = paper_to_keep(paper_now(begun, meeting))
    minutes.sign(begun, meeting, paper, by=head, at=at, today=one.day)


def _assign(example: Example) -> None:
    year_id, head, at = example.year_id, example.actors["head"], example.at
    second = db.session.scalars(
        select(Meeting).where(Meeting.year_id == year_id, Meeting.number == 2)
    ).one()
    report = assignments.NewAssignment(
        "Прислать отчёт о Месячнике школьных библиотек", date(2019, 11, 15), to_all=True,
        point="1.2", controller="Синицына Е.К.",
    )  # fmt: skip
    given = assignments.give(report, year_id=year_id, meeting=second, by=head, at=at)
    for target in assignments.targets_of(given)[:-3]:
        assignments.mark(
            target, is_done=True, proof="отчёт в Word", by=head, at=at, today=date(2019, 11, 12)
        )
    exchange = assignments.NewAssignment(
        "Подготовить встречу с начинающими библиотекарями", date(2019, 12, 20),
        person_ids=(example.actors["mentor"].person_id,), controller="Иволгина М.П.",
    )  # fmt: skip
    assignments.give(exchange, year_id=year_id, meeting=second, by=head, at=at)
    agenda.propose(
        "Как провести Неделю детской книги без зала и денег?", year_id=year_id,
        by=example.actors["young"], at=at,
    )  # fmt: skip
