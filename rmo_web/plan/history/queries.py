"""The change that can be taken back, and those made since the plan was adopted."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from rmo_web.accounts.models import Account
from rmo_web.kernel import clock, russian
from rmo_web.kernel.db import db
from rmo_web.members.models import Person
from rmo_web.plan import wording
from rmo_web.plan.history.wording import COLUMNS
from rmo_web.plan.models import PlanChange


@dataclass(frozen=True, slots=True)
class Undoable:
    """The newest change, by its number and in words."""

    id: int
    words: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    what: str
    title: str
    reason: str
    who: str
    when: str
    before: str
    after: str


def undoable(plan_id: int) -> Undoable | None:
    """What the button «Отменить» takes back, or nothing."""
    change = db.session.scalar(PlanChange.newest(plan_id))
    if change is None:
        return None
    return Undoable(change.id, f"{wording.CHANGES[change.kind]} «{change.title}»")


def amendments(plan_id: int) -> list[ChangeRow]:
    """What was changed after the plan had been adopted, in its order."""
    found = db.session.execute(
        select(PlanChange, Person.initials)
        .join(Account, Account.id == PlanChange.by)
        .join(Person, Person.id == Account.person_id)
        .where(PlanChange.plan_id == plan_id, PlanChange.reason != "", ~PlanChange.is_undone)
        .order_by(PlanChange.id)
    )
    return [
        ChangeRow(
            what=wording.CHANGES[one.kind],
            title=one.title,
            reason=one.reason,
            who=name,
            when=russian.day(clock.local(one.at).date()),
            before=_in_words(one.before, one.after, one.row_id),
            after=_in_words(one.after, one.before, one.row_id),
        )
        for one, name in found
    ]


def _in_words(kept: dict[str, Any], other: dict[str, Any], row_id: int) -> str:
    """What was before or after, in a line: a row, a section, the words above them."""
    row, section, plan = kept["rows"].get(str(row_id), {}), kept.get("section"), kept.get("plan")
    said: list[str] = []
    if "title" in row:
        people = ", ".join(one["name"] for one in row["who"])
        spare = [f"{one[0]}: {one[1]}" for one in row.get("extras", ())]
        said = [row["title"], row.get("form", ""), row["when_text"], row["place"], people, *spare]
    elif section:
        together = COLUMNS[section["has_place_apart"]]
        said = [f"{section['number']} {section['title']}", together]
    elif kept.get("notes"):
        said = [one["text"] for one in kept["notes"].values()]
    elif plan:
        unlike = [value for name, value in plan.items() if value != other["plan"][name]]
        said = [text for one in unlike for text in (one if isinstance(one, list) else [one])]
    return "; ".join(" ".join(one.split()).rstrip(" ;") for one in said if one)
