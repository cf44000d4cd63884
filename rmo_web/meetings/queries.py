"""What pages show of meetings, and what meetings tell the house."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from flask import g, url_for
from sqlalchemy import Select, bindparam, func, or_, select, tuple_, update

from rmo_web.accounts.models import Account
from rmo_web.household import feeds
from rmo_web.household.feeds import offers_entries
from rmo_web.household.files import Attachment, size_in_words
from rmo_web.household.notices import NoticeChoice, NoticeOption, offers_choices
from rmo_web.kernel import clock, russian, years
from rmo_web.kernel.access import Actor, may
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import refusal
from rmo_web.kernel.offered.facts import Fact, offers_fact, offers_facts_of_rows
from rmo_web.kernel.offered.mydata import Holding, holds
from rmo_web.kernel.offered.ribbon import Mark, MarkKind, offers_marks
from rmo_web.kernel.offered.rollover import Remains, offers_remains
from rmo_web.kernel.offered.waiting import Count, count_of
from rmo_web.kernel.urls import pressed
from rmo_web.kernel.years import SchoolYear, Year
from rmo_web.meetings import rules, wording
from rmo_web.meetings.access import Permission
from rmo_web.meetings.assignments import queries as control
from rmo_web.meetings.attendance import queries as rolls
from rmo_web.meetings.models import (
    Assignment,
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
    Target,
)
from rmo_web.meetings.rules import Answer, MeetingState, Spoken, Step
from rmo_web.members import works
from rmo_web.members.models import Person

PRIMARY = {
    MeetingState.PLANNED: Step.INVITE,
    MeetingState.POSTPONED: Step.INVITE,
    MeetingState.INVITED: Step.HOLD,
    MeetingState.HELD: Step.DRAFT,
    MeetingState.CANCELLED: Step.RESTORE,
}
ASKING = frozenset({Step.HOLD, Step.POSTPONE, Step.CANCEL})
_BY_WRITERS = frozenset({Step.DRAFT})
_ADDRESS = re.compile(r"/meetings/([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class MeetingCard:
    """A meeting as a list shows it."""

    id: int
    title: str
    theme: str
    when: str
    place: str
    forms: str
    questions: str
    state: str
    state_kind: str
    came: str
    url: str


@dataclass(frozen=True, slots=True)
class SpeakerRow:
    name: str
    school: str
    talk: str
    minutes: str


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
class StepRow:
    """A step that may follow; one that asks for something has a page of its own."""

    step: str
    words: str
    asks: bool
    url: str


@dataclass(frozen=True, slots=True)
class Answered:
    """Those who said one thing, or nothing."""

    words: str
    count: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coming:
    """Who said what to an invitation; names are for who prepares and writes."""

    groups: tuple[Answered, ...]
    silent: int
    reminder: str
    has_names: bool


@dataclass(frozen=True, slots=True)
class Material:
    id: int
    title: str
    detail: str
    url: str
    is_file: bool


@dataclass(frozen=True, slots=True)
class EditionRow:
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class MeetingPage:
    card: MeetingCard
    facts: tuple[tuple[str, str], ...]
    link: str
    link_url: str
    reason: str
    agenda: tuple[QuestionRow, ...]
    primary: StepRow | None
    steps: tuple[StepRow, ...]
    choice: NoticeChoice | None
    coming: Coming | None
    materials: tuple[Material, ...]
    editions: tuple[EditionRow, ...]
    plan_url: str
    back: str
    on: str
    is_ahead: bool
    is_over: bool
    is_locked: bool
    may_prepare: bool
    may_write: bool
    may_mark: bool
    may_change_agenda: bool
    fixed: frozenset[int]  # questions that cannot be taken out
    may_ask_of_assignments: bool
    has_entry: bool  # for a calendar
    hindrance: str  # why some steps are not offered


@dataclass(frozen=True, slots=True)
class MeetingBrief:
    """What the pages behind a meeting's page say of it."""

    card: MeetingCard
    is_ahead: bool
    may_prepare: bool
    may_write: bool
    cannot_invite: str
    cannot_mark: str


@dataclass(frozen=True, slots=True)
class MeetingFields:
    """A stored meeting as its form shows it."""

    number: int | None
    theme: str
    forms: list[str]
    other_form: str
    format: str
    link: str
    place: str
    month: str
    held_on: date | None
    starts_at: str
    ends_at: str
    responsible: str
    bring: str


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


@dataclass(frozen=True, slots=True)
class NextMeeting:
    title: str
    when: str
    place: str
    forms: str
    questions: str
    url: str
    is_over: bool


# Meetings of a year


def _month(meeting: Meeting) -> tuple[int, int] | None:
    if meeting.planned_year and meeting.planned_month:
        return meeting.planned_year, meeting.planned_month
    return None


