"""The minutes as their page shows them, and as their paper lays them out (section 2.3)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import url_for
from sqlalchemy import func, select, tuple_

from rmo_web.accounts.models import Account
from rmo_web.accounts.queries import head_names
from rmo_web.kernel import clock, russian, years
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import refusal
from rmo_web.kernel.offered import backlog, plan_link
from rmo_web.kernel.offered.backlog import Hearing
from rmo_web.kernel.years import Year
from rmo_web.meetings.attendance.queries import attendance_counts
from rmo_web.meetings.minutes import rules, wording
from rmo_web.meetings.models import (
    AgendaMatter,
    Assignment,
    Attendance,
    Item,
    Meeting,
    Minutes,
    Question,
    Secretary,
)
from rmo_web.meetings.rules import MISSED, Presence
from rmo_web.members import works
from rmo_web.members.models import Person
from rmo_web.members.wording import people


@dataclass(frozen=True, slots=True)
class MatterBox:
    """A matter of the agenda, to be ticked when it was heard or agreed to; `note` is a doubt."""

    id: int
    hearing: Hearing
    words: str
    who: str
    is_ticked: bool
    note: str
    is_missed: bool  # by whose talk it was to be


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A question of the minutes on their page; an assignment stands beside its decision."""

    id: int
    version: int
    number: int
    title: str
    heading: str
    heard: str
    spoke: str
    decided: str
    votes: rules.Votes
    adopts_plan: bool
    boxes: tuple[tuple[str, tuple[MatterBox, ...]], ...]  # each heading with its matters
    decisions: tuple[tuple[str, str], ...]
    saved: str

    @property
    def matters(self) -> list[MatterBox]:
        """Every box under every heading."""
        return [box for _, boxes in self.boxes for box in boxes]


@dataclass(frozen=True, slots=True)
class EditionRow:
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class MinutesFields:
    """What the form of new minutes begins with."""

    number: int
    dated_on: date
    chair: str
    chair_post: str
    secretary: str
    invited: str
    enclosures: str


@dataclass(frozen=True, slots=True)
class MinutesPage:
    id: int
    title: str
    number: int
    edition: int
    reason: str
    items: tuple[ItemRow, ...]
    header: tuple[tuple[str, str], ...]
    present: int
    lacks: tuple[str, ...]
    writing: str
    seen: dict[str, str]
    hindrance: str  # why it cannot be signed yet

    @property
    def decided(self) -> list[tuple[str, str]]:
        """Every decision with its number."""
        return [pair for one in self.items for pair in one.decisions]


def minutes_page(minutes: Minutes, meeting: Meeting, actor: Actor, at: datetime) -> MinutesPage:
    """The minutes to be written: their questions, what is lacking, who else writes."""
    stored = items_with_titles(minutes)
    boxes = _boxes(one for one, _ in stored)
    items = [_item(one, text, boxes) for one, text in stored]
    came = attendance_counts(meeting)
    edition = f", редакция {minutes.edition}" if minutes.edition > 1 else ""
    return MinutesPage(
        id=minutes.id,
        title=f"Протокол №{russian.NBSP}{minutes.number}{edition}",
        number=minutes.number,
        edition=minutes.edition,
        reason=minutes.reason,
        items=tuple(items),
        header=tuple((name, value) for name, value in _header(minutes) if value),
        present=came.there,
        lacks=tuple(_lacks(minutes, items, came.there, came.unmarked)),
        writing=_who_writes(minutes, actor, at),
        seen=versions_read(minutes),
        hindrance=_hindrance(minutes, [one for one, _ in stored], came.there, actor),
    )


def _hindrance(minutes: Minutes, items: list[Item], there: int, actor: Actor) -> str:
    said = refusal(rules.check_signing, there, items, minutes.chair, minutes.secretary)
    if not said and any(item.adopts_plan for item in items):
        said = refusal(plan_link.check_adoption, minutes.year_id, actor)
    return said


def versions_read(minutes: Minutes) -> dict[str, str]:
    """The versions that a page of these minutes shows: whoever signs has read just those."""
    items = {f"seen-{item.id}": str(item.version) for item, _ in items_with_titles(minutes)}
    return {"seen-0": str(minutes.version), **items}


