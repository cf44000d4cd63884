"""What the plan offers: marks of the ribbon, entries of calendars, words of the journal."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date

from flask import url_for
from sqlalchemy import select

from rmo_web.household.audit import AuditRow, Thing, offers_words
from rmo_web.kernel import russian, years
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.offered.calendar import YearEntry, offers_entries
from rmo_web.kernel.offered.ribbon import Mark, MarkKind, offers_marks
from rmo_web.kernel.offered.waiting import Deed, Kind, Task, offers_waiting
from rmo_web.kernel.years import Year
from rmo_web.plan import events, wording
from rmo_web.plan.models import Plan
from rmo_web.plan.queries import ReadRow, every_row, has_plan, months_of, rows_where
from rmo_web.plan.rules import Change, PlanState, RowKind, RowState

RIBBON_LETTERS = 34


@offers_entries
def entries(year: Year) -> Iterable[YearEntry]:
    """Dated rows of the plan for calendars: their day, or their months as whole."""
    plan = f"/plan/?year={year.starts_in}"  # told outside of requests too
    # As it stands now: what a change of this request has read before is of before.
    rows = [one for section in rows_where(Plan.year_id == year.id).values() for one in section]
    for row, who in rows:
        if row.kind is not RowKind.ITEM or row.meeting_id or row.when.get("all_year"):
            continue
        for number, (first, last) in enumerate(_days(row)):
            yield YearEntry(
                key=f"row-{row.id}-{number}",
                title=" ".join(row.title.split()),
                day=first,
                until=last,
                url=f"{plan}#row-{row.id}",
                place=row.place,
                text=", ".join(one.name for one in who),
                is_cancelled=row.state is RowState.DROPPED,
                is_moved=row.state is RowState.MOVED,
            )


def _days(row: ReadRow) -> list[tuple[date, date]]:
    """The day that a row names, else its months from their first to their last days."""
    exact = row.when.get("day") or row.when.get("until")
    if exact:
        day = date.fromisoformat(exact)
        return [(day, day)]
    return [
        (date(year, month, 1), date(year, month, monthrange(year, month)[1]))
        for year, month in months_of(row)
    ]


@offers_marks
def marks(year: Year) -> Iterable[Mark]:
    """Dated rows of the plan for the ribbon; its meetings are the room of meetings' to mark."""
    plan = url_for("plan.show_plan")
    for row, _ in every_row(year):
        if row.kind is RowKind.ITEM and row.meeting_id is None and not row.when.get("all_year"):
            for number, month in months_of(row)[:2]:
                url = f"{plan}#row-{row.id}"
                short = russian.shortened(row.title, RIBBON_LETTERS)
                yield Mark(number, month, short, row.title, url, MarkKind.EVENT)


@offers_words(
    events.PlanImported, events.PlanRemoved, events.PlanBegun, events.PlanCopied,
    events.PlanChanged, events.PlanWentOn,
)  # fmt: skip
def of_plans(rows: Sequence[AuditRow]) -> Iterable[Thing]:
    """Of which year the plan is, and what of it."""
    asked = select(Plan.id, Plan.year_id).where(Plan.id.in_({row.about for row in rows}))
    first_of = {plan: years.starts_of(year) for plan, year in db.session.execute(asked)}
    for row in rows:
        first = first_of.get(row.about or 0)  # a plan that was removed has none any more
        said = (f"план {years.title(first)}" if first else "", _said(row))
        url = url_for("plan.show_plan", year=first) if first else ""
        yield Thing(", ".join(filter(None, said)), url)


def _said(row: AuditRow) -> str:
    told = row.particulars
    if "state" in told:
        return wording.PLAN_STATES[PlanState(told["state"])][0].lower()
    said = told.get("name") or told.get("title") or ""
    change = wording.CHANGES[Change(told["change"])] if told.get("change") else ""
    named = russian.quoted(said) if said else ""
    return " ".join(filter(None, (change[:1].lower() + change[1:], named)))


@offers_waiting
def waiting(actor: Actor, year: Year | None, _: date) -> Iterable[Kind]:
    """For its keepers: a year without a plan, and the items for which nobody is responsible."""
    if not actor.leads or year is None or year.is_closed:
        return
    if not has_plan(year):
        yield Kind(1, _no_plan)
        return
    lacking = [row for row, who in every_row(year) if row.kind is RowKind.ITEM and not who]
    yield Kind(len(lacking), _lacking, lambda: map(_nobody, lacking))


def _no_plan(_: int) -> Task:
    url = url_for("plan.upload")
    deed = Deed("Составить или загрузить", url, opens=True, is_main=True)
    return Task("план", "У года нет плана работы", url, icon="plan", deeds=(deed,))


def _lacking(count: int) -> Task:
    said = russian.plural(count, "пункт плана", "пункта плана", "пунктов плана")
    url = url_for("plan.show_plan")
    return Task("пункт без ответственного", f"{said} без ответственного", url, icon="plan",
                count=count)  # fmt: skip


def _nobody(row: ReadRow) -> Task:
    deed = Deed("Указать", url_for("plan.edit_row", row_id=row.id), opens=True, is_main=True)
    return Task(
        "пункт без ответственного",
        f"Нет ответственного: {russian.shortened(row.title, 80)}",
        f"{url_for('plan.show_plan')}#row-{row.id}",
        icon="plan",
        deeds=(deed,),
    )
