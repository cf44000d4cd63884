"""What the pages of rubrics and quick replies show."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from rmo_web.accounts.models import Account
from rmo_web.help_requests.models import QuickReply, Rubric
from rmo_web.kernel.db import db
from rmo_web.members import works
from rmo_web.members.models import Person


@dataclass(frozen=True, slots=True)
class RubricRow:
    id: int
    title: str
    hint: str
    owner: str
    replies: int
    is_archived: bool


def rubrics(today: date) -> list[RubricRow]:
    """Every rubric with its owner and how many quick replies it has."""
    replies = select(func.count()).where(QuickReply.rubric_id == Rubric.id).scalar_subquery()
    found = db.session.execute(
        select(Rubric, replies, Person.id, Person.initials)
        .outerjoin(Person, Person.id == Rubric.owner_id)
        .order_by(Rubric.is_archived, Rubric.position, Rubric.id)
    ).all()
    owners = works.told_apart((one[2:] for one in found if one.id), today)
    return [
        RubricRow(
            rubric.id,
            rubric.title,
            rubric.hint,
            owners.get(rubric.owner_id or 0, ""),
            count,
            rubric.is_archived,
        )
        for rubric, count, *_ in found
    ]


def quick_replies() -> list[tuple[int, str, str, str]]:
    """Every quick reply: its id, its rubric, its title and text."""
    found = db.session.execute(
        select(QuickReply.id, Rubric.title, QuickReply.title, QuickReply.text)
        .outerjoin(Rubric, Rubric.id == QuickReply.rubric_id)
        .order_by(Rubric.position.nulls_first(), QuickReply.title)
    )
    return [(one[0], one[1] or "для всех рубрик", one[2], one[3]) for one in found]


def holders(today: date) -> list[tuple[int, str]]:
    """Who may own a rubric: whoever can sign in."""
    may = set(db.session.scalars(select(Account.person_id).where(Account.is_active)))
    return [one for one in works.everybody(today).items() if one[0] in may]
