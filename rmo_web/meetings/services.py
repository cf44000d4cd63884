"""Verbs of meetings: follow the plan, prepare, invite, go on; agenda, proposals, materials."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, select, update

from rmo_web.household import files
from rmo_web.kernel import clock, russian, years
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit
from rmo_web.kernel.offered.plan_link import PlannedMeeting, follows_plan
from rmo_web.kernel.years import SchoolYear, must_be_open
from rmo_web.meetings import events, rules
from rmo_web.meetings.assignments.queries import open_assignments
from rmo_web.meetings.models import (
    Attendance,
    FormOfMeeting,
    Item,
    MaterialLink,
    Meeting,
    Minutes,
    Proposal,
    Question,
    Secretary,
    Speaker,
)
from rmo_web.meetings.rules import AgendaChange, Format, MeetingState, Spoken, Step
from rmo_web.members.models import Person
from rmo_web.members.works import main_place, who_is_meant

NAMED = 10  # open assignments that «О выполнении решений» names; of the rest it says how many
_GAP = 10_000  # positions are moved out of the way by this while they are put in order


@dataclass(frozen=True, slots=True)
class NewMeeting:
    """What somebody says of a meeting; `month` is all that is known while there is no day."""

    number: int | None
    theme: str
    forms: tuple[str, ...] = ()
    format: Format = Format.ONSITE
    link: str = ""
    place: str = ""
    month: tuple[int, int] | None = None
    held_on: date | None = None
    starts_at: str = ""
    ends_at: str = ""
    responsible: str = ""
    bring: str = ""


@dataclass(frozen=True, slots=True)
class NewQuestion:
    text: str
    form: str = ""
    minutes: int | None = None
    speakers: tuple[Spoken, ...] = ()


@dataclass(frozen=True, slots=True)
class StepWords:
    """What a step needs beside its name."""

    reason: str = ""
    held_on: date | None = None
    month: tuple[int, int] | None = None


# What the plan says


@follows_plan
def follow(year_id: int, planned: Sequence[PlannedMeeting]) -> None:
    """Meetings that nobody has prepared yet are as the plan has them; others stay."""
    known = db.session.scalars(select(Meeting).filter_by(year_id=year_id)).all()
    by_row = {one.row_id: one for one in known if one.row_id}
    loose = {one.number: one for one in known if not one.row_id and one.number}
    told = set()
    for one in planned:
        meeting = by_row.get(one.row_id) or loose.pop(one.number or 0, None)
        if meeting is None:
            meeting = Meeting(year_id=year_id, follows_plan=True, number=one.number)
            db.session.add(meeting)
        meeting.row_id = one.row_id
        if meeting.follows_plan:
            _as_planned(meeting, one)
        told.add(meeting.id)
    for gone in known:
        if gone.follows_plan and gone.id not in told:
            _forget(gone)


def _as_planned(meeting: Meeting, one: PlannedMeeting) -> None:
    meeting.number, meeting.theme, meeting.place = one.number, one.theme, one.place
    meeting.forms, meeting.held_on = list(one.forms), one.day
    meeting.planned_year, meeting.planned_month = one.month or (None, None)
    db.session.flush()
    own = one.forms[0] if one.forms else ""
    told = {question.row_id: question for question in one.questions}
    asked = select(Question).filter_by(meeting_id=meeting.id)
    known = {question.row_id: question for question in db.session.scalars(asked)}
    _drop_questions([one.id for row_id, one in known.items() if row_id not in told])
    # A question keeps its record: somebody may have its form open.
    order = []
    for place, (row_id, planned) in enumerate(told.items()):
        question = known.get(row_id)
        if question is None:
            question = Question(meeting_id=meeting.id, row_id=row_id, position=_GAP + place)
            db.session.add(question)
        question.text = planned.text
        question.form = planned.form if planned.form != own else ""
        db.session.flush()
        speakers = [rules.speaker_of(line) for line in planned.speakers]
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


def _forget(meeting: Meeting) -> None:
    _drop_questions(_order(meeting.id))
    db.session.delete(meeting)
    db.session.flush()


def _drop_questions(question_ids: Sequence[int]) -> None:
    db.session.execute(delete(Speaker).where(Speaker.question_id.in_(question_ids)))
    db.session.execute(delete(Question).where(Question.id.in_(question_ids)))


# The meeting


def call_meeting(told: NewMeeting, *, year_id: int, actor: Actor, at: datetime) -> Meeting:
    """A meeting that the plan does not name. Refused in a closed year."""
    years.hold_open(year_id)
    _must_be_only(told.number, year_id)
    meeting = Meeting(year_id=year_id)
    db.session.add(meeting)
    _set(meeting, told)
    db.session.flush()
    emit(_kept(meeting, actor, at))
    return meeting


def keep(meeting: Meeting, told: NewMeeting, *, actor: Actor, at: datetime, today: date) -> bool:
    """What is said of the meeting. Whether whoever was invited hears of another day.

    Refused once its minutes are signed, and for a day that a meeting which was held cannot have.
    """
    _must_change(meeting)
    _must_be_only(told.number, meeting.year_id, but=meeting.id)
    if meeting.state in rules.OVER:
        rules.check_held(told.held_on, today)
    if meeting.state is MeetingState.INVITED:
        rules.check_invitation(_count(meeting), told.held_on, told.place, told.link)
    is_moved = meeting.state is MeetingState.INVITED and told.held_on != meeting.held_on
    _set(meeting, told)
    if is_moved:
        _forget_answers(meeting)
        emit(events.DayChanged(by=actor.account_id, at=at, about=meeting.id))
    emit(_kept(meeting, actor, at))
    return is_moved


def _must_be_only(number: int | None, year_id: int, but: int = 0) -> None:
    taken = select(Meeting.id).where(
        Meeting.year_id == year_id, Meeting.number == number, Meeting.id != but
    )
    if number and db.session.scalar(taken.limit(1)):
        raise Refused(
            f"Заседание № {number} в этом году уже есть: возьмите другой номер.", "number"
        )


def _forget_answers(meeting: Meeting) -> None:
    """«Буду» was said of another day."""
    mine = update(Attendance).where(Attendance.meeting_id == meeting.id)
    db.session.execute(mine.values(answer=None))


def _set(meeting: Meeting, told: NewMeeting) -> None:
    meeting.number, meeting.theme, meeting.forms = told.number, told.theme, list(told.forms)
    meeting.format, meeting.link, meeting.place = told.format, told.link, told.place
    meeting.planned_year, meeting.planned_month = told.month or (None, None)
    meeting.held_on = told.held_on
    meeting.starts_at, meeting.ends_at = told.starts_at, told.ends_at
    meeting.responsible, meeting.bring = told.responsible, told.bring
    meeting.follows_plan = False
    if meeting.held_on and not told.month:
        meeting.planned_year, meeting.planned_month = meeting.held_on.year, meeting.held_on.month


def _kept(meeting: Meeting, actor: Actor, at: datetime) -> events.MeetingKept:
    return events.MeetingKept(by=actor.account_id, at=at, about=meeting.id, title=meeting.theme)


def go_on(
    meeting: Meeting, step: Step, told: StepWords, *, actor: Actor, at: datetime, today: date
) -> None:
    """Take a step. Refused, in a sentence, for what the state or the day forbids."""
    _must_be_open(meeting)
    state = rules.after(meeting.state, step)
    _check_step(meeting, step, told, today)
    if step is Step.INVITE:
        meeting.invited_at = at
    if step is Step.NOT_HELD and meeting.invited_at is None:
        state = MeetingState.PLANNED
    if step is Step.HOLD:
        meeting.held_on = told.held_on or meeting.held_on
    if step is Step.POSTPONE:
        _move(meeting, told)
    meeting.reason = told.reason if step in rules.WITH_REASON else meeting.reason
    if step is Step.RESTORE:
        meeting.reason = ""
    meeting.state, meeting.follows_plan = state, False
    emit(
        events.MeetingWentOn(
            by=actor.account_id, at=at, about=meeting.id, step=step, reason=told.reason
        )
    )


def _check_step(meeting: Meeting, step: Step, told: StepWords, today: date) -> None:
    if step is Step.INVITE:
        rules.check_invitation(_count(meeting), meeting.held_on, meeting.place, meeting.link)
    if step is Step.HOLD:
        rules.check_held(told.held_on or meeting.held_on, today)
    rules.check_unmarked(step, is_marked=_was_marked(meeting))
    if step in rules.WITH_REASON:
        rules.check_reason(told.reason)


def _move(meeting: Meeting, told: StepWords) -> None:
    """To another day, or to a month, or to none yet; whoever was coming is asked again."""
    meeting.held_on = told.held_on
    month = (told.held_on.year, told.held_on.month) if told.held_on else told.month
    if month:
        meeting.planned_year, meeting.planned_month = month
    meeting.invited_at = None  # nobody is invited to the new day yet
    _forget_answers(meeting)


def _was_marked(meeting: Meeting) -> bool:
    asked = select(Attendance.id).where(
        Attendance.meeting_id == meeting.id, Attendance.presence.is_not(None)
    )
    return db.session.scalar(asked.limit(1)) is not None


def _must_be_open(meeting: Meeting) -> None:
    must_be_open(db.session.get_one(SchoolYear, meeting.year_id))


def _must_change(meeting: Meeting) -> None:
    _must_be_open(meeting)
    if meeting.state is MeetingState.SIGNED:
        raise Refused("Протокол подписан: чтобы изменить заседание, исправьте протокол.")


def choose_secretary(year_id: int, person_id: int, *, actor: Actor, at: datetime) -> None:
    """Who writes the minutes of this year; 0 for nobody. Refused for an id of nobody."""
    year = years.hold_open(year_id)
    db.session.execute(delete(Secretary).filter_by(year_id=year_id))
    if person_id:
        if person_id < 0 or db.session.get(Person, person_id) is None:
            raise Refused("Выберите секретаря из списка участников.")
        db.session.add(Secretary(year_id=year_id, person_id=person_id))
    emit(
        events.SecretaryChosen(
            by=actor.account_id, at=at, about=person_id or None, year=year.starts_in
        )
    )


def keep_forms(titles: Iterable[str]) -> None:
    """The forms of meetings that the association uses, in this order."""
    db.session.execute(delete(FormOfMeeting))
    unique = dict.fromkeys(one.strip()[: rules.LINE_MAX] for one in titles if one.strip())
    db.session.add_all(FormOfMeeting(position=n, title=one) for n, one in enumerate(unique))


# The agenda


def ask_question(
    meeting: Meeting, told: NewQuestion, *, is_first: bool = False, actor: Actor, at: datetime
) -> Question:
    """A question at the end of the agenda, or before all others. Refused for a full agenda."""
    _must_have_open_agenda(meeting)
    if _count(meeting) >= rules.QUESTIONS_MAX:
        raise Refused(f"Вопросов уже {rules.QUESTIONS_MAX}: больше одно заседание не вынесет.")
    made = Question(meeting_id=meeting.id, position=_GAP, text="")
    _write(made, told)
    db.session.add(made)
    db.session.flush()
    _set_speakers(made.id, told.speakers)
    order = _order(meeting.id)
    _put_in_order(meeting.id, [made.id, *order[:-1]] if is_first else order)
    _agenda_changed(meeting, made, AgendaChange.ADDED, actor, at)
    return made


def keep_question(
    meeting: Meeting, question: Question, told: NewQuestion, *, actor: Actor, at: datetime
) -> None:
    """What the question says, and who speaks. Refused once the minutes are signed."""
    _must_have_open_agenda(meeting)
    _write(question, told)
    _set_speakers(question.id, told.speakers)
    _agenda_changed(meeting, question, AgendaChange.CHANGED, actor, at)


def place_question(
    meeting: Meeting, question: Question, before: int, *, actor: Actor, at: datetime
) -> None:
    """Put the question before another one, 0 for the end."""
    _must_have_open_agenda(meeting)
    order = [one for one in _order(meeting.id) if one != question.id]
    if before and before not in order:
        raise Refused("Повестка уже другая: обновите страницу.")
    order.insert(order.index(before) if before else len(order), question.id)
    _put_in_order(meeting.id, order)
    _agenda_changed(meeting, question, AgendaChange.MOVED, actor, at)


def step_question(
    meeting: Meeting, question: Question, *, is_up: bool, actor: Actor, at: datetime
) -> None:
    """One place up or down; at the edge it stays."""
    order = _order(meeting.id)
    place = order.index(question.id)
    if is_up and place:
        place_question(meeting, question, order[place - 1], actor=actor, at=at)
    elif not is_up and place + 1 < len(order):
        below = order[place + 2] if place + 2 < len(order) else 0
        place_question(meeting, question, below, actor=actor, at=at)


def drop_question(meeting: Meeting, question: Question, *, actor: Actor, at: datetime) -> None:
    """Take the question out. Refused when some edition of the minutes has something of it."""
    _must_have_open_agenda(meeting)
    items = _items_about(question)
    is_written = any(signed_at is not None or item.is_written for item, signed_at in items)
    rules.check_question_goes(meeting.state, _count(meeting), is_written=is_written)
    for item, _ in items:
        db.session.delete(item)
    db.session.flush()
    _agenda_changed(meeting, question, AgendaChange.REMOVED, actor, at)
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
                person_id=known(rules.initials_of(one.name), one.school),
                name=one.name,
                school=one.school,
                talk=one.talk,
                minutes=one.minutes,
            )
        )


def _must_have_open_agenda(meeting: Meeting) -> None:
    _must_be_open(meeting)
    rules.check_agenda(meeting.state)


def _count(meeting: Meeting) -> int:
    asked = select(func.count()).select_from(Question).filter_by(meeting_id=meeting.id)
    return db.session.scalar(asked) or 0


def _order(meeting_id: int) -> list[int]:
    asked = select(Question.id).filter_by(meeting_id=meeting_id).order_by(Question.position)
    return list(db.session.scalars(asked))


def _put_in_order(meeting_id: int, order: Sequence[int]) -> None:
    mine = update(Question).where(Question.meeting_id == meeting_id)
    db.session.execute(mine.values(position=Question.position + _GAP * 2))
    for position, one in enumerate(order, 1):
        db.session.execute(update(Question).where(Question.id == one).values(position=position))
    _follow_agenda(meeting_id)
    db.session.expire_all()


def _follow_agenda(meeting_id: int) -> None:
    """Minutes that are being written have the questions of the agenda, in its order."""
    minutes = db.session.scalar(
        select(Minutes.id).where(Minutes.meeting_id == meeting_id, Minutes.signed_at.is_(None))
    )
    if minutes is None:
        return
    mine = update(Item).where(Item.minutes_id == minutes)
    db.session.execute(mine.values(position=Item.position + _GAP))
    known = dict(
        db.session.execute(select(Item.question_id, Item.id).filter_by(minutes_id=minutes)).all()
    )
    for position, question_id in enumerate(_order(meeting_id), 1):
        if question_id in known:
            moved = update(Item).where(Item.id == known[question_id])
            db.session.execute(moved.values(position=position))
        else:
            heard = heard_of(db.session.get_one(Question, question_id))
            item = Item(minutes_id=minutes, question_id=question_id, position=position, heard=heard)
            db.session.add(item)
    db.session.flush()


def heard_of(question: Question) -> str:
    """«информацию «О плане» (докладчик — Сидорова Е.К., школа)»: no name is declined.

    Section 2.3: a machine that declines names and posts is wrong too often.
    """
    first = question.text.partition("\n")[0].strip().rstrip(".:")
    subject = russian.quoted(re.sub(r"^\d+[.)]?\s*", "", first))  # without a point's number
    asked = select(Speaker).filter_by(question_id=question.id).order_by(Speaker.position)
    speakers = db.session.scalars(asked).all()
    if not speakers:
        return f"информацию {subject}."
    word = "докладчик" if len(speakers) == 1 else "докладчики"
    named = "; ".join(", ".join(filter(None, (one.name, one.school))) for one in speakers)
    return f"информацию {subject} ({word} — {named})."


def _agenda_changed(
    meeting: Meeting, question: Question, change: AgendaChange, actor: Actor, at: datetime
) -> None:
    meeting.follows_plan = False
    title = question.text.partition("\n")[0][:100]
    emit(
        events.AgendaChanged(
            by=actor.account_id, at=at, about=meeting.id, title=title, change=change.value
        )
    )


# Questions that members propose


def propose(text: str, *, year_id: int, actor: Actor, at: datetime) -> Proposal:
    """A question for some meeting of the year; the head takes it into an agenda."""
    must_be_open(db.session.get_one(SchoolYear, year_id))
    made = Proposal(year_id=year_id, person_id=actor.person_id, text=text, at=at)
    db.session.add(made)
    db.session.flush()
    emit(events.QuestionProposed(by=actor.account_id, at=at, about=made.id))
    return made


def take_proposal(proposal: Proposal, meeting: Meeting, *, actor: Actor, at: datetime) -> Question:
    """Onto the agenda, with its author as the speaker. Refused when it is on one already."""
    _must_be_unanswered(proposal)
    if proposal.year_id != meeting.year_id:
        raise Refused("Этот вопрос предложен в другом учебном году.")
    person = db.session.get_one(Person, proposal.person_id)
    name = russian.initials(person.surname, person.given, person.patronymic)
    place = None if who_is_meant()(name, "") else main_place(person.id, clock.local(at).date())
    speaker = Spoken(name, place.organisation if place else "")
    told = NewQuestion(proposal.text, speakers=(speaker,))
    proposal.meeting_id = meeting.id
    return ask_question(meeting, told, actor=actor, at=at)


def drop_proposal(proposal: Proposal) -> None:
    """Not this year. Refused in a closed one."""
    must_be_open(db.session.get_one(SchoolYear, proposal.year_id))
    _must_be_unanswered(proposal)
    proposal.is_dropped = True


def _must_be_unanswered(proposal: Proposal) -> None:
    if proposal.meeting_id or proposal.is_dropped:
        raise Refused("Этот вопрос уже разобран.")


def ask_of_assignments(meeting: Meeting, *, actor: Actor, at: datetime) -> Question:
    """«О выполнении решений», the first question, from what is still to be done.

    Refused when nothing is, or when the agenda has this question.
    """
    found = [one for one in open_assignments(meeting.year_id) if one.meeting_id != meeting.id]
    rules.check_of_assignments(len(found), _texts(meeting))
    lines = [rules.OF_ASSIGNMENTS]
    for number, one in enumerate(found[:NAMED], 1):
        until = one.extended_to or one.due_on
        day = f" (до {russian.day(until)})" if until else ""
        lines.append(f"{number}. {one.text.partition(chr(10))[0]}{day}")
    if len(found) > NAMED:
        lines.append(f"…и ещё {len(found) - NAMED}, всего открытых {len(found)}")
    return ask_question(meeting, NewQuestion("\n".join(lines)), is_first=True, actor=actor, at=at)


def _texts(meeting: Meeting) -> list[str]:
    return list(db.session.scalars(select(Question.text).filter_by(meeting_id=meeting.id)))


# Materials


def add_material(
    meeting: Meeting, name: str, content: bytes, *, actor: Actor, at: datetime
) -> None:
    """A file for everybody. Refused for what the house does not take."""
    _must_be_open(meeting)
    meeting.follows_plan = False
    files.attach("meeting", meeting.id, name, content, by=actor.account_id, at=at)


def drop_material(meeting: Meeting, attachment_id: int) -> None:
    """The file is not needed any more. Refused when it is not among these materials."""
    _must_be_open(meeting)
    files.drop_one("meeting", meeting.id, attachment_id)


def add_link(meeting: Meeting, title: str, url: str) -> None:
    """Something that lies elsewhere."""
    _must_be_open(meeting)
    meeting.follows_plan = False
    db.session.add(MaterialLink(meeting_id=meeting.id, title=title, url=url))


def drop_link(link: MaterialLink) -> None:
    """The link is not needed any more."""
    _must_be_open(db.session.get_one(Meeting, link.meeting_id))
    db.session.delete(link)