def items_with_titles(minutes: Minutes) -> list[tuple[Item, str]]:
    found = db.session.execute(
        select(Item, Question.text)
        .outerjoin(Question, Question.id == Item.question_id)
        .where(Item.minutes_id == minutes.id)
        .order_by(Item.position)
    )
    return [(item, text or "") for item, text in found]


def _boxes(items: Iterable[Item]) -> dict[int, MatterBox]:
    """The matters of these questions; nothing is asked where there are none."""
    ticks = {int(key): is_so for item in items for key, is_so in item.matters.items()}
    if not ticks:
        return {}
    came = (Attendance.meeting_id == AgendaMatter.meeting_id) & (
        Attendance.person_id == AgendaMatter.person_id
    )
    found = db.session.execute(
        select(AgendaMatter, Person.initials, Attendance.presence, Meeting.year_id)
        .join(Person, Person.id == AgendaMatter.person_id)
        .join(Meeting, Meeting.id == AgendaMatter.meeting_id)
        .outerjoin(Attendance, came)
        .where(AgendaMatter.id.in_(ticks))
        .order_by(AgendaMatter.id)
    ).all()
    doubts = _doubts([one for one, *_ in found], found[0].year_id) if found else {}
    return {
        one.id: _box(one, who, ticks[one.id], presence, doubts.get((one.kind, one.record_id), ""))
        for one, who, presence, _ in found
    }


def _doubts(matters: Sequence[AgendaMatter], year_id: int) -> dict[tuple[str, int], str]:
    """What their rooms have against confirming these, all of one meeting."""
    said = [(one.kind, one.record_id, one.words) for one in matters]
    return backlog.doubts(matters[0].meeting_id, years.of_id(year_id), said)


def _box(
    matter: AgendaMatter, who: str, is_ticked: bool, presence: Presence | None, doubt: str
) -> MatterBox:
    is_missed = matter.hearing is Hearing.TALK and presence in MISSED
    note = "; ".join(filter(None, (wording.MISSED if is_missed else "", doubt)))
    words = f"{who} — {matter.words}"
    return MatterBox(matter.id, matter.hearing, words, who, is_ticked, note, is_missed)


def _item(item: Item, text: str, boxes: Mapping[int, MatterBox]) -> ItemRow:
    mine = [one for key, one in boxes.items() if str(key) in item.matters]
    return ItemRow(
        id=item.id,
        version=item.version,
        number=item.position,
        title=text.partition("\n")[0],
        heading=f"{item.position}. {wording.by_question(item.position)}",
        heard=item.heard,
        spoke=item.spoke,
        decided=item.decided,
        votes=item.votes,
        adopts_plan=item.adopts_plan,
        boxes=tuple(
            (heading, tuple(one for one in mine if one.hearing is hearing))
            for hearing, heading in wording.HEARINGS.items()
            if any(one.hearing is hearing for one in mine)
        ),
        decisions=tuple(rules.decisions(item.decided, item.position)),
        saved=f"Сохранено {clock.local(item.saved_at):%H:%M}" if item.saved_at else "",
    )


def talks_not_given(meeting_ids: Collection[int]) -> set[tuple[int, int, str]]:
    """What stood on these agendas and was not heard, as the newest minutes of each say.

    Each by its question, its person and its words.
    """
    newest = select(Minutes.meeting_id, func.max(Minutes.edition)).group_by(Minutes.meeting_id)
    those = newest.where(Minutes.meeting_id.in_(meeting_ids))
    asked = (
        select(Item.matters)
        .join(Minutes, Minutes.id == Item.minutes_id)
        .where(tuple_(Minutes.meeting_id, Minutes.edition).in_(those))
    )
    said = (pair for matters in db.session.scalars(asked) for pair in matters.items())
    unticked = [int(key) for key, is_confirmed in said if not is_confirmed]
    if not unticked:
        return set()
    talks = select(AgendaMatter.question_id, AgendaMatter.person_id, AgendaMatter.words)
    found = db.session.execute(
        talks.where(AgendaMatter.id.in_(unticked), AgendaMatter.hearing == Hearing.TALK)
    )
    return {(question, person, words) for question, person, words in found}


def item_row(item: Item) -> ItemRow:
    """The question as it is stored now."""
    text = db.session.scalar(select(Question.text).where(Question.id == item.question_id))
    return _item(item, text or "", _boxes([item]))


