"""The agenda as pages, letters and calendars show it, and the questions that members propose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from rmo_web.kernel import clock, russian
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import refusal
from rmo_web.kernel.years import Year
from rmo_web.meetings import wording
from rmo_web.meetings.agenda import rules
from rmo_web.meetings.agenda.rules import Spoken
from rmo_web.meetings.models import (
    Item,
    Meeting,
    Minutes,
    Proposal,
    Question,
    Speaker,
    open_assignments,
)
from rmo_web.members import works
from rmo_web.members.models import Person


@dataclass(frozen=True, slots=True)
class SpeakerRow:
    name: str
    school: str
    talk: str
    minutes: str

    @property
    def in_words(self) -> str:
        """«Чайкина Ю.Р., Школа № 3 — о квестах»."""
        who = ", ".join(filter(None, (self.name, self.school)))
        return f"{who} — {self.talk}" if self.talk else who


@dataclass(frozen=True, slots=True)
class QuestionRow:
    id: int
    number: str
    title: str
    points: tuple[str, ...]
    form: str
    minutes: str
    speakers: tuple[SpeakerRow, ...]


@dataclass(frozen=True, slots=True)
class QuestionFields:
    text: str
    form: str
    minutes: int | None
    speakers: str


@dataclass(frozen=True, slots=True)
class ProposalRow:
    id: int
    text: str
    who: str
    when: str
    taken: str


def fixed_questions(meeting: Meeting, count: int) -> frozenset[int]:
    """Which of these `count` questions cannot be taken out."""
    found = db.session.execute(
        select(Question.id, Item, Minutes.signed_at)
        .outerjoin(Item, Item.question_id == Question.id)
        .outerjoin(Minutes, Minutes.id == Item.minutes_id)
        .where(Question.meeting_id == meeting.id)
    )
    written: dict[int, bool] = {}
    for key, item, signed_at in found:
        is_written = signed_at is not None or (item is not None and item.is_written)
        written[key] = written.get(key, False) or is_written
    return frozenset(
        key for key, is_written in written.items()
        if refusal(rules.check_question_goes, meeting.state, count,
                    is_written=is_written)
    )  # fmt: skip


def may_ask_of_assignments(meeting: Meeting, asked: Sequence[QuestionRow]) -> bool:
    """Whether «О выполнении решений» can be put to this agenda."""
    every = db.session.scalars(open_assignments(meeting.year_id))
    others = [one for one in every if one.meeting_id != meeting.id]
    return not refusal(rules.check_of_assignments, len(others), [one.title for one in asked])


def questions_of(meeting_id: int) -> list[QuestionRow]:
    """The questions in their order, each with its speakers."""
    return questions_by_meeting([meeting_id])[meeting_id]


def questions_by_meeting(meeting_ids: Sequence[int]) -> dict[int, list[QuestionRow]]:
    """The agendas of these meetings: one statement, however many."""
    found = db.session.execute(
        select(Question, Speaker)
        .outerjoin(Speaker, Speaker.question_id == Question.id)
        .where(Question.meeting_id.in_(meeting_ids))
        .order_by(Question.position, Speaker.position)
    )
    questions: dict[int, tuple[Question, list[Speaker]]] = {}
    for question, speaker in found:
        speakers = questions.setdefault(question.id, (question, []))[1]
        if speaker is not None:
            speakers.append(speaker)
    rows: dict[int, list[QuestionRow]] = {number: [] for number in meeting_ids}
    for question, speakers in questions.values():
        mine = rows[question.meeting_id]
        mine.append(_question(len(mine) + 1, question, speakers))
    return rows


def _question(number: int, question: Question, speakers: Sequence[Speaker]) -> QuestionRow:
    title, *points = [one.strip() for one in question.text.splitlines() if one.strip()] or [""]
    return QuestionRow(
        id=question.id,
        number=f"{russian.roman(number)}.",
        title=title,
        points=tuple(points),
        form=question.form,
        minutes=_length(question.minutes or 0),
        speakers=tuple(
            SpeakerRow(one.name, one.school, one.talk, _length(one.minutes)) for one in speakers
        ),
    )


def _length(minutes: int) -> str:
    return f"{minutes}{russian.NBSP}мин." if minutes else ""


def question_fields(question: Question) -> QuestionFields:
    """What the form of a question begins with."""
    asked = select(Speaker).filter_by(question_id=question.id).order_by(Speaker.position)
    lines = (
        rules.line_of(Spoken(one.name, one.school, one.talk, one.minutes))
        for one in db.session.scalars(asked)
    )
    return QuestionFields(question.text, question.form, question.minutes, "\n".join(lines))


def proposals(year: Year, today: date, *, only_open: bool = False) -> list[ProposalRow]:
    """The questions that members propose, the newest last."""
    asked = (
        select(Proposal, Meeting, Person.id, Person.initials)
        .join(Person, Person.id == Proposal.person_id)
        .outerjoin(Meeting, Meeting.id == Proposal.meeting_id)
        .where(Proposal.year_id == year.id, ~Proposal.is_dropped)
        .order_by(Proposal.id)
    )
    if only_open:
        asked = asked.where(Proposal.meeting_id.is_(None))
    found = db.session.execute(asked).all()
    shown = works.told_apart((row[2:] for row in found), today)
    return [
        ProposalRow(
            one.id,
            one.text,
            shown[one.person_id],
            russian.day(clock.local(one.at).date()),
            wording.meeting_title(meeting.number) if meeting else "",
        )
        for one, meeting, *_ in found
    ]
