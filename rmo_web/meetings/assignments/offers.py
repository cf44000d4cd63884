"""Assignments: what the journal says of them, which wait for whom, what is kept of a person's."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any

from flask import url_for
from sqlalchemy import bindparam, func, or_, select

from rmo_web.household.audit import AuditRow, Thing, offers_words
from rmo_web.kernel import clock, russian, years
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.offered.mydata import Holding, holds
from rmo_web.kernel.offered.waiting import Deed, Kind, Task, Waits, offers_waiting
from rmo_web.kernel.years import Year
from rmo_web.meetings import events
from rmo_web.meetings.assignments.queries import version_of
from rmo_web.meetings.assignments.wording import done_of
from rmo_web.meetings.models import Assignment, Target
from rmo_web.meetings.wording import first_line
from rmo_web.members import works


@holds("Поручения")
def my_duties(actor: Actor) -> list[Holding]:
    """What the person was to do."""
    found = db.session.execute(
        select(Assignment.text, Target.done_on, Target.proof)
        .join(Target, Target.assignment_id == Assignment.id)
        .where(Target.person_id == actor.person_id)
    )
    return [{"Поручение": text, "Исполнено": day, "Чем": proof} for text, day, proof in found]


@offers_words(
    events.AssignmentGiven, events.AssignmentKept, events.AssignmentMarked
)  # fmt: skip
def of_assignments(rows: Sequence[AuditRow]) -> Iterable[Thing]:
    """What was assigned; of a mark, whose it is."""
    asked = select(Assignment.id, Assignment.text)
    found = db.session.execute(asked.where(Assignment.id.in_({row.about for row in rows})))
    texts = dict(found.all())
    for row in rows:
        text, title = texts.get(row.about or 0, ""), row.particulars.get("title", "")
        whose = title if title and not text.startswith(title) else ""
        said = (russian.quoted(first_line(text)) if text else "", whose)
        url = url_for("meetings.assignment", assignment_id=row.about) if text else ""
        yield Thing(", ".join(filter(None, said)), url)


_UNTIL = func.coalesce(Assignment.extended_to, Assignment.due_on)
_OPEN = Assignment.outcome.is_(None) & Assignment.year_id.in_(years.OPEN)
_IS_LATE = func.coalesce(bindparam("today") > _UNTIL, False)
_MINE = (
    _OPEN,
    Target.done_on.is_(None),
    or_(
        Target.person_id == bindparam("me"),
        Target.organisation_id.in_(works.organisations_of(bindparam("me"), bindparam("today"))),
    ),
)
_LATE = (
    _OPEN,
    _IS_LATE,
    select(Target.id)
    .where(Target.assignment_id == Assignment.id, Target.done_on.is_(None))
    .exists(),
)
_FORMS = "поручение", "поручения", "поручений"
_MY_LATE, _MY_OTHERS = (
    Waits(
        "поручение",
        select(Target, Assignment)
        .join(Assignment, Assignment.id == Target.assignment_id)
        .where(*_MINE, which)
        .order_by(_UNTIL, Target.id),
        _FORMS, after, is_late=is_late,
    )
    for which, after, is_late in (
        (_IS_LATE, "мне, срок прошёл", True), (~_IS_LATE, "мне", False)
    )
)  # fmt: skip
_OTHERS_LATE = Waits(
    "поручение",
    select(Assignment).where(*_LATE).order_by(_UNTIL, Assignment.id),
    _FORMS, "другим, срок прошёл", is_late=True,
)  # fmt: skip


@offers_waiting
def waiting(actor: Actor, _: Year | None, today: date) -> Iterable[Kind]:
    """What is to be done by her or by her schools; for leaders, what others have not done."""
    url, values = url_for("meetings.assignments"), {"me": actor.person_id, "today": today}
    for of_mine in (_MY_LATE, _MY_OTHERS):
        yield of_mine.named(f"{url}?tab=mine", partial(_mine, today), **values)
    if actor.leads:
        yield _OTHERS_LATE.named(f"{url}?tab=late", partial(_late, today), today=today)


def _mine(today: date, found: Sequence[Any]) -> Iterable[Task]:
    for target, assignment in found:
        done = Deed(
            "Исполнено",
            url_for("meetings.mark_target", target_id=target.id),
            (("to", "done"), ("proof", target.proof), ("version", version_of(target))),
            is_main=True,
        )
        yield _task(
            assignment, today, f"Поручено: {target.name}", done, _page(assignment, "Открыть")
        )


def _late(today: date, rows: Sequence[Any]) -> Iterable[Task]:
    found = [one for (one,) in rows]
    targets: dict[int, list[tuple[Target, bool]]] = defaultdict(list)
    mine = select(Target, works.is_away(Target.person_id, today)).where(
        Target.assignment_id.in_([one.id for one in found])
    )
    for target, is_away in db.session.execute(mine.order_by(Target.id)):
        targets[target.assignment_id].append((target, is_away))
    for one in found:
        left = [each for each in targets[one.id] if each[0].done_on is None]
        groups = {
            "Не сдали": [target.name for target, is_away in left if not is_away],
            "Временно не работают": [target.name for target, is_away in left if is_away],
        }
        done = done_of(len(targets[one.id]) - len(left), len(targets[one.id]))
        said = "; ".join([*(_few(word, names) for word, names in groups.items() if names), done])
        yield _task(one, today, said, _page(one, "Кто не сдал", is_main=True))


def _few(word: str, names: Sequence[str]) -> str:
    return f"{word}: {', '.join(names[:3])}{' и другие' if len(names) > 3 else ''}"


def _page(assignment: Assignment, words: str, *, is_main: bool = False) -> Deed:
    url = url_for("meetings.assignment", assignment_id=assignment.id)
    return Deed(words, url, opens=True, is_main=is_main)


def _task(one: Assignment, today: date, detail: str, *deeds: Deed) -> Task:
    until = one.extended_to or one.due_on
    late = (today - until).days if until else 0
    title = f"Поручение до {russian.day(until)}" if until else "Поручение без срока"
    return Task(
        "поручение",
        f"{title}: {first_line(one.text)}",
        url_for("meetings.assignment", assignment_id=one.id),
        detail,
        day=until,
        since=None if until else clock.local(one.given_at).date(),
        state=f"просрочено на {russian.plural(late, 'день', 'дня', 'дней')}" if late > 0 else "",
        is_late=late > 0,
        deeds=deeds,
    )