def _header(minutes: Minutes) -> list[tuple[str, str]]:
    chair = ", ".join(filter(None, (minutes.chair, minutes.chair_post)))
    return [
        ("Дата", russian.day(minutes.dated_on)),
        ("Место", minutes.city),
        ("Председатель", chair),
        ("Секретарь", minutes.secretary),
        ("Приглашённые", minutes.invited),
        ("Приложения", minutes.enclosures),
    ]


def _lacks(minutes: Minutes, items: list[ItemRow], there: int, unmarked: int) -> list[str]:
    """What stands between these minutes and their signature, and what a reader would miss."""
    said = []
    if not there:
        said.append("не отмечено, кто был")
    elif unmarked:
        said.append(f"не отмечена явка: {people(unmarked)}")
    if not minutes.chair or not minutes.secretary:
        said.append("не указаны председатель или секретарь")
    doubtful = [box for one in items for box in one.matters if box.is_ticked and box.note]
    missed = [box.who for box in doubtful if box.is_missed]
    if missed:
        said.append(f"отмечено выступление, а в явке отсутствует: {', '.join(missed)}")
    said += [f"отмечено {box.words}, но {box.note}" for box in doubtful if not box.is_missed]
    empty = [str(one.number) for one in items if not one.decisions]
    if empty:
        word = "вопросу" if len(empty) == 1 else "вопросам"
        said.append(f"нет решения по {word} {', '.join(empty)}")
    return said


def _who_writes(minutes: Minutes, actor: Actor, at: datetime) -> str:
    """«Иволгина М.П.», when somebody else has saved a word of these minutes just now."""
    since = at - timedelta(minutes=rules.WRITES_FOR)
    found: str | None = db.session.scalar(
        select(Person.initials)
        .join(Account, Account.person_id == Person.id)
        .join(Item, Item.saved_by == Account.id)
        .where(Item.minutes_id == minutes.id, Item.saved_at > since, Account.id != actor.account_id)
        .order_by(Item.saved_at.desc())
        .limit(1)
    )
    return found or ""


def minutes_fields(meeting: Meeting, today: date) -> MinutesFields:
    """What the form of new minutes begins with."""
    head = head_names().in_lists
    came = attendance_counts(meeting)
    return MinutesFields(
        number=next_number(meeting.year_id),
        dated_on=meeting.held_on or today,
        chair=head,
        chair_post="руководитель РМО" if head else "",
        secretary=secretary_of(meeting.year_id)[1],
        invited="; ".join(came.guests),
        enclosures="Лист регистрации на 1 л.",
    )


def next_number(year_id: int) -> int:
    """The number after the last one of the year (section 2.3)."""
    asked = select(func.max(Minutes.number)).where(Minutes.year_id == year_id)
    return (db.session.scalar(asked) or 0) + 1


def assigned_points(meeting_id: int, decided: Sequence[tuple[str, str]]) -> set[str]:
    """The numbers of those of these decisions that have become assignments."""
    made = select(Assignment.point, Assignment.decision).where(Assignment.meeting_id == meeting_id)
    return {
        rules.point_of(point, words, decided) for point, words in db.session.execute(made)
    }  # fmt: skip


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


def signed_editions(meeting: Meeting) -> Iterable[EditionRow]:
    """The signed minutes with their corrections, each as a file."""
    asked = select(Minutes).filter_by(meeting_id=meeting.id).order_by(Minutes.edition)
    for one in db.session.scalars(asked):
        if one.signed_at is not None:
            day = russian.day(clock.local(one.signed_at).date())
            words = f"Протокол №{russian.NBSP}{one.number}"
            words += f", редакция {one.edition}" if one.edition > 1 else ""
            url = url_for("meetings.minutes_word", meeting_id=meeting.id, edition=one.edition)
            yield EditionRow(f"{words}, подписан {day}", url)


def secretary_of(year_id: int) -> tuple[int, str]:
    """Who writes the minutes of this year, as papers name her; (0, "") for nobody."""
    found = db.session.execute(
        select(Person.id, Person.initials)
        .join(Secretary, Secretary.person_id == Person.id)
        .where(Secretary.year_id == year_id)
    ).first()
    return (found.id, found.initials) if found else (0, "")


def secretary_shown(year_id: int, today: date) -> tuple[int, str]:
    """The same for the page on which she is chosen: told from her namesakes."""
    chosen, name = secretary_of(year_id)
    return chosen, works.everybody(today).get(chosen, name) if chosen else ""
