"""Verbs of the agenda: its questions, those proposed for it, and what other rooms want heard."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import delete, func, or_, select, update

from rmo_web.kernel import clock, russian, years
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db, locked
from rmo_web.kernel.errors import Refused, refusal
from rmo_web.kernel.events import emit
from rmo_web.kernel.offered import backlog
from rmo_web.kernel.offered.backlog import Hearing, MatterKind
from rmo_web.kernel.offered.plan_link import PlannedQuestion
from rmo_web.meetings import events
from rmo_web.meetings.agenda import rules
from rmo_web.meetings.agenda.rules import ProposalStep, Spoken
from rmo_web.meetings.models import (
    AgendaMatter,
    Item,
    Meeting,
    Minutes,
    Proposal,
    Question,
    Speaker,
    open_assignments,
)
from rmo_web.meetings.rules import OVER, WORK, AgendaChange, MeetingState, Work, initials_of
from rmo_web.meetings.services import POSITION_GAP, count_questions, year_must_be_open
from rmo_web.meetings.wording import meeting_title
from rmo_web.members.models import Person
from rmo_web.members.works import places, who_is_meant


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
    """What the question says, and who speaks: a talk whose person does not is off the agenda.

    Refused once the minutes are signed.
    """
    _must_have_open_agenda(meeting)
    _write(question, told)
    _set_speakers(question.id, told.speakers)
    _drop_unspoken(question)
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
    _check_goes(meeting, question)
    _let_go(meeting, question, by, at)


def _check_goes(meeting: Meeting, question: Question) -> None:
    items = _items_about(question)
    is_written = any(signed_at is not None or item.is_written for item, signed_at in items)
    rules.check_question_goes(meeting.state, count_questions(meeting), is_written=is_written)


def _let_go(meeting: Meeting, question: Question, by: Actor, at: datetime) -> None:
    for item, _ in _items_about(question):
        db.session.delete(item)
    db.session.flush()
    _agenda_changed(meeting, question, AgendaChange.REMOVED, by, at)
    db.session.execute(delete(AgendaMatter).filter_by(question_id=question.id))
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
    lines = _speaking(question_id)
    before = {initials_of(one.name): one.person_id for one in lines}
    given = {(initials_of(one.name), one.talk): one.is_given for one in lines}
    db.session.execute(delete(Speaker).filter_by(question_id=question_id))
    known = who_is_meant()
    for position, one in enumerate(speakers):
        name = initials_of(one.name)
        # Whoever was known stays so, where the line alone does not tell her.
        line = _speak(question_id, position, known(name, one.school) or before.get(name), one)
        line.is_given = given.get((name, one.talk))  # a correction is not in force yet


def _speak(question_id: int, position: int, person_id: int | None, told: Spoken) -> Speaker:
    line = Speaker(question_id=question_id, position=position, person_id=person_id, **asdict(told))
    db.session.add(line)
    return line


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
    meeting: Meeting, question: Question, change: AgendaChange, by: Actor, at: datetime,
    matters: int = 0,
) -> None:  # fmt: skip
    meeting.follows_plan = False
    title = question.text.partition("\n")[0][:100]
    emit(
        events.AgendaChanged(
            by=by.account_id, at=at, about=meeting.id, title=title, change=change, matters=matters
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
        known_lines = _speaking(question.id)
        if speakers != [Spoken(o.name, o.school, o.talk, o.minutes) for o in known_lines]:
            _set_speakers(question.id, speakers)
        order.append(question.id)
    if order != _order(meeting.id) or told.keys() != known.keys():
        _put_in_order(meeting.id, order)


def _speaking(question_id: int) -> list[Speaker]:
    asked = select(Speaker).filter_by(question_id=question_id).order_by(Speaker.position)
    return list(db.session.scalars(asked))


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
    day, key = clock.local(at).date(), proposal.person_id
    told = NewQuestion(proposal.text, speakers=(Spoken(*_as_speakers({key}, day)[key]),))
    proposal.meeting_id = meeting.id
    return ask_question(meeting, told, by=by, at=at)


def _as_speakers(person_ids: Collection[int], day: date) -> dict[int, tuple[str, str]]:
    """The name of each as an agenda writes it, with the school where the name does not tell her."""
    asked = select(Person.id, Person.initials).where(Person.id.in_(person_ids))
    known, at_work = who_is_meant(), places(day, person_ids)
    return {
        key: (name, "" if known(name, "") or not at_work[key] else at_work[key][0].organisation)
        for key, name in db.session.execute(asked)
    }


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
    texts = db.session.scalars(select(Question.text).filter_by(meeting_id=meeting.id))
    rules.check_of_assignments(len(found), list(texts))
    said = rules.of_assignments([(one.text, one.extended_to or one.due_on) for one in found])
    return ask_question(meeting, NewQuestion(said), is_first=True, by=by, at=at)


def put_matters(
    meeting_id: int, kind: MatterKind, ids: Collection[int], *, by: Actor, at: datetime
) -> None:
    """Onto the agenda, under the one question of their kind; from another agenda they move here.

    Refused for an agenda that is closed, for what is not offered, and for what waits for the
    minutes of a meeting that was held.
    """
    meetings = _hold_open(meeting_id)
    meeting, day, wanted = meetings[meeting_id], clock.local(at).date(), set(ids)
    offered = backlog.offered(kind, years.of_id(meeting.year_id), day)
    if not wanted <= offered.keys():
        raise Refused("Этого заседаниям уже не предлагают: обновите страницу.")
    elsewhere = []
    for one in _matters_of(kind, wanted, meetings):
        if one.meeting_id == meeting_id:
            wanted.discard(one.record_id)
        elif (other := meetings[one.meeting_id]).state in OVER:
            title = meeting_title(other.number)
            raise Refused(f"{title} прошло, протокол не подписан: {russian.quoted(one.words)} "
                          "пока в его повестке.")  # fmt: skip
        else:
            elsewhere.append(one)
    if wanted:
        _take_from(meetings, kind, elsewhere, by, at)
        every = [one for key, one in offered.items() if key in wanted]
        _put_under(_question_of(meeting, kind, by, at), meeting, kind, every, by, at)


def take_matters_off(
    meeting_id: int, kind: MatterKind, ids: Collection[int], *, by: Actor, at: datetime
) -> None:
    """Off the agenda, and so are their speakers; a question that is left empty goes.

    Refused for an agenda that is closed, and for what signed minutes tell of.
    """
    meetings = _hold_open(meeting_id)
    gone = _matters_of(kind, ids, {meeting_id})
    _must_not_be_signed(gone)
    _take_from(meetings, kind, gone, by, at)


def _hold_open(meeting_id: int) -> dict[int, Meeting]:
    """The agendas that are held, with this one that can be changed."""
    found = hold_agendas(meeting_id)
    if meeting_id not in found:
        raise Refused("Такого заседания нет: обновите страницу.")
    _must_have_open_agenda(found[meeting_id])
    return found


def hold_agendas(meeting_id: int = 0) -> dict[int, Meeting]:
    """Every meeting that may have matters to give away, held till the commit, and this one.

    In one order, so that of two who put the same matter to two meetings one comes second.
    """
    unsigned = Meeting.year_id.in_(years.OPEN) & (Meeting.state != MeetingState.SIGNED)
    asked = select(Meeting).where(or_(unsigned, Meeting.id == meeting_id)).order_by(Meeting.id)
    return {one.id: one for one in db.session.scalars(locked(asked))}


def _matters_of(
    kind: MatterKind, ids: Collection[int], meeting_ids: Collection[int]
) -> list[AgendaMatter]:
    asked = select(AgendaMatter).where(
        AgendaMatter.kind == kind.name,
        AgendaMatter.record_id.in_(ids),
        AgendaMatter.meeting_id.in_(meeting_ids),
    )
    return list(db.session.scalars(asked.order_by(AgendaMatter.question_id, AgendaMatter.id)))


def _question_of(meeting: Meeting, kind: MatterKind, by: Actor, at: datetime) -> Question:
    """The question under which matters of this kind stand; asked where there is none yet."""
    theirs = select(AgendaMatter.question_id).filter_by(meeting_id=meeting.id, kind=kind.name)
    asked = select(Question).where(
        Question.meeting_id == meeting.id,
        or_(Question.id.in_(theirs), Question.text == kind.question),
    )
    found = db.session.scalar(asked.order_by(Question.id.not_in(theirs), Question.position))
    return found or ask_question(meeting, NewQuestion(kind.question), by=by, at=at)


def _put_under(
    question: Question, meeting: Meeting, kind: MatterKind, matters: Sequence[backlog.Matter],
    by: Actor, at: datetime,
) -> None:  # fmt: skip
    for one in matters:
        db.session.add(
            AgendaMatter(
                meeting_id=meeting.id, question_id=question.id, person_id=one.person_id,
                kind=kind.name, record_id=one.id, hearing=kind.hearing, words=one.words,
            )
        )  # fmt: skip
    if kind.hearing is Hearing.TALK:
        before = _speaking(question.id)
        rules.check_speakers(len(before) + len(matters))
        names = _as_speakers({one.person_id for one in matters}, clock.local(at).date())
        first = before[-1].position + 1 if before else 0
        for position, one in enumerate(matters, first):
            told = Spoken(*names[one.person_id], talk=one.words)
            _speak(question.id, position, one.person_id, told)
    db.session.flush()
    _agenda_changed(meeting, question, AgendaChange.EXTENDED, by, at, len(matters))


def _take_from(
    meetings: dict[int, Meeting], kind: MatterKind, gone: Sequence[AgendaMatter], by: Actor,
    at: datetime,
) -> None:  # fmt: skip
    for question_id, under in groupby(gone, lambda one: one.question_id):
        question, theirs = db.session.get_one(Question, question_id), list(under)
        meeting = meetings[question.meeting_id]
        for one in (*filter(None, _lines_of(theirs, _speaking(question_id))), *theirs):
            db.session.delete(one)
        db.session.flush()
        _agenda_changed(meeting, question, AgendaChange.SHORTENED, by, at, len(theirs))
        if _says_no_more(question, kind) and not refusal(_check_goes, meeting, question):
            _let_go(meeting, question, by, at)


def _lines_of(matters: Sequence[AgendaMatter], speakers: Sequence[Speaker]) -> list[Speaker | None]:
    """The line under which each of these is spoken of."""
    spoken = [(one.person_id, one.words) for one in matters if one.hearing is Hearing.TALK]
    lines = [(one.person_id, one.talk) for one in speakers]
    found = rules.lines_of_matters(spoken, lines)
    return [None if place is None else speakers[place] for place in found]


def _says_no_more(question: Question, kind: MatterKind) -> bool:
    """Whether the question has nothing but the words of its kind."""
    under = [
        select(func.count()).where(one.question_id == question.id).scalar_subquery()
        for one in (Speaker, AgendaMatter)
    ]
    is_bare = (question.text, question.form, question.minutes) == (kind.question, "", None)
    return is_bare and not any(db.session.execute(select(*under)).one())


def _drop_unspoken(question: Question) -> None:
    asked = select(AgendaMatter).filter_by(question_id=question.id, hearing=Hearing.TALK)
    matters = db.session.scalars(asked.order_by(AgendaMatter.id)).all()
    lines = _lines_of(matters, _speaking(question.id)) if matters else []
    gone = [one for one, line in zip(matters, lines, strict=True) if line is None]
    _must_not_be_signed(gone)
    for one in gone:
        db.session.delete(one)
    db.session.flush()


def _must_not_be_signed(matters: Sequence[AgendaMatter]) -> None:
    """What signed minutes tell of stays; another edition says what is so now."""
    signed = select(Item.matters).join(Minutes, Minutes.id == Item.minutes_id).where(
        Item.question_id.in_({one.question_id for one in matters}), Minutes.signed_at.is_not(None)
    )  # fmt: skip
    kept = {key for told in db.session.scalars(signed) for key in told} if matters else set()
    for one in matters:
        if str(one.id) in kept:
            words = f"О {russian.quoted(one.words)} говорит подписанный протокол: снимите отметку "
            raise Refused(f"{words}в его исправлении.", "speakers")
