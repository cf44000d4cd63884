"""Verbs of meetings: follow the plan, prepare, invite, go on; agenda, proposals, materials."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, select, update

from rmo_web.kernel import files, russian
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit
from rmo_web.kernel.schoolyear import SchoolYear, must_be_open
from rmo_web.kernel.spine import PlannedMeeting, follows_plan
from rmo_web.meetings import events, rules
from rmo_web.meetings.models import (
    Assignment,
    Attendance,
    Form,
    Item,
    Link,
    Meeting,
    Minutes,
    Proposal,
    Question,
    Secretary,
    Speaker,
)
from rmo_web.meetings.rules import Format, Spoken, State, Step
from rmo_web.members.models import Person
from rmo_web.members.queries import ids_by_initials

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
class Told:
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
    for place, (row_id, planned) in enumerate(told.items()):
        question = known.get(row_id) or Question(meeting_id=meeting.id, row_id=row_id)
        question.text, question.position = planned.text, _GAP + place
        question.form = planned.form if planned.form != own else ""
        db.session.add(question)
        db.session.flush()
        _set_speakers(question.id, [rules.speaker_of(line) for line in planned.speakers])
    _put_in_order(meeting.id, _order(meeting.id))


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
    must_be_open(db.session.get_one(SchoolYear, year_id))
    meeting = Meeting(year_id=year_id)
    db.session.add(meeting)
    _set(meeting, told)
    db.session.flush()
    emit(_kept(meeting, actor, at))
    return meeting


def keep(meeting: Meeting, told: NewMeeting, *, actor: Actor, at: datetime, today: date) -> None:
    """What is said of the meeting; whoever was invited hears of another day.

    Refused once its minutes are signed, and for a day that a meeting which was held cannot have.
    """
    _must_change(meeting)
    if meeting.state in rules.OVER:
        rules.check_held(told.held_on, today)
    if meeting.state is State.INVITED and told.held_on is None:
        raise Refused("Приглашения разосланы: день нужен. Чтобы снять его, перенесите заседание.")
    is_moved = meeting.state is State.INVITED and told.held_on != meeting.held_on
    _set(meeting, told)
    if is_moved:
        _forget_answers(meeting)
        emit(events.DayChanged(by=actor.account_id, at=at, about=meeting.id))
    emit(_kept(meeting, actor, at))


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
    meeting: Meeting, step: Step, told: Told, *, actor: Actor, at: datetime, today: date
) -> None:
    """Take a step. Refused, in a sentence, for what the state or the day forbids."""
    _must_be_open(meeting)
    state = rules.after(meeting.state, step)
    if step is Step.INVITE:
        rules.check_invitation(_count(meeting), meeting.held_on, meeting.place, meeting.link)
        meeting.invited_at = at
    if step is Step.HOLD:
        meeting.held_on = told.held_on or meeting.held_on
        rules.check_held(meeting.held_on, today)
    if step is Step.NOT_HELD:
        if _was_marked(meeting):
            raise Refused("Явка уже отмечена: сначала снимите отметки.")
        if meeting.invited_at is None:
            state = State.PLANNED
    if step in {Step.POSTPONE, Step.CANCEL}:
        rules.check_reason(told.reason)
        meeting.reason = told.reason
    if step is Step.POSTPONE:
        meeting.held_on = told.held_on
        if told.held_on or told.month:
            day = told.held_on
            month = (day.year, day.month) if day else told.month or (0, 0)
            meeting.planned_year, meeting.planned_month = month
        _forget_answers(meeting)
    if step is Step.RESTORE:
        meeting.reason = ""
    meeting.state, meeting.follows_plan = state, False
    emit(
        events.MeetingWentOn(
            by=actor.account_id, at=at, about=meeting.id, step=step, reason=told.reason
        )
    )


def _was_marked(meeting: Meeting) -> bool:
    asked = select(Attendance.id).where(
        Attendance.meeting_id == meeting.id, Attendance.presence.is_not(None)
    )
    return db.session.scalar(asked.limit(1)) is not None


def _must_be_open(meeting: Meeting) -> None:
    must_be_open(db.session.get_one(SchoolYear, meeting.year_id))


def _must_change(meeting: Meeting) -> None:
    _must_be_open(meeting)
    if meeting.state is State.SIGNED:
        raise Refused("Протокол подписан: чтобы изменить заседание, исправьте протокол.")


def choose_secretary(year_id: int, person_id: int, *, actor: Actor, at: datetime) -> None:
    """Who writes the minutes of this year; 0 for nobody. Refused for nobody's id."""
    year = db.session.get_one(SchoolYear, year_id)
    must_be_open(year)
    db.session.execute(delete(Secretary).filter_by(year_id=year_id))
    if person_id:
        if db.session.get(Person, person_id) is None:
            raise Refused("Выберите секретаря из списка участников.")
        db.session.add(Secretary(year_id=year_id, person_id=person_id))
    emit(
        events.SecretaryChosen(
            by=actor.account_id, at=at, about=person_id or None, year=year.starts_in
        )
    )


