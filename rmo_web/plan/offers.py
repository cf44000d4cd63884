"""What the journal says of the deeds of this room."""

from collections.abc import Iterable, Sequence

from flask import url_for
from sqlalchemy import select

from rmo_web.household.audit import AuditRow, Thing, offers_words
from rmo_web.kernel import russian, years
from rmo_web.kernel.db import db
from rmo_web.plan import events, wording
from rmo_web.plan.models import Plan
from rmo_web.plan.rules import Change, PlanState


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
    told = row.told
    if "state" in told:
        return wording.PLAN_STATES[PlanState(told["state"])][0].lower()
    said = told.get("name") or told.get("title") or ""
    change = wording.CHANGES[Change(told["change"])] if told.get("change") else ""
    named = russian.quoted(said) if said else ""
    return " ".join(filter(None, (change[:1].lower() + change[1:], named)))
