"""Whom each fact of meetings concerns, and in what words it is told."""

from sqlalchemy import select

from rmo_web.accounts.telling import LEADERS, MEMBERS, persons, tell_of
from rmo_web.kernel import clock, years
from rmo_web.kernel.db import db
from rmo_web.kernel.events import Happened, on
from rmo_web.meetings import wording
from rmo_web.meetings.events import AssignmentGiven, DayChanged, MeetingWentOn, QuestionProposed
from rmo_web.meetings.models import Meeting, Proposal, Target
from rmo_web.meetings.rules import Step
from rmo_web.members import works

_WORDS = {
    Step.INVITE: "Приглашение: {title}, {when}",
    Step.POSTPONE: "Перенесено: {title}, теперь {when}",
    Step.CANCEL: "Отменено: {title}",
    Step.SIGN: "Подписан протокол: {title}",
}


@on(MeetingWentOn)
def of_a_meeting(fact: MeetingWentOn) -> None:
    """Who may come hears of the invitation, of a new day, of the signed minutes."""
    if fact.step in _WORDS:
        _tell_members(fact, _WORDS[fact.step])


@on(DayChanged)
def of_another_day(fact: DayChanged) -> None:
    """Whoever was invited hears of another day, and answers anew."""
    _tell_members(fact, _WORDS[Step.POSTPONE])


def _tell_members(fact: Happened, words: str) -> None:
    meeting = db.session.get_one(Meeting, fact.about)
    when = wording.when(meeting.held_on, meeting.month, meeting.starts_at, "")
    text = words.format(title=wording.meeting_title(meeting.number), when=when)
    tell_of(fact, MEMBERS, text, f"/meetings/{meeting.id}")


@on(QuestionProposed)
def of_a_proposal(fact: QuestionProposed) -> None:
    """A proposed question is for who prepares meetings."""
    proposal = db.session.get_one(Proposal, fact.about)
    url = f"/meetings/proposals?year={years.starts_of(proposal.year_id)}"
    tell_of(fact, LEADERS, "Предложен вопрос на заседание", url)


@on(AssignmentGiven)
def of_an_assignment(fact: AssignmentGiven) -> None:
    """An assignment is for its people, and for those who work in its schools."""
    targets = select(Target.person_id).filter_by(assignment_id=fact.about)
    schools = select(Target.organisation_id).filter_by(assignment_id=fact.about)
    theirs = works.people_of(schools, clock.local(fact.at).date())
    url = f"/meetings/assignments/{fact.about}"
    tell_of(fact, persons(targets, theirs), f"Вам поручение: {fact.title}", url)
