"""The agenda as pages, letters and calendars show it, and the questions that members propose."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from rmo_web.kernel import clock, russian
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import refusal
from rmo_web.kernel.offered import backlog
from rmo_web.kernel.offered.backlog import Hearing, Matter, MatterKind
from rmo_web.kernel.years import Year
from rmo_web.meetings import wording
from rmo_web.meetings.agenda import rules
from rmo_web.meetings.agenda.rules import Spoken
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
from rmo_web.meetings.rules import AHEAD, SETTLED, WORK, Work
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


class MatterOn(NamedTuple):
    """A matter that stands on an agenda, and the initials of its person."""

    matter: AgendaMatter
    who: str


class MattersOn(NamedTuple):
    """A meeting with the matters on its agenda."""

    meeting: Meeting
    matters: list[MatterOn]


@dataclass(frozen=True, slots=True)
class MatterRow:
    """What a room wants to be heard, and `where` it stands; without a key it stays there."""

    key: str
    who: str
    words: str
    url: str
    where: str


@dataclass(frozen=True, slots=True)
class MattersOfKind:
    """What of a kind waits for an agenda, or stands on one; who of it is away is asked nothing."""

    title: str
    rows: tuple[MatterRow, ...]
    away: str = ""


@dataclass(frozen=True, slots=True)
class MattersCard:
    """What rooms want to be heard, kind by kind, and the meetings that can take it."""

    kinds: tuple[MattersOfKind, ...]
    meetings: tuple[tuple[int, str], ...]
    first: int  # of these meetings, the next one
    may_put: bool
    may_take_off: bool


def agendas_with_matters(year_id: int) -> list[MattersOn]:
    """The meetings of a year by their days, each with its matters: one statement."""
    rows = db.session.execute(
        select(Meeting, AgendaMatter, Person.initials)
        .outerjoin(AgendaMatter, AgendaMatter.meeting_id == Meeting.id)
        .outerjoin(Person, Person.id == AgendaMatter.person_id)
        .where(Meeting.year_id == year_id)
        .order_by(AgendaMatter.id)
    )
    found: dict[int, MattersOn] = {}
    for meeting, matter, who in rows:
        mine = found.setdefault(meeting.id, MattersOn(meeting, []))
        if matter is not None:
            mine.matters.append(MatterOn(matter, who))
    return sorted(found.values(), key=lambda one: one.meeting.sort_key)


def takes_matters(meeting: Meeting, year: Year) -> bool:
    """Whether the agenda can be changed."""
    return not year.is_closed and Work.AGENDA in WORK.steps(meeting.state)


def matters_card(year: Year, today: date) -> MattersCard | None:
    """What agendas of this year can take, and what stands on one; None where there is nothing."""
    offered = [(kind, every) for kind, every in backlog.matters(year, today) if every]
    if not offered:
        return None
    agendas = agendas_with_matters(year.id)
    standing = _standing(agendas)
    ids = {one.person_id for _, every in offered for one in every}
    asked = select(Person.id, Person.initials).where(Person.id.in_(ids))
    names = works.told_apart(db.session.execute(asked).all(), today)
    kinds = tuple(
        group for kind, every in offered for group in _of_kind(kind, every, standing, names)
    )  # fmt: skip
    able = [one.meeting for one in agendas if takes_matters(one.meeting, year)]
    ahead = [one.id for one in able if one.state in AHEAD]
    return MattersCard(
        kinds=kinds,
        meetings=tuple((one.id, _with_day(one)) for one in able),
        first=next(iter(ahead), 0),
        may_put=any(row.key for each in kinds for row in each.rows),
        may_take_off=any(row.key and row.where for each in kinds for row in each.rows),
    )


def _standing(agendas: Iterable[MattersOn]) -> dict[tuple[str, int], Meeting]:
    """Where matters stand that are still to be heard, or wait for the minutes."""
    return {
        (on.matter.kind, on.matter.record_id): one.meeting
        for one in agendas
        if one.meeting.state not in SETTLED
        for on in one.matters
    }


def _free(
    kind: MatterKind, every: Iterable[Matter], standing: Collection[tuple[str, int]]
) -> list[Matter]:
    """What stands on no agenda."""
    return [one for one in every if (kind.name, one.id) not in standing]


def _of_kind(
    kind: MatterKind, every: Sequence[Matter], standing: Mapping[tuple[str, int], Meeting],
    names: Mapping[int, str],
) -> Iterable[MattersOfKind]:  # fmt: skip
    """Those that are ready are as many as the title says; what stands somewhere is apart."""
    free = _free(kind, every, standing)
    ready = [one for one in free if not one.is_away]
    if free:
        title = wording.ready_matters(kind, len(ready)) if ready else kind.question
        rows = tuple(_matter_row(kind, one, None, names) for one in ready)
        away = ", ".join(names[one.person_id] for one in free if one.is_away)
        yield MattersOfKind(title, rows, away)
    at = [(one, meeting) for one in every if (meeting := standing.get((kind.name, one.id)))]
    if at:
        rows = tuple(_matter_row(kind, one, meeting, names) for one, meeting in at)
        yield MattersOfKind(wording.placed_matters(kind), rows)


def _matter_row(
    kind: MatterKind, one: Matter, at: Meeting | None, names: Mapping[int, str]
) -> MatterRow:
    is_over = at is not None and at.state not in AHEAD
    key = "" if is_over else f"{kind.name}:{one.id}"
    where = wording.meeting_title(at.number) if at else ""
    return MatterRow(key, names[one.person_id], one.words, one.url, where)


def _with_day(meeting: Meeting) -> str:
    when = wording.when(meeting.held_on, meeting.month, "", "")
    return f"{wording.meeting_title(meeting.number)}, {when}"


def ready_matters(
    year: Year, today: date, agendas: Iterable[MattersOn]
) -> list[tuple[MatterKind, int]]:
    """How many of each kind stand on no agenda of this year and wait for one."""
    standing = _standing(agendas)
    counted = (
        (kind, sum(not one.is_away for one in _free(kind, every, standing)))
        for kind, every in backlog.matters(year, today)
    )
    return [(kind, count) for kind, count in counted if count]


def consents_on(agenda: MattersOn) -> dict[int, tuple[str, ...]]:
    """What the meeting is to agree to, by questions: not for everybody until it has."""
    found: dict[int, tuple[str, ...]] = {}
    for matter, who in agenda.matters:
        if matter.hearing is Hearing.CONSENT:
            said = f"{who} {russian.quoted(matter.words)}"
            found[matter.question_id] = (*found.get(matter.question_id, ()), said)
    return found
