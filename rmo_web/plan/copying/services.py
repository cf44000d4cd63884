"""A draft for the next year, to be gone over."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from rmo_web.kernel import russian
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.events import emit
from rmo_web.kernel.years import SchoolYear
from rmo_web.plan import events, rules
from rmo_web.plan.models import Leftover, Plan, Responsible, Row, Section
from rmo_web.plan.rules import RowState
from rmo_web.plan.services import OF_ROW, must_have_no_plan, order_of, put_in_order, when_stored
from rmo_web.plan_reader.pieces import Piece, PieceKind, Slot, Spot, kept, restored
from rmo_web.plan_reader.when import understand_when

_SIGNED = frozenset({Slot.ADOPTION, Slot.APPROVAL, Slot.SIGNATURE, Slot.AMENDMENT})
_STAMP = re.compile(r"\s*(?:утвержд|согласован)", re.IGNORECASE)


def copy(plan: Plan, undone: Mapping[int, str], *, year_id: int, by: Actor, at: datetime) -> Plan:
    """Years move on, exact days become their months, speakers of meetings and marks go.

    `undone` says of rows, by their ids, what did not become of them: the new row says so.
    Refused when that year has a plan.
    """
    must_have_no_plan(year_id)
    years = {one.id: one.starts_in for one in db.session.scalars(select(SchoolYear))}
    shift, first = years[year_id] - years[plan.year_id], years[year_id]
    made = Plan(
        year_id=year_id,
        title=rules.shifted(plan.title, shift),
        theme=rules.shifted(plan.theme, shift),
        goal=rules.shifted(plan.goal, shift),
        tasks=[rules.shifted(one, shift) for one in plan.tasks],
        abbreviations=dict(plan.abbreviations),
        imported_at=at,
    )
    db.session.add(made)
    db.session.flush()
    moved_on = _MovedOn(shift, _copy_notes(plan, made.id, shift))
    made.pieces = moved_on.pieces(plan.pieces)
    asked = select(Section).filter_by(plan_id=plan.id).order_by(Section.position)
    for section in db.session.scalars(asked).all():
        _copy_section(section, made.id, undone, moved_on, first=first)
    emit(events.PlanCopied(by=by.account_id, at=at, about=made.id))
    return made


@dataclass(frozen=True, slots=True)
class _MovedOn:
    """The places of a file in a later year: without what was signed in the earlier one."""

    shift: int
    notes: Mapping[int, int]

    def pieces(self, stored: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """The same places, their fixed words moved on, notes under their new ids."""
        every = (replace(one, spots=self._spots(one)) for one in restored(stored))
        return kept(one for one in every if one.kind is PieceKind.TABLE or one.spots)

    def _spots(self, piece: Piece) -> tuple[Spot, ...]:
        gone = any(
            one.slot in _SIGNED or (one.slot is Slot.NOTE and one.note not in self.notes)
            for one in piece.spots
        )
        return () if gone else tuple(map(self._spot, piece.spots))

    def _spot(self, spot: Spot) -> Spot:
        text = spot.text if spot.slot else rules.shifted(spot.text, self.shift)
        return replace(spot, text=text, note=self.notes.get(spot.note, 0))


def _copy_notes(plan: Plan, plan_id: int, shift: int) -> dict[int, int]:
    """What the file said beside its plan, but for its stamps: the new ids by the old ones."""
    notes = db.session.scalars(select(Leftover).filter_by(plan_id=plan.id).order_by(Leftover.id))
    every = notes.all()
    stamped = {_block(one) for one in every if _STAMP.match(one.text)}
    made = {
        one.id: Leftover(plan_id=plan_id, place=one.place, text=rules.shifted(one.text, shift))
        for one in every
        if _block(one) not in stamped
    }
    db.session.add_all(made.values())
    db.session.flush()
    return {old: new.id for old, new in made.items()}


def _block(note: Leftover) -> str:
    """The table, or the paragraph, that it stands in."""
    return note.place.partition(",")[0]


def _copy_section(
    section: Section, plan_id: int, undone: Mapping[int, str], moved_on: _MovedOn, *, first: int
) -> None:
    shift = moved_on.shift
    new = Section(
        plan_id=plan_id,
        position=section.position,
        number=section.number,
        title=rules.shifted(section.title, shift),
        heading=rules.shifted(section.heading, shift),
        has_place_apart=section.has_place_apart,
        columns=section.columns,
        pieces=moved_on.pieces(section.pieces),
    )
    db.session.add(new)
    db.session.flush()
    asked = select(Row).filter_by(section_id=section.id).order_by(Row.position)
    rows = {
        row.id: _copied(row, new, shift=shift, first=first) for row in db.session.scalars(asked)
    }
    for row_id, row in rows.items():
        row.pieces = moved_on.pieces(row.pieces)
        row.note = f"В прошлом году: {undone[row_id]}" if row_id in undone else ""
        db.session.add(row)
    db.session.flush()
    _copy_people(rows)
    order = order_of(new.id)
    put_in_order(new.id, order, order)


def _copied(row: Row, section: Section, *, shift: int, first: int) -> Row:
    when = _month_of(row, shift) or rules.shifted(row.when_text, shift)
    return Row(
        **{name: getattr(row, name) for name in OF_ROW} | {
            "section_id": section.id, "meeting_id": None, "mark": "", "state": RowState.PLANNED,
            "text": rules.shifted(_text(row), shift), "title": rules.shifted(row.title, shift),
            "extras": _extras(row, shift),
            "when_text": when, "when": _when(row, when, shift=shift, first=first),
            "people_text": _people_text(row, section),
        }
    )  # fmt: skip


def _text(row: Row) -> str:
    """Its words; those of a question without whoever spoke to it."""
    has_speaker = row.meeting_id is not None and row.people_text in row.text
    return f"{row.number} {row.title}".strip() if row.people_text and has_speaker else row.text


def _extras(row: Row, shift: int) -> list[list[Any]]:
    return [[one[0], rules.shifted(one[1], shift), *one[2:]] for one in row.extras]


def _when(row: Row, text: str, *, shift: int, first: int) -> dict[str, Any]:
    """Months chosen by hand move on as they are; others are understood anew."""
    if not row.when.get("by_hand"):
        return when_stored(understand_when(text, first))
    return row.when | {"months": [[year + shift, month] for year, month in row.when["months"]]}


def _copy_people(rows: Mapping[int, Row]) -> None:
    """Whoever is responsible, but the speakers of meetings, whom a new year does not know."""
    kept = [old for old in rows if not _is_question(old)]
    for one in db.session.scalars(select(Responsible).where(Responsible.row_id.in_(kept))):
        db.session.add(
            Responsible(
                row_id=rows[one.row_id].id, position=one.position, kind=one.kind, name=one.name,
                post=one.post, organisation=one.organisation, person_id=one.person_id,
            )
        )  # fmt: skip


def _is_question(row_id: int) -> bool:
    return db.session.get_one(Row, row_id).meeting_id is not None


def _people_text(row: Row, section: Section) -> str:
    """The cell without the speakers of a meeting."""
    if row.meeting_id is None:
        return row.people_text
    return "" if section.has_place_apart else row.place


def _month_of(row: Row, shift: int) -> str:
    """«Август 2020» for a row of one exact day, which a new year cannot know."""
    if not row.when.get("day"):
        return ""
    day = date.fromisoformat(str(row.when["day"]))
    return russian.month_of_year(day.year + shift, day.month)