def _sort_key(meeting: Meeting) -> tuple[int, int, int, int]:
    day = meeting.held_on
    year, month = (day.year, day.month) if day else _month(meeting) or (9999, 0)
    return year, month, day.day if day else 99, meeting.number or 99


@lru_cache(maxsize=1)
def _asked() -> Select[Any]:
    """Every meeting of a year with its counts, in one statement."""
    questions = select(func.count()).where(Question.meeting_id == Meeting.id)
    came = select(func.count()).where(
        Attendance.meeting_id == Meeting.id,
        Attendance.presence.in_(rules.WAS_THERE),
        ~Attendance.is_guest,
    )
    roll = (
        select(func.count()).select_from(Person).where(rolls.on_roll(Meeting.id, Meeting.held_on))
    )
    marked = select(func.count()).where(
        Attendance.meeting_id == Meeting.id, Attendance.presence.is_not(None)
    )
    number = (
        select(Minutes.number)
        .where(Minutes.meeting_id == Meeting.id)
        .order_by(Minutes.edition.desc())
        .limit(1)
    )
    counts = [
        one.correlate(Meeting).scalar_subquery() for one in (questions, came, roll, marked, number)
    ]
    return (
        select(Meeting, *counts, Question.row_id)
        .outerjoin(Question, Question.meeting_id == Meeting.id)
        .where(Meeting.year_id == bindparam("year"))
    )


@dataclass(frozen=True, slots=True)
class _Counted:
    meeting: Meeting
    questions: int
    came: int
    roll: int  # members of that day, and whoever else was marked
    marked: int
    minutes: int | None
    rows: list[int]  # of the plan, whose questions it has


def _of_year(year_id: int) -> list[_Counted]:
    """Read once in a request: several things of a page are made of it."""
    known = g.setdefault("meetings", {})
    if year_id not in known:
        found: dict[int, _Counted] = {}
        rows = db.session.execute(_asked(), {"year": year_id})
        for meeting, questions, came, roll, marked, number, row_id in rows:
            new = _Counted(meeting, questions, came, roll, marked, number, [])
            found.setdefault(meeting.id, new).rows.extend([row_id] if row_id else [])
        known[year_id] = sorted(found.values(), key=lambda one: _sort_key(one.meeting))
    of_year: list[_Counted] = known[year_id]
    return of_year


def meetings(year: Year) -> list[MeetingCard]:
    """The meetings of the year by their days."""
    return [_card(one) for one in _of_year(year.id)]


def meetings_ahead(year: Year) -> list[MeetingCard]:
    """The meetings that a question can still be put to."""
    return [_card(one) for one in _of_year(year.id) if one.meeting.state in rules.AHEAD]


def _card(one: _Counted) -> MeetingCard:
    meeting = one.meeting
    state, kind = wording.STATES[meeting.state]
    if meeting.state is MeetingState.SIGNED and one.minutes:
        state = f"Протокол №{russian.NBSP}{one.minutes} подписан"
    return MeetingCard(
        id=meeting.id,
        title=wording.meeting(meeting.number),
        theme=meeting.theme,
        when=wording.when(meeting.held_on, _month(meeting), meeting.starts_at, meeting.ends_at),
        place=meeting.place,
        forms=", ".join(meeting.forms),
        questions=wording.questions(one.questions),
        state=state,
        state_kind=kind,
        came=f"{one.came} из {one.roll}" if one.came else "",
        url=url_for("meetings.show_meeting", meeting_id=meeting.id),
    )


def signed_minutes(year: Year) -> list[str]:
    """«Протокол № 1 от 27.08.2019» of every meeting that has them signed."""
    signed = Minutes.year_id == year.id, Minutes.signed_at.is_not(None)
    newest = select(Minutes.meeting_id, func.max(Minutes.edition)).where(*signed)
    found = db.session.execute(
        select(Minutes.number, Minutes.dated_on)
        .where(tuple_(Minutes.meeting_id, Minutes.edition).in_(newest.group_by(Minutes.meeting_id)))
        .order_by(Minutes.number)
    )
    return [f"Протокол №{russian.NBSP}{number} от {russian.day(day)}" for number, day in found]


def next_meeting(year: Year, today: date) -> NextMeeting | None:
    """The first meeting that is not over; in a year that is over, its last one."""
    found = [one for one in _of_year(year.id) if one.meeting.state is not MeetingState.CANCELLED]
    ahead = [one for one in found if _is_ahead(one.meeting, today)]
    chosen = ahead[0] if ahead else found[-1] if found else None
    if chosen is None:
        return None
    card = _card(chosen)
    title = f"{card.title}. {card.theme}" if card.theme else card.title
    return NextMeeting(
        title, card.when, card.place, card.forms, card.questions, card.url, not ahead
    )


