"""Verbs of the agenda: ask, change, place and drop a question; propose one, take it, or not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from rmo_web.kernel import clock
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit
from rmo_web.kernel.offered.plan_link import PlannedQuestion
from rmo_web.meetings import events
from rmo_web.meetings.agenda import rules
from rmo_web.meetings.agenda.rules import ProposalStep, Spoken
from rmo_web.meetings.models import (
    Item,
    Meeting,
    Minutes,
    Proposal,
    Question,
    Speaker,
    open_assignments,
)
from rmo_web.meetings.rules import WORK, AgendaChange, Work, initials_of
from rmo_web.meetings.services import POSITION_GAP, count_questions, year_must_be_open
from rmo_web.members.models import Person
from rmo_web.members.works import main_place, who_is_meant


@dataclass(frozen=True, slots=True)
class NewQuestion:
    text: str
    form: str = ""
    minutes: int | None = None
    speakers: tuple[Spoken, ...] = ()


def ask_question(
    meeting: Meeting, told: NewQuestion, *, is_first: bool = False, by: Actor, at: datetime
) -> Question:
    """A question at the end of the agenda, or before all others. Refused for a full agenda."""
    _must_have_open_agenda(meeting)
    if count_questions(meeting) >= rules.QUESTIONS_MAX:
        raise Refused(f"Вопросов уже {rules.QUESTIONS_MAX}: больше одно заседание не вынесет.")
    made = Question(meeting_id=meeting.id, position=POSITION_GAP, text="")
    _write(made, told)
    db.session.add(made)
    db.session.flush()
    _set_speakers(made.id, told.speakers)
    order = _order(meeting.id)
    _put_in_order(meeting.id, [made.id, *order[:-1]] if is_first else order)
    _agenda_changed(meeting, made, AgendaChange.ADDED, by, at)
    return made


def keep_question(
    meeting: Meeting, question: Question, told: NewQuestion, *, by: Actor, at: datetime
) -> None:
    """What the question says, and who speaks. Refused once the minutes are signed."""
    _must_have_open_agenda(meeting)
    _write(question, told)
    _set_speakers(question.id, told.speakers)
    _agenda_changed(meeting, question, AgendaChange.CHANGED, by, at)


def place_question(
    meeting: Meeting, question: Question, before: int, *, by: Actor, at: datetime
) -> None:
    """Put the question before another one, 0 for the end."""
    _must_have_open_agenda(meeting)
    order = [one for one in _order(meeting.id) if one != question.id]
    if before and before not in order:
        raise Refused("Повестка уже другая: обновите страницу.")
    order.insert(order.index(before) if before else len(order), question.id)
    _put_in_order(meeting.id, order)
    _agenda_changed(meeting, question, AgendaChange.MOVED, by, at)


def step_question(
    meeting: Meeting, question: Question, *, is_up: bool, by: Actor, at: datetime
) -> None:
    """One place up or down; at the edge it stays."""
    _must_have_open_agenda(meeting)
    order = _order(meeting.id)
    place = order.index(question.id)
    if is_up and place:
        place_question(meeting, question, order[place - 1], by=by, at=at)
    elif not is_up and place + 1 < len(order):
        below = order[place + 2] if place + 2 < len(order) else 0
        place_question(meeting, question, below, by=by, at=at)


def drop_question(meeting: Meeting, question: Question, *, by: Actor, at: datetime) -> None:
    """Take the question out. Refused when some edition of the minutes has something of it."""
    _must_have_open_agenda(meeting)
    items = _items_about(question)
    is_written = any(signed_at is not None or item.is_written for item, signed_at in items)
    rules.check_question_goes(meeting.state, count_questions(meeting), is_written=is_written)
    for item, _ in items:
        db.session.delete(item)
    db.session.flush()
    _agenda_changed(meeting, question, AgendaChange.REMOVED, by, at)
    db.session.execute(delete(Speaker).filter_by(question_id=question.id))
    db.session.delete(question)
    db.session.flush()
    _put_in_order(meeting.id, _order(meeting.id))


def _items_about(question: Question) -> list[tuple[Item, datetime | None]]:
    asked = select(Item, Minutes.signed_at).join(Minutes, Minutes.id == Item.minutes_id)
    return [
        (item, at) for item, at in db.session.execute(asked.filter(Item.question_id == question.id))
    ]


def _write(question: Question, told: NewQuestion) -> None:
    question.text, question.form, question.minutes = told.text, told.form, told.minutes


def _set_speakers(question_id: int, speakers: Iterable[Spoken]) -> None:
    db.session.execute(delete(Speaker).filter_by(question_id=question_id))
    known = who_is_meant()
    for position, one in enumerate(speakers):
        db.session.add(
            Speaker(
                question_id=question_id,
                position=position,
                person_id=known(initials_of(one.name), one.school),
                name=one.name,
                school=one.school,
                talk=one.talk,
                minutes=one.minutes,
            )
        )


def _must_have_open_agenda(meeting: Meeting) -> None:
    year_must_be_open(meeting.year_id)
    WORK.after(meeting.state, Work.AGENDA)


def _order(meeting_id: int) -> list[int]:
    asked = select(Question.id).filter_by(meeting_id=meeting_id).order_by(Question.position)
    return list(db.session.scalars(asked))


def _put_in_order(meeting_id: int, order: Sequence[int]) -> None:
    mine = update(Question).where(Question.meeting_id == meeting_id)
    db.session.execute(mine.values(position=Question.position + POSITION_GAP * 2))
    for position, one in enumerate(order, 1):
        db.session.execute(update(Question).where(Question.id == one).values(position=position))
    db.session.expire_all()


def _agenda_changed(
    meeting: Meeting, question: Question, change: AgendaChange, by: Actor, at: datetime
) -> None:
    meeting.follows_plan = False
    title = question.text.partition("\n")[0][:100]
    emit(
        events.AgendaChanged(
            by=by.account_id, at=at, about=meeting.id, title=title, change=change.value
        )
    )


def keep_as_planned(meeting: Meeting, planned: Sequence[PlannedQuestion]) -> None:
    """The agenda as the plan has it; a meeting that somebody has prepared is not asked for here."""
    usual = meeting.forms[0] if meeting.forms else ""
    told = {one.row_id: one for one in planned}
    asked = select(Question).filter_by(meeting_id=meeting.id)
    known = {question.row_id: question for question in db.session.scalars(asked)}
    _drop([one.id for row_id, one in known.items() if row_id not in told])
    # A question keeps its record: somebody may have its form open.
    order = []
    for place, (row_id, one) in enumerate(told.items()):
        question = known.get(row_id)
        if question is None:
            position = POSITION_GAP + place
            question = Question(meeting_id=meeting.id, row_id=row_id, position=position)
            db.session.add(question)
        question.text = one.text
        question.form = one.form if one.form != usual else ""
        db.session.flush()
        speakers = [rules.speaker_of(line) for line in one.speakers]
        if speakers != _speakers_of(question.id):
            _set_speakers(question.id, speakers)
        order.append(question.id)
    if order != _order(meeting.id) or told.keys() != known.keys():
        _put_in_order(meeting.id, order)


def _speakers_of(question_id: int) -> list[Spoken]:
    asked = select(Speaker).filter_by(question_id=question_id).order_by(Speaker.position)
    return [
        Spoken(one.name, one.school, one.talk, one.minutes) for one in db.session.scalars(asked)
    ]


def drop_all(meeting: Meeting) -> None:
    """Every question, with a meeting that the plan has given up."""
    _drop(_order(meeting.id))


def _drop(question_ids: Sequence[int]) -> None:
    db.session.execute(delete(Speaker).where(Speaker.question_id.in_(question_ids)))
    db.session.execute(delete(Question).where(Question.id.in_(question_ids)))


def propose(text: str, *, year_id: int, by: Actor, at: datetime) -> Proposal:
    """A question for some meeting of the year; the head takes it into an agenda."""
    year_must_be_open(year_id)
    made = Proposal(year_id=year_id, person_id=by.person_id, text=text, at=at)
    db.session.add(made)
    db.session.flush()
    emit(events.QuestionProposed(by=by.account_id, at=at, about=made.id))
    return made


def take_proposal(proposal: Proposal, meeting: Meeting, *, by: Actor, at: datetime) -> Question:
    """Onto the agenda, with its author as the speaker. Refused when it is on one already."""
    _must_allow(ProposalStep.TAKE, proposal)
    if proposal.year_id != meeting.year_id:
        raise Refused("Этот вопрос предложен в другом учебном году.")
    person = db.session.get_one(Person, proposal.person_id)
    name, day = person.initials, clock.local(at).date()
    place = None if who_is_meant()(name, "") else main_place(person.id, day)
    speaker = Spoken(name, place.organisation if place else "")
    told = NewQuestion(proposal.text, speakers=(speaker,))
    proposal.meeting_id = meeting.id
    return ask_question(meeting, told, by=by, at=at)


def drop_proposal(proposal: Proposal, *, by: Actor, at: datetime) -> None:
    """Not this year. Refused in a closed one."""
    year_must_be_open(proposal.year_id)
    _must_allow(ProposalStep.DROP, proposal)
    proposal.is_dropped = True
    emit(events.ProposalDropped(by=by.account_id, at=at, about=proposal.id))


def _must_allow(step: ProposalStep, proposal: Proposal) -> None:
    state = rules.proposal_state(proposal.meeting_id, is_dropped=proposal.is_dropped)
    rules.PROPOSED.after(state, step)


def ask_of_assignments(meeting: Meeting, *, by: Actor, at: datetime) -> Question:
    """«О выполнении решений», the first question, from what is still to be done.

    Refused when nothing is, or when the agenda has this question.
    """
    every = db.session.scalars(open_assignments(meeting.year_id))
    found = [one for one in every if one.meeting_id != meeting.id]
    rules.check_of_assignments(len(found), _texts(meeting))
    said = rules.of_assignments([(one.text, one.extended_to or one.due_on) for one in found])
    return ask_question(meeting, NewQuestion(said), is_first=True, by=by, at=at)


def _texts(meeting: Meeting) -> list[str]:
    return list(db.session.scalars(select(Question.text).filter_by(meeting_id=meeting.id)))
