"""Журнал учёта консультаций (domain reference, 5): its columns, its counts, for any period."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from rmo_web.help_requests import rules, wording
from rmo_web.help_requests.consultations.wording import NOT_NOTED, time_in_words
from rmo_web.help_requests.models import HelpRequest, Message, Rubric
from rmo_web.help_requests.queries import Option, beginning_of
from rmo_web.help_requests.rules import MessageKind, Status
from rmo_web.kernel import clock, russian
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.years import SchoolYear
from rmo_web.members import works
from rmo_web.members.models import Organisation, Person


def addressees(today: date) -> list[Option]:
    """Whom a consultation may have been given to: everybody who is here."""
    return [Option(*one) for one in works.everybody(today).items()]


ROWS_MAX = 5000
TEXT_SHOWN = 1500
COLUMNS = (
    "№ п/п",
    "Дата",
    "ФИО, должность, организация",
    "Тема, вопрос",
    "Форма",
    "Рекомендации, результат",
    "Кто провёл",
    "Подпись",
)


@dataclass(frozen=True, slots=True)
class ConsultationRow:
    number: str
    url: str
    asked_on: date
    who: str
    post: str
    school: str
    rubric: str
    question: str
    form: str
    result: str
    consultant: str
    minutes: int

    @property
    def day(self) -> str:
        return russian.day(self.asked_on)

    def cells(self, position: int) -> tuple[str, ...]:
        """The row as the paper has it."""
        school = russian.numbered(self.school)
        person = ", ".join(filter(None, (self.who, self.post, school)))
        return (
            str(position), self.day, person, f"{self.rubric}: {self.question}", self.form,
            self.result, self.consultant, "",
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class CountTable:
    """How many of each, the most first."""

    title: str
    rows: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Journal:
    since: date
    until: date
    rows: tuple[ConsultationRow, ...]
    tables: tuple[CountTable, ...]
    total: str
    usual: str
    person: str

    @property
    def period(self) -> str:
        return f"с {russian.day(self.since)} по {russian.day(self.until)}"


def journal(since: date, until: date, *, person_id: int = 0) -> Journal:
    """The journal of these days, one librarian's where she is named. Refused for too many rows."""
    asked, answered = _text_of(MessageKind.QUESTION), _text_of(MessageKind.ANSWER, newest=True)
    consultant = aliased(Person)
    wanted = (
        select(
            HelpRequest, SchoolYear.starts_in, Rubric.title.label("rubric"),
            Organisation.name.label("school"), Person.name.label("who"),
            consultant.initials.label("consultant"), asked.label("question"),
            answered.label("answer"),
        )
        .join(SchoolYear, SchoolYear.id == HelpRequest.year_id)
        .join(Rubric, Rubric.id == HelpRequest.rubric_id)
        .join(Person, Person.id == HelpRequest.author_id)
        .outerjoin(Organisation, Organisation.id == HelpRequest.organisation_id)
        .outerjoin(consultant, consultant.id == HelpRequest.consultant_id)
        .where(
            HelpRequest.asked_at >= beginning_of(since),
            HelpRequest.asked_at < beginning_of(until + timedelta(days=1)),
            HelpRequest.status != Status.WITHDRAWN,
        )
        .order_by(HelpRequest.asked_at, HelpRequest.id)
        .limit(ROWS_MAX + 1)
    )  # fmt: skip
    if person_id:
        wanted = wanted.where(HelpRequest.author_id == person_id)
    found = db.session.execute(wanted).all()
    if len(found) > ROWS_MAX:
        most = russian.number(ROWS_MAX)
        raise Refused(f"В журнале за эти дни больше {most} записей: выберите период короче.")
    named = ((one[0].consultant_id, one.consultant) for one in found if one.consultant)
    consultants = works.told_apart(named, until)
    rows = tuple(_row(one, consultants.get(one[0].consultant_id, "")) for one in found)
    return Journal(
        since=since,
        until=until,
        rows=rows,
        tables=_tables(rows),
        total=wording.requests(len(rows)),
        usual=_usual([one.HelpRequest for one in found]),
        person=rows[0].who if person_id and rows else "",
    )


def _text_of(kind: MessageKind, *, newest: bool = False) -> Any:
    """One text of the request; a bare file has none."""
    order = Message.id.desc() if newest else Message.id
    return (
        select(Message.text)
        .where(Message.request_id == HelpRequest.id, Message.kind == kind, Message.text != "")
        .order_by(order)
        .limit(1)
        .correlate(HelpRequest)
        .scalar_subquery()
    )


def _row(one: Any, consultant: str) -> ConsultationRow:
    request: HelpRequest = one.HelpRequest
    return ConsultationRow(
        number=rules.number_of(request.number, one.starts_in),
        url=f"/help-requests/{request.id}",
        asked_on=clock.local(request.asked_at).date(),
        who=one.who.full,
        post=request.post,
        school=one.school or "",
        rubric=one.rubric,
        question=_short(one.question or request.title),
        form=wording.FORMS[request.given or request.wished],
        result=_result(request, one.answer or ""),
        consultant=consultant,
        minutes=request.minutes,
    )


def _result(request: HelpRequest, answer: str) -> str:
    outcome = {
        Status.CLOSED: "Помогло" if request.has_helped else "" if answer else NOT_NOTED,
        Status.REDIRECTED: f"Переадресовано: {request.redirected_to}",
        Status.REJECTED: "Отклонено",
    }.get(request.status, "" if answer else wording.STATUSES[request.status])
    return ". ".join(filter(None, (_short(answer).rstrip("."), outcome)))


def _short(text: str) -> str:
    joined = " ".join(text.split())
    return joined if len(joined) <= TEXT_SHOWN else f"{joined[:TEXT_SHOWN]}…"


def _tables(rows: Sequence[ConsultationRow]) -> tuple[CountTable, ...]:
    return (
        _table("По темам", (row.rubric for row in rows)),
        _table("По формам", (row.form for row in rows)),
        _table("По организациям", (row.school or "без организации" for row in rows)),
        _table("По консультантам", (row.consultant or "не назначен" for row in rows)),
    )


def _table(title: str, words: Iterable[str]) -> CountTable:
    counted = sorted(Counter(words).items(), key=lambda one: (-one[1], one[0]))
    return CountTable(title, tuple(counted))


def _usual(requests: Sequence[HelpRequest]) -> str:
    """The median time to the first answer; a call is answered at once and says nothing of it."""
    took = [
        (one.first_answer_at - one.asked_at).total_seconds()
        for one in requests
        if one.first_answer_at and not one.is_call
    ]
    return time_in_words(median(took)) if took else ""