def _is_ahead(meeting: Meeting, today: date) -> bool:
    if meeting.state not in rules.AHEAD:
        return False
    if meeting.held_on:
        return meeting.held_on >= today
    month = _month(meeting)
    return month is None or month >= (today.year, today.month)


# One meeting


def page(meeting: Meeting, year: Year, actor: Actor, today: date) -> MeetingPage:
    """One meeting with its agenda, its papers, and what may be done with it."""
    every = _of_year(meeting.year_id)
    place = next(n for n, one in enumerate(every) if one.meeting.id == meeting.id)
    cards = [_card(one) for one in every]
    may_prepare = may(actor, Permission.PREPARE) and not year.is_closed
    may_write = may(actor, Permission.WRITE, meeting) and not year.is_closed
    counted = every[place]
    steps = _steps(counted, may_prepare=may_prepare, may_write=may_write)
    may_change = may_prepare and not refusal(rules.check_agenda, meeting.state)
    questions = agenda(meeting.id)
    usual = PRIMARY.get(meeting.state)
    is_past = meeting.held_on is not None and meeting.held_on <= today
    asked, coming = invited(meeting, year, actor)
    return MeetingPage(
        card=cards[place],
        facts=tuple((name, value) for name, value in _facts(meeting) if value),
        link=meeting.link,
        link_url=pressed(meeting.link),
        reason=meeting.reason
        if meeting.state in {MeetingState.POSTPONED, MeetingState.CANCELLED}
        else "",
        agenda=tuple(questions),
        primary=_needs_first(meeting, steps, has_questions=bool(every[place].questions))
        or next(filter(lambda one: one.step == usual, steps), None),
        steps=tuple(one for one in steps if one.step != usual),
        choice=asked,
        coming=coming,
        materials=tuple(_materials(meeting.id)),
        editions=tuple(editions(meeting)),
        plan_url=url_for("plan.show_plan", year=year.starts_in, _anchor=f"row-{meeting.row_id}")
        if meeting.row_id
        else "",
        back=cards[place - 1].url if place else "",
        on=cards[place + 1].url if place + 1 < len(cards) else "",
        is_ahead=meeting.state in rules.AHEAD,
        is_over=meeting.state in rules.OVER,
        is_locked=meeting.state is MeetingState.SIGNED,
        may_prepare=may_prepare,
        may_write=may_write,
        may_mark=may_write and is_past and meeting.state is not MeetingState.CANCELLED,
        may_change_agenda=may_change,
        fixed=_fixed(counted) if may_change else frozenset(),
        may_ask_of_assignments=may_change and _may_ask_of_assignments(meeting, questions),
        has_entry=bool(entry_of(meeting, questions)),
        hindrance=_held_back(counted) if may_prepare else "",
    )


def _fixed(one: _Counted) -> frozenset[int]:
    """The questions that the agenda does not let go."""
    found = db.session.execute(
        select(Question.id, Item, Minutes.signed_at)
        .outerjoin(Item, Item.question_id == Question.id)
        .outerjoin(Minutes, Minutes.id == Item.minutes_id)
        .where(Question.meeting_id == one.meeting.id)
    )
    written: dict[int, bool] = {}
    for key, item, signed_at in found:
        is_written = signed_at is not None or (item is not None and item.is_written)
        written[key] = written.get(key, False) or is_written
    return frozenset(
        key for key, is_written in written.items()
        if refusal(rules.check_question_goes, one.meeting.state, one.questions,
                    is_written=is_written)
    )  # fmt: skip


def _may_ask_of_assignments(meeting: Meeting, asked: Sequence[QuestionRow]) -> bool:
    others = [one for one in control.open_assignments(meeting.year_id)
              if one.meeting_id != meeting.id]  # fmt: skip
    return not refusal(rules.check_of_assignments, len(others), [one.title for one in asked])


def _held_back(one: _Counted) -> str:
    """Why steps that the state knows are not offered."""
    said = (
        refusal(rules.check_unmarked, step, is_marked=bool(one.marked))
        for step in rules.TRANSITIONS[one.meeting.state]
    )
    return next(filter(None, said), "")


def brief(meeting: Meeting, year: Year, actor: Actor, today: date) -> MeetingBrief:
    """The meeting in a few words."""
    one = next(one for one in _of_year(meeting.year_id) if one.meeting.id == meeting.id)
    return MeetingBrief(
        card=_card(one),
        is_ahead=meeting.state in rules.AHEAD,
        may_prepare=may(actor, Permission.PREPARE) and not year.is_closed,
        may_write=may(actor, Permission.WRITE, meeting) and not year.is_closed,
        cannot_invite=refusal(years.must_be_open, year)
        or refusal(
            rules.check_invitation, one.questions, meeting.held_on, meeting.place, meeting.link
        ),
        cannot_mark=refusal(years.must_be_open, year)
        or refusal(rules.check_marks, meeting.state, meeting.held_on, today),
    )


