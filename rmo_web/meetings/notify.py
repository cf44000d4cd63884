"""Whom each fact of meetings concerns: a notice inside, and a letter where mail is switched on."""

from collections.abc import Iterable

from sqlalchemy import or_, select

from rmo_web.accounts.models import Account
from rmo_web.household import notices, outbox
from rmo_web.kernel import clock, years
from rmo_web.kernel.access import Role
from rmo_web.kernel.db import db
from rmo_web.kernel.events import Happened, on
from rmo_web.meetings import wording
from rmo_web.meetings.events import AssignmentGiven, DayChanged, MeetingWentOn, QuestionProposed
from rmo_web.meetings.models import Meeting, Proposal, Target
from rmo_web.meetings.rules import Step
from rmo_web.members import works
from rmo_web.members.models import Person

_WORDS = {
    Step.INVITE: "Приглашение: {title}, {when}",
    Step.POSTPONE: "Перенесено: {title}, теперь {when}",
    Step.CANCEL: "Отменено: {title}",
    Step.SIGN: "Подписан протокол: {title}",
}


@on(MeetingWentOn)
def of_a_meeting(fact: MeetingWentOn) -> None:
    """Who may come hears of the invitation, of a new day, of the signed minutes."""
    words = _WORDS.get(fact.step)
    if words is None:
        return
    meeting = db.session.get_one(Meeting, fact.about)
    _tell_of(fact, meeting, words)


@on(DayChanged)
def of_another_day(fact: DayChanged) -> None:
    """Whoever was invited hears of another day, and answers anew."""
    _tell_of(fact, db.session.get_one(Meeting, fact.about), _WORDS[Step.POSTPONE])


def _tell_of(fact: Happened, meeting: Meeting, words: str) -> None:
    when = wording.when(meeting.held_on, meeting.month, meeting.starts_at, "")
    text = words.format(title=wording.meeting_title(meeting.number), when=when)
    _tell(fact, text, f"/meetings/{meeting.id}", _everybody())


@on(QuestionProposed)
def of_a_proposal(fact: QuestionProposed) -> None:
    """A proposed question is for who prepares meetings."""
    leaders = _accounts(Account.role.in_([Role.HEAD, Role.METHODIST]))
    proposal = db.session.get_one(Proposal, fact.about)
    url = f"/meetings/proposals?year={years.starts_of(proposal.year_id)}"
    _tell(fact, "Предложен вопрос на заседание", url, leaders)


@on(AssignmentGiven)
def of_an_assignment(fact: AssignmentGiven) -> None:
    """An assignment is for its people, and for those who work in its schools."""
    targets = select(Target.person_id).filter_by(assignment_id=fact.about)
    schools = select(Target.organisation_id).filter_by(assignment_id=fact.about)
    theirs = works.people_of(schools, clock.local(fact.at).date())
    told = _accounts(or_(Account.person_id.in_(targets), Account.person_id.in_(theirs)))
    url = f"/meetings/assignments/{fact.about}"
    _tell(fact, f"Вам поручение: {fact.title}", url, told)


def _everybody() -> list[tuple[int, str]]:
    return _accounts(Person.left_on.is_(None))


def _accounts(*conditions: object) -> list[tuple[int, str]]:
    found = db.session.execute(
        select(Account.id, Person.email)
        .join(Person, Person.id == Account.person_id)
        .where(Account.is_active, *conditions)  # type: ignore[arg-type]
    )
    return [(account_id, email) for account_id, email in found]


def _tell(fact: Happened, text: str, url: str, told: Iterable[tuple[int, str]]) -> None:
    for account_id, email in told:
        if account_id == fact.by:
            continue
        notices.tell(account_id, text, at=fact.at, url=url)
        cause = f"meetings.{type(fact).__name__}.{fact.about}.{account_id}.{fact.at.timestamp()}"
        body = outbox.telling(text, url)
        outbox.post(email, text[: outbox.SUBJECT_MAX], body, cause=cause, at=fact.at)
