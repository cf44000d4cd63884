"""Makers of rows for tests; nobody here has a real password hash unless a test asks for one."""

from datetime import UTC, date, datetime
from functools import cache
from itertools import count
from pathlib import Path

from sqlalchemy import func, select

from rmo_web.accounts import passwords
from rmo_web.accounts import services as accounts
from rmo_web.accounts.models import Account
from rmo_web.help_requests import services as help_requests
from rmo_web.help_requests.access import WITH_PEOPLE
from rmo_web.help_requests.models import HelpRequest, Rubric
from rmo_web.help_requests.rules import Channel
from rmo_web.help_requests.thread.services import MoveDetails, move
from rmo_web.kernel import years
from rmo_web.kernel.access import Actor, Role
from rmo_web.kernel.db import db, saving
from rmo_web.meetings import services as meetings
from rmo_web.meetings.agenda import services as agenda
from rmo_web.meetings.agenda.rules import Spoken
from rmo_web.meetings.assignments import services as assignments
from rmo_web.meetings.attendance import services as attendance
from rmo_web.meetings.minutes import services as minutes
from rmo_web.meetings.minutes.papers import paper_now, paper_to_keep
from rmo_web.meetings.minutes.queries import next_number
from rmo_web.meetings.minutes.rules import NewItem
from rmo_web.meetings.models import Item, Meeting, Minutes, Question
from rmo_web.meetings.rules import Presence, Step
from rmo_web.members import services as members
from rmo_web.members.cards import services as cards
from rmo_web.members.models import Association, Person
from rmo_web.members.rules import OrganisationKind, Post
from rmo_web.plan.importing import services as plan
from rmo_web.plan.models import Plan
from tests.moulds import poured

SEED = Path(__file__).parent / "plan_reader" / "files" / "plan-2019-2020.docx"
TODAY = date(2026, 11, 23)


@cache
def seed():
    """What the importer reads in the seed plan, which is stored as it is and changed by nobody."""
    return plan.read(SEED.name, SEED.read_bytes())