def _facts(meeting: Meeting) -> Iterable[tuple[str, str]]:
    yield "Форма проведения", ", ".join(meeting.forms)
    yield "Формат", wording.FORMATS[meeting.format]
    yield "Место", meeting.place
    yield "Готовит", meeting.responsible
    yield "С собой", meeting.bring


def _steps(counted: _Counted, *, may_prepare: bool, may_write: bool) -> list[StepRow]:
    meeting = counted.meeting
    known = [
        one
        for one in rules.TRANSITIONS[meeting.state]
        if one not in rules.OF_MINUTES
        and not refusal(rules.check_unmarked, one, is_marked=bool(counted.marked))
    ]
    return [
        StepRow(
            one.value,
            wording.STEPS[one],
            one in ASKING,
            url_for("meetings.step", meeting_id=meeting.id, name=one.value),
        )
        for one in known
        if may_prepare or (may_write and one in _BY_WRITERS)
    ]


def _needs_first(
    meeting: Meeting, steps: Sequence[StepRow], *, has_questions: bool
) -> StepRow | None:
    """What comes before an invitation: nobody can be invited to a month, to nowhere, to nothing."""
    if Step.INVITE not in {one.step for one in steps} or meeting.state is MeetingState.INVITED:
        return None
    edit = url_for("meetings.edit_meeting", meeting_id=meeting.id)
    if meeting.held_on is None:
        return StepRow("", wording.SET_DAY, asks=True, url=f"{edit}#held_on")
    if not meeting.place and not meeting.link:
        return StepRow("", wording.SET_PLACE, asks=True, url=f"{edit}#place")
    if not has_questions:
        url = url_for("meetings.new_question", meeting_id=meeting.id)
        return StepRow("", wording.ADD_QUESTION, asks=True, url=url)
    return None


def agenda(meeting_id: int) -> list[QuestionRow]:
    """The questions in their order, each with its speakers."""
    return agendas([meeting_id])[meeting_id]


def agendas(meeting_ids: Sequence[int]) -> dict[int, list[QuestionRow]]:
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


def invited(
    meeting: Meeting, year: Year, actor: Actor
) -> tuple[NoticeChoice | None, Coming | None]:
    """«Вы будете?» with what I have said, and what others have; nothing once it is over."""
    if meeting.state not in rules.AHEAD or meeting.held_on is None or year.is_closed:
        return None, None
    people = _people_asked(meeting)
    said = Counter(one.answer for one in people)
    mine = next((one.answer for one in people if one.id == actor.person_id), None)
    url = url_for("meetings.answer", meeting_id=meeting.id)
    return _choice(meeting.id, url, mine, said), _coming(meeting, people, actor)


def _choice(
    meeting_id: int, url: str, mine: Answer | None, said: Mapping[Answer | None, int],
    onward: str = "",
) -> NoticeChoice:  # fmt: skip
    options = (
        NoticeOption(one.value, words, one is mine, said.get(one, 0))
        for one, words in wording.ANSWERS.items()
    )
    return NoticeChoice(f"meeting-{meeting_id}", "Вы будете?", url, tuple(options), onward)


@dataclass(frozen=True, slots=True)
class _Asked:
    id: int
    name: str
    answer: Answer | None
    has_account: bool


def _people_asked(meeting: Meeting) -> list[_Asked]:
    """Every member of that day, also those without access: the letter is to them too.

    And whoever else has answered.
    """
    account = select(Account.id).where(Account.person_id == Person.id, Account.is_active)
    found = db.session.execute(
        select(
            Person.id, Person.surname, Person.given, Person.patronymic, Attendance.answer,
            account.exists(),
        )
        .outerjoin(
            Attendance,
            (Attendance.person_id == Person.id) & (Attendance.meeting_id == meeting.id),
        )
        .where(or_(rolls.is_member(meeting.held_on), Attendance.answer.is_not(None)))
        .order_by(Person.sort_key)
    )  # fmt: skip
    people = found.all()
    names = works.told_apart(people, meeting.held_on or clock.today())
    return [_Asked(key, names[key], answer, has) for key, _, _, _, answer, has in people]


def _coming(meeting: Meeting, people: Sequence[_Asked], actor: Actor) -> Coming:
    """The silent are counted once the invitations are sent."""
    silent = [one for one in people if one.answer is None] if _is_asked(meeting) else []
    if not may(actor, Permission.WRITE, meeting):
        return Coming((), len(silent), "", has_names=False)
    by_answer = {words: [one.name for one in people if one.answer is answer]
                 for answer, words in wording.ANSWERS.items()}  # fmt: skip
    if silent:
        by_answer["Не ответили"] = [one.name for one in silent if one.has_account]
    if without := [one.name for one in silent if not one.has_account]:
        by_answer["Не ответили, без доступа"] = without
    return Coming(
        groups=tuple(Answered(words, len(who), tuple(who)) for words, who in by_answer.items()),
        silent=len(silent),
        reminder=_reminder(meeting, [one.name for one in silent]) if silent else "",
        has_names=True,
    )


