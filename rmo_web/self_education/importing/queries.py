"""Row by row what the table would bring: nothing is written before that has been shown."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select

from rmo_web.accounts.models import Account
from rmo_web.kernel import russian, years
from rmo_web.kernel.access import Role
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.papers.cells import Mended, Rows, mend
from rmo_web.kernel.papers.sheet import SheetRead
from rmo_web.members import works
from rmo_web.members.models import Person
from rmo_web.members.rules import is_young
from rmo_web.self_education.importing import wording
from rmo_web.self_education.importing.rules import (
    BroughtRow,
    BroughtTable,
    BroughtTopic,
    name_said,
    stage_said,
    years_said,
)
from rmo_web.self_education.models import Topic
from rmo_web.self_education.rules import OPEN, TITLE_MAX, TopicState, usual_stages
from rmo_web.self_education.wording import has_another, years_in_full


def checked(table: SheetRead, mended: Mended, *, by: int, today: date) -> BroughtTable:
    """What becomes of each row when this person brings the table; nothing is written."""
    # A name in several columns is one cell to be mended.
    whole = tuple((number, cells | {"who": _who(cells)}) for number, cells in table.rows)
    lines = mend(whole, mended)
    checker = _TableChecker(lines, by, today)
    rows = tuple(checker.check(number, cells) for number, cells in lines)
    return BroughtTable(rows, table.strange, table.never, mended)


class _TableChecker:
    """Reads rows against the topics that are there, and against each other."""

    def __init__(self, lines: Rows, by: int, today: date) -> None:
        self.by, self.today, self.present = by, today, years.starts_in(today)
        meant = works.who_is_meant()
        self.whose = {
            number: meant(name_said(cells["who"]), cells.get("school", ""))
            for number, cells in lines
        }
        ids = {one for one in self.whose.values() if one}
        self.stages = {one.id: _stages_of(one, today) for one in _people(ids)}
        self.leaders = _leaders()
        self.known: dict[int, list[Topic]] = defaultdict(list)
        for topic in db.session.scalars(select(Topic).where(Topic.person_id.in_(ids))):
            self.known[topic.person_id].append(topic)
        self.named: dict[int, tuple[int, str]] = {}  # by person: the row, and its title as it reads

    def check(self, number: int, cells: dict[str, str]) -> BroughtRow:
        try:
            return self._outcome(number, cells)
        except Refused as refusal:
            wrong = tuple(wording.cells_to_fill(number, cells, refusal))
            return BroughtRow(
                number, cells["who"], "wrong", "не внесётся",
                refusal="" if wrong else str(refusal), wrong=wrong,
            )  # fmt: skip

    def _outcome(self, number: int, cells: dict[str, str]) -> BroughtRow:
        person_id, title = self.whose[number], cells.get("title", "")
        if person_id is None:
            raise Refused(wording.NOBODY, "who")
        if not title:
            raise Refused(wording.NO_TITLE, "title")
        if len(title) > TITLE_MAX:
            raise Refused(f"Тема слишком длинная: не больше {TITLE_MAX} знаков.", "title")
        if same := self._same(person_id, title):
            return self._is_there(number, cells, same)
        first, last = years_said(cells.get("years", ""), present=self.present)
        if is_repeated := self._is_repeated(person_id, title, number):
            return BroughtRow(number, cells["who"], "same", is_repeated)
        titles, stage = self.stages[person_id], cells.get("stage", "")
        topic = BroughtTopic(
            person_id, title, first, last, is_agreed=person_id not in {self.by, *self.leaders},
            stage=stage_said(stage, titles) if stage else None,
            reported_where=_joined(cells, "reported", "when"),
            product=_joined(cells, "form", "product"),
        )  # fmt: skip
        return BroughtRow(
            number, cells["who"], "new", "будет внесена",
            details=tuple(_details(topic, titles)),
            notes=tuple(self._notes(topic, stage, titles)), topic=topic,
        )  # fmt: skip

    def _same(self, person_id: int, title: str) -> Topic | None:
        """The topic of this title; refused for who works on another one."""
        known = [one for one in self.known[person_id] if one.state is not TopicState.WITHDRAWN]
        wanted = russian.reading(title)
        if same := next((one for one in known if russian.reading(one.title) == wanted), None):
            return same
        if other := next((one for one in known if one.state in OPEN), None):
            raise Refused(has_another(other.title))
        return None

    def _is_there(self, number: int, cells: dict[str, str], topic: Topic) -> BroughtRow:
        notes: tuple[str, ...] = ()
        try:
            said = years_said(cells.get("years", ""), present=self.present)
        except Refused:
            said = topic.first_year, topic.last_year
        if said != (topic.first_year, topic.last_year):
            notes = (wording.other_years(topic.first_year, topic.last_year),)
        return BroughtRow(number, cells["who"], "same", "уже есть", (topic.title,), notes)

    def _is_repeated(self, person_id: int, title: str, number: int) -> str:
        row, reading = self.named.setdefault(person_id, (number, russian.reading(title)))
        if row == number:
            return ""
        if reading != russian.reading(title):
            raise Refused(wording.said_before(row))
        return f"повторяет строку {row}"

    def _notes(self, topic: BroughtTopic, stage: str, titles: tuple[str, ...]) -> Iterable[str]:
        if stage and topic.stage is None:
            yield wording.no_stage(stage, titles)
        if topic.last_year < self.present:
            yield wording.YEARS_ARE_OVER


def _who(cells: dict[str, str]) -> str:
    return " ".join(cells[key] for key in ("who", "given", "patronymic") if cells.get(key))


def _joined(cells: dict[str, str], *keys: str) -> str:
    return ", ".join(cells[key] for key in keys if cells.get(key))


def _people(ids: set[int]) -> Iterable[Any]:
    asked = select(Person.id, Person.library_since, Person.is_marked_young)
    return db.session.execute(asked.where(Person.id.in_(ids)))


def _stages_of(person: Any, today: date) -> tuple[str, ...]:
    begins = is_young(person.library_since, person.is_marked_young, today)
    return tuple(one.title for one in usual_stages(is_beginner=begins))


def _leaders() -> set[int]:
    asked = select(Account.person_id).where(Account.role.in_([Role.HEAD, Role.METHODIST]))
    return set(db.session.scalars(asked.where(Account.is_active)))


def _details(topic: BroughtTopic, titles: tuple[str, ...]) -> Iterable[str]:
    yield topic.title
    yield f"{years_in_full(topic.first_year, topic.last_year)} · {wording.state(topic, titles)}"
    if topic.reported_where:
        yield f"где представлено: {topic.reported_where}"
    if topic.product:
        yield f"что получится: {topic.product}"