class Maker:
    """Makes the cast: `make.head()`, `make.librarian()`, and what they work with."""

    def __init__(self):
        self.numbers = count(1)
        self.is_first = True  # nothing has been made by this maker
        self.at = datetime.now(UTC)

    def association(self, **more):
        if db.session.scalar(select(Association.id)) is not None:
            return
        if more:
            self._found(**more)
        else:
            poured(self, "association", self._found)

    def _found(self, **more):
        with saving():
            members.found_association(
                "РМО библиотекарей", "Лесной район", "МКУ «Центр»", at=self.at, **more
            )
            years.opened(2019)

    def person(self, surname="", given="Анна", patronymic="", **details):
        surname = surname or f"Синицына{self._letters(next(self.numbers))}"
        is_guest = details.pop("is_guest", False)
        with saving():
            told = members.NewPerson(surname, given, patronymic, is_guest, details)
            return members.add_person(told, by=None, at=self.at, today=TODAY)

    def _letters(self, number):
        """Another ending for each number: ё and е would make namesakes."""
        rest, last = divmod(number, 26)
        return (self._letters(rest) if rest else "") + "абвгджзиклмнопрстуфхцчшщыэюя"[last]

    def account(self, role=Role.LIBRARIAN, **more):
        if more:
            return self._account(role, **more)
        key = poured(self, role, lambda: self._account(role).id)
        return db.session.get_one(Account, key)

    def _account(self, role, person=None, password="", login=""):
        self.association()
        person = person or self.person()
        ready = passwords.hashed(password) if password else "nobody"
        with saving():
            return accounts.open_account(
                person.id,
                login or f"user-{next(self.numbers)}",
                role,
                password_hash=ready,
                by=None,
                at=self.at,
            )

    def head(self, **more):
        return self.account(Role.HEAD, **more)

    def methodist(self, **more):
        return self.account(Role.METHODIST, **more)

    def librarian(self, **more):
        return self.account(Role.LIBRARIAN, **more)

    def signed_in(self, account):
        """What the browser of this account holds."""
        account = db.session.get_one(Account, account.id)
        with saving():
            token = accounts.sign_in(account, address="", browser="", at=datetime.now(UTC))
        return {"token": token, "seen": int(datetime.now(UTC).timestamp())}

    def actor(self, account):
        person = db.session.get_one(Person, account.person_id)
        return Actor(account.id, person.id, 0, account.role, person.surname)

    def school(self, name="МБОУ «Школа № 6»"):
        with saving():
            told = members.NewOrganisation(name, OrganisationKind.SCHOOL)
            return members.add_organisation(told, by=None, at=self.at)

    def work(self, person, school, post=Post.LIBRARIAN):
        with saving():
            told = members.NewMembership(school.id, post)
            return members.join(person, told, by=None, at=self.at)

    def away(self, whom, since, until):
        """This person, or the one of this account, does not work from the one day to the other."""
        person = db.session.get_one(Person, getattr(whom, "person_id", whom.id))
        with saving():
            return cards.be_away(person, since, until, by=None, at=self.at)

    def rubric(self, title="Учебный фонд"):
        self.association()
        return db.session.scalar(select(Rubric).where(Rubric.title == title))

    def ask(self, author, text="Как списать учебники?", rubric=None, at=None, today=TODAY, **more):
        """A request of this account."""
        rubric = rubric or self.rubric()
        told = help_requests.NewRequest(rubric.id, text, Channel.WRITING, **more)
        with saving():
            return help_requests.ask(
                told,
                year_id=years.opened(2019).id,
                by=self.actor(author),
                at=at or self.at,
                today=today,
            )

    def move(self, request, action, actor=None, text="", at=None, today=TODAY, **more):
        """Do the action as this account; without one, as the clock."""
        with saving():
            held = self.held(request)
            move(
                held,
                action,
                MoveDetails(text, **more),
                by=self.actor(actor) if actor else None,
                at=at or self.at,
                today=today,
            )
            return held

    def held(self, request):
        """The request anew, with its people."""
        wanted = select(HelpRequest).where(HelpRequest.id == request.id).options(*WITH_PEOPLE)
        return db.session.scalars(wanted.execution_options(populate_existing=True)).one()

    def plan(self):
        """The seed plan in the year 2019–2020."""
        return db.session.get_one(Plan, poured(self, "plan", self._plan))

    def _plan(self):
        self.association()
        with saving():
            year = years.opened(2019)
            return plan.store(seed(), year_id=year.id, by=None, at=self.at).id

    def meeting(self, theme="Обмен опытом", questions=("О плане работы", "Разное"), **more):
        """A meeting beside the plan, on a day that has been."""
        self.association()
        last = db.session.scalar(select(func.max(Meeting.number))) or 0
        told = {"number": last + 1, "held_on": date(2019, 10, 28), "place": "Школа № 6"} | more
        who = self.actor(self.head())
        with saving():
            made = meetings.call_meeting(
                meetings.NewMeeting(theme=theme, **told),
                year_id=years.opened(2019).id,
                by=who,
                at=self.at,
            )
            for text in questions:
                asked = agenda.NewQuestion(text, speakers=(Spoken("Чайкина Ю.Р.", "Школа № 3"),))
                agenda.ask_question(made, asked, by=who, at=self.at)
        return self.again(made)

    def again(self, record):
        """The record as it is stored now."""
        return db.session.get_one(type(record), record.id, populate_existing=True)

    def questions(self, meeting):
        return (
            db.session.query(Question)
            .filter_by(meeting_id=meeting.id)
            .order_by(Question.position)
            .all()
        )

    def go_on(self, meeting, step, by=None, today=TODAY, **more):
        """Take a step of the meeting."""
        who = self.actor(by or self.head())
        with saving():
            told = meetings.StepWords(**more)
            meetings.go_on(self.again(meeting), step, told, by=who, at=self.at, today=today)
        return self.again(meeting)

    def present(self, meeting, *people, presence=Presence.PRESENT, by=None, today=TODAY):
        """These people were there."""
        who = self.actor(by or self.head())
        with saving():
            marks = dict.fromkeys([one.id for one in people], presence)
            attendance.mark(self.again(meeting), marks, by=who, at=self.at, today=today)

    def minutes(self, meeting, by=None, **more):
        """The minutes of the meeting, begun after it was held."""
        who = self.actor(by or self.head())
        if self.again(meeting).state not in {"held", "drafted"}:
            meeting = self.go_on(meeting, Step.HOLD, by)
        told = {"number": next_number(meeting.year_id), "dated_on": meeting.held_on,
                "chair": "Иволгина М.П.", "secretary": "Совина А.А."} | more  # fmt: skip
        with saving():
            made = minutes.begin(
                self.again(meeting), minutes.NewMinutes(**told), by=who, at=self.at,
                today=TODAY,
            )  # fmt: skip
        return self.again(made)

    def items(self, record):
        return db.session.query(Item).filter_by(minutes_id=record.id).order_by(Item.position).all()

    def decide(
        self, item, decided="Принять к сведению.", votes=(None, None, None), by=None, **more
    ):
        """A decision of the minutes."""
        who = self.actor(by or self.head())
        said = {"heard": item.heard, "spoke": ""} | more
        with saving():
            told = NewItem(decided=decided, votes=votes, **said)
            record = db.session.get_one(Minutes, item.minutes_id)
            minutes.write(self.again(item), record, told, by=who, at=self.at)

    def sign(self, record, by=None):
        """Lock the minutes."""
        who, record = self.actor(by or self.head()), self.again(record)
        meeting = db.session.get_one(Meeting, record.meeting_id)
        with saving():
            paper = paper_to_keep(paper_now(record, meeting))
            minutes.sign(record, meeting, paper, by=who, at=self.at, today=TODAY)
        return self.again(record)

    def assign(self, text="Прислать отчёт", meeting=None, by=None, due_on=None, **more):
        """An assignment of this head."""
        who = self.actor(by or self.head())
        with saving():
            told = assignments.NewAssignment(text, due_on, **more)
            made = assignments.give(
                told, year_id=years.opened(2019).id, meeting=meeting, by=who, at=self.at
            )
        return self.again(made)