def _is_asked(meeting: Meeting) -> bool:
    return meeting.state is MeetingState.INVITED


def _reminder(meeting: Meeting, silent: Sequence[str]) -> str:
    """What the head copies into a chat."""
    title = wording.meeting(meeting.number)
    theme = f" {russian.quoted(meeting.theme)}" if meeting.theme else ""
    when = wording.when(meeting.held_on, _month(meeting), meeting.starts_at, meeting.ends_at)
    facts = ", ".join(filter(None, (when, meeting.place or meeting.link)))
    return (
        f"Уважаемые коллеги! Приглашаем на заседание. {title}{theme}: {_ended(facts)}\n"
        f"Ответьте, пожалуйста, будете ли вы. Ещё не ответили: {_ended(', '.join(silent))}"
    )


def _ended(words: str) -> str:
    """A sentence has one full stop, also after «г.» and initials."""
    return words if words.endswith(".") else f"{words}."


@offers_choices
def invitations(actor: Actor, urls: Collection[str]) -> Mapping[str, NoticeChoice]:
    """An invitation is answered where it is read, until the meeting is over or cancelled."""
    ids = {int(one[1]) for one in map(_ADDRESS.fullmatch, urls) if one}
    found = db.session.execute(
        select(Meeting.id, Attendance.answer)
        .outerjoin(
            Attendance,
            (Attendance.meeting_id == Meeting.id) & (Attendance.person_id == actor.person_id),
        )
        .where(
            Meeting.id.in_(ids),
            Meeting.state == MeetingState.INVITED,
            Meeting.held_on >= clock.today(),
            Meeting.year_id.in_(_OPEN_YEARS),
        )
    )  # fmt: skip
    return {
        f"/meetings/{key}": _choice(
            key, url_for("meetings.answer", meeting_id=key), answer, {}, url_for("notices.index")
        )
        for key, answer in found
    }


def _materials(meeting_id: int) -> Iterable[Material]:
    files = db.session.execute(
        select(Attachment.id, Attachment.name, Attachment.size)
        .where(Attachment.owner == "meeting", Attachment.owner_id == meeting_id)
        .order_by(Attachment.id)
    )
    for number, name, size in files:
        url = url_for("files.download", attachment_id=number)
        yield Material(number, name, size_in_words(size), url, is_file=True)
    for link in db.session.scalars(select(MaterialLink).filter_by(meeting_id=meeting_id)):
        url = pressed(link.url)
        yield Material(link.id, link.title, "ссылка" if url else link.url, url, is_file=False)


def editions(meeting: Meeting) -> Iterable[EditionRow]:
    """The signed minutes with their corrections, each as a file."""
    asked = select(Minutes).filter_by(meeting_id=meeting.id).order_by(Minutes.edition)
    for one in db.session.scalars(asked):
        if one.signed_at is not None:
            day = russian.day(clock.local(one.signed_at).date())
            words = f"Протокол №{russian.NBSP}{one.number}"
            words += f", редакция {one.edition}" if one.edition > 1 else ""
            url = url_for("meetings.minutes_word", meeting_id=meeting.id, edition=one.edition)
            yield EditionRow(f"{words}, подписан {day}", url)


# Forms


def fields_of(meeting: Meeting) -> MeetingFields:
    """What the form of a meeting begins with."""
    month = _month(meeting)
    return MeetingFields(
        number=meeting.number,
        theme=meeting.theme,
        forms=list(meeting.forms),
        other_form="",
        format=meeting.format.value,
        link=meeting.link,
        place=meeting.place,
        month=f"{month[0]}-{month[1]}" if month else "",
        held_on=meeting.held_on,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        responsible=meeting.responsible,
        bring=meeting.bring,
    )


def question_fields(question: Question) -> QuestionFields:
    """What the form of a question begins with."""
    asked = select(Speaker).filter_by(question_id=question.id).order_by(Speaker.position)
    lines = (
        rules.line_of(Spoken(one.name, one.school, one.talk, one.minutes))
        for one in db.session.scalars(asked)
    )
    return QuestionFields(question.text, question.form, question.minutes, "\n".join(lines))


def forms() -> list[str]:
    """The forms of meetings to choose from."""
    kept = list(db.session.scalars(select(FormOfMeeting.title).order_by(FormOfMeeting.position)))
    return kept or list(wording.FORMS)


def people_options(today: date) -> list[tuple[int, str]]:
    """Members and guests of the register to choose from."""
    return list(works.everybody(today, works.whole).items())


