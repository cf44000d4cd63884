"""The page of a meeting: its facts and papers, and what may be done with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from sqlalchemy import select

from rmo_web.household.files import Attachment, size_in_words
from rmo_web.household.notices import NoticeChoice
from rmo_web.kernel import years
from rmo_web.kernel.access import Actor, may
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import refusal
from rmo_web.kernel.offered import backlog
from rmo_web.kernel.states import Asks
from rmo_web.kernel.urls import pressed
from rmo_web.kernel.years import Year
from rmo_web.meetings import rules, wording
from rmo_web.meetings.access import Permission
from rmo_web.meetings.agenda.queries import (
    QuestionRow,
    agendas_with_matters,
    consents_on,
    fixed_questions,
    may_ask_of_assignments,
    questions_of,
    ready_matters,
)
from rmo_web.meetings.attendance.rules import check_marks
from rmo_web.meetings.invitations.queries import AnswersCard, answers_to
from rmo_web.meetings.minutes.queries import EditionRow, signed_editions
from rmo_web.meetings.models import FormOfMeeting, MaterialLink, Meeting
from rmo_web.meetings.rules import MeetingState, Step, Whose, Work
from rmo_web.meetings.year.queries import (
    CountedMeeting,
    MeetingCard,
    entry_of,
    meeting_card,
    meetings_with_counts,
)
from rmo_web.members import works
from rmo_web.members.wording import AWAY

PRIMARY = {
    MeetingState.PLANNED: Step.INVITE,
    MeetingState.POSTPONED: Step.INVITE,
    MeetingState.INVITED: Step.HOLD,
    MeetingState.HELD: Step.DRAFT,
    MeetingState.CANCELLED: Step.RESTORE,
}


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step that may follow; one that asks for something has a page of its own."""

    step: str
    words: str
    asks: bool
    url: str


@dataclass(frozen=True, slots=True)
class MaterialRow:
    id: int
    title: str
    detail: str
    url: str
    is_file: bool


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
    coming: AnswersCard | None
    materials: tuple[MaterialRow, ...]
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
    ready: tuple[str, ...]  # what other rooms want to be heard
    consents: Mapping[int, tuple[str, ...]]  # what is to be agreed to, by questions
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


def meeting_page(meeting: Meeting, year: Year, actor: Actor, today: date) -> MeetingPage:
    """One meeting with its agenda, its papers, and what may be done with it."""
    every = meetings_with_counts(meeting.year_id)
    place = next(n for n, one in enumerate(every) if one.meeting.id == meeting.id)
    cards = [meeting_card(one) for one in every]
    may_prepare = may(actor, Permission.PREPARE) and not year.is_closed
    may_write = may(actor, Permission.WRITE, meeting) and not year.is_closed
    counted = every[place]
    steps = _steps(counted, may_prepare=may_prepare, may_write=may_write)
    may_change = may_prepare and Work.AGENDA in rules.WORK.steps(meeting.state)
    questions = questions_of(meeting.id)
    usual = PRIMARY.get(meeting.state)
    is_past = meeting.held_on is not None and meeting.held_on <= today
    asked, coming = answers_to(meeting, year, actor, today)
    ready, consents = _matters(meeting, year, today) if may_change else ((), {})
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
        editions=tuple(signed_editions(meeting)),
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
        fixed=fixed_questions(meeting, counted.questions) if may_change else frozenset(),
        may_ask_of_assignments=may_change and may_ask_of_assignments(meeting, questions),
        ready=ready,
        consents=consents,
        has_entry=bool(entry_of(meeting, questions)),
        hindrance=_held_back(counted) if may_prepare else "",
    )


def _matters(
    meeting: Meeting, year: Year, today: date
) -> tuple[tuple[str, ...], Mapping[int, tuple[str, ...]]]:
    """How much of other rooms waits for an agenda, and what this one is to agree to."""
    if not backlog.kinds():
        return (), {}
    agendas = agendas_with_matters(year.id)
    ready = (wording.ready_matters(*one) for one in ready_matters(year, today, agendas))
    mine = next(one for one in agendas if one.meeting.id == meeting.id)
    return tuple(ready), consents_on(mine)


def _held_back(one: CountedMeeting) -> str:
    """Why steps that the state knows are not offered."""
    said = (
        refusal(rules.check_unmarked, step, is_marked=bool(one.marked))
        for step in rules.LIFE.steps(one.meeting.state)
    )
    return next(filter(None, said), "")


def meeting_brief(meeting: Meeting, year: Year, actor: Actor, today: date) -> MeetingBrief:
    """The meeting in a few words."""
    one = next(one for one in meetings_with_counts(meeting.year_id) if one.meeting.id == meeting.id)
    return MeetingBrief(
        card=meeting_card(one),
        is_ahead=meeting.state in rules.AHEAD,
        may_prepare=may(actor, Permission.PREPARE) and not year.is_closed,
        may_write=may(actor, Permission.WRITE, meeting) and not year.is_closed,
        cannot_invite=refusal(years.must_be_open, year)
        or refusal(
            rules.check_invitation, one.questions, meeting.held_on, meeting.place, meeting.link
        ),
        cannot_mark=refusal(years.must_be_open, year)
        or refusal(check_marks, meeting.state, meeting.held_on, today),
    )


def _facts(meeting: Meeting) -> Iterable[tuple[str, str]]:
    yield "Форма проведения", ", ".join(meeting.forms)
    yield "Формат", wording.FORMATS[meeting.format]
    yield "Место", meeting.place
    yield "Готовит", meeting.responsible
    yield "С собой", meeting.bring


def _steps(counted: CountedMeeting, *, may_prepare: bool, may_write: bool) -> list[StepRow]:
    meeting = counted.meeting
    parties = (
        {Whose.OFFICE, Whose.WRITER} if may_prepare else {Whose.WRITER} if may_write else set()
    )
    known = [
        rules.LIFE.moves[one]
        for one in rules.LIFE.steps(meeting.state, parties)
        if not refusal(rules.check_unmarked, one, is_marked=bool(counted.marked))
    ]
    return [
        StepRow(
            one.step.value,
            one.words,
            one.asks is not Asks.NOTHING,
            url_for("meetings.step", meeting_id=meeting.id, name=one.step.value),
        )
        for one in known
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


def _materials(meeting_id: int) -> Iterable[MaterialRow]:
    files = db.session.execute(
        select(Attachment.id, Attachment.name, Attachment.size)
        .where(Attachment.owner == "meeting", Attachment.owner_id == meeting_id)
        .order_by(Attachment.id)
    )
    for number, name, size in files:
        url = url_for("files.download", attachment_id=number)
        yield MaterialRow(number, name, size_in_words(size), url, is_file=True)
    for link in db.session.scalars(select(MaterialLink).filter_by(meeting_id=meeting_id)):
        url = pressed(link.url)
        yield MaterialRow(link.id, link.title, "ссылка" if url else link.url, url, is_file=False)


def meeting_fields(meeting: Meeting) -> MeetingFields:
    """What the form of a meeting begins with."""
    month = meeting.month
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


def forms_of_meetings() -> list[str]:
    """The forms of meetings to choose from."""
    kept = list(db.session.scalars(select(FormOfMeeting.title).order_by(FormOfMeeting.position)))
    return kept or list(wording.FORMS)


def people_options(actor: Actor, today: date) -> list[tuple[int, str]]:
    """Members and guests of the register to choose from; who may know it reads who is away."""
    away = works.away(today) if actor.leads else set()
    mark = f" ({AWAY})"
    return [
        (key, name + mark * (key in away)) for key, name in works.everybody_in_full(today).items()
    ]
