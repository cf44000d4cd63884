"""Verbs of minutes: begin, write, sign, correct. What is signed is kept as it was signed."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Select, delete, func, select, update

from rmo_web.kernel import russian, years
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit
from rmo_web.kernel.offered import backlog, decisions, plan_link
from rmo_web.kernel.offered.backlog import Hearing, MatterKind
from rmo_web.kernel.offered.decisions import SignedMinutes
from rmo_web.meetings import events, services
from rmo_web.meetings.agenda.rules import lines_of_matters
from rmo_web.meetings.minutes import rules, wording
from rmo_web.meetings.minutes.rules import EditionStep, NewItem
from rmo_web.meetings.models import (
    AgendaMatter,
    Assignment,
    Attendance,
    Item,
    Meeting,
    Minutes,
    Question,
    Secretary,
    Speaker,
)
from rmo_web.meetings.rules import MISSED, WAS_THERE, Step, check_reason
from rmo_web.members.models import Person


@dataclass(frozen=True, slots=True)
class NewMinutes:
    """What stands above and below the questions."""

    number: int
    dated_on: date
    city: str = ""
    chair: str = ""
    chair_post: str = ""
    secretary: str = ""
    invited: str = ""
    enclosures: str = ""
    decided_label: str = "РЕШИЛИ"


class _Standing(NamedTuple):
    """A matter on the agenda, whose it is, and how a decision on it begins."""

    matter: AgendaMatter
    who: str
    begins: str


def begin(meeting: Meeting, told: NewMinutes, *, by: Actor, at: datetime, today: date) -> Minutes:
    """Minutes from the agenda. Refused for a meeting that was not held, or a taken number."""
    rules.check_begun(meeting.state)
    services.go_on(meeting, Step.DRAFT, services.StepWords(), by=by, at=at, today=today)
    minutes = Minutes(meeting_id=meeting.id, year_id=meeting.year_id)
    _set(minutes, told)
    db.session.add(minutes)
    db.session.flush()
    _follow(minutes)
    emit(events.MinutesKept(by=by.account_id, at=at, about=meeting.id, question=0))
    return minutes


def keep(minutes: Minutes, told: NewMinutes, *, by: Actor, at: datetime) -> None:
    """What stands above and below. Refused once signed, or for a taken number."""
    _must_allow(EditionStep.WRITE, minutes)
    _set(minutes, told)
    emit(events.MinutesKept(by=by.account_id, at=at, about=minutes.meeting_id, question=0))


def _set(minutes: Minutes, told: NewMinutes) -> None:
    taken = select(Minutes.id).where(
        Minutes.year_id == minutes.year_id,
        Minutes.number == told.number,
        Minutes.meeting_id != minutes.meeting_id,
    )
    years.hold_open(minutes.year_id)  # numbers of a year are given one after another
    if db.session.scalar(taken.limit(1)):
        words = f"Протокол № {told.number} в этом году уже есть: возьмите другой номер."
        raise Refused(words, "number")
    minutes.number, minutes.dated_on, minutes.city = told.number, told.dated_on, told.city
    minutes.chair, minutes.chair_post = told.chair, told.chair_post
    minutes.secretary, minutes.invited = told.secretary, told.invited
    minutes.enclosures, minutes.decided_label = told.enclosures, told.decided_label


def write(item: Item, minutes: Minutes, told: NewItem, *, by: Actor, at: datetime) -> NewItem:
    """What was said and decided of a question; returned as it is written.

    What still reads as it was drafted follows the matters that are confirmed. Refused once
    signed, or for too many votes.
    """
    _must_allow(EditionStep.WRITE, minutes)
    rules.check_votes(told.votes, present(minutes.meeting_id))
    matters = item.matters if told.confirmed is None else {
        key: int(key) in told.confirmed for key in item.matters
    }  # fmt: skip
    is_new = (item.heard, item.spoke, item.decided, item.votes, item.adopts_plan, item.matters) != (
        told.heard, told.spoke, told.decided, told.votes, told.adopts_plan, matters,
    )  # fmt: skip
    if not is_new:
        return told
    if matters != item.matters:
        standing = [one for one in _standing(minutes.meeting_id) if str(one.matter.id) in matters]
        heard, decided = _confirm(item, matters, standing, told.heard, told.decided)
        told = replace(told, heard=heard, decided=decided)
    item.heard, item.spoke, item.decided = told.heard, told.spoke, told.decided
    item.votes_for, item.votes_against, item.votes_none = told.votes
    item.adopts_plan = told.adopts_plan
    item.saved_at, item.saved_by = at, by.account_id
    return told


def _confirm(
    item: Item, matters: Mapping[str, bool], standing: Sequence[_Standing], heard: str, decided: str
) -> tuple[str, str]:
    """Which matters are confirmed; what was heard and decided, that follows while it is a draft."""
    question = db.session.get_one(Question, item.question_id)
    if heard == _heard_of(question, _missing(standing, item.matters)):
        heard = _heard_of(question, _missing(standing, matters))
    is_draft = decided == item.drafted
    item.matters = dict(matters)
    item.drafted = rules.decision_on(
        (one.begins, one.who, one.matter.words)
        for one in standing
        if matters.get(str(one.matter.id))
    )
    return heard, item.drafted if is_draft else decided


def _missing(standing: Iterable[_Standing], matters: Mapping[str, bool]) -> list[tuple[int, str]]:
    """The talks that these matters do not confirm, by persons and words."""
    talks = (one.matter for one in standing if one.matter.hearing is Hearing.TALK)
    return [(one.person_id, one.words) for one in talks if not matters.get(str(one.id))]


def _standing(meeting_id: int) -> list[_Standing]:
    found = db.session.execute(
        select(AgendaMatter, Person.initials)
        .join(Person, Person.id == AgendaMatter.person_id)
        .where(AgendaMatter.meeting_id == meeting_id)
        .order_by(AgendaMatter.id)
    )
    kinds = backlog.kinds()
    return [_Standing(one, who, _begins(one, kinds)) for one, who in found]


def _begins(one: AgendaMatter, kinds: Mapping[str, MatterKind]) -> str:
    said = kinds[one.kind].decision if one.kind in kinds else ""
    return said or wording.DECIDED[one.hearing]


def sign(
    minutes: Minutes, meeting: Meeting, paper: Mapping[str, Any], *, by: Actor, at: datetime,
    today: date,
) -> None:  # fmt: skip
    """Lock the minutes with the paper as it stands; a decision may adopt the year's plan.

    Refused without any decision, without chair or secretary, while nobody is marked as present,
    or when more voted than were there.
    """
    _must_allow(EditionStep.SIGN, minutes)
    items = _items_of(minutes)
    rules.check_signing(present(meeting.id), items, minutes.chair, minutes.secretary)
    if any(item.adopts_plan for item in items):
        plan_link.check_adoption(minutes.year_id, by)
    minutes.signed_at, minutes.signed_by, minutes.paper = at, by.account_id, dict(paper)
    services.go_on(meeting, Step.SIGN, services.StepWords(), by=by, at=at, today=today)
    _say_points(meeting, items)
    signed = SignedMinutes(
        meeting.id, _in_words(minutes), meeting.held_on or minutes.dated_on,
        f"/meetings/{meeting.id}",
    )  # fmt: skip
    decisions.tell_signed(signed, _settle(meeting.id, items), by=by, at=at)
    if any(item.adopts_plan for item in items):
        plan_link.plan_adopted(minutes.year_id, _in_words(minutes), by, at)


def _settle(meeting_id: int, items: Sequence[Item]) -> dict[str, dict[int, str]]:
    """What these minutes say of each matter, and of who has spoken, is in force.

    Returned are the records of each kind that they confirm, in the words of their agenda.
    """
    said = {int(key) for item in items for key, is_so in item.matters.items() if is_so}
    found: dict[str, dict[int, str]] = {}
    asked = select(AgendaMatter).filter_by(meeting_id=meeting_id).order_by(AgendaMatter.id)
    matters = db.session.scalars(asked).all()
    for one in matters:
        one.is_confirmed = one.id in said
        if one.is_confirmed:
            found.setdefault(one.kind, {})[one.record_id] = one.words
    _settle_talks(meeting_id, [one for one in matters if one.hearing is Hearing.TALK])
    return found


def _settle_talks(meeting_id: int, matters: Sequence[AgendaMatter]) -> None:
    """Who stands on the agenda has spoken, but for whoever was absent or is not confirmed."""
    asked = select(Speaker).join(Question, Question.id == Speaker.question_id)
    lines = db.session.scalars(
        asked.where(Question.meeting_id == meeting_id)
        .order_by(Speaker.question_id, Speaker.position)
    ).all()  # fmt: skip
    ids = [one.person_id for one in lines if one.person_id]
    missed = set(db.session.scalars(_missed(meeting_id, ids)))
    for question_id, under in groupby(lines, lambda one: one.question_id):
        spoken, mine = list(under), [one for one in matters if one.question_id == question_id]
        places = lines_of_matters(
            [(one.person_id, one.words) for one in mine],
            [(one.person_id, one.talk) for one in spoken],
        )
        told = zip(places, mine, strict=True)
        denied = {place for place, one in told if not one.is_confirmed}
        for place, line in enumerate(spoken):
            line.is_given = place not in denied and line.person_id not in missed


def _say_points(meeting: Meeting, items: Sequence[Item]) -> None:
    """Assignments name the points of the decisions they were made of, as these were signed."""
    decided = [
        pair for item in items for pair in rules.decisions(item.decided, item.position)
    ]  # fmt: skip
    made = select(Assignment).where(Assignment.meeting_id == meeting.id, Assignment.decision != "")
    for one in db.session.scalars(made):
        one.point = rules.point_of(one.point, one.decision, decided)


def _in_words(minutes: Minutes) -> str:
    """«протокол № 1 от 27.08.2019»."""
    return wording.minutes_in_words(minutes.number, minutes.dated_on)


def correct(
    minutes: Minutes, meeting: Meeting, reason: str, *, by: Actor, at: datetime, today: date
) -> Minutes:
    """The next edition, to be changed and signed anew; the signed one stays as it is."""
    _must_allow(EditionStep.CORRECT, minutes)
    check_reason(reason)
    services.go_on(meeting, Step.CORRECT, services.StepWords(reason), by=by, at=at, today=today)
    copied = (
        "meeting_id", "year_id", "number", "dated_on", "city", "chair", "chair_post", "secretary",
        "invited", "enclosures", "decided_label",
    )  # fmt: skip
    new = Minutes(
        **{name: getattr(minutes, name) for name in copied},
        edition=minutes.edition + 1,
        reason=reason,
    )
    db.session.add(new)
    db.session.flush()
    said = ("question_id", "position", "heard", "spoke", "decided", "votes_for", "votes_against",
            "votes_none", "adopts_plan", "matters", "drafted")  # fmt: skip
    for item in _items_of(minutes):
        db.session.add(Item(minutes_id=new.id, **{name: getattr(item, name) for name in said}))
    db.session.flush()
    return new


def _items_of(minutes: Minutes) -> list[Item]:
    """The questions of the minutes in their order."""
    asked = select(Item).filter_by(minutes_id=minutes.id).order_by(Item.position)
    return list(db.session.scalars(asked))


def present(meeting_id: int) -> int:
    """How many were there, also by wire; guests do not vote."""
    asked = select(func.count()).select_from(Attendance).where(
        Attendance.meeting_id == meeting_id,
        Attendance.presence.in_(WAS_THERE),
        ~Attendance.is_guest,
    )  # fmt: skip
    return db.session.scalar(asked) or 0


def _must_allow(step: EditionStep, minutes: Minutes) -> None:
    """Refused in a closed year, and for what this edition does not know."""
    services.year_must_be_open(minutes.year_id)
    rules.check_edition(minutes.signed_at, step)


def choose_secretary(year_id: int, person_id: int, *, by: Actor, at: datetime) -> None:
    """Who writes the minutes of this year; 0 for nobody. Refused for an id of nobody."""
    year = years.hold_open(year_id)
    db.session.execute(delete(Secretary).filter_by(year_id=year_id))
    if person_id:
        if person_id < 0 or db.session.get(Person, person_id) is None:
            raise Refused("Выберите секретаря из списка участников.")
        db.session.add(Secretary(year_id=year_id, person_id=person_id))
    emit(
        events.SecretaryChosen(
            by=by.account_id, at=at, about=person_id or None, year=year.starts_in
        )
    )


def follow_agenda(meeting_id: int) -> None:
    """Minutes that are being written have the questions of the agenda, in its order."""
    asked = select(Minutes).where(Minutes.meeting_id == meeting_id, Minutes.signed_at.is_(None))
    written = db.session.scalar(asked)
    if written is not None:
        _follow(written)


def _follow(minutes: Minutes) -> None:
    mine = update(Item).where(Item.minutes_id == minutes.id)
    db.session.execute(mine.values(position=Item.position + services.POSITION_GAP))
    items = select(Item).filter_by(minutes_id=minutes.id)
    known = {one.question_id: one for one in db.session.scalars(items)}
    standing = _standing(minutes.meeting_id)
    doubted = _doubted(minutes, standing)
    asked = select(Question).filter_by(meeting_id=minutes.meeting_id).order_by(Question.position)
    for position, question in enumerate(db.session.scalars(asked).all(), 1):
        item = known.get(question.id)
        here = [one for one in standing if one.matter.question_id == question.id]
        if item is not None:
            moved = update(Item).where(Item.id == item.id)
            db.session.execute(moved.values(position=position))
        else:
            item = Item(
                minutes_id=minutes.id, question_id=question.id, position=position,
                heard=_heard_of(question, _missing(here, {})), decided="", drafted="", matters={},
            )  # fmt: skip
            db.session.add(item)
        _follow_matters(item, here, doubted)
    db.session.flush()


def _doubted(minutes: Minutes, standing: Sequence[_Standing]) -> set[int]:
    """Of these matters those that their rooms would not have confirmed any more."""
    said = [(one.matter.kind, one.matter.record_id, one.matter.words) for one in standing]
    found = backlog.doubts(minutes.meeting_id, years.of_id(minutes.year_id), said)
    matters = (one.matter for one in standing)
    return {one.id for one in matters if (one.kind, one.record_id) in found}


def _follow_matters(item: Item, standing: Sequence[_Standing], doubted: Collection[int]) -> None:
    """What came to the question is confirmed, but for what is not to be heard any more.

    And but for a talk of somebody who was not there.
    """
    if {str(one.matter.id) for one in standing} == item.matters.keys():
        return
    ids = [one.matter.person_id for one in standing if one.matter.hearing is Hearing.TALK]
    missed = set(db.session.scalars(_missed(standing[0].matter.meeting_id, ids)) if ids else ())
    matters = {
        str(one.matter.id): item.matters.get(
            str(one.matter.id),
            one.matter.id not in doubted
            and not (one.matter.hearing is Hearing.TALK and one.matter.person_id in missed),
        )
        for one in standing
    }
    item.heard, item.decided = _confirm(item, matters, standing, item.heard, item.decided)


def _missed(meeting_id: int, person_ids: Sequence[int]) -> Select[int | None]:
    return select(Attendance.person_id).where(
        Attendance.meeting_id == meeting_id,
        Attendance.person_id.in_(person_ids),
        Attendance.presence.in_(MISSED),
    )


def _heard_of(question: Question, missing: Sequence[tuple[int, str]]) -> str:
    """«информацию «О плане» (докладчик — Сидорова Е.К., школа)»: no name is declined.

    The speakers of the `missing` talks are not named. Section 2.3: a machine that declines names
    and posts is wrong too often.
    """
    first = question.text.partition("\n")[0].strip().rstrip(".:")
    subject = russian.quoted(re.sub(r"^\d+[.)]?\s*", "", first))  # without a point's number
    asked = select(Speaker).filter_by(question_id=question.id).order_by(Speaker.position)
    speakers = list(db.session.scalars(asked))
    lines = lines_of_matters(missing, [(one.person_id, one.talk) for one in speakers])
    speakers = [one for place, one in enumerate(speakers) if place not in lines]
    if not speakers:
        return f"информацию {subject}."
    word = "докладчик" if len(speakers) == 1 else "докладчики"
    named = "; ".join(", ".join(filter(None, (one.name, one.school))) for one in speakers)
    return f"информацию {subject} ({word} — {named})."