def secretary_of(year_id: int) -> tuple[int, str]:
    """Who writes the minutes of this year, as papers name her; (0, "") for nobody."""
    found = db.session.execute(
        select(Person.id, Person.surname, Person.given, Person.patronymic)
        .join(Secretary, Secretary.person_id == Person.id)
        .where(Secretary.year_id == year_id)
    ).first()
    return (found.id, russian.initials(*found[1:])) if found else (0, "")


def secretary_shown(year_id: int, today: date) -> tuple[int, str]:
    """The same for the page on which she is chosen: told from her namesakes."""
    chosen, name = secretary_of(year_id)
    return chosen, works.everybody(today).get(chosen, name) if chosen else ""


def proposals(year: Year, today: date, *, only_open: bool = False) -> list[ProposalRow]:
    """The questions that members propose, the newest last."""
    asked = (
        select(Proposal, Meeting, Person.id, Person.surname, Person.given, Person.patronymic)
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
            wording.meeting(meeting.number) if meeting else "",
        )
        for one, meeting, *_ in found
    ]


# What meetings tell the house


@offers_marks
def marks(year: Year) -> Iterable[Mark]:
    """Meetings for the ribbon of the year."""
    for one in _of_year(year.id):
        meeting, card = one.meeting, _card(one)
        month = (
            (meeting.held_on.year, meeting.held_on.month) if meeting.held_on else _month(meeting)
        )
        if month is None or meeting.state is MeetingState.CANCELLED:
            continue
        short = card.title.removeprefix("Заседание").strip() or card.title
        full = f"{card.title}: {card.theme}" if card.theme else card.title
        kind = MarkKind.MEETING if meeting.state in rules.OVER else MarkKind.MEETING_PLANNED
        yield Mark(*month, short, full, card.url, kind)


@offers_entries
def entries(year: Year) -> Iterable[feeds.YearEntry]:
    """Meetings for calendars; one whose day is not known yet lies on the first of its month."""
    # As they stand now: what a change of this request has read before is of before.
    asked = select(Meeting).filter_by(year_id=year.id).order_by(Meeting.id)
    dated = [one for one in db.session.scalars(asked) if one.held_on or _month(one)]
    questions = agendas([one.id for one in dated])
    return (_entry(one, questions[one.id]) for one in dated)


def entry_of(meeting: Meeting, asked: Sequence[QuestionRow] | None = None) -> list[feeds.YearEntry]:
    """The meeting for a calendar; nothing while even its month is not known."""
    if meeting.held_on is None and _month(meeting) is None:
        return []
    return [_entry(meeting, agenda(meeting.id) if asked is None else asked)]


def _entry(meeting: Meeting, asked: Sequence[QuestionRow]) -> feeds.YearEntry:
    day = meeting.held_on or date(*(_month(meeting) or (1, 1)), 1)
    title = ". ".join(filter(None, (wording.meeting(meeting.number), meeting.theme)))
    return feeds.YearEntry(
        key=f"meeting-{meeting.id}",
        title=title if meeting.held_on else f"{title} (день уточняется)",
        day=day,
        until=day,
        url=f"/meetings/{meeting.id}",  # told outside of requests too
        starts_at=meeting.starts_at if meeting.held_on else "",
        ends_at=meeting.ends_at,
        place=" ".join(filter(None, (meeting.place, meeting.link))),
        text="\n".join(_in_calendar(one) for one in asked),
        is_cancelled=meeting.state is MeetingState.CANCELLED,
        is_moved=meeting.state is MeetingState.POSTPONED,
        is_open=meeting.held_on is None,
    )


def _in_calendar(one: QuestionRow) -> str:
    """A question with its points and its speakers."""
    speakers = [
        ", ".join(filter(None, (said.name, said.school))) + (f" — {said.talk}" if said.talk else "")
        for said in one.speakers
    ]
    return "\n".join((f"{one.number} {one.title}", *one.points, *speakers))


@offers_facts_of_rows
def facts_of_rows(year_id: Any) -> Mapping[int, Fact]:
    """What became of every meeting that the plan names, and of its questions."""
    found: dict[int, Fact] = {}
    for one in _of_year(year_id):
        fact, card = _fact(one), _card(one)
        if fact.state:
            heard = Fact(card.state[0].lower() + card.state[1:], card.url, fact.state)
            found |= dict.fromkeys(one.rows, heard)
        if one.meeting.row_id:
            found[one.meeting.row_id] = fact
    return found