def keep_forms(titles: Iterable[str]) -> None:
    """The forms of meetings that the association uses, in this order."""
    db.session.execute(delete(Form))
    unique = dict.fromkeys(one.strip()[: rules.LINE_MAX] for one in titles if one.strip())
    db.session.add_all(Form(position=n, title=one) for n, one in enumerate(unique))


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
    _agenda_changed(meeting, made, actor, at)
    return made


def keep_question(
    meeting: Meeting, question: Question, told: NewQuestion, *, actor: Actor, at: datetime
) -> None:
    """What the question says, and who speaks. Refused once the minutes are signed."""
    _must_have_open_agenda(meeting)
    _write(question, told)
    _set_speakers(question.id, told.speakers)
    _agenda_changed(meeting, question, actor, at)


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
    _agenda_changed(meeting, question, actor, at)


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
    """Take the question out. Refused when the minutes have something of it."""
    _must_have_open_agenda(meeting)
    item = db.session.scalar(select(Item).filter_by(question_id=question.id).limit(1))
    if item is not None and (item.decided or item.spoke or item.votes_for):
        raise Refused("По этому вопросу уже есть решение в протоколе: убрать его нельзя.")
    if item is not None:
        db.session.delete(item)
        db.session.flush()
    _agenda_changed(meeting, question, actor, at)
    db.session.execute(delete(Speaker).filter_by(question_id=question.id))
    db.session.delete(question)
    db.session.flush()
    _put_in_order(meeting.id, _order(meeting.id))


def _write(question: Question, told: NewQuestion) -> None:
    question.text, question.form, question.minutes = told.text, told.form, told.minutes


def _set_speakers(question_id: int, speakers: Iterable[Spoken]) -> None:
    db.session.execute(delete(Speaker).filter_by(question_id=question_id))
    known = ids_by_initials()
    for position, one in enumerate(speakers):
        db.session.add(
            Speaker(
                question_id=question_id,
                position=position,
                person_id=known.get(russian.fold(rules.initials_of(one.name))),
                name=one.name,
                school=one.school,
                talk=one.talk,
                minutes=one.minutes,
            )
        )


def _must_have_open_agenda(meeting: Meeting) -> None:
    _must_change(meeting)
    if meeting.state is State.CANCELLED:
        raise Refused("Заседание отменено: верните его, чтобы менять повестку.")


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
            db.session.add(Item(minutes_id=minutes, question_id=question_id, position=position))
    db.session.flush()


def _agenda_changed(meeting: Meeting, question: Question, actor: Actor, at: datetime) -> None:
    meeting.follows_plan = False
    title = question.text.partition("\n")[0][:100]
    emit(events.AgendaChanged(by=actor.account_id, at=at, about=meeting.id, title=title))


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
    if proposal.meeting_id or proposal.is_dropped:
        raise Refused("Этот вопрос уже разобран.")
    person = db.session.get_one(Person, proposal.person_id)
    name = russian.initials(person.surname, person.given, person.patronymic)
    told = NewQuestion(proposal.text, speakers=(Spoken(name),))
    proposal.meeting_id = meeting.id
    return ask_question(meeting, told, actor=actor, at=at)


def drop_proposal(proposal: Proposal) -> None:
    """Not this year. Refused in a closed one."""
    must_be_open(db.session.get_one(SchoolYear, proposal.year_id))
    proposal.is_dropped = True


def ask_of_assignments(meeting: Meeting, *, actor: Actor, at: datetime, today: date) -> Question:
    """«О выполнении решений», the first question, from what is still to be done.

    Refused when nothing is, or when the agenda has this question.
    """
    given = select(Assignment).filter_by(year_id=meeting.year_id, outcome=None)
    of_others = given.where(
        Assignment.meeting_id.is_(None) | (Assignment.meeting_id != meeting.id)
    ).order_by(Assignment.due_on, Assignment.id)
    found = db.session.scalars(of_others).all()
    if not found:
        raise Refused("Открытых поручений нет: спрашивать не о чем.")
    lines = ["О выполнении решений предыдущего заседания"]
    if any(one.startswith(lines[0]) for one in _texts(meeting)):
        raise Refused("Такой вопрос в повестке уже есть.")
    for number, one in enumerate(found[:10], 1):
        until = one.extended_to or one.due_on
        day = f" (до {russian.day(until)})" if until else ""
        lines.append(f"{number}. {one.text.partition(chr(10))[0]}{day}")
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
    db.session.add(Link(meeting_id=meeting.id, title=title, url=url))


def drop_link(link: Link) -> None:
    """The link is not needed any more."""
    _must_be_open(db.session.get_one(Meeting, link.meeting_id))
    db.session.delete(link)