@offers_fact(r"(проведени|организаци|подготовк|план)\w* (и проведени\w* )?заседани")
def meetings_held(year_id: Any) -> tuple[tuple[Select[Any], ...], Any]:
    """«3 заседания, явка 87 %, 9 выступлений»: the fact of a row about meetings at large."""
    of_year = Meeting.year_id == year_id, Meeting.state.in_(rules.OVER)
    held = select(func.count()).select_from(Meeting).where(*of_year)
    roll = (
        select(func.count())
        .select_from(Meeting)
        .join(Person, rolls.on_roll(Meeting.id, Meeting.held_on))
        .where(*of_year)
    )
    came = (
        select(func.count())
        .select_from(Attendance)
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .where(*of_year, Attendance.presence.in_(rules.WAS_THERE), ~Attendance.is_guest)
    )
    spoke = (
        select(func.count())
        .select_from(Speaker)
        .join(Question, Question.id == Speaker.question_id)
        .join(Meeting, Meeting.id == Question.meeting_id)
        .where(*of_year)
    )

    def said(counts: Sequence[int | None], year: Year) -> Fact:
        all_held, expected, present, talks = (count or 0 for count in counts)
        url = url_for("meetings.listing", year=year.starts_in)
        if not all_held:
            return Fact("заседаний ещё не было", url)
        words = [russian.plural(all_held, "заседание", "заседания", "заседаний")]
        if present:
            words.append(f"явка {round(100 * present / expected)}{russian.NBSP}%")
        if talks:
            words.append(russian.plural(talks, "выступление", "выступления", "выступлений"))
        return Fact(", ".join(words), url, "going")

    return (held, roll, came, spoke), said


# What becomes of the row of the plan.
_FOLLOWS = {
    MeetingState.HELD: "going",
    MeetingState.DRAFTED: "going",
    MeetingState.SIGNED: "done",
    MeetingState.POSTPONED: "moved",
    MeetingState.CANCELLED: "dropped",
}


def _fact(one: _Counted) -> Fact:
    """«27 августа 2019 г., были 14 из 18, протокол № 1 подписан»."""
    meeting, card = one.meeting, _card(one)
    said = []
    if meeting.held_on:
        said.append(russian.day_in_words(meeting.held_on))
    if card.came:
        said.append(f"были {card.came}")
    if meeting.state is not MeetingState.PLANNED:
        said.append(card.state[0].lower() + card.state[1:])
    return Fact(", ".join(said), card.url, _FOLLOWS.get(meeting.state, ""))


def _move_assignments(year_id: int, to_id: int, actor: Actor, at: datetime) -> None:
    for one in control.open_assignments(year_id):
        one.year_id = to_id


@offers_remains("assignments", _move_assignments)
def open_assignments(year: Year) -> Remains:
    """Assignments that somebody has still to do."""
    count = len(control.open_assignments(year.id))
    url = url_for("meetings.assignments", tab="open")
    detail = "В новом году их спросят на первом заседании"
    return Remains(count, "Поручения не исполнены", detail, url)


def _move_proposals(year_id: int, to_id: int, actor: Actor, at: datetime) -> None:
    mine = Proposal.year_id == year_id, Proposal.meeting_id.is_(None), ~Proposal.is_dropped
    db.session.execute(update(Proposal).where(*mine).values(year_id=to_id))


@offers_remains("proposals", _move_proposals)
def open_proposals(year: Year) -> Remains:
    """Questions that were proposed and not heard."""
    mine = Proposal.year_id == year.id, Proposal.meeting_id.is_(None), ~Proposal.is_dropped
    count = db.session.scalar(select(func.count()).select_from(Proposal).where(*mine)) or 0
    url = url_for("meetings.proposals")
    return Remains(count, "Предложенные вопросы не разобраны", "Пригодятся новому плану", url)


@offers_remains("meetings")
def not_held(year: Year) -> Remains:
    """Meetings that were planned and not held."""
    ahead = [one for one in _of_year(year.id) if one.meeting.state in rules.AHEAD]
    url = url_for("meetings.listing", year=year.starts_in)
    detail = "Останутся в закрытом году как есть: проведите, перенесите или отмените их"
    return Remains(len(ahead), "Заседания не проведены", detail, url)


@offers_remains("minutes")
def unsigned(year: Year) -> Remains:
    """Meetings that were held and have no signed minutes."""
    held = [
        one
        for one in _of_year(year.id)
        if one.meeting.state in {MeetingState.HELD, MeetingState.DRAFTED}
    ]
    url = url_for("meetings.listing")
    detail = "В закрытом году протокол уже не подписать"
    return Remains(len(held), "Заседания без подписанного протокола", detail, url, blocks=True)


_OPEN_YEARS = select(SchoolYear.id).where(~SchoolYear.is_closed)
_OVERDUE = (
    select(func.count())
    .select_from(Assignment)
    .where(
        Assignment.outcome.is_(None),
        Assignment.year_id.in_(_OPEN_YEARS),
        func.coalesce(Assignment.extended_to, Assignment.due_on) < bindparam("today"),
        select(Target.id)
        .where(Target.assignment_id == Assignment.id, Target.done_on.is_(None))
        .exists(),
    )
)
_MINE = (
    select(func.count())
    .select_from(Target)
    .join(Assignment, Assignment.id == Target.assignment_id)
    .where(
        Assignment.outcome.is_(None),
        Assignment.year_id.in_(_OPEN_YEARS),
        Target.done_on.is_(None),
        or_(
            Target.person_id == bindparam("me"),
            Target.organisation_id.in_(works.organisations_of(bindparam("me"), bindparam("today"))),
        ),
    )
)
_UNSIGNED = (
    select(func.count())
    .select_from(Meeting)
    .where(Meeting.state.in_([MeetingState.HELD, MeetingState.DRAFTED]))
)
_MINE_UNSIGNED = _UNSIGNED.where(
    select(Secretary.year_id)
    .where(Secretary.year_id == Meeting.year_id, Secretary.person_id == bindparam("me"))
    .exists()
)
_PROPOSED = (
    select(func.count())
    .select_from(Proposal)
    .where(Proposal.meeting_id.is_(None), ~Proposal.is_dropped, Proposal.year_id.in_(_OPEN_YEARS))
)
_INVITED = (
    select(func.count())
    .select_from(Meeting)
    .where(
        Meeting.state == MeetingState.INVITED,
        Meeting.year_id.in_(_OPEN_YEARS),
        Meeting.held_on >= bindparam("today"),
        ~select(Attendance.id)
        .where(
            Attendance.meeting_id == Meeting.id,
            Attendance.person_id == bindparam("me"),
            Attendance.answer.is_not(None),
        )
        .exists(),
    )
)


def waiting(actor: Actor, today: date) -> list[Count]:
    """What meetings and assignments ask of this person."""
    listing = url_for("meetings.listing")
    held, unsigned_ = ("заседание", "заседания", "заседаний"), "без подписанного протокола"
    in_time, mine = "Протокол пишут в три дня", actor.person_id
    asked = [
        count_of(_MINE, ("поручение", "поручения", "поручений"), "мне", "Отметьте, когда сделаете",
                 url_for("meetings.assignments", tab="mine"), today=today, me=mine),
        count_of(_INVITED, ("приглашение", "приглашения", "приглашений"), "на заседание",
                 "Ответьте, будете ли", listing, today=today, me=mine),
    ]  # fmt: skip
    if not actor.leads:
        return [*asked, count_of(_MINE_UNSIGNED, held, unsigned_, in_time, listing, me=mine)]
    late = ("поручение просрочено", "поручения просрочены", "поручений просрочено")
    return [
        *asked,
        count_of(_OVERDUE, late, "", "Видно, кто не сдал",
                 url_for("meetings.assignments", tab="late"), is_late=True, today=today),
        count_of(_UNSIGNED, held, unsigned_, in_time, listing),
        count_of(_PROPOSED, ("предложение", "предложения", "предложений"), "в повестку",
                 "Возьмите в заседание или снимите", url_for("meetings.proposals")),
    ]  # fmt: skip


@holds("Заседания: явка и ответы")
def my_attendance(actor: Actor) -> list[Holding]:
    """Where the person was, and what she answered to invitations."""
    found = db.session.execute(
        select(Attendance, Meeting)
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .where(Attendance.person_id == actor.person_id)
        .order_by(Attendance.id)
    )
    return [
        {
            "Заседание": wording.meeting(meeting.number),
            "День": russian.day(meeting.held_on) if meeting.held_on else "",
            "Ответ": wording.ANSWERS[one.answer] if one.answer else "",
            "Явка": wording.PRESENCES[one.presence] if one.presence else "",
            "Должность": one.post,
            "Организация": one.school,
        }
        for one, meeting in found
    ]


@holds("Заседания: выступления и предложения")
def my_words(actor: Actor) -> list[Holding]:
    """What the person spoke about, and what she proposed."""
    spoken = db.session.execute(
        select(Speaker.talk, Question.text)
        .join(Question, Question.id == Speaker.question_id)
        .where(Speaker.person_id == actor.person_id)
    )
    proposed = db.session.scalars(select(Proposal.text).filter_by(person_id=actor.person_id))
    talks: list[Holding] = [
        {"Выступление": talk or text.partition("\n")[0]} for talk, text in spoken
    ]
    questions: list[Holding] = [{"Предложенный вопрос": text} for text in proposed]
    return [*talks, *questions]


@holds("Поручения")
def my_duties(actor: Actor) -> list[Holding]:
    """What the person was to do."""
    found = db.session.execute(
        select(Assignment.text, Target.done_on, Target.proof)
        .join(Target, Target.assignment_id == Assignment.id)
        .where(Target.person_id == actor.person_id)
    )
    return [
        {"Поручение": text, "Исполнено": russian.day(day) if day else "", "Чем": proof}
        for text, day, proof in found
    ]
